"""Which items of a feed are known already. Only values in and out.

An item is the one that is known by its guid. Guids change (a new blog engine, a moved host), so an
item whose guid is new may also be known by its link, or by its very words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from digest.compose.identity import url_key
from digest.ports import KnownArticle
from digest.sources.feeds.item import FeedItem

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An item, and what it is known as."""

    item: FeedItem
    key: str  #: that of `known` where there is one
    known: KnownArticle | None = None
    has_own_link: bool = True  #: no other item of the feed leads to the same page

    @property
    def is_changed(self) -> bool:
        """Whether it is new, or not as it was."""
        known = self.known
        return (
            known is None or known.item_sha256 != self.item.sha256 or known.link != self.item.link
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A feed beside what is known of it."""

    matched: tuple[Matched, ...]  #: in the order of the feed
    gone: tuple[str, ...]  #: keys of known ones that it does not show any more
    notes: tuple[str, ...] = ()


def match_items(items: Sequence[FeedItem], known: Iterable[KnownArticle]) -> Matching:
    """Each item once, with what it is known as.

    Of several with one guid the newest is taken, of equally new ones the first.
    """
    latest: dict[str, FeedItem] = {}
    notes: list[str] = []
    for item in items:
        first = latest.setdefault(item.key, item)
        if first is item or first == item:
            continue
        notes.append(f"has two items with the id {item.key}; the newer one is taken")
        if _age(item) > _age(first):
            latest[item.key] = item
    by_key = {one.key: one for one in known}
    others = [one for key, one in by_key.items() if key not in latest]
    links = Counter(_link_key(item.link) for item in latest.values())
    by_link = _unique((_link_key(one.link), one) for one in others)
    by_words = _unique((one.item_sha256, one) for one in others)
    matched: list[Matched] = []
    claimed: set[str] = set()
    for key, item in latest.items():
        link = _link_key(item.link)
        own = bool(link) and links[link] == 1
        found = by_key.get(key) or (by_link.get(link) if own else None)
        if found is None and item.html:  # a title alone may come every week
            found = by_words.get(item.sha256)
        if found and found.key in claimed:
            found = None
        name = found.key if found else key
        claimed.add(name)
        matched.append(Matched(item=item, key=name, known=found, has_own_link=own))
    gone = (key for key, one in by_key.items() if key not in claimed and one.gone_at is None)
    return Matching(matched=tuple(matched), gone=tuple(gone), notes=tuple(notes))


def _age(item: FeedItem) -> datetime:
    return item.updated_at or item.published_at or _LONG_AGO


def _link_key(link: str) -> str:
    """What the spellings of one link have in common; entries of one page differ by fragment."""
    return f"{url_key(link)}#{urlsplit(link).fragment}" if link else ""


def _unique(pairs: Iterable[tuple[str, KnownArticle]]) -> Mapping[str, KnownArticle]:
    """What only one article has; nothing is known by what several share."""
    found: dict[str, KnownArticle] = {}
    shared: set[str] = {""}
    for value, known in pairs:
        if value in found:
            shared.add(value)
        found[value] = known
    return {value: known for value, known in found.items() if value not in shared}
