"""One document against every rule, and the documents of one feed against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from digest.render.feed_check import atom, json_feed, rss, rules
from digest.render.feed_check.archive import archive_findings
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.content import content_findings
from digest.render.feed_check.dates import read_stamp
from digest.render.feed_check.feed import Feed, FeedFile, Form, Item, Known
from digest.render.feed_check.xml import XmlDocument, read_xml
from digest.render.preflight.finding import Finding, Severity

#: Findings of one code in one document that are told.
FEW: Final = 10

_NOTHING: Final = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one document gave; `feed` is None where it could not be read as one."""

    feed: Feed | None
    findings: tuple[Finding, ...]


def check_feeds(
    files: Iterable[FeedFile], *, now: datetime, known: Known = _NOTHING
) -> tuple[Finding, ...]:
    """What is wrong with the documents of one feed, each by itself and with each other.

    Errors first; `now` is the present, aware. Never raises, whatever the bytes are.
    """
    examined = [examine_feed(file, now=now, known=known) for file in files]
    feeds = [each.feed for each in examined if each.feed]
    return ordered([finding for each in examined for finding in each.findings], feeds)


def ordered(findings: Iterable[Finding], feeds: Sequence[Feed] = ()) -> tuple[Finding, ...]:
    """The findings and those of the comparison of `feeds`, errors first, none twice."""
    by_severity = list(Severity)
    unique = dict.fromkeys((*findings, *compare_feeds(feeds)))
    return tuple(sorted(unique, key=lambda finding: by_severity.index(finding.severity)))


def examine_feed(file: FeedFile, *, now: datetime, known: Known = _NOTHING) -> Examined:
    """What is wrong with one document, in the order of the rules. Never raises.

    Of one code the first few are given, and the last of them says how many more there are.
    """
    start = file.body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in {b"{", b"["}:
        feed, findings = _examine_json(file)
    else:
        feed, findings = _examine_xml(file)
    if feed is not None:
        findings = (*findings, *_common(feed, now=now, known=known))
    return Examined(feed=feed, findings=_few(dict.fromkeys(findings)))


def _few(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is wrong with every item of a feed need not be told of every item."""
    kept: dict[str, list[Finding]] = defaultdict(list)
    more: Counter[str] = Counter()
    for finding in findings:
        if len(kept[finding.code]) < FEW:
            kept[finding.code].append(finding)
        else:
            more[finding.code] += 1
    for code, count in more.items():
        last = kept[code][-1]
        kept[code][-1] = replace(last, message=f"{last.message}; {count} more like it")
    return tuple(finding for each in kept.values() for finding in each)


def _examine_json(file: FeedFile) -> tuple[Feed | None, tuple[Finding, ...]]:
    document, findings = json_feed.read_json(file.body, name=file.name)
    if document is None:
        return None, findings
    own = (finding for rule in json_feed.RULES for finding in rule(document, file.name))
    return json_feed.read_json_feed(document, file), (*findings, *own)


def _examine_xml(file: FeedFile) -> tuple[Feed | None, tuple[Finding, ...]]:
    document, findings = read_xml(file.body, name=file.name)
    if document is None:
        return None, findings
    read: Callable[[XmlDocument, FeedFile], Feed]
    if rss.is_rss(document.root):
        read, own = rss.read_rss, rss.RULES
    elif atom.is_atom(document.root):
        read, own = atom.read_atom, atom.RULES
    else:
        message = f"its outermost element is {quoted(str(document.root.tag))}"
        place = document.place(document.root)
        return None, (*findings, found("feed-format", place=place, message=message))
    told = [finding for rule in own for finding in rule(document)]
    return read(document, file), (*findings, *told)


def _common(feed: Feed, *, now: datetime, known: Known) -> Iterator[Finding]:
    for rule in rules.RULES:
        yield from rule(feed, known)
    yield from rules.times(feed, now=now)
    yield from content_findings(feed)
    yield from archive_findings(feed, known)


def compare_feeds(feeds: Sequence[Feed]) -> Iterator[Finding]:
    """How the formats of one feed differ: parts of the past with each other, and the present ones.

    Where one format is there twice, they are several feeds, or several parts of one: then there
    is nothing to compare.
    """
    for is_archive in (False, True):
        group = [feed for feed in feeds if feed.is_archive is is_archive]
        if len({feed.form for feed in group}) == len(group):
            for other in group[1:]:
                yield from _differences(group[0], other)


def _differences(feed: Feed, other: Feed) -> Iterator[Finding]:
    ids, other_ids = ([item.id for item in each.items] for each in (feed, other))
    if ids != other_ids:
        yield found(
            "formats-ids", place=other.place, message=_ids_differ(ids, other_ids, name=feed.name)
        )
    twins = {item.id: item for item in feed.items}
    values: dict[str, Callable[[Item, Form], object]] = {
        "formats-titles": lambda item, _form: item.title,
        "formats-times": _moment,
        "formats-content": lambda item, _form: item.content.strip(),
    }
    for code, value in values.items():
        for item in other.items:
            twin = twins.get(item.id)
            if twin and value(item, other.form) != value(twin, feed.form):
                message = f"the item {quoted(item.title)} is another one in {feed.name}"
                yield found(code, place=item.place, message=message)
                break


def _ids_differ(ids: Sequence[str], other_ids: Sequence[str], *, name: str) -> str:
    known = set(ids)
    only = [each for each in other_ids if each not in known]
    if only:
        return f"{quoted(only[0])} is not in {name}"
    if len(ids) > len(other_ids):
        return f"it has {len(other_ids)} items, and {name} has {len(ids)}"
    return f"it has the items of {name} in another order"


def _moment(item: Item, form: Form) -> object:
    """When it was published; what cannot be read is none of this rule's faults."""
    moment = read_stamp(item.published, form) if item.published else None
    return moment if isinstance(moment, datetime) else None
