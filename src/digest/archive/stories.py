"""The stories of an issue: `###` entries under takeaways and outlook, joined by their slugs."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from digest.archive.blocks import Block, Region, cut, stripped
from digest.archive.headline import SLUG, Headline, check_id, parse_headline, split_id
from digest.archive.marks import MORE, is_marks_only, split_paragraph, split_takeaway
from digest.archive.place import Place
from digest.compose.text import slugify
from digest.model import Mark, Outlook, Story, Takeaway

_MARKER = re.compile(r"( {0,3}[-*+])([ \t]*)(.*)")
_BEFORE_STORIES = (
    "expected `### [Title](https://…) {#slug}`; text of no story goes in front of this section"
)
_AFTER_LIST = (
    "after the takeaways only the next heading can stand; a note goes between headline and list,"
    " and a line that continues a takeaway is indented by two spaces"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A `###` heading with what stands under it."""

    slug: str
    headline: Headline
    region: Region
    place: Place  #: of the heading
    is_given: bool  #: whether the slug stands behind the heading


def read_stories(
    takeaways: Region, outlook: Region | None, *, credited: Collection[str]
) -> tuple[Story, ...]:
    """The stories of both sections, in the order of their takeaways, then of their outlooks.

    Where the sections differ on a title or an address, the takeaways are right. `credited` are the
    titles of the Sources section: a title of neither may be a story that lost its slug. Raises
    IssueFileError.
    """
    told = _entries(takeaways, known=())
    ahead = _entries(outlook, known=told) if outlook else ()
    if outlook:
        _check_lost(told, others=ahead, credited=credited)
        _check_lost(ahead, others=told, credited=credited)
    outlooks = {entry.slug: _outlook(entry.region) for entry in ahead}
    stories = [_story(entry, outlooks.pop(entry.slug, None)) for entry in told]
    stories += [
        Story(
            slug=entry.slug,
            title=entry.headline.title,
            url=entry.headline.url,
            outlook=outlooks[entry.slug],
        )
        for entry in ahead
        if entry.slug in outlooks
    ]
    return tuple(stories)


