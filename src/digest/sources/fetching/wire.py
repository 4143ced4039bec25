"""One HTTP exchange with one checked address, in bounded time. The door to requests and urllib3.

requests-hardened resolves a name once, refuses what is not public and connects to exactly that
address, so that a name cannot be resolved anew in between (DNS rebinding). It has no deadline: the
time-out of requests begins again with every byte that comes in. Here every read gets what is left.
No session of requests is involved, hence no cookies, no `.netrc`, no proxies from the environment
and no redirect that nobody has looked at.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError

from digest.compose.text import one_line
from digest.errors import SourceError

#: Everything that an exchange raises; `fault` puts it into words.
FAULTS: Final = (
    requests.RequestException,
    HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)

_T = TypeVar("_T")
_CHUNK_BYTES = 65_536
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_SUCH_HOST = {socket.EAI_NONAME, socket.EAI_NODATA}

# Refusals are reported as errors of ours; without a handler Python would print them as well.
logging.getLogger("requests_hardened").addHandler(logging.NullHandler())


class Deadline:
    """A moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; negative after it."""
        return self._ends - time.monotonic()

    def run(self, work: Callable[[], _T]) -> _T:
        """What `work` returns or raises. Raises TimeoutError when it has not come to an end.

        Nothing can interrupt a name server that does not answer, so `work` has a thread to itself,
        which is left behind then.
        """
        future: Future[_T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  # for the caller's thread
                future.set_exception(error)

        threading.Thread(target=run, name="fetch", daemon=True).start()
        return future.result(timeout=max(0, self.left()))

    def limit(self, seconds: float) -> float:
        """`seconds`, or what is left when that is less. Raises TimeoutError when nothing is."""
        left = self.left()
        if left <= 0:
            raise TimeoutError("out of time")
        return min(seconds, left)


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Trusts the system's authorities, those that come with requests and those of `ca_file`.

    To load them takes some 70 ms; one context serves all exchanges and threads. Raises SourceError
    when `ca_file` holds no certificate.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            reason = f"no certificate can be read from it ({_words(error)}); mend `ca_file`"
            raise SourceError(f"{ca_file}: {reason}") from error
    return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A request that is ready to be sent, and what its address says in its final form."""

    scheme: str
    name: str  #: the host in ASCII and lower case, an IPv6 address in brackets
    port: int
    has_user: bool  #: a name or a password stands before the host
    request: requests.PreparedRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of a response; the body is still on the wire."""

    status: int
    headers: Mapping[str, str]  #: names in any case
    chunks: Iterator[bytes]  #: the body as it comes, still packed; raises one of FAULTS


def prepare(url: str, headers: Mapping[str, str], *, method: str = "GET") -> Hop:
    """A request for `url`. Raises one of FAULTS.

    The host is read by the very parser that the connection is made by: two parsers that disagree
    about `http://a.example\\@b.example/` would let one be checked and the other be asked.
    """
    request = requests.Request(method, url, headers=headers).prepare()
    parts = urlsplit(request.url or "")
    host = parts.hostname or ""
    return Hop(
        scheme=parts.scheme,
        name=f"[{host}]" if ":" in host else host,
        port=parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme, 0),
        has_user=parts.username is not None,
        request=request,
    )


class Wire:
    """Makes exchanges; safe for threads."""

    def __init__(self, *, connect_seconds: float, read_seconds: float, ca_file: str = "") -> None:
        """`read_seconds` is the longest silence; `ca_file` as for `tls_context`."""
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        if ca_file:  # now, when a wrong one can still be told to whom it concerns
            self._context = tls_context(ca_file)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return tls_context("")

    @contextmanager
    def exchange(self, hop: Hop, *, deadline: Deadline, is_public_only: bool) -> Iterator[Answer]:
        """Send `hop` and wait for the head of the response. Raises one of FAULTS."""
        adapter = (_PublicAdapter if is_public_only else _Adapter)(
            context=self._context if hop.scheme == "https" else None,
            limit=partial(deadline.limit, self._read_seconds),
        )
        with closing(adapter):
            seconds = (deadline.limit(self._connect_seconds), deadline.limit(self._read_seconds))
            with adapter.send(hop.request, stream=True, timeout=seconds) as response:
                yield Answer(
                    status=response.status_code,
                    headers=MappingProxyType(response.headers),
                    chunks=response.raw.stream(_CHUNK_BYTES, decode_content=False),
                )


def is_refused(error: Exception) -> bool:
    """Whether we did not ask at all, for want of a public address."""
    return isinstance(error, InvalidIPAddress)


def is_unknown(error: Exception) -> bool:
    """Whether the name server says that there is no such host, as opposed to no answer of its."""
    cause = _cause(error)
    return isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_HOST


def fault(error: Exception) -> str:
    """What went wrong on the wire, in an editor's words, without a subject."""
    if isinstance(error, InvalidIPAddress):
        return f"is at the address {error}, which is not on the public internet"
    cause = _cause(error)
    # About certificates ssl and urllib3 have each an error of their own, both of them ValueErrors.
    if isinstance(error, requests.exceptions.SSLError) and isinstance(cause, ValueError):
        return f"has a certificate that cannot be trusted: {_words(cause)}"
    for kind, reason in _REASONS:
        if isinstance(cause, kind):
            return reason.format(_words(cause))
    return f"cannot be read: {_words(cause)}"


