"""Three-way merging of values and of sequences: what the editor changed stays, the rest follows.

Each function takes `base` (as compiled last), `new` (as compiled now) and `edited`, and gives two
results: with every conflict decided for the editor, and for the new compile. They are equal where
there is no conflict.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


def merge_values(base: T, *, new: T, edited: T) -> tuple[T, T]:
    """Whichever side changed it; both sides when both did, in different ways."""
    if edited == base:
        return new, new
    return (edited, edited) if new == base else (edited, new)


def merge_sequences(
    base: Sequence[H], *, new: Sequence[H], edited: Sequence[H]
) -> tuple[tuple[H, ...], tuple[H, ...]]:
    """Element by element, between those that all three have in common.

    What both sides put into the same place stays, the editor's first.
    """
    ours: list[H] = []
    theirs: list[H] = []
    for was, now, word in _runs(base, new=new, edited=edited):
        one, other = _merge_run(tuple(was), new=tuple(now), edited=tuple(word))
        ours += one
        theirs += other
    return tuple(ours), tuple(theirs)


def merge_texts(base: str, *, new: str, edited: str) -> tuple[str, str]:
    """Line by line; as a whole where there is a code fence, whose lines belong together."""
    has_fence = any("```" in text or "~~~" in text for text in (base, new, edited))
    if has_fence or new == base or edited in (base, new):
        return merge_values(base, new=new, edited=edited)
    sides = merge_sequences(
        base.split("\n") if base else (),
        new=new.split("\n") if new else (),
        edited=edited.split("\n") if edited else (),
    )
    ours, theirs = ("\n".join(side).strip("\n") for side in sides)
    return ours, theirs


def woven(order: Sequence[H], *, into: Sequence[H]) -> tuple[H, ...]:
    """`into`, and what only `order` has, each behind the one that it follows there."""
    result = list(into)
    present = set(result)
    for at, item in enumerate(order):
        if item not in present:
            before = next((known for known in reversed(order[:at]) if known in present), None)
            result.insert(0 if before is None else result.index(before) + 1, item)
            present.add(item)
    return tuple(result)


_Run = tuple[Sequence[H], Sequence[H], Sequence[H]]


def _runs(base: Sequence[H], *, new: Sequence[H], edited: Sequence[H]) -> Iterator[_Run[H]]:
    """What stands between common elements, as (base, new, edited), and these one by one."""
    in_new, in_edited = _matches(base, new), _matches(base, edited)
    at, at_new, at_edited = 0, 0, 0
    for anchor in sorted(in_new.keys() & in_edited.keys()):
        yield base[at:anchor], new[at_new : in_new[anchor]], edited[at_edited : in_edited[anchor]]
        at, at_new, at_edited = anchor + 1, in_new[anchor] + 1, in_edited[anchor] + 1
        yield (base[anchor:at],) * 3
    yield base[at:], new[at_new:], edited[at_edited:]


def _matches(base: Sequence[H], other: Sequence[H]) -> dict[int, int]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _merge_run(
    base: tuple[H, ...], *, new: tuple[H, ...], edited: tuple[H, ...]
) -> tuple[Sequence[H], Sequence[H]]:
    if new == base or edited in (base, new):
        return merge_values(base, new=new, edited=edited)
    if not base:
        # An empty line parts paragraphs; it is no repetition.
        both = (*edited, *(item for item in new if item not in edited or not item))
        return both, both
    if len(base) == len(new) == len(edited):
        pairs = [
            merge_values(was, new=now, edited=word)
            for was, now, word in zip(base, new, edited, strict=True)
        ]
        return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]
    grown = _with_growth(base, one=edited, other=new) or _with_growth(base, one=new, other=edited)
    return (grown, grown) if grown else (edited, new)


def _with_growth(base: tuple[H, ...], *, one: tuple[H, ...], other: tuple[H, ...]) -> tuple[H, ...]:
    """The other side with what the one only added at an end; nothing where that is not all."""
    if one[: len(base)] == base:
        return (*other, *one[len(base) :])
    if one[-len(base) :] == base:
        return (*one[: -len(base)], *other)
    return ()
