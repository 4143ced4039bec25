"""Which contenders are one article: versions of it at one source, and copies at several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from digest.compose.identity import identity_keys
from digest.compose.selecting.contender import Contender
from digest.compose.selecting.cross_post import is_at
from digest.compose.selecting.decision import Verdict
from digest.compose.selecting.duplicates import Document, find_copies, pack, unpack
from digest.compose.selecting.ranking import Quality
from digest.compose.selecting.request import Earlier
from digest.model import ArticleRef

_SAME = "the same article as {}"
_OLDER = "an older version of {}"
_RIVAL = "claims the address of {} and differs from it; only one of them can be right"
_AGAIN = "already used in issue {issue}, as «{title}» ({source})"
# A text that is so many times as long as each of the articles in it holds them beside others.
_COLLECTION = 1.5
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A contender that is another one again."""

    contender: Contender
    verdict: Verdict
    reason: str
    copy_of: Contender | None = None  #: whose text it has at another address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A text in the comparison: a contender's, or that of an earlier issue's article."""

    order: tuple[object, ...]
    ref: ArticleRef
    packed: bytes
    contender: Contender | None = None
    issue: str = ""


def repeats(contenders: Iterable[Contender], *, earlier: Iterable[Earlier]) -> tuple[Repeat, ...]:
    """All contenders that are to give way to another one, or to an earlier issue.

    Of those that share an address, a guid or their text, the newest stays within a source. Of
    copies at several sources the one stays that another one names as the original, else one with
    takeaways of its own, else that of the heavier source, else the earlier one.
    """
    kept, versions = _newest(sorted(contenders, key=lambda contender: contender.place))
    return (*versions, *_copies(kept, earlier=earlier))


# --- by identity ------------------------------------------------------------------------------


def _newest(contenders: Sequence[Contender]) -> tuple[list[Contender], list[Repeat]]:
    kept: list[Contender] = []
    given_way: list[Repeat] = []
    for group in _sharing(contenders):
        by_source = sorted(group, key=lambda contender: contender.ref.source)
        newest = [
            max(versions, key=_version)
            for _, versions in groupby(by_source, key=lambda contender: contender.ref.source)
        ]
        best = min(newest, key=_preference)
        kept.append(best)
        given_way += [_version_of(best, other) for other in group if other is not best]
    return kept, given_way


def _sharing(contenders: Sequence[Contender]) -> list[list[Contender]]:
    """Groups of those that share an identity key, be it by way of a third one."""
    leader = list(range(len(contenders)))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    owner: dict[str, int] = {}
    for place, contender in enumerate(contenders):
        for key in identity_keys(contender.ref):
            one, other = sorted((find(place), find(owner.setdefault(key, place))))
            leader[other] = one
    groups: dict[int, list[Contender]] = defaultdict(list)
    for place, contender in enumerate(contenders):
        groups[find(place)].append(contender)
    return list(groups.values())


def _version(contender: Contender) -> tuple[datetime, date]:
    return contender.changed_at or _NEVER, contender.published_on or date.min


def _preference(contender: Contender) -> tuple[object, ...]:
    is_wordless = contender.quality in {Quality.STANDFIRST, Quality.SUGGESTED}
    return (is_wordless, -contender.weight, contender.published_on or date.max, contender.place)


def _version_of(best: Contender, other: Contender) -> Repeat:
    if other.ref.source != best.ref.source or other.ref.sha256 == best.ref.sha256:
        reason = _SAME
    else:
        reason = _RIVAL if _version(other) == _version(best) else _OLDER
    return Repeat(contender=other, verdict=Verdict.DUPLICATE, reason=reason.format(best.location))


# --- by text ----------------------------------------------------------------------------------


