"""Where an article might have its takeaways or outlook, by what a reader takes for a heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from digest.article import Article, Block, BlockKind, HeadingForm
from digest.compose.finding.headings import (
    Announcement,
    ExtraHeadings,
    all_announced,
    announced,
    announced_by_line,
)
from digest.model import Role

BOLD, PLAIN = 7, 8  # as in `Block.level`
_MOST = 1000  # enough to know that they are no sections
_LABEL_CHARS = 60
_LABEL_MARKS = 2  # «TL;DR – in short: …»
_LINKED = 0.5
_SENTENCE_ENDS = (".", "。", ",", "，", ";")  # a wrapped line of text, no heading
_LONGEST_ITEM = 200  # blocks below an item that is a heading
_LABEL_MARK = re.compile("[:：–—;,-]")  # one of them stands in every `_LABEL_END`
_LABEL_END = re.compile(r"\s*[:：]\s*|\s+[–—]\s*|\s+-\s+|(?<=[dD][rR])[;,]\s+")
_LABEL_REST = re.compile(r"[\s:：–—|.-]*")
_BOX = re.compile("keypoint|takeaway|tldr|storyhighlight|articlehighlight|keyfact|keyfinding")
_NO_LETTER = re.compile(r"[^a-z]+")
_FORMS = {BOLD: HeadingForm.BOLD, PLAIN: HeadingForm.PLAIN}
_TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.ITEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that announces takeaways or an outlook."""

    at: int  #: index of the block that is or has the heading
    heading: str  #: as it stands in the article; empty for a class hint
    form: HeadingForm
    level: int  #: of the heading: 1–6 by mark-up, 7 a bold line, 8 all other forms
    what: Announcement
    first: int  #: the blocks of its body: `blocks[first:last]`
    last: int
    label: int = 0  #: how many characters of `blocks[first]` are the run-in label
    part: int = 0  #: where the part of the article ends that it stands in, at a larger heading


def finder_blocks(article: Article) -> tuple[Block, ...]:
    """The blocks of an article with its standfirst in front, which may be a «TL;DR: …»."""
    start = len(article.title) + 1
    if not article.standfirst or not article.text.startswith(article.standfirst, start):
        return article.blocks
    end = start + len(article.standfirst)
    lead = Block(kind=BlockKind.PARAGRAPH, text=article.standfirst, start=start, end=end)
    return (lead, *article.blocks)


def find_candidates(blocks: Sequence[Block], *, extra: ExtraHeadings) -> list[Candidate]:
    """All of them, in the order of the text."""
    outline = _Outline(blocks)
    found: list[Candidate] = []
    hint, behind_box = "", 0
    for at, block in enumerate(blocks):
        if block.hint != hint:
            hint = block.hint
            if _is_box(hint):
                found.append(_box(at, outline=outline, extra=extra))
                behind_box = found[-1].last
        if len(found) > _MOST:
            break
        if at >= behind_box and "toc" not in hint.split():
            found += _headed(at, outline=outline, extra=extra)
    return _apart(
        [
            replace(place, part=outline.end_of_section(place.at, level=max(0, place.level - 1)))
            for place in found
        ]
    )


def _apart(found: list[Candidate]) -> list[Candidate]:
    """What announces an outlook ends the takeaways that it stands in, and the other way round.

    A label right below a heading of the same announces them once more, and is no section.
    """
    kept: list[Candidate] = []
    for below in found:
        above = kept[-1] if kept and kept[-1].at < below.at < kept[-1].last else None
        if above and above.what.role is not below.what.role:
            kept[-1] = replace(above, last=below.at)
        elif above and below.label and above.first == below.at:
            kept[-1] = replace(above, label=below.label)
            continue
        kept.append(below)
    return kept


