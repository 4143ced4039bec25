"""Which blocks of a page are the article: those that its main content confirms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from digest.article import BlockKind
from digest.compose.finding.headings import heading_role
from digest.model import Role
from digest.sources.assemble import RawBlock
from digest.sources.html.blocks import Box, Walked
from digest.sources.html.hints import BESIDE_HINTS, TAKEAWAYS_HINTS

# Main content that is less than this part of what mark-up calls the text is a misjudgement.
_LEAST_CONFIRMED = 0.25
# The article stands in the innermost box that holds this part of what is confirmed.
_MOST_OF_IT = 0.9
# An `article` is the main text when it holds this part of what stands around it; else it is a
# teaser among others.
_ARTICLE_SHARE = 0.4
# A box inside of the text is no larger than this part of it; it leads away when so much is linked.
_BOX_SHARE = 0.5
_LINKED_SHARE = 0.5
_LINKED_WHOLLY = 0.9
_HINT_LEVELS = 6  # how far up a box may stand that says what a block belongs to

# A piece of the main content has so many letters: a longer block is compared piece by piece, a
# shorter one has to be a line of its own there. «Outlook» in a menu is not confirmed by a sentence
# on the outlook.
_PIECE = 16
_CONFIRMED_PIECES = 0.7  # a note mark or a link may be missing
_PROSE_LETTERS = 30
# Of these a reader takes all or nothing.
_LISTS = frozenset({"ul", "ol"})
_WHOLES = _LISTS | {"dl", "p", "blockquote", "table"}
_PARTS = _WHOLES | {"li", "dt", "dd", "tr", "td", "th", "tbody", "pre"}
_LINES = re.compile(r"[\n\t|]+")
_NO_LETTERS = re.compile(r"[\W_]+")


def main_blocks(page: Walked, *, main_text: str | None) -> list[RawBlock]:
    """The blocks of the article.

    `main_text` is what an extractor takes for the main content. Where it is None, or next to
    nothing of the text, mark-up decides alone (`main`, `article`).
    """
    return _Selection(page).main_blocks(main_text)


def fragment_blocks(page: Walked) -> list[RawBlock]:
    """The blocks of a piece of a page that is all text but for forms and side notes."""
    return _Selection(page).fragment_blocks()


class _Sums:
    """Sums over runs of blocks, each in constant time."""

    def __init__(self, values: Iterable[int]) -> None:
        self._sums = [0, *accumulate(values)]
        self.total = self._sums[-1]

    def of(self, box: Box) -> int:
        return self._sums[box.last] - self._sums[box.first]


class _Selection:
    def __init__(self, page: Walked) -> None:
        self._page = page
        self._size = _Sums(len(block.text) for block in page.blocks)
        self._small = _BOX_SHARE * self._size.total  # characters of the largest box in the text

    def fragment_blocks(self) -> list[RawBlock]:
        kept = [True] * len(self._page.blocks)
        sides = (box for box in self._page.boxes if box.is_side and box.tag != "header")
        return self._chosen(self._without(sides, kept))

    def main_blocks(self, main_text: str | None) -> list[RawBlock]:
        marked = self._marked()
        size = self._sum(marked).total
        self._small = _BOX_SHARE * size
        if main_text:
            confirmed = _confirmed(self._page.blocks, main_text)
            inside = self._sum(confirmed)
            if inside.total >= _LEAST_CONFIRMED * size:
                self._small = _BOX_SHARE * inside.total
                return self._chosen(self._completed(confirmed, inside))
        return self._chosen(marked)

    def _sum(self, flags: Iterable[bool]) -> _Sums:
        return _Sums(
            len(block.text) if flag else 0
            for block, flag in zip(self._page.blocks, flags, strict=True)
        )

    # By mark-up

    def _marked(self) -> list[bool]:
        boxes = self._page.boxes
        scope = next((box for box in boxes if box.is_main), boxes[0])
        articles = [
            box
            for box in boxes
            if box.tag == "article" and _holds(scope, box) and not _stands_in(box, "article")
        ]
        longest = max(articles, key=self._size.of, default=scope)
        if self._size.of(longest) > _ARTICLE_SHARE * self._size.of(scope):
            scope = longest
        kept = [scope.first <= at < scope.last for at in range(len(self._page.blocks))]
        return self._without((box for box in boxes if box.is_side), kept)

    def _without(self, sides: Iterable[Box], kept: list[bool]) -> list[bool]:
        for box in sides:
            # Some servers make a form of the whole page.
            is_page = box.tag == "form" and self._size.of(box) > self._small
            if not is_page and not self._announces(box):
                kept[box.first : box.last] = [False] * (box.last - box.first)
        return kept

    def _announces(self, box: Box) -> bool:
        """Whether its class or its first line says that it holds takeaways or an outlook."""
        if not TAKEAWAYS_HINTS.isdisjoint(box.hint.split()):
            return True
        first = self._page.blocks[box.first : box.first + 1]
        return any(heading_role(block.text) is not None for block in first)

    # By main content

    def _completed(self, confirmed: Sequence[bool], inside: _Sums) -> list[bool]:
        """What is confirmed, with what a reader would not part from it."""
        region = self._region(inside)
        kept = [
            is_in and (self._is_prose(at) or self._belongs(at, region))
            for at, is_in in enumerate(confirmed)
        ]
        inside = self._sum(kept)
        for box in self._page.boxes:
            is_own = self._is_whole(box, kept, inside=inside) or self._is_own_box(box, region)
            if is_own or self._is_menu(box, inside):
                kept[box.first : box.last] = [is_own] * (box.last - box.first)
        for at in range(region.first, region.last):
            end = self._end_of_takeaways(at)
            kept[at:end] = [True] * (end - at)
        for at in range(len(kept) - 2, -1, -1):
            if kept[at + 1] and self._page.blocks[at].kind is BlockKind.HEADING:
                kept[at] |= self._heads(at, region, is_confirmed=confirmed[at])
        return kept

    def _region(self, inside: _Sums) -> Box:
        """The innermost box that holds most of what is confirmed, and may hold several blocks."""
        least = _MOST_OF_IT * inside.total
        *_, region = (
            box
            for box in self._page.boxes
            if box.above is None or (box.tag not in _PARTS and inside.of(box) >= least)
        )
        return region

    def _is_whole(self, box: Box, kept: Sequence[bool], *, inside: _Sums) -> bool:
        """Whether what is one thing to a reader is text: half of it is confirmed, or it runs on.

        Resiliparse drops each list that stands less than four elements deep, as a menu does.
        """
        size = self._size.of(box)
        if box.tag not in _WHOLES or size == 0:
            return False
        if inside.of(box) == 0:
            return self._runs_on(box, kept) and not self._leads_away(box.first, box.last)
        return 2 * inside.of(box) >= size and not self._is_menu(box, inside)

    def _is_menu(self, box: Box, inside: _Sums) -> bool:
        """Whether a list leads away, and was confirmed only where the text has the same words."""
        is_partly = 0 < inside.of(box) < self._size.of(box)
        return is_partly and box.tag in _LISTS and self._leads_away(box.first, box.last)

    def _runs_on(self, box: Box, kept: Sequence[bool]) -> bool:
        """Whether the block above, or the one above its heading, is text of the same box."""
        above = box.first - 1
        if above > 0 and not kept[above] and self._page.blocks[above].kind is BlockKind.HEADING:
            above -= 1
        if above < 0 or not kept[above] or self._stands_beside(box):
            return False
        place = self._page.places[above]
        return box.above is place or box.above is place.above

    def _is_prose(self, at: int) -> bool:
        """Whether a block has words of its own, unlike teasers and counts of shares."""
        block = self._page.blocks[at]
        return len(_key(block.text)) >= _PROSE_LETTERS and not self._leads_away(at, at + 1)

    def _belongs(self, at: int, region: Box) -> bool:
        return region.first <= at < region.last and not self._stands_beside(self._page.places[at])

    def _leads_away(self, first: int, last: int) -> bool:
        """Whether blocks are links to other texts: half of their letters, or two whole blocks."""
        blocks = self._page.blocks[first:last]
        linked = [sum(len(link.text) for link in block.links) for block in blocks]
        sizes = [len(block.text) for block in blocks]
        whole = sum(n >= _LINKED_WHOLLY * size for n, size in zip(linked, sizes, strict=True))
        return sum(linked) > _LINKED_SHARE * sum(sizes) or whole > 1

    def _is_own_box(self, box: Box, region: Box) -> bool:
        """Whether a box holds takeaways or an outlook, in the text or right above it."""
        return (
            box.last - box.first > 1
            and 0 < self._size.of(box) <= self._small
            and (_holds(region, box) or _is_above(box, region))
            and self._announces(box)
            and not self._leads_away(box.first, box.last)
            and not self._stands_beside(box)
        )

    def _end_of_takeaways(self, at: int) -> int:
        """Behind the list that follows a heading of takeaways; `at` for all other blocks."""
        blocks, end = self._page.blocks, at + 1
        if blocks[at].kind is BlockKind.HEADING:
            while end < len(blocks) and blocks[end].kind is BlockKind.ITEM:
                end += 1
        is_list = end > at + 1 and heading_role(blocks[at].text) is Role.TAKEAWAYS
        if not is_list or self._leads_away(at, end) or self._stands_beside(self._page.places[at]):
            return at
        return end

    def _heads(self, at: int, region: Box, *, is_confirmed: bool) -> bool:
        """Whether a heading belongs to the block below it, which is kept."""
        places = self._page.places
        if region.first <= at < region.last or places[at].above is places[at + 1].above:
            return True
        # A list below the text that stands apart from its heading is one of teasers.
        return is_confirmed and self._page.blocks[at + 1].kind is not BlockKind.ITEM

    def _chosen(self, kept: Sequence[bool]) -> list[RawBlock]:
        return [
            block._replace(hint=" ".join(dict.fromkeys(self._hints(place))))
            for block, place, is_kept in zip(
                self._page.blocks, self._page.places, kept, strict=True
            )
            if is_kept
        ]

    def _hints(self, place: Box | None) -> Iterator[str]:
        """What mark-up calls the small boxes around a place, from the inside out."""
        for _ in range(_HINT_LEVELS):
            if place is None or self._size.of(place) > self._small:
                return
            yield from place.hint.split()
            place = place.above

    def _stands_beside(self, place: Box) -> bool:
        return not BESIDE_HINTS.isdisjoint(self._hints(place))


def _holds(box: Box, other: Box) -> bool:
    return box.first <= other.first and other.last <= box.last


def _is_above(box: Box, region: Box) -> bool:
    """Whether a box stands right above the text: next to it or next to what holds it."""
    return box.last <= region.first and box.above is not None and _holds(box.above, region)


def _stands_in(box: Box, tag: str) -> bool:
    while box.above is not None:
        box = box.above
        if box.tag == tag:
            return True
    return False


def _confirmed(blocks: Sequence[RawBlock], main_text: str) -> list[bool]:
    """Of each block, whether it is part of the main content, which may be cut otherwise."""
    lines = {key for line in _LINES.split(main_text) if (key := _key(line))}
    whole = _key(main_text)
    pieces = {whole[at : at + _PIECE] for at in range(len(whole) - _PIECE + 1)}
    found = []
    for block in blocks:
        key = _key(block.text)
        own = [key[at : at + _PIECE] for at in range(0, len(key) - _PIECE + 1, _PIECE)]
        least = _CONFIRMED_PIECES * len(own)
        found.append(key in lines or sum(piece in pieces for piece in own) >= least > 0)
    return found


def _key(text: str) -> str:
    """The letters and digits of a text: what extractors leave as it is."""
    return _NO_LETTERS.sub("", text.replace("\xad", "").casefold())
