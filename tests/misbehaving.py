"""A real server on loopback that answers just as a test says, be it HTTP or not."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

Send = Callable[[bytes], None]
Reply = bytes | Callable[[Send, threading.Event], None]


@dataclass(frozen=True)
class Asked:
    """A request as it came: when, in seconds, its address and its headers."""

    at: float
    path: str
    headers: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Server:
    """
    What was asked, and what is answered: `replies` in turn, the last one again and again.

    A reply is the bytes that are sent, or a function that sends them.
    """

    port: int = 0
    scheme: str = "http"
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def next_reply(self, asked: Asked) -> Reply:
        with self.lock:
            self.asked.append(asked)
            return self.replies[min(len(self.asked), len(self.replies)) - 1]


def answer(body: object, *, status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP answer; a body that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {"Content-Type": "application/json", "Content-Length": str(len(content))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


def dripping(content: bytes, every_s: float) -> Reply:
    """Send one byte at a time, for as long as somebody takes them."""

    def reply(send: Send, stopped: threading.Event) -> None:
        for byte in content:
            send(bytes([byte]))
            if stopped.wait(every_s):
                return

    return reply


def silent(_send: Send, stopped: threading.Event) -> None:
    """Take the question and say nothing."""
    stopped.wait(60)


@contextmanager
def serve(*replies: Reply, certificate: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server on a free port of loopback."""
    server = Server(replies=list(replies), scheme="https" if certificate else "http")

    class Handler(socketserver.StreamRequestHandler):
        def setup(self) -> None:
            if certificate:
                self.request = certificate.wrap_socket(self.request, server_side=True)
            super().setup()

        def handle(self) -> None:
            if not self.rfile.peek(1)[:1].isalpha():  # TLS, which is not spoken here
                self.wfile.write(answer(b"", status="400 Bad Request"))
                return
            first = self.rfile.readline().decode("latin-1").split(" ")
            headers: dict[str, str] = {}
            while (line := self.rfile.readline().decode("latin-1").strip()) != "":
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            path = first[1] if len(first) > 1 else ""
            reply = server.next_reply(Asked(time.time(), path, headers))
            if isinstance(reply, bytes):
                self.wfile.write(reply)
            else:
                reply(self.wfile.write, server.stopped)

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

    class Quiet(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Whoever asks may hang up when it likes."""

    with Quiet(("127.0.0.1", 0), Handler) as tcp:
        server.port = tcp.server_address[1]
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            tcp.shutdown()
            thread.join()


def osm_place(**said: Any) -> dict[str, Any]:
    """Return al Karmah as Nominatim tells it, but for what is said here."""
    place = {
        "place_id": 100005,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node",
        "osm_id": 4,
        "lat": "33.4000000",
        "lon": "43.9100000",
        "class": "place",
        "type": "town",
        "place_rank": 18,
        "importance": 0.16,
        "addresstype": "town",
        "name": "Al Karmah",
        "display_name": "Al Karmah, Al Anbar, Iraq",
        "address": {"town": "Al Karmah", "state": "Al Anbar", "country_code": "iq"},
        "extratags": {"population": "30000"},
        "namedetails": {"name": "الكرمة", "name:en": "Al Karmah", "alt_name": "Garma;Karma"},
        "boundingbox": ["33.36", "33.44", "43.87", "43.95"],
    }
    return {**place, **said}
