"""A web server on loopback that answers as it was told to, well or badly.

    with HttpServer() as server:
        server.add("/feed", page(b"<rss/>", ("ETag", '"1"')), status(304))
        ...                                      # fetch server.url("/feed") twice
        assert [request.path for request in server.requests] == ["/feed", "/feed"]

Each answer is a `Reply`, a function of the request that makes one, or a script that has the bare
connection to itself. One request per connection; nothing waits but `Wire.drip`, and that ends as
soon as the server is closed.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

#: Names in lower case.
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in."""

    method: str
    path: str  #: with its query
    headers: Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An ordinary answer; Content-Length is added unless the headers have one or are chunked."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def encode(self) -> bytes:
        phrase = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Odd"
        names = {name.lower() for name, _ in self.headers}
        lines = [f"HTTP/1.1 {self.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if names.isdisjoint({"content-length", "transfer-encoding"}) and self.status != 304:
            lines.append(f"Content-Length: {len(self.body)}")
        head = "\r\n".join([*lines, "Connection: close", "", ""])
        return head.encode("latin-1") + self.body


def page(body: bytes | str, *headers: tuple[str, str]) -> Reply:
    """A 200 with that body and those headers."""
    return Reply(headers=headers, body=body.encode() if isinstance(body, str) else body)


def status(code: int, *headers: tuple[str, str]) -> Reply:
    """An answer of that status, without a body."""
    return Reply(status=code, headers=headers)


def redirect(location: str, *, code: int = 302) -> Reply:
    """An answer that leads elsewhere; `location` as it goes over the wire."""
    return Reply(status=code, headers=(("Location", location),))


@dataclass(frozen=True, slots=True)
class Wire:
    """The bare connection, for answers that are no HTTP or come too slowly."""

    _connection: socket.socket
    _closing: threading.Event

    def write(self, data: bytes) -> None:
        """All of it at once. Raises OSError when the other end has gone."""
        self._connection.sendall(data)

    def drip(self, pieces: Iterable[bytes], *, seconds: float) -> None:
        """One piece after the other with a pause between them, until somebody hangs up."""
        for piece in pieces:
            self._connection.sendall(piece)
            if self._closing.wait(seconds):
                return


@dataclass(frozen=True, slots=True)
class Script:
    """An answer by hand: called with the connection after the request has been read."""

    play: Callable[[Wire], None]


Answer = Reply | Script | Callable[[Request], Reply]


@dataclass
class HttpServer:
    """Listens on a free port of 127.0.0.1 from the first moment of its `with` to the last."""

    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)  #: those that were read wholly
    connections: int = 0  #: those that came in, whatever became of them

    def __post_init__(self) -> None:
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._served: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._came = threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._socket.getsockname()[1])
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def add(self, path: str, *answers: Answer) -> None:
        """The first request for `path` gets the first answer, and so on; the last one stays."""
        self._answers[path] = answers

    def url(self, path: str) -> str:
        """The absolute address of `path`."""
        return f"{'https' if self.tls else 'http'}://{self.address}{path}"

    def paths(self) -> list[str]:
        """The paths of all requests so far, in the order of their arrival."""
        return [request.path for request in self.requests]

    def wait_for_connection(self) -> None:
        """Until the first one has come in."""
        assert self._came.wait(10), "nobody came"

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._came.set()
            connection.settimeout(10)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self.tls:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            request = _read(connection)
            if request is None:
                return
            answer = self._answer_to(request)
            if isinstance(answer, Script):
                answer.play(Wire(connection, self._closing))
            else:
                reply = answer if isinstance(answer, Reply) else answer(request)
                connection.sendall(reply.encode())

    def _answer_to(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            answers = self._answers.get(request.path, (status(404),))
            turn = self._served[request.path]
            self._served[request.path] += 1
        return answers[min(turn, len(answers) - 1)]


def _read(connection: socket.socket) -> Request | None:
    """The head of a request; None when the client went away before its end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        data = connection.recv(65536)
        if not data:
            return None
        head += data
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    return Request(
        method=method,
        path=path,
        headers={name.lower(): value.strip() for name, _, value in pairs},
    )
