"""One server on this machine that stands in for every host that a page asks, over TLS, gzipped."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import mimetypes
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from PIL import Image

BESIDE = Path(__file__).parents[1]
MODULES = BESIDE / "node_modules"
CERTIFICATE = BESIDE.parent / "self-signed.pem"

HOST = "news.example"
"""The host of the pages; whatever comes from another one is foreign to them."""

SMALLEST = 1000
"""Bytes below which gzip gains nothing."""

ELSEWHERE = [
    (r"cdn\.jsdelivr\.net/npm/((?:@[^/]+/)?[^/@]+)@[^/]+/(.+)", r"\1/\2"),
    (r"code\.jquery\.com/jquery-3\.7\.1\.min\.js", r"jquery/dist/jquery.min.js"),
    (r"cdnjs\.cloudflare\.com/ajax/libs/Leaflet\.awesome-markers/[^/]+/(.+)",
     r"leaflet.awesome-markers/dist/\1"),
    (r"netdna\.bootstrapcdn\.com/.+/bootstrap-glyphicons\.css",
     r"@neos21/bootstrap3-glyphicons/dist/css/bootstrap3-glyphicons.min.css"),
]  # fmt: skip
"""Where node_modules holds what folium's hosts serve, by address."""

EMPTY = r"cdn\.jsdelivr\.net/gh/.+\.css|.+/favicon\.ico"
"""What no package has; an empty answer favours the page that asks."""


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve a folder as `https://news.example/` and the hosts of folium; yield the port."""
    handler = functools.partial(_Answers, folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *args: object) -> None:
        self.folder = folder
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        path = self.path.partition("?")[0]
        content = _content(self.folder, host, path)
        kind = "image/png" if _is_tile(host) else mimetypes.guess_type(path)[0] or "text/html"
        body, is_packed = _packed(content or b"", kind)
        self.send_response(HTTPStatus.NOT_FOUND if content is None else HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "max-age=31536000")
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _content(folder: Path, host: str, path: str) -> bytes | None:
    """Return what an address holds, or None."""
    if _is_tile(host):
        return _tile()
    if re.fullmatch(EMPTY, host + path):
        return b""
    if host == HOST:
        file = folder / path.lstrip("/")
        file = file / "index.html" if path.endswith("/") else file
        return file.read_bytes() if file.is_file() else None
    for address, name in ELSEWHERE:
        if found := re.fullmatch(address, host + path):
            file = MODULES / found.expand(name)
            return file.read_bytes() if file.is_file() else None
    return None


def _is_tile(host: str) -> bool:
    return host.endswith("tile.openstreetmap.org")


@functools.cache
def _tile() -> bytes:
    """Return the one picture that every tile is: plain, so far smaller than a real one."""
    made = io.BytesIO()
    Image.new("RGB", (256, 256), "#d9e5ea").save(made, "PNG")
    return made.getvalue()


@functools.cache
def _packed(content: bytes, kind: str) -> tuple[bytes, bool]:
    is_text = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
    if not is_text or len(content) < SMALLEST:
        return content, False
    return gzip.compress(content, mtime=0), True
