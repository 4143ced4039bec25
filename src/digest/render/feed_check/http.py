"""Rules about how a server hands a feed out (RFC 9110, RFC 9111, WebSub §4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Feed, Form
from digest.render.preflight.finding import Finding

OK: Final = 200
NOT_MODIFIED: Final = 304
LONGEST_AGE: Final = 3600  # seconds; readers wait as long

_GENERAL: Final = {"application/xml", "text/xml"}
_TYPES: Final[Mapping[Form, set[str]]] = {
    Form.RSS: {"application/rss+xml"} | _GENERAL,
    Form.ATOM: {"application/atom+xml"} | _GENERAL,
    Form.JSON: {"application/feed+json", "application/json"},
}
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)
#: One link with its parameters (RFC 8288 §3).
_LINK: Final = re.compile(r"<([^<>]*)>([^<]*)")
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of an answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in any case

    def header(self, name: str) -> str:
        """A header's value; empty where there is none."""
        return self.headers.get(name, "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a server answered for one feed; None where it was not asked."""

    url: str
    moved_to: str = ""  #: where it has moved for good
    plain: Answer  #: to a reader that accepts gzip
    by_etag: Answer | None = None  #: If-None-Match with the ETag of `plain`
    by_date: Answer | None = None  #: If-Modified-Since with its Last-Modified
    by_both: Answer | None = None  #: the same date, and an ETag that it never had


def check_answers(answers: Answers, feed: Feed | None) -> Iterator[Finding]:
    """What is wrong with a server's answers; `feed` None: of what is no feed."""
    for rule in RULES:
        yield from rule(answers)
    if feed is not None:
        yield from media_type(answers, feed)
        yield from link_headers(answers, feed)


def moved(answers: Answers) -> Iterator[Finding]:
    """It is where it was asked for."""
    if answers.moved_to:
        message = f"it has moved to {quoted(answers.moved_to)}"
        yield found("http-moved", place=answers.url, message=message)


def validators(answers: Answers) -> Iterator[Finding]:
    """Both are sent: each is all that some readers know."""
    for header, code in (("etag", "http-etag-missing"), ("last-modified", "http-date-missing")):
        if not answers.plain.header(header):
            yield found(code, place=answers.url, message=f"there is no {header}")


def conditions(answers: Answers) -> Iterator[Finding]:
    """Each saves the body, and the ETag wins (RFC 9110 §13.1.3, §13.2.2)."""
    for answer, code in (
        (answers.by_etag, "http-etag-unused"),
        (answers.by_date, "http-date-unused"),
    ):
        if answer and answer.status != NOT_MODIFIED:
            yield found(code, place=answers.url, message=f"the answer is {answer.status}")
    if answers.by_both and answers.by_both.status != OK:
        message = f"the answer is {answers.by_both.status}"
        yield found("http-etag-first", place=answers.url, message=message)


def compression(answers: Answers) -> Iterator[Finding]:
    """Packed for who can unpack it, and caches know (RFC 9110 §12.5.5)."""
    coding = answers.plain.header("content-encoding").lower()
    if coding in {"", "identity"}:
        yield found("http-gzip", place=answers.url, message="there is no Content-Encoding")
    names = {name.strip().lower() for name in answers.plain.header("vary").split(",")}
    if names.isdisjoint({"accept-encoding", "*"}):
        message = f"Vary is {quoted(answers.plain.header('vary'))}"
        yield found("http-vary", place=answers.url, message=message)


def max_age(answers: Answers) -> Iterator[Finding]:
    """Long enough to spare the server, short enough for news."""
    control = answers.plain.header("cache-control")
    match = _MAX_AGE.search(control)
    if match is None or not 0 < int(match[1]) <= LONGEST_AGE:
        message = f"Cache-Control is {quoted(control)}"
        yield found("http-max-age", place=answers.url, message=message)


RULES: Final[tuple[Callable[[Answers], Iterator[Finding]], ...]] = (
    moved,
    validators,
    conditions,
    compression,
    max_age,
)


def media_type(answers: Answers, feed: Feed) -> Iterator[Finding]:
    """That of the format."""
    stated = answers.plain.header("content-type")
    if stated.partition(";")[0].strip().lower() not in _TYPES[feed.form]:
        message = f"the type of {feed.form} is {quoted(stated)}"
        yield found("http-type", place=answers.url, message=message)


def link_headers(answers: Answers, feed: Feed) -> Iterator[Finding]:
    """Who has a hub names it and itself where subscribers look first (WebSub §4)."""
    if not feed.hubs:
        return
    links = set(read_links(answers.plain.header("link")))
    wanted = {("hub", hub) for hub in feed.hubs} | {("self", own) for own in feed.self_urls}
    for rel, url in sorted(wanted - links):
        message = f"no Link header has rel={rel} and {quoted(url)}"
        yield found("http-link", place=answers.url, message=message)


def read_links(header: str) -> Iterator[tuple[str, str]]:
    """Relation and address of each link of a `Link` header (RFC 8288 §3)."""
    for url, parameters in _LINK.findall(header):
        if match := _REL.search(parameters):
            for rel in (match[1] or match[2] or "").lower().split():
                yield rel, url.strip()
