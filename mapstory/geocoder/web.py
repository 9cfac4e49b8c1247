"""
One request to a geocoder: one answer, in time and not too long, or a reason in words.

geopy asks through an adapter, and this is ours. geopy's own send a question up to three times,
read however much comes, and follow a redirect to anywhere; a server that sends one byte
every second keeps them for ever.
"""

from __future__ import annotations

import http.client
import json
import queue
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
    getproxies,
)

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter

from mapstory.geocoder.outage import OutageError, masked, printable
from mapstory.geocoder.turns import Turns

_MOST_BYTES = 4_000_000
"""The longest answer that is read: ten results with all their names are some 100 KB."""

_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_GZIP = zlib.MAX_WBITS + 32  # zlib reads both gzip and zlib headers


_CUT = "it closed the connection before its answer was whole"
_REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (TimeoutError, ""),
    (ssl.SSLError, "it does not speak TLS: perhaps it is asked by http, not https"),
    (socket.gaierror, "no address is known for its name: it is misspelt, or there is no network"),
    (ConnectionRefusedError, "nothing listens there"),
    ((ConnectionError, http.client.IncompleteRead), _CUT),
    (http.client.HTTPException, "it does not speak HTTP"),
)
"""What goes wrong on the way, in words; the first that fits."""


class _SentOn(Exception):  # noqa: N818, a redirect is no error
    """The server answers with another address."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Adapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """
    Sends what geopy asks, each request at its turn.

    `stand_ins` are what geopy has for a secret, and the secret: so it can neither log nor tell
    one. In what a server says of an error, `secrets` are made unreadable. `extra` is added to each
    address. `is_answer` tells whether JSON has the form that the provider documents.
    """

    def __init__(
        self,
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: ssl.SSLContext | None,
        turns: Turns,
        stand_ins: Mapping[str, str],
        secrets: Collection[str],
        extra: str,
        is_answer: Callable[[object], bool],
    ) -> None:
        proxies = getproxies() if proxies is None else proxies
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._turns, self._extra, self._is_answer = turns, extra, is_answer
        self._stand_ins, self._secrets = stand_ins, secrets
        # Neither files nor FTP, and redirects only as `get_text` follows them.
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler(dict(proxies)),
            HTTPHandler(),
            HTTPSHandler(context=ssl_context),
            HTTPErrorProcessor(),
            HTTPDefaultErrorHandler(),
            UnknownHandler(),
        ):
            self._opener.add_handler(handler)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> object:
        """Return what the JSON of the answer says. Raises OutageError where it is none."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer: object = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            if text.lstrip().startswith("<"):
                raise OutageError("it answers with a web page and not with places") from error
            raise OutageError("its answer is no JSON, or not the whole of it") from error
        if not self._is_answer(answer):
            raise OutageError("its answer is not of the form that such a server gives")
        return answer

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """
        Return the text of the answer, in `timeout` seconds and however slowly it comes.

        Raises AdapterHTTPError for a status of 400 or more, and OutageError for all else.
        """
        if self._extra:
            url += ("&" if urlsplit(url).query else "?") + self._extra
        for stand_in, key in self._stand_ins.items():
            url = url.replace(stand_in, quote(key, safe=""))
            headers = {name: value.replace(stand_in, key) for name, value in headers.items()}
        for _ in range(1 + _MOST_REDIRECTS):
            try:
                with self._turns.turn():
                    return _in_time(partial(self._fetch, url, headers, timeout), timeout)
            except _SentOn as on:
                url = _on_same_server(url, on.url)
        raise OutageError("it sends on from one address to the next without an end")

    def _fetch(
        self, url: str, headers: Mapping[str, str], timeout: float, given_up: threading.Event
    ) -> str:
        request = Request(url, headers={**headers, "Accept-Encoding": "gzip"})  # noqa: S310, settings.py takes http and https only
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                return _text_of(answer, given_up)
        except HTTPError as error:
            with error:
                if error.code in _REDIRECTS and error.headers.get("Location"):
                    raise _SentOn(error.headers["Location"]) from error
                text = ""
                with suppress(OutageError, OSError, http.client.HTTPException):
                    text = masked(_text_of(error, given_up), self._secrets)
                raise AdapterHTTPError(
                    str(error.reason),
                    status_code=error.code,
                    headers={name.lower(): value for name, value in error.headers.items()},
                    text=text,
                ) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutageError(_told(error, timeout)) from error


def _on_same_server(url: str, location: str) -> str:
    """Return the address that a server sends on to. Raises OutageError if it is another's."""
    try:
        to = urljoin(url, location)
        origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, (url, to))]
    except ValueError as error:
        raise OutageError("it sends on to something that is no address") from error
    if origins[0] == origins[1]:
        return to
    raise OutageError(
        f"it sends on to another server, {printable(origins[1])}",
        f"if that is the one you mean, write `--server {printable(origins[1])}`",
    )


def _in_time(fetch: Callable[[threading.Event], str], timeout: float) -> str:
    """
    Return what `fetch` does, or raise OutageError when the time is over.

    A socket's own timeout starts anew with every byte, and looking up an address has none: so
    the request runs in a thread, which is left alone when it is too late.
    """
    ended: queue.SimpleQueue[tuple[str, BaseException | None]] = queue.SimpleQueue()
    given_up = threading.Event()

    def run() -> None:
        try:
            ended.put((fetch(given_up), None))
        except BaseException as error:  # noqa: BLE001, it is raised where it was asked for
            ended.put(("", error))

    threading.Thread(target=run, name="mapstory-geocoder", daemon=True).start()
    try:
        text, error = ended.get(timeout=timeout)
    except queue.Empty:
        raise OutageError(_late(timeout)) from None
    finally:
        given_up.set()
    if error is not None:
        raise error
    return text


def _text_of(answer: Any, given_up: threading.Event) -> str:
    """Return the body of an answer. Raises OutageError where it is cut off, huge or no text."""
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise OutageError("its answer is packed in a way that was not asked for")
    unpack = zlib.decompressobj(_GZIP) if encoding != "identity" else None
    received, body = 0, bytearray()
    while not given_up.is_set() and (chunk := answer.read1(_CHUNK)):
        received += len(chunk)
        try:
            body += unpack.decompress(chunk, _MOST_BYTES + 1) if unpack else chunk
        except zlib.error as error:
            raise OutageError("its answer is damaged") from error
        if len(body) > _MOST_BYTES or (unpack and unpack.unconsumed_tail):
            raise OutageError(f"its answer is longer than {_MOST_BYTES // 1_000_000} MB")
    length = answer.headers.get("Content-Length") or ""
    if (length.isdecimal() and received < int(length)) or (unpack and not unpack.eof):
        raise OutageError(_CUT)
    try:
        return body.decode(answer.headers.get_content_charset() or "utf-8")
    except (ValueError, LookupError) as error:
        raise OutageError("its answer is no text") from error


def _told(error: Exception, timeout: float) -> str:
    """Return what went wrong on the way, in words; never the address, which may hold a key."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {printable(reason.verify_message)}"
    for kinds, told in _REASONS:
        if isinstance(reason, kinds):
            return told or _late(timeout)
    why = reason.strerror if isinstance(reason, OSError) else ""
    return f"it cannot be reached{f': {printable(why).lower()}' if why else ''}"


def _late(timeout: float) -> str:
    return f"it did not answer within {timeout:g} seconds"


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
