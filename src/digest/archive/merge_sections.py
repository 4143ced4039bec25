"""The `##` sections of an issue, merged three ways: which there are, their headings, and prose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from digest.archive.kinship import article_names, unused_key
from digest.archive.three_way import merge_texts, merge_values, woven
from digest.compose.markdown import escape, link
from digest.model import Issue, IssueSection, Role

_Sections = Mapping[str, IssueSection]


def merge_sections(
    base: Issue, *, new: Issue, edited: Issue
) -> tuple[tuple[IssueSection, ...], tuple[IssueSection, ...]]:
    """The sections with conflicts decided for the editor, and for the new compile.

    A section that the editor deleted stays deleted; one that only the program gave up goes. A new
    one comes behind the one that it follows in `new`.
    """
    was = _keyed(base)
    now, is_edited = _keyed(new), dict(_renamed(_keyed(edited), was=was))
    merged: dict[str, tuple[IssueSection, IssueSection]] = {}
    for key, section in is_edited.items():
        if key in was and key in now:
            merged[key] = _merge(was[key], new=now[key], edited=section)
        elif not (key in was and section == was[key] and section.role is Role.PROSE):
            merged[key] = section, section
    added = [key for key in now if key not in is_edited and key not in was]
    merged |= {key: (now[key], now[key]) for key in added}
    if tuple(is_edited) == tuple(was):
        order = woven(tuple(merged), into=[key for key in now if key in merged])
    else:
        kept = [key for key in is_edited if key in merged]
        order = woven([key for key in now if key in merged], into=kept)
    ours, theirs = (tuple(merged[key][side] for key in order) for side in (0, 1))
    return ours, theirs


def without_repeats(new: Issue, *, shown: AbstractSet[str]) -> Issue:
    """A compile whose lists do not note an article that the editor has seen as a story.

    `shown` are the names of these articles. The program notes what finds no room as a story any
    more; in the editor's issue it has its room, or was deleted.
    """
    repeated = [ref for ref in new.articles if not ref.story and article_names(ref) & shown]
    if not repeated:
        return new
    headlines = [link(ref.title, url=ref.url) if ref.url else escape(ref.title) for ref in repeated]
    sections = [
        replace(section, markdown=_without(section.markdown, headlines=headlines))
        for section in new.sections
    ]
    kept = tuple(
        after
        for before, after in zip(new.sections, sections, strict=True)
        if after.markdown or not before.markdown
    )
    return replace(new, sections=kept)


def _without(markdown: str, *, headlines: Collection[str]) -> str:
    lines = markdown.split("\n")
    kept = [
        line
        for line in lines
        if not (line.startswith("- ") and any(headline in line for headline in headlines))
    ]
    return "\n".join(kept).strip("\n")


def _keyed(issue: Issue) -> dict[str, IssueSection]:
    found: dict[str, IssueSection] = {}
    for section in issue.sections:
        is_prose = section.role is Role.PROSE
        key = f"prose\n{section.heading}" if is_prose else section.role.value
        found[unused_key(key, taken=found)] = section
    return found


def _renamed(edited: _Sections, *, was: _Sections) -> Iterator[tuple[str, IssueSection]]:
    """The editor's sections, with the old key for a section whose heading was reworded."""
    missing = {key: section for key, section in was.items() if key not in edited}
    for key, section in edited.items():
        old = key
        if key not in was:
            old = next((each for each, past in missing.items() if _is_same(past, section)), key)
            missing.pop(old, None)
        yield old, section


def _is_same(past: IssueSection, section: IssueSection) -> bool:
    """Whether half of the lines of both stand in the other."""
    here, there = set(section.markdown.split("\n")), set(past.markdown.split("\n"))
    return 2 * len((here & there) - {""}) >= max(len(here - {""}), len(there - {""}), 1)


def _merge(
    base: IssueSection, *, new: IssueSection, edited: IssueSection
) -> tuple[IssueSection, IssueSection]:
    heading = merge_values(base.heading, new=new.heading, edited=edited.heading)[0]
    ours, theirs = (
        replace(edited, heading=heading, markdown=markdown)
        for markdown in merge_texts(base.markdown, new=new.markdown, edited=edited.markdown)
    )
    return ours, theirs
