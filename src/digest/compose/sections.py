"""An article's key takeaways and its future outlook, each with the span that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from digest.compose.headings import heading_role
from digest.compose.markdown import escape
from digest.model import Article, Block, BlockKind, Outlook, Provenance, Role, Takeaway

_LEAD_IN_LIMIT = 200
_BOLD_LINE = 7  # as in `Block.level`
# «… a finished sentence. (Ministry report)» names who says so; «… rose (by 5 %)» is part of the
# sentence.
_ATTRIBUTION = re.compile(r"(?<=[.!?…。”\"’»])\s+\([^()]{2,120}\)$")


def find_takeaways(article: Article) -> tuple[Takeaway, ...]:
    """The items of the first takeaways section that has any; empty when there is none.

    They are the top-level items of the list behind the heading (one lead-in paragraph may stand
    between), or the section's paragraphs where there is no such list. A list whose items name their
    authority in brackets behind the sentence is taken without these.
    """
    for blocks in _bodies(article, Role.TAKEAWAYS):
        items = _first_list(blocks)
        found = _without_attributions(items) if items else _prose(blocks)
        if found:
            return tuple(
                Takeaway(
                    markdown=escape(text),
                    provenance=_span(article, start=start, end=start + len(text)),
                )
                for start, text in found
            )
    return ()


def find_outlook(article: Article) -> Outlook | None:
    """The last outlook section that has a body, up to the next heading of its level or higher."""
    for blocks in reversed(_bodies(article, Role.OUTLOOK)):
        paragraphs: list[str] = []
        provenance: list[Provenance] = []
        for kind, run in groupby(_prose_blocks(blocks), key=lambda block: block.kind):
            for passage in _passages(kind, list(run)):
                paragraphs.append(_markdown(kind, passage))
                provenance.append(_span(article, start=passage[0].start, end=passage[-1].end))
        if paragraphs:
            return Outlook(paragraphs=tuple(paragraphs), provenance=tuple(provenance))
    return None


def _bodies(article: Article, role: Role) -> list[list[Block]]:
    """The blocks of each section of that role, with those of its sub-sections.

    Headings by mark-up stand before bold lines, which often head a box inside of a section.
    """
    marked: list[list[Block]] = []
    bold: list[list[Block]] = []
    for index, section in enumerate(article.sections):
        if heading_role(section.heading) is not role:
            continue
        blocks = list(section.blocks)
        for below in article.sections[index + 1 :]:
            if below.level <= section.level:
                break
            blocks += below.blocks
        (bold if section.level == _BOLD_LINE else marked).append(blocks)
    return marked + bold


def _first_list(blocks: Sequence[Block]) -> list[Block]:
    """The top-level items of the list that the section begins with."""
    lead_in = blocks[:1]
    if lead_in and lead_in[0].kind is BlockKind.PARAGRAPH and _leads_in(lead_in[0].text):
        blocks = blocks[1:]
    if not blocks or blocks[0].kind is not BlockKind.ITEM:
        return []
    items: list[Block] = []
    for block in blocks:
        if block.kind in {BlockKind.CODE, BlockKind.TABLE}:
            continue
        if block.kind is not BlockKind.ITEM or block.level < blocks[0].level:
            break
        if block.level == blocks[0].level:
            items.append(block)
    return items


def _leads_in(text: str) -> bool:
    return text.endswith((":", "：")) or len(text) <= _LEAD_IN_LIMIT


def _without_attributions(items: Sequence[Block]) -> list[tuple[int, str]]:
    cuts = [_ATTRIBUTION.search(item.text) for item in items]
    is_habit = len(items) > 1 and 2 * sum(cut is not None for cut in cuts) > len(items)
    return [
        (item.start, item.text[: cut.start()] if cut and is_habit else item.text)
        for item, cut in zip(items, cuts, strict=True)
    ]


def _prose(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    return [(block.start, block.text) for block in _prose_blocks(blocks)]


def _prose_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Without code and tables; lists that only these kept apart become one list."""
    kinds = {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE}
    return [block for block in blocks if block.kind in kinds]


def _passages(kind: BlockKind, run: list[Block]) -> list[list[Block]]:
    """A run of items is one passage, every paragraph or quotation one of its own."""
    if kind is BlockKind.ITEM:
        return [run]
    return [[block] for block in run]


def _markdown(kind: BlockKind, passage: Sequence[Block]) -> str:
    if kind is BlockKind.ITEM:
        return "\n".join(_list_lines(passage))
    mark = "> " if kind is BlockKind.QUOTE else ""
    return mark + escape(passage[0].text)


def _list_lines(items: Sequence[Block]) -> Iterator[str]:
    """A CommonMark list; an item is at most one step deeper than the one before it."""
    depth, base = -1, items[0].level
    for item in items:
        depth = min(depth + 1, max(0, item.level - base))
        yield f"{'  ' * depth}- {escape(item.text)}"


def _span(article: Article, *, start: int, end: int) -> Provenance:
    return Provenance(article_id=article.id, start=start, end=end)
