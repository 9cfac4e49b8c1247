"""What every test shares: --update-golden, the path of a Chromium, and no network but loopback."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

import hypothesis
import pytest

from tests.chromium import NONE_FOUND, find_chromium

# A slow machine is no defect: only what a property says may fail, never how long it took.
hypothesis.settings.register_profile("mapstory", deadline=None)
hypothesis.settings.load_profile("mapstory")


class NetworkUsedError(RuntimeError):
    """A test reached for the network; not an OSError, so that no code takes it for an outage."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is built over tests/golden/ instead of comparing; read the diff",
    )


def pytest_configure() -> None:
    sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium()
    if path is None:
        # Not a skip: a suite that passes without its browser tests says what it has not seen.
        pytest.fail(NONE_FOUND)
    return path


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = args[1]
        # Unix sockets have a path for an address, netlink sockets two numbers.
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and not _is_loopback(host):
        message = f"a test may not use the network, and this one asked for {host} ({event})"
        raise NetworkUsedError(message)


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
