"""The body of a section → its passages: list items or paragraphs, each a span of the article."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from digest.article import Block, BlockKind, Passage
from digest.compose.finding.candidates import Candidate
from digest.compose.finding.headings import ends_section
from digest.compose.length import count_words
from digest.model import Role

_LEAD_IN_CHARS = 200
_LEAD_IN_ENDS = (":", "：", ",", "，")
_SENTENCE = re.compile(r"[.!?…](?=\s)|[。！？।](?=.)")  # one that another follows
_FEWEST_LED = 2  # passages that have no lead-in: each of them says something
# A paragraph may begin with a bullet that its format does not know of, or with a task box.
_BULLET = re.compile(r"(?:[•‣●○■□▪▫◦·➡➤►▶✓✔✅☑⭐🔹🔸👉→–—-]\ufe0f?|\[[ xX]?\])\s+(?=\S)")
# «— Jane Roe, editor» is none of them.
_SIGNATURE = re.compile(r"[–—-]{1,2}\s*(?:[A-ZÀ-Þ][\w.'’-]*(?:\s|,|$)){1,4}[^.!?]{0,60}$")
# «… a finished sentence. (Ministry report)» names who says so; «… rose (by 5 %)» is part of the
# sentence.
_ATTRIBUTION = re.compile(r"(?<=[.!?…。”\"’»])\s+\(([^()]{2,120})\)$")
_ATTRIBUTION_CHARS = 130
#: «Figure 3: Rainfall a month»; not «Figure 3 shows that it rained».
_CAPTION = re.compile(
    r"(?:fig(?:ure|ura|\.)?|abb(?:ildung|\.)?|image|illustration|рис(?:унок|\.)?|rys(?:unek|\.)?"
    r"|[图圖図]|그림)\s?\d+(?:[.-]\d+)?\s*(?:$|[:：|–—]|\.(?!\d))",
    re.IGNORECASE,
)
_TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.HEADING})
_PROSE_KINDS = frozenset({"summary", "conclusion"})
_STATEMENT_WORDS = 4
_EARLY = 0.25
#: Boxes that may stand in a section and are no part of it, as readers name them in `Block.hint`.
_BESIDE = frozenset({
    "toc", "related", "newsletter", "promo", "author", "share", "tags", "footnotes", "comments",
    "caption",
})  # fmt: skip
# «[The Herald]», «— Jane Roe»: a bold line that names who was quoted is no heading.
_CREDIT = re.compile(r"\[.*\]|[–—] .*")


def passages(candidate: Candidate, *, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """What stands in the section of a candidate, without its heading, label and lead-in.

    An outlook: all of its paragraphs, items and quotations in order. Takeaways: the top-level
    items of the list that the section begins with, else its paragraphs; where it begins with an
    inner heading, these headings if they are statements, else what stands below them.
    """
    body = list(_body(candidate, blocks=blocks))
    texts = [passage for passage in body if passage.kind is not BlockKind.HEADING]
    if candidate.what.role is Role.OUTLOOK:
        return tuple(texts)
    above = list(takewhile(lambda passage: passage.kind is not BlockKind.HEADING, body))
    is_list = candidate.what.kind not in _PROSE_KINDS
    if not above and is_list and (statements := _statements(body)):
        return statements
    found = above or texts
    listed = _first_list(found, is_list=is_list) or (_last_list(found) if is_list else [])
    bold = {block.start for block in blocks[candidate.first : candidate.last] if block.lead}
    if not listed and candidate.last == len(blocks) and candidate.first < _EARLY * len(blocks):
        # Nothing parts it from the article's own text.
        return tuple(list(takewhile(lambda passage: passage.start in bold, found)) or found[:1])
    return _without_attributions(listed or _top(_without_lead_in(found, bold=bold)))


def _body(candidate: Candidate, *, blocks: Sequence[Block]) -> Iterator[Passage]:
    """The texts of a section, and its inner headings."""
    for at in range(candidate.first, candidate.last):
        block = blocks[at]
        if block.kind is BlockKind.HEADING and ends_section(block.text):
            return
        if block.kind in _TEXTS and _BESIDE.isdisjoint(block.hint.split()):
            passage = _passage(block, cut=candidate.label if at == candidate.first else 0)
            if passage.text and not _is_beside(passage):
                yield passage


def _is_beside(passage: Passage) -> bool:
    """Whether it names a picture or who was quoted, and says nothing itself."""
    if passage.kind is BlockKind.HEADING:
        return _CREDIT.fullmatch(passage.text) is not None
    return passage.kind is BlockKind.PARAGRAPH and _CAPTION.match(passage.text) is not None


def _statements(body: Sequence[Passage]) -> tuple[Passage, ...]:
    """The inner headings, when they say something themselves: «Plan the switch early»."""
    headings = [passage for passage in body if passage.kind is BlockKind.HEADING]
    words = sum(count_words(passage.text) for passage in headings)
    if len(headings) < 2 or words < _STATEMENT_WORDS * len(headings):
        return ()
    return tuple(replace(heading, kind=BlockKind.ITEM, level=1) for heading in headings)


def _passage(block: Block, *, cut: int) -> Passage:
    kind, level = block.kind, block.level
    is_signed = _SIGNATURE.match(block.text) is not None
    if kind is BlockKind.PARAGRAPH and not is_signed and (bullet := _BULLET.match(block.text, cut)):
        kind, level, cut = BlockKind.ITEM, 1, bullet.end()
    return Passage(
        text=block.text[cut:], start=block.start + cut, end=block.end, kind=kind, level=level
    )


def _first_list(body: Sequence[Passage], *, is_list: bool) -> list[Passage]:
    """The top-level items of the list that a section begins with, behind a lead-in or at once.

    Where a list is what the heading announces, any short paragraph leads in to it. In prose only
    one does that breaks off, and has said nothing before.
    """
    if body and body[0].kind is BlockKind.PARAGRAPH:
        text = body[0].text
        breaks_off = text.endswith(_LEAD_IN_ENDS) and (is_list or not _SENTENCE.search(text))
        if breaks_off or (is_list and len(text) <= _LEAD_IN_CHARS):
            body = body[1:]
    if not body or body[0].kind is not BlockKind.ITEM:
        return []
    items: list[Passage] = []
    for passage in body:
        if passage.kind is not BlockKind.ITEM or passage.level < body[0].level:
            break
        if passage.level == body[0].level:
            items.append(passage)
    return items


def _last_list(body: Sequence[Passage]) -> list[Passage]:
    """The list that a section ends with, where a paragraph before it leads in to it."""
    for at, passage in enumerate(body[:-2]):
        if passage.kind is not BlockKind.PARAGRAPH:
            return []
        if passage.text.endswith((":", "：")):
            items = _first_list(body[at:], is_list=True)
            return items if body[-1].kind is BlockKind.ITEM else []
    return []


def _without_lead_in(body: Sequence[Passage], *, bold: Container[int]) -> Sequence[Passage]:
    """Without what leads in to paragraphs: most of those below begin in bold, as items do."""
    if len(body) <= _FEWEST_LED:
        return body
    first, *others = body
    set_bold = sum(passage.start in bold for passage in others)
    is_list = 2 * set_bold > len(others) and first.start not in bold
    breaks_off = first.text.endswith((":", "：")) and not _SENTENCE.search(first.text)
    leads_in = breaks_off or (is_list and len(first.text) <= _LEAD_IN_CHARS)
    return others if leads_in else body


def _top(found: Sequence[Passage]) -> list[Passage]:
    """Paragraphs, and of lists the items that are no item's own."""
    least = min((passage.level for passage in found if passage.level), default=0)
    return [passage for passage in found if passage.level <= least]


def _without_attributions(found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Without who says so, where most passages name somebody in brackets at their end."""
    cuts = [
        _ATTRIBUTION.search(passage.text, max(0, len(passage.text) - _ATTRIBUTION_CHARS))
        for passage in found
    ]
    if len(found) < 2 or 2 * sum(cut is not None for cut in cuts) <= len(found):
        return tuple(found)
    return tuple(
        replace(
            passage,
            text=passage.text[: cut.start()],
            end=passage.start + cut.start(),
            attribution=cut[1],
        )
        if cut
        else passage
        for passage, cut in zip(found, cuts, strict=True)
    )
