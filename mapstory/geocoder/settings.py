"""How a geocoder is asked: as was typed, or else as the environment and geocoder.yaml say."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mapstory.errors import UsageError
from mapstory.geocoder.file import FILE, read_file
from mapstory.geocoder.providers import Provider, provider_of
from mapstory.geocoder.signature import (
    geocoder_names,
    is_required,
    made_with,
    secrets_of,
    variable_of,
)

_OSM = ".openstreetmap.org"
_OSM_PAUSE_S = 1.0
"""At most one request a second: operations.osmfoundation.org/policies/nominatim."""

_PAUSE_S, _TIMEOUT_S, _PATIENCE_S = 1.0, 10.0, 60.0

_NOBODY = re.compile(
    r"my-application|my_app/1|my_user_agent/1\.0|specify_your_app_name_here|geopy\b.*|mapstory"
    r"|python.*|curl.*|wget.*|mozilla.*|requests.*|urllib.*|user-?agent",
    re.IGNORECASE,
)
"""What names a program or an example, and nobody who asks. geopy too refuses the first five."""

_LONGEST_AGENT = 200


@dataclass(frozen=True)
class Settings:
    """
    How one geocoder of geopy's is asked.

    `keys` are the secrets that it is made with, and `options` what else it is made or asked with,
    by geopy's names. `server` is empty where it is at one address only. Times are in seconds.
    """

    name: str
    provider: Provider
    agent: str
    server: str
    keys: Mapping[str, str] = field(repr=False)
    options: Mapping[str, Any]
    language: str
    credit: str
    pause_s: float
    timeout_s: float
    patience_s: float


def read_settings(name: str, *, folder: Path, server: str = "", agent: str = "") -> Settings:
    """
    Return how a geocoder is asked, by geopy's name of it.

    `folder` is the project's `geodata`, `server` and `agent` what was typed. Raises
    UsageError where something must be typed or set first, StoryError with every problem in
    geocoder.yaml, FileError where it cannot be read.
    """
    name = name.strip().lower()
    _refuse_unknown(name)
    provider = provider_of(name)
    said = read_file(folder / FILE, name)
    agent = agent or os.environ.get("MAPSTORY_AGENT", "") or said.agent
    server = (server.strip() or said.server.strip() or provider.server).rstrip("/")
    if server:
        _refuse_address(server, name)
    elif "domain" in made_with(name) and is_required(made_with(name)["domain"]):
        raise UsageError(
            f"{name} has no address of its own\n"
            f"  fix: say which one is meant: --online {name} --server https://…"
        )
    pause_s = _PAUSE_S if said.pause_s is None else said.pause_s
    if f".{urlsplit(server).hostname}".endswith(_OSM):
        pause_s = max(pause_s, _OSM_PAUSE_S)
    return Settings(
        name=name,
        provider=provider,
        agent=_agent(agent),
        server=server,
        keys=_keys(name),
        options=said.options,
        language=said.language or provider.language,
        credit=said.credit or provider.credit,
        pause_s=pause_s,
        timeout_s=said.timeout_s or _TIMEOUT_S,
        patience_s=_PATIENCE_S if said.patience_s is None else said.patience_s,
    )


def _refuse_unknown(name: str) -> None:
    names = geocoder_names()
    if name not in names:
        close = difflib.get_close_matches(name, names, n=1)
        ask = f"did you mean {close[0]}? " if close else ""
        known = ", ".join(sorted(names))
        raise UsageError(f"geopy has no geocoder called '{name}'\n  fix: {ask}It has: {known}")


def _agent(agent: str) -> str:
    """Return who asks. Raises UsageError where nobody is named."""
    agent = agent.strip()
    fix = (
        "say who asks, so that whoever runs the server can write to you: --agent desk@paper.example"
        "\n       or MAPSTORY_AGENT=desk@paper.example in the environment"
        f"\n       or the line `agent: desk@paper.example` in geodata/{FILE}"
    )
    if not agent:
        raise UsageError(f"nobody is named who asks the geocoder\n  fix: {fix}")
    if _NOBODY.fullmatch(agent):
        raise UsageError(f"the agent '{agent}' is a program, and nobody who asks\n  fix: {fix}")
    if not (agent.isascii() and agent.isprintable() and len(agent) <= _LONGEST_AGENT):
        what = f"the agent is not one line of at most {_LONGEST_AGENT} characters of ASCII"
        raise UsageError(f"{what}\n  fix: {fix}")
    return agent


def _refuse_address(server: str, name: str) -> None:
    like = "write it like this: --server https://nominatim.paper.example"
    try:
        url = urlsplit(server)
        port = f":{url.port}" if url.port else ""
    except ValueError:
        raise UsageError(f"the address of the server cannot be read\n  fix: {like}") from None
    if "@" in url.netloc:
        raise UsageError(
            "the address of the server holds a name or a password, and those are never written\n"
            f"  fix: leave out what is before the @: --server {url.scheme}://{url.hostname}{port}"
        )
    if url.query or url.fragment:
        raise UsageError(f"the address of the server says more than where it is\n  fix: {like}")
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?", server, re.ASCII):
        raise UsageError(f"'{server[:100]!a}' is no address of a server\n  fix: {like}")
    if "domain" not in made_with(name):
        raise UsageError(f"{name} is at one address only\n  fix: leave --server out")
    if url.scheme == "http" and "scheme" not in made_with(name):
        raise UsageError(f"{name} is asked by https only\n  fix: write --server https://…")


def _keys(name: str) -> dict[str, str]:
    """Return the secrets of a geocoder. Raises UsageError where one is missing that it needs."""
    found = {key: os.environ.get(variable_of(name, key), "").strip() for key in secrets_of(name)}
    missing = [
        variable_of(name, key)
        for key, parameter in secrets_of(name).items()
        if is_required(parameter) and not found[key]
    ]
    if missing:
        raise UsageError(
            f"{name} is asked with a key of your own, and the environment holds none\n"
            f"  fix: set {' and '.join(missing)}; keys are read from nowhere else"
        )
    return {key: value for key, value in found.items() if value}
