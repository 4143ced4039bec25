"""The body of an issue file: CommonMark, cut into sections along its `##` headings.

Only hashes at the margin cut; underlined headings belong to the text. Every line ends up in the
model, or is refused.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from digest.archive.blocks import Block, Region, cut, read_page
from digest.archive.credits import parse_sources
from digest.archive.headline import parse_label, split_id
from digest.archive.place import Place, hint
from digest.archive.stories import read_stories
from digest.errors import IssueFileError
from digest.model import ArticleRef, IssueSection, Role, Story

_ROLES = (Role.TAKEAWAYS, Role.OUTLOOK, Role.SOURCES)
_SOURCE = re.compile(r"[-*+] .*\{(?:story|source)=\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the body of a file says."""

    intro: str
    sections: tuple[IssueSection, ...]
    stories: tuple[Story, ...]
    articles: tuple[ArticleRef, ...]


def parse_body(markdown: str, place: Place) -> Body:
    """The body whose first line is at `place`; its line ends are `\\n`. Raises IssueFileError."""
    page = read_page(markdown, place)
    _check_levels(page)
    intro, parts = cut(page, "##")
    sections = tuple(_section(head, region) for head, region in parts)
    regions = _regions(parts, sections)
    if Role.TAKEAWAYS not in regions:
        raise _missing_takeaways(page)
    sources = regions.get(Role.SOURCES)
    articles = parse_sources(sources.lines, sources.place) if sources else ()
    stories = read_stories(
        regions[Role.TAKEAWAYS],
        regions.get(Role.OUTLOOK),
        credited={article.title for article in articles},
    )
    _check_prose(parts, sections, slugs={story.slug for story in stories})
    return Body(
        intro=intro.text(),
        sections=sections,
        stories=stories,
        articles=articles,
    )


def _section(head: Block, region: Region) -> IssueSection:
    place = region.at(head)
    label, mark = split_id(head.content)
    if mark in set(_ROLES):
        return IssueSection(role=Role(mark), heading=parse_label(label, place))
    if mark and difflib.get_close_matches(mark, _ROLES, n=1, cutoff=0.8):
        raise place.fault(f"unknown section `{{#{mark}}}`; {hint(mark, _ROLES)}")
    return IssueSection(
        role=Role.PROSE, heading=parse_label(head.content, place), markdown=region.text()
    )


def _regions(
    parts: Sequence[tuple[Block, Region]], sections: Sequence[IssueSection]
) -> Mapping[Role, Region]:
    """Where the sections of each role stand, prose apart."""
    heads: dict[Role, Block] = {}
    regions: dict[Role, Region] = {}
    for (head, region), section in zip(parts, sections, strict=True):
        if section.role is Role.PROSE:
            continue
        if section.role in heads:
            first = region.at(heads[section.role]).line
            raise region.at(head).fault(
                f"a second section {{#{section.role}}}; the first one is in line {first}"
            )
        heads[section.role], regions[section.role] = head, region
    return regions


def _missing_takeaways(page: Region) -> IssueFileError:
    for block in page.blocks:
        hidden = page.lines[block.start : block.end] if block.kind == "fence" else ()
        if any(split_id(line)[1] == Role.TAKEAWAYS for line in hidden):
            return page.at(block).fault("this code block, never closed, swallows {#takeaways}")
    return page.place.fault("expected a section `## Key takeaways {#takeaways}`")


def _check_levels(page: Region) -> None:
    """A section's heading with one hash, or underlined, would be taken for text."""
    for block in page.blocks:
        is_odd = block.is_heading and block.markup in {"#", "=", "-"}
        if is_odd and split_id(block.content)[1] in set(_ROLES):
            raise page.at(block).fault("expected this heading on one line, behind `## `")


def _check_prose(
    parts: Sequence[tuple[Block, Region]],
    sections: Sequence[IssueSection],
    *,
    slugs: AbstractSet[str],
) -> None:
    """Whoever rewords a heading and drops its id would make prose of stories or of sources."""
    for (head, region), section in zip(parts, sections, strict=True):
        if section.role is not Role.PROSE:
            continue
        for block in region.blocks:
            if block.markup == "###" and split_id(block.content)[1] in slugs:
                raise region.at(head).fault("stories stand under it; expected {#outlook} behind it")
            first = region.lines[block.start - region.start]
            if block.kind == "bullet_list_open" and _SOURCE.match(first):
                raise region.at(head).fault("sources stand under it; expected {#sources} behind it")