class _Outline:
    """The blocks, and where the sections among them end."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        headings = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
        self._as_large = [
            [at for at in headings if blocks[at].level <= level] for level in range(PLAIN + 1)
        ]

    def end_of_section(self, at: int, *, level: int) -> int:
        """Where the section of a heading ends: at the next one that is as large or larger."""
        ends = self._as_large[min(level, PLAIN)]
        behind = bisect_right(ends, at)
        return ends[behind] if behind < len(ends) else len(self.blocks)

    def end_of_item(self, at: int) -> int:
        """Where what belongs to an item ends: at the next one that is not deeper, or a heading."""
        end = min(self.end_of_section(at, level=PLAIN), at + _LONGEST_ITEM)
        for index in range(at + 1, end):
            block = self.blocks[index]
            if block.kind is BlockKind.ITEM and block.level <= self.blocks[at].level:
                # «6. Takeaways» with bullets below: they are no fellows of a number.
                is_fellow = block.is_numbered or not self.blocks[at].is_numbered
                if is_fellow or block.level < self.blocks[at].level:
                    return index
        return end

    def is_of_site(self, at: int) -> bool:
        """Whether a heading that links away stands above all text: a site's name, not the text's.

        A link to a place in the page, as headings have for others to link to, leads nowhere else.
        """
        block = self.blocks[at]
        if block.link_share <= _LINKED or any("#" in link.url for link in block.links):
            return False
        return all(above.kind is BlockKind.HEADING for above in self.blocks[:at])


def _headed(at: int, *, outline: _Outline, extra: ExtraHeadings) -> Iterator[Candidate]:
    block = outline.blocks[at]
    if block.kind is BlockKind.HEADING:
        if block.level == PLAIN and _is_broken_off(block.text):
            return
        for what in all_announced(block.text, extra=extra):
            if outline.is_of_site(at):
                return
            yield Candidate(
                at=at,
                heading=block.text,
                form=_FORMS.get(block.level, HeadingForm.MARKUP),
                level=block.level,
                what=what,
                first=at + 1,
                last=outline.end_of_section(at, level=block.level),
            )
    elif block.kind in _TEXTS:
        yield from _in_text(at, outline=outline, extra=extra)


def _is_broken_off(text: str) -> bool:
    """Whether a line ends as a sentence does, or runs on; «The bottom line …» does neither."""
    return text.endswith(_SENTENCE_ENDS) and not text.endswith("..")


def _in_text(at: int, *, outline: _Outline, extra: ExtraHeadings) -> Iterator[Candidate]:
    """A line of text that is a heading, or begins with a label."""
    block = outline.blocks[at]
    is_item = block.kind is BlockKind.ITEM
    what = None
    if len(block.text) <= _LABEL_CHARS and not _is_broken_off(block.text):
        what = announced_by_line(block.text, extra=extra)
    elif block.text.endswith(";") and not is_item and len(block.text) <= _LABEL_CHARS:
        plain = announced_by_line(block.text, extra=extra)  # «TLDR;» alone on its line
        what = plain if plain and plain.kind == "explicit" else None
    if not what:
        if not is_item:
            yield from _labelled(at, outline=outline, extra=extra)
    elif not is_item:
        last = outline.end_of_section(at, level=PLAIN)
        yield _below(at, form=HeadingForm.PLAIN, what=what, last=last, outline=outline)
    elif block.link_share <= _LINKED:  # else it is an entry of a table of contents
        last = outline.end_of_item(at)
        yield _below(at, form=HeadingForm.ITEM, what=what, last=last, outline=outline)


def _below(
    at: int, *, form: HeadingForm, what: Announcement, last: int, outline: _Outline
) -> Candidate:
    heading = outline.blocks[at].text
    return Candidate(
        at=at, heading=heading, form=form, level=PLAIN, what=what, first=at + 1, last=last
    )


def _labelled(at: int, *, outline: _Outline, extra: ExtraHeadings) -> Iterator[Candidate]:
    block = outline.blocks[at]
    if block.text.startswith("("):
        return  # an aside
    for end, rest in _labels(block):
        what = announced_by_line(block.text[:end], extra=extra)
        if what and rest < len(block.text):
            yield Candidate(
                at=at,
                heading=block.text[:end].strip(),
                form=HeadingForm.RUN_IN,
                level=PLAIN,
                what=what,
                first=at,
                last=_end_of_run_in(at, outline=outline),
                label=rest,
            )
            return


def _labels(block: Block) -> Iterator[tuple[int, int]]:
    """Where a label at the beginning may end, and where the text behind it begins."""
    if 0 < block.lead <= _LABEL_CHARS:
        rest = _LABEL_REST.match(block.text, block.lead)
        yield block.lead, rest.end() if rest else block.lead
    if not _LABEL_MARK.search(block.text, 0, _LABEL_CHARS):
        return
    for match in islice(_LABEL_END.finditer(block.text, 0, _LABEL_CHARS), _LABEL_MARKS):
        yield match.start(), match.end()


def _end_of_run_in(at: int, *, outline: _Outline) -> int:
    """Its own paragraph, and the list that this leads in to."""
    end = at + 1
    if outline.blocks[at].text.endswith((":", "：")):
        while end < len(outline.blocks) and outline.blocks[end].kind is BlockKind.ITEM:
            end += 1
    return end


def _is_box(hint: str) -> bool:
    return _BOX.search(_NO_LETTER.sub("", hint)) is not None


def _box(at: int, *, outline: _Outline, extra: ExtraHeadings) -> Candidate:
    """A box that its class names, with or without a heading of its own."""
    blocks, end = outline.blocks, at + 1
    while end < len(blocks) and blocks[end].hint == blocks[at].hint:
        end += 1
    heading = blocks[at].text if blocks[at].kind is BlockKind.HEADING else ""
    what = announced(heading, extra=extra) if heading else None
    if what and what.role is Role.TAKEAWAYS:
        form, level = _FORMS.get(blocks[at].level, HeadingForm.MARKUP), blocks[at].level
    else:
        form, level = HeadingForm.HINT, PLAIN
        what = Announcement.of_box(blocks[at].hint)
    first = at + 1 if heading else at
    return Candidate(
        at=at, heading=heading, form=form, level=level, what=what, first=first, last=end
    )
