"""The one safe way to fetch what is not ours: feeds, pages, robots.txt.

Everything that leaves the machine for a source goes through `Fetcher.get`. An address comes from an
editor, but also from a feed or a redirect that an attacker wrote; none of them may reach what only
this machine can (server-side request forgery), keep us waiting, or fill our memory. Rules:
`http` and `https` on their own ports; public addresses only, checked after resolution and at every
hop; five redirects, none of them from `https` to `http`; no name or password in an address; a
limit on time and on bytes. A proxy is never used: behind one we could not check any address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from digest.compose.web import web_address
from digest.errors import FetchError
from digest.ports import Clock
from digest.sources.fetching.body import ACCEPT_ENCODING, read_body
from digest.sources.fetching.fields import charset, media_type, retry_after
from digest.sources.fetching.wire import (
    FAULTS,
    Answer,
    Deadline,
    Hop,
    Wire,
    fault,
    is_refused,
    is_unknown,
    prepare,
    shown,
)

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# RFC 9110 §4.1 asks for 8,000 at least; nobody needs more.
_URL_LIMIT = 8_000
# What makes a request conditional, and all of the caller's headers that may go on to another host:
# others could be secrets.
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """What a fetch may do, and how much of it."""

    user_agent: str  #: honest: «digest/1.0 (+https://news.example/)»
    total_seconds: float = 30  #: for all hops, from the first name to the last byte
    connect_seconds: float = 5  #: for one connection with its TLS handshake
    read_seconds: float = 15  #: of silence
    max_bytes: int = 10_000_000  #: of the body, packed and unpacked
    max_redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    #: `host`, or `host:port` for another port than these: they may have private addresses
    allowed_private: frozenset[str] = frozenset()
    ca_file: str = ""  #: PEM file of authorities to trust besides the usual ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer that can be used: 2xx, or 304 to a conditional request."""

    url: str  #: where the answer came from in the end
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in any case
    body: bytes = b""  #: unpacked; empty for 304
    permanent_url: str = ""  #: where 301 and 308 led before anything else, or nothing

    @property
    def media_type(self) -> str:
        """Such as `text/html`; nothing when the server does not say."""
        return media_type(self.headers.get("content-type", ""))

    @property
    def charset(self) -> str:
        """What the server says of the encoding, in lower case; nothing when it does not."""
        return charset(self.headers.get("content-type", ""))


