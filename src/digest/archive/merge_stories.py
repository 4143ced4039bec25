"""One story, merged three ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.archive.three_way import merge_sequences, merge_texts, merge_values
from digest.model import Outlook, Story


def merge_story(base: Story, *, new: Story, edited: Story) -> tuple[Story, Story]:
    """The story with conflicts decided for the editor, and for the new compile.

    Takeaways and paragraphs are merged one by one, with their marks.
    """
    titles = merge_values(base.title, new=new.title, edited=edited.title)
    urls = merge_values(base.url, new=new.url, edited=edited.url)
    notes = merge_texts(base.note, new=new.note, edited=edited.note)
    takeaways = merge_sequences(base.takeaways, new=new.takeaways, edited=edited.takeaways)
    outlooks = _merge_outlooks(base.outlook, new=new.outlook, edited=edited.outlook)
    ours, theirs = (
        replace(
            edited,
            title=titles[side],
            url=urls[side],
            note=notes[side],
            takeaways=takeaways[side],
            outlook=outlooks[side],
        )
        for side in (0, 1)
    )
    return ours, theirs


def _merge_outlooks(
    base: Outlook | None, *, new: Outlook | None, edited: Outlook | None
) -> tuple[Outlook | None, Outlook | None]:
    if new == base or edited in (base, new):
        return merge_values(base, new=new, edited=edited)
    sides = merge_sequences(_marked(base), new=_marked(new), edited=_marked(edited))
    is_shortened, _ = merge_values(
        base is not None and base.is_shortened,
        new=new is not None and new.is_shortened,
        edited=edited is not None and edited.is_shortened,
    )
    ours, theirs = (_outlook(side, is_shortened=is_shortened) for side in sides)
    return ours, theirs


def _marked(outlook: Outlook | None) -> tuple[tuple[str, bool], ...]:
    """The paragraphs, and whether each is marked as edited."""
    if outlook is None:
        return ()
    return tuple((text, at in outlook.edited) for at, text in enumerate(outlook.paragraphs))


def _outlook(marked: Sequence[tuple[str, bool]], *, is_shortened: bool) -> Outlook | None:
    if not marked:
        return None
    return Outlook(
        paragraphs=tuple(text for text, _ in marked),
        edited=frozenset(at for at, (_, is_edited) in enumerate(marked) if is_edited),
        is_shortened=is_shortened,
    )
