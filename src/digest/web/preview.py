"""The preview's server: one person, on this machine, for as long as a command runs.

It is the standard library's, which is enough for that: it listens on loopback alone, answers GET
and HEAD from a mapping of paths to bytes, so that no path can lead to a file, and ends with the
command. What is open to the world needs more, and does not belong here.

A page of another site may send a browser here, so a request must name this host (DNS rebinding),
and nothing changes anything. The policies (W3C, Content Security Policy 3) let the preview's own
page run its own script and show frames of its own; editions run none and load nothing, whatever a
template or an article brought into them.
"""

from __future__ import annotations

import logging
import mimetypes
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Protocol
from urllib.parse import unquote

_log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
INDEX: Final = "index.html"
VERSION_PATH: Final = "version"
_ARRIVAL_SECONDS = 10  # between two bytes of a request
_LOOK_SECONDS = 0.05  # how soon the server hears that it should end

_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_EDITION_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:{images};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


class Site(Protocol):
    """What the server shows."""

    load_images: bool  #: whether editions may load pictures from the web

    def files(self) -> Mapping[str, bytes]:
        """The present files by path, `index.html` among them."""
        ...

    def version(self) -> str:
        """A name for what `files` would give now."""
        ...


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve `site` on a free port of loopback within the block; its address."""
    server = _Server(site)
    thread = threading.Thread(
        target=server.serve_forever, args=(_LOOK_SECONDS,), name="preview", daemon=True
    )
    thread.start()
    try:
        yield f"{server.origin}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser may keep a connection open for as long as it likes

    def __init__(self, site: Site) -> None:
        super().__init__((HOST, 0), _Handler)
        self.site = site
        self.hosts = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}
        self.origin = f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # as socketserver has it
        """Note what a request died of: mostly of a browser that went away."""
        is_gone = isinstance(sys.exception(), ConnectionError | TimeoutError)
        level = logging.DEBUG if is_gone else logging.ERROR
        _log.log(level, "a request was not answered", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _ARRIVAL_SECONDS
    server_version = "digest"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with a file or the version."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"this is another host\n")
            return
        path = unquote(self.path.partition("?")[0]).removeprefix("/") or INDEX
        if path == VERSION_PATH:
            self._answer(HTTPStatus.OK, self.server.site.version().encode())
            return
        body = self.server.site.files().get(path)
        if body is None:
            self._answer(HTTPStatus.NOT_FOUND, b"there is no such file in the preview\n")
        else:
            self._answer(HTTPStatus.OK, body, path=path)

    do_HEAD = do_GET  # noqa: N815  # as http.server has it

    def _answer(self, status: HTTPStatus, body: bytes, *, path: str = "") -> None:
        self.send_response(status)
        for name, value in self._fields(path).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _fields(self, path: str) -> dict[str, str]:
        images = " http: https:" if self.server.site.load_images else ""
        policy = _PAGE_POLICY if path == INDEX else _EDITION_POLICY.format(images=images)
        media_type = mimetypes.guess_type(path)[0] or "text/plain"
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        return {
            "Content-Type": media_type,
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as http.server has it
        """Leave the terminal to the command."""
        _log.debug(format, *args)
