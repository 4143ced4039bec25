"""The articles under Sources, merged three ways; they never conflict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from digest.archive.kinship import by_article
from digest.archive.three_way import merge_values, woven
from digest.model import ArticleRef, Issue


def merge_sources(
    base: Issue, *, new: Issue, edited: Issue, shown: Collection[str]
) -> tuple[ArticleRef, ...]:
    """The editor's lines, with what only the program changed, and the new ones of `shown` stories.

    A line that the editor deleted stays deleted. Slugs are the same in all three issues.
    """
    known: dict[str, str] = {}
    is_edited = by_article(edited, known=known)
    was, now = by_article(base, known=known), by_article(new, known=known)
    merged: dict[str, ArticleRef] = {}
    for key, ref in is_edited.items():
        is_dropped = key in was and key not in now and not ref.story and ref == was[key]
        if not is_dropped:  # only noted, and not any more
            merged[key] = _merge(was.get(key), new=now.get(key), edited=ref, shown=shown)
    added = {
        key: ref
        for key, ref in now.items()
        if key not in is_edited and key not in was and (not ref.story or ref.story in shown)
    }
    merged |= added
    if tuple(is_edited) != tuple(was):
        return tuple(merged.values())
    order = woven(tuple(merged), into=[key for key in now if key in merged])
    return tuple(merged[key] for key in order)


def _merge(
    base: ArticleRef | None,
    *,
    new: ArticleRef | None,
    edited: ArticleRef,
    shown: Collection[str],
) -> ArticleRef:
    """Field by field. The text that the lines were taken from is the new one, with its hash."""
    if base is None or new is None:
        return edited
    is_promoted = not edited.story and new.story in shown
    if new.story != edited.story and not is_promoted:
        return edited  # its story stays with the lines that it has
    return replace(
        edited,
        story=new.story,
        sha256=new.sha256,
        title=merge_values(base.title, new=new.title, edited=edited.title)[0],
        source=merge_values(base.source, new=new.source, edited=edited.source)[0],
        url=merge_values(base.url, new=new.url, edited=edited.url)[0],
        guid=merge_values(base.guid, new=new.guid, edited=edited.guid)[0],
        author=merge_values(base.author, new=new.author, edited=edited.author)[0],
        language=merge_values(base.language, new=new.language, edited=edited.language)[0],
        published_on=merge_values(
            base.published_on, new=new.published_on, edited=edited.published_on
        )[0],
    )
