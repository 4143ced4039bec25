"""`digest check-feed`: what is wrong with any feed, in a file or on the web."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from digest import __version__
from digest.app.publication import SystemClock
from digest.errors import ArticleError, FetchError
from digest.ports import Clock
from digest.render.feed_check.addresses import is_same, is_web, split
from digest.render.feed_check.check import Examined, examine_feed, ordered
from digest.render.feed_check.codes import found
from digest.render.feed_check.feed import Feed, FeedFile, Form
from digest.render.feed_check.http import OK, Answer, Answers, check_answers
from digest.render.preflight.finding import Finding, Severity
from digest.sources.confined import Confined, Reader
from digest.sources.feeds.links import feed_links
from digest.sources.fetching.fetch import Fetched, Fetcher, FetchPolicy
from digest.sources.polling.web import Web

_ADDRESSES: Final = ("http://", "https://")
_WEB_PORTS: Final = frozenset({80, 443})
_MOST_BYTES: Final = 10_000_000
#: No server has ever sent it.
_OTHER_ETAG: Final = '"digest-check-feed"'


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFeed:
    """One document that was looked at."""

    name: str  #: file or address, as it was given
    form: Form | None  #: None where it is no feed
    items: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What was found, errors first."""

    feeds: tuple[CheckedFeed, ...]
    counts: Mapping[Severity, int]  #: of each severity, also of those that there are none of
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there is no error."""
        return not self.counts[Severity.ERROR]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Got:
    """A document, and what the way to it has told."""

    file: FeedFile
    answers: Answers | None = None
    findings: tuple[Finding, ...] = ()


def check_feed(
    targets: Sequence[str],
    *,
    is_loopback_allowed: bool = False,
    clock: Clock | None = None,
    reader: Reader | None = None,
) -> FeedReport:
    """Look at feeds, each an address or the path of a file, and at how they differ.

    Several targets are taken for the formats of one feed. Feeds are parsed in a child process with
    limits, unless another `reader` is given. Addresses on this machine are asked only where
    `is_loopback_allowed`; there a server stands in for the published one, so that host and port do
    not count. Nothing is raised for what a feed or a server does: it is a finding.
    """
    with ExitStack() as stack:
        checking = _Checking(
            reader=reader or stack.enter_context(Confined()),
            clock=clock or SystemClock(),
            web=_web(targets, is_loopback_allowed=is_loopback_allowed, clock=clock),
            is_loopback_allowed=is_loopback_allowed,
        )
        return checking.report(targets)


def _web(targets: Iterable[str], *, is_loopback_allowed: bool, clock: Clock | None) -> Web:
    """The safe way to what is not ours, and to this machine where that is wanted."""
    parts = [split(target) for target in targets if _is_address(target)]
    hosts = [_endpoint(each.geturl()) for each in parts if _is_loopback(each.geturl())]
    policy = FetchPolicy(
        user_agent=f"digest/{__version__} (check-feed)",
        max_bytes=_MOST_BYTES,
        ports=_WEB_PORTS | {each.port for each in parts if each.port},
        allowed_private=frozenset(hosts if is_loopback_allowed else ()),
    )
    fetcher = Fetcher(policy, clock=clock or SystemClock())
    return Web(fetcher, rules=None, own=hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checking:
    reader: Reader
    clock: Clock
    web: Web
    is_loopback_allowed: bool
    pages: dict[str, Fetched | FetchError] = field(default_factory=dict)  #: by address

    def report(self, targets: Sequence[str]) -> FeedReport:
        feeds: list[Feed] = []
        checked: list[CheckedFeed] = []
        findings: list[Finding] = []
        for target in targets:
            got = self._fetch(target) if _is_address(target) else _read(target)
            findings += got.findings
            if got.file.body:
                examined = self._examined(got.file)
                findings += examined.findings
                feeds += [examined.feed] if examined.feed else []
                findings += self._served(got, examined.feed)
                checked.append(_checked(got.file, examined.feed))
        every = ordered(findings, feeds)
        counts = Counter(finding.severity for finding in every)
        return FeedReport(
            feeds=tuple(checked),
            counts={severity: counts[severity] for severity in Severity},
            findings=every,
        )

    def _examined(self, file: FeedFile) -> Examined:
        look = partial(examine_feed, file, now=self.clock.now())
        try:
            return self.reader.call(look, where=file.name)
        except ArticleError as error:
            return Examined(feed=None, findings=(_unreadable(file.name, error.reason),))

    def _fetch(self, url: str) -> _Got:
        """The document and the answers; at most four requests."""
        if _is_loopback(url) and not self.is_loopback_allowed:
            return _failed(url, "is on this machine; --loopback lets it be asked")
        try:
            fetched = self.web.feed(url, headers={})
        except FetchError as error:
            if error.status:
                return _refused(url, error.reason)
            return _failed(url, error.reason)
        if fetched.status != OK or not fetched.body:
            return _refused(url, f"answers {fetched.status} with {len(fetched.body)} bytes")
        file = FeedFile(
            name=url, body=fetched.body, url=fetched.url, is_stand_in=_is_loopback(fetched.url)
        )
        return _Got(file=file, answers=self._answers(url, fetched))

    def _answers(self, url: str, fetched: Fetched) -> Answers:
        """What the server says to readers that have the feed already."""
        plain = Answer(status=fetched.status, headers=fetched.headers)
        etag, changed_at = plain.header("etag"), plain.header("last-modified")
        date = {"If-Modified-Since": changed_at}
        other = {**date, "If-None-Match": _OTHER_ETAG}
        return Answers(
            url=url,
            moved_to=fetched.permanent_url,
            plain=plain,
            by_etag=self._asked(url, {"If-None-Match": etag}) if etag else None,
            by_date=self._asked(url, date) if changed_at else None,
            by_both=self._asked(url, other) if etag and changed_at else None,
        )

    def _asked(self, url: str, headers: Mapping[str, str]) -> Answer:
        try:
            fetched = self.web.feed(url, headers=headers)
        except FetchError as error:
            return Answer(status=error.status)
        return Answer(status=fetched.status, headers=fetched.headers)

    def _served(self, got: _Got, feed: Feed | None) -> Iterator[Finding]:
        """What is wrong with the answers, and with the page that should lead to the feed."""
        if got.answers is None:
            return
        yield from check_answers(got.answers, feed)
        if feed is None or not feed.self_urls or not any(map(is_web, feed.home_urls)):
            return
        home, own = next(filter(is_web, feed.home_urls)), feed.self_urls[0]
        page = self._page(_stand_in(home, got.file))
        if isinstance(page, FetchError):
            yield found("home-unreadable", place=home, message=page.reason)
            return
        named = partial(feed_links, page.body, url=home)
        try:
            links = self.reader.call(named, where=home)
        except ArticleError as error:
            yield found("home-unreadable", place=home, message=error.reason)
            return
        if not any(is_same(own, link.url) for link in links):
            message = f"it does not name {own}"
            yield found("home-autodiscovery", place=home, message=message)

    def _page(self, url: str) -> Fetched | FetchError:
        """A page, asked for once."""
        if url not in self.pages:
            try:
                self.pages[url] = self.web.page(url, headers={})
            except FetchError as error:
                self.pages[url] = error
        return self.pages[url]


def _is_address(target: str) -> bool:
    return target.lower().startswith(_ADDRESSES)


def _is_loopback(url: str) -> bool:
    """Whether the host's very name is that of this machine."""
    host = split(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _endpoint(url: str) -> str:
    """`host:port` as a fetch policy has it."""
    parts = split(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _stand_in(url: str, file: FeedFile) -> str:
    """Where a page of the feed's site is: with a server that stands in, there."""
    if not file.is_stand_in:
        return url
    there = split(file.url)
    return split(url)._replace(scheme=there.scheme, netloc=there.netloc).geturl()


def _read(name: str) -> _Got:
    try:
        with Path(name).open("rb") as stream:
            body = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a NUL in a name is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        return _failed(name, f"cannot be read ({reason.lower()})")
    if len(body) > _MOST_BYTES:
        return _failed(name, f"has more than {_MOST_BYTES // 1_000_000} MB")
    return _Got(file=FeedFile(name=name, body=body)) if body else _failed(name, "is empty")


def _failed(name: str, reason: str) -> _Got:
    return _Got(file=FeedFile(name=name, body=b""), findings=(_unreadable(name, reason),))


def _refused(url: str, reason: str) -> _Got:
    told = found("http-status", place=url, message=f"it {reason}")
    return _Got(file=FeedFile(name=url, body=b""), findings=(told,))


def _unreadable(name: str, reason: str) -> Finding:
    return found("feed-unreadable", place=name, message=f"it {reason}")


def _checked(file: FeedFile, feed: Feed | None) -> CheckedFeed:
    return CheckedFeed(
        name=file.name,
        form=feed.form if feed else None,
        items=len(feed.items) if feed else 0,
        bytes=len(file.body),
    )
