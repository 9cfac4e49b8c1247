"""A geocoder at an address, through geopy: one question, all tries, one answer."""

from __future__ import annotations

import email.utils
import json
import secrets
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)

from mapstory.errors import UsageError
from mapstory.geocoder import answers
from mapstory.geocoder.answers import Answer
from mapstory.geocoder.outage import OutageError, masked, printable
from mapstory.geocoder.regions import Question
from mapstory.geocoder.settings import Settings
from mapstory.geocoder.signature import asked_with, geocoder_class, made_with, variable_of
from mapstory.geocoder.turns import LONGEST_HOLD_S, Turns
from mapstory.geocoder.web import Adapter

MOST_TRIES = 3
"""Of one question, and only where the server is busy (429) or fails (500 and above)."""

FIRST_WAIT_S = 2.0
"""Before the second try, where the server does not say how long; then twice as long."""

_BUSY, _FAILING = 429, 500

# With these geopy signs or encodes, so that no stand-in for the key will do.
_WORKED_WITH = {"password", "secret_key", "security_key"}

_SEES_NO_PLACES = (AttributeError, LookupError, TypeError, ValueError)
"""What geopy raises where the JSON of an answer is not what it expects."""


class Server:
    """What is asked: sends nothing until it is, and remembers nothing of it."""

    def __init__(self, settings: Settings, *, folder: Path) -> None:
        self.settings = settings
        address = urlsplit(settings.server)
        taken = made_with(settings.name)
        self._turns = Turns(
            folder, address.netloc or settings.name, settings.pause_s, settings.patience_s
        )
        keys = dict(settings.keys)
        stand_ins: dict[str, str] = {}
        if _WORKED_WITH.isdisjoint(keys):
            stand_ins = {f"key{secrets.token_hex(8)}": key for key in keys.values()}
            keys = dict(zip(keys, stand_ins, strict=True))
        if settings.server:
            place = {"domain": f"{address.netloc}{address.path}", "scheme": address.scheme}
            keys |= {name: value for name, value in place.items() if name in taken}
        try:
            self._geocoder = geocoder_class(settings.name)(
                **keys,
                **{n: value for n, value in settings.options.items() if n in taken},
                user_agent=f"mapstory/{version('mapstory')} ({settings.agent})",
                timeout=settings.timeout_s,
                adapter_factory=partial(
                    Adapter,
                    turns=self._turns,
                    stand_ins=stand_ins,
                    secrets=settings.keys.values(),
                    extra=settings.provider.extra,
                    is_answer=settings.provider.is_answer,
                ),
            )
        except (ConfigurationError, TypeError, ValueError) as error:
            raise UsageError(
                f"geopy cannot make its {settings.name} with these settings: "
                f"{self._shown(str(error))}\n  fix: see what its documentation asks for"
            ) from None

    def ask(self, question: Question) -> tuple[Answer, ...]:
        """
        Return what the server says of a name, in its order; nothing if it knows no such name.

        Raises OutageError where there is no answer, after at most three tries.
        """
        waited = 0.0
        for tried in range(1, MOST_TRIES + 1):
            try:
                return self._read(self._asked(question))
            except AdapterHTTPError as error:
                wait = _retry_after(error.headers) or FIRST_WAIT_S * 2 ** (tried - 1)
                outage = self._refused(error)
                if error.status_code != _BUSY and error.status_code < _FAILING:
                    raise outage from None
                self._turns.hold_off(wait)
                waited += wait
                if tried == MOST_TRIES or waited > self.settings.patience_s:
                    raise outage from None
        raise AssertionError  # the last try has returned or raised

    def _asked(self, question: Question) -> list[Any]:
        """Return geopy's locations. Raises AdapterHTTPError for a status, else OutageError."""
        taken = asked_with(self.settings.name)
        options = {
            **self.settings.provider.options(question, self.settings.language),
            **{n: value for n, value in self.settings.options.items() if n in taken},
        }
        try:
            with warnings.catch_warnings(action="ignore"):  # of what is raised as well
                found = self._geocoder.geocode(question.text, exactly_one=False, **options)
                return list(found or ())
        except OutageError as outage:
            raise OutageError(self._shown(outage.what), self._shown(outage.fix)) from None
        except GeocoderServiceError as error:
            if isinstance(error.__cause__, AdapterHTTPError):
                raise error.__cause__ from None
            raise self._told(error) from None
        except _SEES_NO_PLACES:
            raise OutageError("its answer is not of the form that such a server gives") from None

    def _read(self, locations: list[Any]) -> tuple[Answer, ...]:
        """Return the answers that can be believed. Raises OutageError where there are none such."""
        read = []
        for location in filter(None, locations):
            raw = answers.mapping(location.raw)
            at = answers.point(self.settings.provider.at(raw, location))
            answer = at and self.settings.provider.read(raw, answers.text(location.address), at)
            if answer and answer.names:
                read.append(
                    replace(
                        answer,
                        id=answer.id or f"{self.settings.name}:{answer.lat:.5f},{answer.lon:.5f}",
                        credit=answer.credit or self.settings.credit,
                    )
                )
        if locations and not read:
            raise OutageError("nothing of its answer can be read as a place")
        return tuple(read)

    def _refused(self, error: AdapterHTTPError) -> OutageError:
        """Return what a status of 400 or more means, with what the server says of it."""
        status = error.status_code
        what, fix = {
            400: ("it does not understand the question", "see the settings in geocoder.yaml"),
            401: ("it does not accept the key", self._advice_on_keys()),
            402: ("the account has no requests left", "see the account with the provider"),
            403: ("it refuses to be asked by you", self._advice_on_blocks()),
            404: ("it has no geocoder at this address", "check the address: --server"),
            407: ("the proxy on the way asks for a password", "see HTTP_PROXY and HTTPS_PROXY"),
            429: ("it has been asked too often", "run again later"),
        }.get(status, ("", ""))
        wait = _retry_after(error.headers)
        if not what and status >= _FAILING:
            what = "it is failing, or too busy"
        if wait:
            fix = f"run again in {_duration(wait)}: it asks for that"
        said = self._shown(_message(error.text or ""))
        told = f"{what or 'it refuses'} (status {status}{f': “{said}”' if said else ''})"
        return OutageError(told, fix)

    def _told(self, error: GeocoderServiceError) -> OutageError:
        """Return what geopy read out of an answer that is an error in JSON."""
        said = self._shown(_message(str(error)))
        quoted = f" (“{said}”)" if said else ""
        if isinstance(error, GeocoderAuthenticationFailure):
            return OutageError(f"it does not accept the key{quoted}", self._advice_on_keys())
        if isinstance(error, GeocoderInsufficientPrivileges):
            return OutageError(f"the account may not ask it{quoted}", self._advice_on_keys())
        if isinstance(error, GeocoderQuotaExceeded):
            return OutageError(f"the account has no requests left{quoted}", "run again later")
        return OutageError(f"it answers with an error{quoted}")

    def _advice_on_keys(self) -> str:
        names = [variable_of(self.settings.name, key) for key in self.settings.keys]
        return f"check {' and '.join(names)}" if names else "see who may ask this server"

    def _advice_on_blocks(self) -> str:
        return (
            f"see its terms of use; it knows you as '{self.settings.agent}' (--agent). "
            "Or ask a server of your own with --server"
        )

    def _shown(self, text: str) -> str:
        return masked(text, self.settings.keys.values())


def _retry_after(headers: Mapping[str, str]) -> float:
    """
    Return the seconds that a server asks to wait (RFC 9110, 10.2.3); 0 if it does not.

    At most a day: nobody is believed who asks for more.
    """
    said = headers.get("retry-after", "").strip()
    seconds = 0.0
    if said.isdecimal():
        seconds = float(said[:9])
    else:
        with suppress(TypeError, ValueError, OverflowError):
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
    return min(max(seconds, 0.0), LONGEST_HOLD_S)


def _message(text: str) -> str:
    """Return what a server says of an error: the message in its JSON, or the text of its page."""
    said: Any = text
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
    for _ in range(3):
        if isinstance(said, dict):
            said = next((said[key] for key in ("error", "message", "status") if key in said), "")
    return printable(said)


def _duration(seconds: float) -> str:
    if seconds < 100:  # noqa: PLR2004, as people say it
        return f"{seconds:.0f} seconds"
    minutes = seconds / 60
    return f"{minutes:.0f} minutes" if minutes < 100 else f"{minutes / 60:.0f} hours"  # noqa: PLR2004