def _entries(region: Region, *, known: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """The entries of a section; `known` are those of the section that it is joined to."""
    before, parts = cut(region, "###")
    if place := before.first_text():
        raise place.fault(_BEFORE_STORIES)
    heads = [_head(head, region) for head, _ in parts]
    by_title = {entry.headline.title: entry.slug for entry in reversed(known)}
    here = {slug for _, slug in heads if slug}
    used = here | {entry.slug for entry in known}
    entries: list[_Entry] = []
    for (headline, given), (head, part) in zip(heads, parts, strict=True):
        slug = given
        if not given:  # left out by an editor: find the story by its title, or make one up
            slug = by_title.get(headline.title, "")
            if not slug or slug in here:
                slug = _unused(headline.title, used)
            here.add(slug)
            used.add(slug)
        entry = _Entry(
            slug=slug,
            headline=headline,
            region=part,
            place=region.at(head),
            is_given=bool(given),
        )
        entries.append(entry)
    return tuple(entries)


def _check_lost(
    entries: Sequence[_Entry], *, others: Sequence[_Entry], credited: Collection[str]
) -> None:
    """An editor who rewords a headline and drops its slug would tear a story in two."""
    slugs = {entry.slug for entry in entries}
    alone = {entry.headline.title: entry.slug for entry in others if _is_alone(entry, slugs)}
    if not alone:
        return
    known = {*credited, *(entry.headline.title for entry in others)}
    for entry in entries:
        title = entry.headline.title
        if not entry.is_given and title not in known:
            partner = difflib.get_close_matches(title, alone, n=1, cutoff=0.0)[0]
            slug = alone[partner]
            raise entry.place.fault(
                f"`{title}` has no slug: if this is the story `{partner}`, put {{#{slug}}} back;"
                f" if it is a new one, give it a slug of its own, like {{#{entry.slug}}}"
            )


def _is_alone(entry: _Entry, slugs: AbstractSet[str]) -> bool:
    return entry.is_given and entry.slug not in slugs


def _head(head: Block, region: Region) -> tuple[Headline, str]:
    place = region.at(head)
    text, slug = split_id(head.content)
    if slug is None:
        check_id(text, place)
    elif not SLUG.fullmatch(slug):
        raise place.fault(f"`{{#{slug}}}` must be a slug: 1 to 80 of a–z, 0–9 and -")
    earlier = [
        block for block in region.blocks if block.start < head.start and block.markup == "###"
    ]
    if slug and any(split_id(block.content)[1] == slug for block in earlier):
        raise place.fault(f"the slug `{slug}` stands twice in this section")
    return parse_headline(text, place), slug or ""


def _unused(title: str, used: AbstractSet[str]) -> str:
    base = slugify(title)
    numbered = (f"{base}-{number}" for number in itertools.count(2))
    return next(slug for slug in itertools.chain([base], numbered) if slug not in used)


def _story(entry: _Entry, outlook: Outlook | None) -> Story:
    region = entry.region
    lists = (block.start for block in region.blocks if block.kind == "bullet_list_open")
    first_list = next(lists, region.end)
    return Story(
        slug=entry.slug,
        title=entry.headline.title,
        url=entry.headline.url,
        note=region.part(region.start, first_list).text(),
        takeaways=tuple(_takeaways(region.part(first_list, region.end))),
        outlook=outlook,
    )


def _takeaways(region: Region) -> Iterator[Takeaway]:
    """The items of a region that begins with a bullet list, or is empty."""
    end = region.start
    for block in region.blocks:
        if block.kind != "bullet_list_open":
            raise region.at(block).fault(_AFTER_LIST)
        if place := region.part(end, block.start).first_text():
            raise place.fault(_AFTER_LIST)
        for start, stop in itertools.pairwise([*block.items, block.end]):
            item = region.part(start, stop)
            text = _dedented(item.lines)
            if not text:
                raise item.place.fault("expected a takeaway behind the bullet")
            last = item.last_text()
            markdown, mark = split_takeaway(text, last)
            yield Takeaway(markdown=markdown, mark=mark, line=last.line)
        end = block.end
    # A link definition is no block: it would be dropped.
    if place := region.part(end, region.end).first_text():
        raise place.fault(_AFTER_LIST)


def _dedented(lines: Sequence[str]) -> str:
    """A list item without its bullet and indentation (CommonMark §5.2)."""
    match = _MARKER.fullmatch(lines[0])
    if match is None:  # markdown-it saw a bullet here
        return stripped("\n".join(lines))
    marker = len(match[1])
    gap = _columns(match[2], start=marker)
    if not match[3]:
        width, first = marker + 1, ""
    elif gap >= 5:  # indented code right behind the bullet
        width, first = marker + 1, " " * (gap - 1) + match[3]
    else:
        width, first = marker + gap, match[3]
    return stripped("\n".join([first, *(_outdented(line, width) for line in lines[1:])]))


def _outdented(line: str, width: int) -> str:
    text = line.lstrip(" \t")
    columns = _columns(line[: len(line) - len(text)], start=0)
    return f"{' ' * (columns - width)}{text}" if text else ""


def _columns(blanks: str, *, start: int) -> int:
    """The width of spaces and tabs that begin in column `start`; a tab stop is 4 columns."""
    column = start
    for character in blanks:
        column += 1 if character == " " else 4 - column % 4
    return column - start


def _outlook(region: Region) -> Outlook | None:
    """One paragraph per block; a link definition, which is no block, stays with its neighbour."""
    parts = _paragraphs(region)
    if not parts:
        return None
    read = [split_paragraph(part.text(), part.last_text()) for part in parts]
    for part, (_, marks) in zip(parts[:-1], read[:-1], strict=True):
        if MORE in marks:
            raise part.last_text().fault(f"`{{{MORE}}}` goes behind the last paragraph")
    return Outlook(
        paragraphs=tuple(text for text, _ in read),
        edited=frozenset(at for at, (_, marks) in enumerate(read) if Mark.EDITED in marks),
        is_shortened=MORE in read[-1][1],
        lines=tuple(part.last_text().line for part in parts),
    )


def _paragraphs(region: Region) -> list[Region]:
    """The regions of an outlook's paragraphs; a block of marks belongs to the one before it."""
    starts = [
        block.start
        for block in region.blocks[1:]
        if not is_marks_only(region.part(block.start, block.end).text())
    ]
    bounds = [region.start, *starts, region.end]
    parts = [region.part(start, end) for start, end in itertools.pairwise(bounds)]
    return [part for part in parts if part.text()]