def _copies(contenders: Sequence[Contender], *, earlier: Iterable[Earlier]) -> list[Repeat]:
    nodes = sorted(_nodes(contenders, earlier=earlier), key=lambda node: node.order)
    alike: dict[int, list[int]] = defaultdict(list)
    documents = [
        Document(source=node.ref.source, packed=node.packed, is_earlier=bool(node.issue))
        for node in nodes
    ]
    for one, other in _without_collections(find_copies(documents), nodes=nodes):
        alike[one].append(other)
        alike[other].append(one)
    roots: dict[int, int] = {}
    given_way: list[Repeat] = []
    turns = _turns(nodes, alike=alike)
    for place in sorted(alike, key=turns.__getitem__):
        root = _root(place, nodes=nodes, roots=roots, alike=alike, turns=turns)
        roots[place] = root
        contender = nodes[place].contender
        if root != place and contender is not None:
            given_way.append(_copy_of(nodes[root], contender))
    return given_way


def _without_collections(
    pairs: Iterable[tuple[int, int]], *, nodes: Sequence[_Node]
) -> Iterator[tuple[int, int]]:
    """The pairs without those of a text with several others of one source that it holds.

    These are different articles, so it is none of them: a round-up, or a whole page of a blog.
    """
    pairs = tuple(pairs)
    held: dict[tuple[int, str], set[int]] = defaultdict(set)
    for one, other in pairs:
        held[one, nodes[other].ref.source].add(other)
        held[other, nodes[one].ref.source].add(one)
    collections = {
        (place, source)
        for (place, source), others in held.items()
        if len(others) > 1
        and _length(nodes[place]) > _COLLECTION * max(_length(nodes[other]) for other in others)
    }
    for one, other in pairs:
        sides = {(one, nodes[other].ref.source), (other, nodes[one].ref.source)}
        if sides.isdisjoint(collections):
            yield one, other


def _length(node: _Node) -> int:
    return len(unpack(node.packed))


def _nodes(contenders: Sequence[Contender], *, earlier: Iterable[Earlier]) -> list[_Node]:
    nodes = [
        _Node(order=(*it.place, ""), ref=it.ref, packed=it.packed, contender=it)
        for it in contenders
    ]
    if not nodes:  # earlier texts need not be read when there is nothing to compare
        return []
    for it in earlier:
        order = (it.ref.title.casefold(), it.ref.source, "", it.ref.sha256, it.issue)
        nodes.append(_Node(order=order, ref=it.ref, packed=pack(it.text), issue=it.issue))
    return nodes


def _turns(
    nodes: Sequence[_Node], *, alike: Mapping[int, Sequence[int]]
) -> Mapping[int, tuple[object, ...]]:
    """In which order nodes are kept: earlier issues, named originals, then by preference."""
    turns: dict[int, tuple[object, ...]] = {}
    for place, others in alike.items():
        contender = nodes[place].contender
        if contender is None:
            turns[place] = (0, nodes[place].order)
            continue
        is_named = any(
            (other := nodes[at].contender) is not None
            and is_at(contender.ref.url, hosts=other.original_hosts)
            for at in others
        )
        turns[place] = (1 if is_named else 2, *_preference(contender))
    return turns


def _root(
    place: int,
    *,
    nodes: Sequence[_Node],
    roots: Mapping[int, int],
    alike: Mapping[int, Sequence[int]],
    turns: Mapping[int, tuple[object, ...]],
) -> int:
    """Which node stands for the one at `place`: itself, or one that comes before it.

    By way of a third node only one of another source can: the parts of a series that somebody
    copied whole are not copies of each other.
    """
    if nodes[place].issue:
        return place
    source = nodes[place].ref.source
    found = [
        roots[at]
        for at in alike[place]
        if at in roots and (nodes[roots[at]].ref.source != source or nodes[at].issue)
    ]
    return min(found, key=turns.__getitem__, default=place)


def _copy_of(original: _Node, contender: Contender) -> Repeat:
    if original.contender is None:
        reason = _AGAIN.format(
            title=original.ref.title, source=original.ref.source, issue=original.issue
        )
        return Repeat(contender=contender, verdict=Verdict.USED, reason=reason)
    return Repeat(
        contender=contender,
        verdict=Verdict.DUPLICATE,
        reason=_SAME.format(original.contender.location),
        copy_of=original.contender,
    )