_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (TimeoutError, "did not answer in time"),
    (socket.gaierror, "has a host name that cannot be found; mend the address, or try later"),
    (http.client.HTTPException, "does not answer in proper HTTP: {}"),
    (HTTPError, "does not answer in proper HTTP: {}"),
)


def _cause(error: BaseException) -> BaseException:
    """The innermost error: both packages wrap one another's, in several ways."""
    for _ in range(10):
        wrapped = [part for part in error.args if isinstance(part, BaseException)]
        inner = wrapped[0] if wrapped else error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _words(error: BaseException) -> str:
    """The system's or the package's words; some quote what a server sent."""
    words = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
    return shown(words or str(error) or type(error).__name__)


def shown(text: str) -> str:
    """The beginning of a foreign text, harmless in a report."""
    line = one_line(text[:200])
    return "".join(character if character.isprintable() else "�" for character in line)


class _Adapter(HTTPAdapter):
    """Connects to one host for one request, with a limit on each read."""

    def __init__(
        self, *, context: ssl.SSLContext | None, limit: Callable[[], float], **rest: Any
    ) -> None:
        super().__init__(**rest)
        self._context = context
        self._limit = limit

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        self._limit()  # a slow name server may have used up all the time
        pool.ConnectionCls = partial(
            _connection, pool.ConnectionCls, context=self._context, limit=self._limit
        )
        return pool


class _PublicAdapter(_Adapter, IPFilterAdapter):  # type: ignore[misc]  # the package is not typed
    """Resolves the name once, and connects to that address only if it is a public one."""

    def __init__(self, *, context: ssl.SSLContext | None, limit: Callable[[], float]) -> None:
        super().__init__(context=context, limit=limit, is_https_proto=context is not None)

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **options)
        address = ipaddress.ip_address(pool.host)
        # The package lets pass what is neither private nor global: ::127.0.0.1, fec0::/10.
        is_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
        if is_local or address.is_reserved or not address.is_global:
            raise InvalidIPAddress(address)
        return pool


def _connection(
    make: Callable[..., Any],
    *,
    context: ssl.SSLContext | None,
    limit: Callable[[], float],
    **options: Any,
) -> Any:
    if context:  # it has the authorities; to load them again would take some 40 ms each time
        options |= {"ssl_context": context, "ca_certs": None}
    connection = make(**options)
    connection.response_class = partial(_TimedResponse, limit=limit)
    return connection


class _TimedResponse(http.client.HTTPResponse):
    """A response whose head and body come through a `_TimedStream`."""

    def __init__(
        self, sock: socket.socket, *args: Any, limit: Callable[[], float], **options: Any
    ) -> None:
        super().__init__(sock, *args, **options)
        self._stream = _TimedStream(self.fp.detach(), sock=sock, limit=limit)
        self.fp = io.BufferedReader(self._stream)

    def begin(self) -> None:
        super().begin()
        # Without this, half a head would pass for an answer without a body.
        if self._stream.has_ended:
            raise http.client.HTTPException("the head of the answer ends early")


class _TimedStream(io.RawIOBase):
    """A socket's stream that asks before each read how long it may take.

    The time-out of a socket is for one read, and a server that sends a byte per second never
    reaches it.
    """

    def __init__(
        self, stream: io.RawIOBase, *, sock: socket.socket, limit: Callable[[], float]
    ) -> None:
        self.has_ended = False
        self._stream = stream
        self._sock = sock
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._limit())
        count = self._stream.readinto(buffer)
        self.has_ended = count == 0
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()