class Fetcher:
    """Fetches by one policy. Safe for threads; keeps nothing between two requests."""

    def __init__(self, policy: FetchPolicy, *, clock: Clock) -> None:
        """`clock` is asked only for what a Retry-After with a date means.

        Raises SourceError when `ca_file` cannot be used.
        """
        self._policy = policy
        self._clock = clock
        self._allowed = frozenset(name.lower() for name in policy.allowed_private)
        self._wire = Wire(
            connect_seconds=policy.connect_seconds,
            read_seconds=policy.read_seconds,
            ca_file=policy.ca_file,
        )

    def get(self, url: str, *, headers: Mapping[str, str] = _NONE, accept: str = "*/*") -> Fetched:
        """The answer to a GET of `url`, redirects followed.

        `headers` are sent along; only If-None-Match and If-Modified-Since go on to another host.
        Raises FetchError for all that is not 2xx or 304, and for what breaks a rule. There is no
        retry: when to come back is the caller's to decide.
        """
        return self._fetch(url, theirs=headers, wish=_Wish(accept=accept))

    def probe(self, url: str) -> Fetched:
        """Where `url` leads, without what is there: the answer to a HEAD, redirects followed.

        Many servers refuse a HEAD, or answer it wrongly: before anything is held against an
        address, it is asked for by GET as well, of which no body is read. Raises FetchError.
        """
        wish = _Wish(method="HEAD", is_body_wanted=False)
        try:
            return self._fetch(url, theirs=_NONE, wish=wish)
        except FetchError as error:
            if not error.status or error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise
        return self._fetch(url, theirs=_NONE, wish=replace(wish, method="GET"))

    def _fetch(self, url: str, *, theirs: Mapping[str, str], wish: _Wish) -> Fetched:
        start = _address(url)
        deadline = Deadline(self._policy.total_seconds)
        follow = partial(self._follow, start, theirs=theirs, wish=wish, deadline=deadline)
        try:
            return deadline.run(follow)
        except TimeoutError as error:
            raise FetchError(start, _too_slow(deadline), is_silent=True) from error
        except FetchError as error:
            if error.url == start:
                raise
            raise FetchError(
                start,
                f"leads to {error.url}, which {error.reason}",
                status=error.status,
                retry_after=error.retry_after,
                is_silent=error.is_silent,
                is_private=error.is_private,
                is_unknown=error.is_unknown,
            ) from error

    def _follow(
        self, url: str, *, theirs: Mapping[str, str], wish: _Wish, deadline: Deadline
    ) -> Fetched:
        ours = {"User-Agent": self._policy.user_agent, "Accept": wish.accept}
        ours |= {"Accept-Encoding": ACCEPT_ENCODING, "Connection": "close"}
        permanent_url, is_permanent = "", True
        seen = [url]
        while True:
            hop = self._checked(url, {**theirs, **ours}, method=wish.method)
            is_conditional = not _CONDITIONS.isdisjoint(map(str.lower, theirs))
            wish = replace(wish, is_conditional=is_conditional)
            answer = self._ask(hop, url=url, wish=wish, deadline=deadline)
            if isinstance(answer, Fetched):
                return replace(answer, permanent_url=permanent_url)
            target = _target(url, answer)
            if target in seen:
                raise FetchError(url, "redirects in a circle")
            if len(seen) > self._policy.max_redirects:
                raise FetchError(seen[0], f"is redirected more than {len(seen) - 1} times")
            is_permanent = is_permanent and answer.status in _PERMANENT
            permanent_url = target if is_permanent else permanent_url
            if _origin(target) != _origin(url):
                theirs = {key: theirs[key] for key in theirs if key.lower() in _CONDITIONS}
            seen.append(target)
            url = target

    def _checked(self, url: str, headers: Mapping[str, str], *, method: str) -> Hop:
        try:
            hop = prepare(url, headers, method=method)
        except FAULTS as error:
            raise FetchError(url, "is no address that can be asked; mend it") from error
        if hop.has_user:
            raise FetchError(
                url, "carries a user name or a password; only open addresses can be read"
            )
        if hop.port not in self._policy.ports and f"{hop.name}:{hop.port}" not in self._allowed:
            mend = f'to read it, add "{hop.name}:{hop.port}" to `allow_private` in [fetch]'
            raise FetchError(url, f"is on port {hop.port}, which is not a web server's; {mend}")
        return hop

    def _ask(self, hop: Hop, *, url: str, wish: _Wish, deadline: Deadline) -> Fetched | _Moved:
        """One exchange. Raises FetchError."""
        is_private_allowed = not self._allowed.isdisjoint({hop.name, f"{hop.name}:{hop.port}"})
        try:
            with self._wire.exchange(
                hop, deadline=deadline, is_public_only=not is_private_allowed
            ) as answer:
                return self._read(answer, url=url, wish=wish)
        except FAULTS as error:
            reason = fault(error) if deadline.left() > 0 else _too_slow(deadline)
            raise FetchError(
                url,
                reason,
                is_silent=not is_refused(error),
                is_private=is_refused(error),
                is_unknown=is_unknown(error),
            ) from error

    def _read(self, answer: Answer, *, url: str, wish: _Wish) -> Fetched | _Moved:
        status, headers = answer.status, answer.headers
        if status in _REDIRECTS and "location" in headers:
            return _Moved(status=status, location=headers["location"])
        is_unchanged = status == HTTPStatus.NOT_MODIFIED and wish.is_conditional
        if not (is_unchanged or 200 <= status < 300) or status == HTTPStatus.PARTIAL_CONTENT:
            wait = retry_after(headers.get("retry-after", ""), now=self._clock.now())
            raise FetchError(url, f"answers {_phrase(status)}", status=status, retry_after=wait)
        body = b""
        if wish.is_body_wanted and not is_unchanged:
            encoding = headers.get("content-encoding", "")
            body = read_body(
                answer.chunks, encoding=encoding, max_bytes=self._policy.max_bytes, url=url
            )
        return Fetched(url=url, status=status, headers=headers, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked for, whatever the address."""

    method: str = "GET"
    accept: str = "*/*"
    is_body_wanted: bool = True
    is_conditional: bool = False  #: whether 304 is an answer to what we asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    status: int
    location: str  #: as it came, in Latin-1


def _address(url: str) -> str:
    """`url` in the one form that addresses have here, without its fragment. Raises FetchError."""
    address = web_address(url.partition("#")[0]) if len(url) <= _URL_LIMIT else ""
    if not address:
        raise FetchError(shown(url), "is no web address; it must begin with http:// or https://")
    return address


def _target(url: str, moved: _Moved) -> str:
    # http.client reads headers as Latin-1; browsers and RFC 9110 §10.2.2 lead to UTF-8.
    location = moved.location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        target = urljoin(url, location)
    except ValueError:  # an open bracket
        target = location
    target = _address(target)
    if url.startswith("https:") and target.startswith("http:"):
        raise FetchError(url, f"redirects from https to {target}; a secure address stays secure")
    return target


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _phrase(status: int) -> str:
    known = {item.value: item.phrase for item in HTTPStatus}
    return f"{status} ({known[status]})" if status in known else str(status)


def _too_slow(deadline: Deadline) -> str:
    return f"did not come to an end within {deadline.seconds:g} seconds"
