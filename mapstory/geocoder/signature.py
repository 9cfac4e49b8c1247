"""What geopy's classes are made with and asked with, and which of it is secret."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

Parameters = Mapping[str, inspect.Parameter]

ADDRESS = frozenset({"domain", "scheme"})

_OURS = frozenset({"self", "timeout", "proxies", "user_agent", "ssl_context", "adapter_factory"})
_ASKED = frozenset({"self", "query", "exactly_one", "timeout"})
_OPEN = frozenset({"auth_domain", "channel", "referer", "token_lifetime"})
"""What a geocoder is made with and is no secret. Anything else is taken for one."""


def geocoder_names() -> Collection[str]:
    """Return geopy's names of its geocoders."""
    from geopy.geocoders import SERVICE_TO_GEOCODER  # noqa: PLC0415, 100 ms

    names: Collection[str] = SERVICE_TO_GEOCODER
    return names


def geocoder_class(name: str) -> Any:
    """Return geopy's class of a geocoder."""
    from geopy.geocoders import SERVICE_TO_GEOCODER  # noqa: PLC0415, 100 ms

    return SERVICE_TO_GEOCODER[name]


@cache
def made_with(name: str) -> Parameters:
    """Return what geopy makes a geocoder with, by name, but for what is the same for all."""
    return _parameters(geocoder_class(name).__init__, _OURS)


@cache
def asked_with(name: str) -> Parameters:
    """Return what geopy asks a geocoder with, by name, besides the name that is looked up."""
    return _parameters(geocoder_class(name).geocode, _ASKED)


def secrets_of(name: str) -> Parameters:
    """Return the keys, accounts and passwords that a geocoder is made with."""
    return {n: p for n, p in made_with(name).items() if n not in ADDRESS | _OPEN}


def options_of(name: str) -> Parameters:
    """Return what else may be said of how a geocoder is made and asked."""
    hidden = {*secrets_of(name), *ADDRESS}
    both = {**made_with(name), **asked_with(name)}
    return {n: p for n, p in both.items() if n not in hidden}


def is_required(parameter: inspect.Parameter) -> bool:
    """Tell whether there is nothing that geopy would take instead."""
    return parameter.default is inspect.Parameter.empty


def variable_of(name: str, key: str) -> str:
    """Return the variable of the environment that holds a geocoder's key."""
    return f"MAPSTORY_{name}_{key}".upper()


def _parameters(function: Any, but: Collection[str]) -> Parameters:
    parameters = inspect.signature(function).parameters
    return {name: parameter for name, parameter in parameters.items() if name not in but}
