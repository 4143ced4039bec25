"""How sure we are of a section, and what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.article import BlockKind, HeadingForm, Passage
from digest.compose.finding.candidates import Candidate
from digest.model import Role

_BASE = {
    "source": 1.0,
    "explicit": 0.95,
    "box": 0.85,
    "highlights": 0.8,
    "summary": 0.85,
    "lessons": 0.8,
    "conclusion": 0.7,
    "outlook": 0.9,
    "plans": 0.75,
}
_FORM = {
    HeadingForm.BOLD: -0.05,
    HeadingForm.PLAIN: -0.05,
    HeadingForm.RUN_IN: -0.05,
    HeadingForm.ITEM: -0.15,
}
_USUAL_ITEMS = range(2, 9)
_MANY = 12
_LATE = 0.5


def rate(
    candidate: Candidate, *, found: Sequence[Passage], length: int
) -> tuple[float, tuple[str, ...]]:
    """A figure from 0.05 to 1, and its reasons; `length` is that of the article's text."""
    judged = list(_judge(candidate, found=found, length=length))
    total = sum(weight for weight, _ in judged)
    return round(min(1.0, max(0.05, total)), 2), tuple(reason for _, reason in judged if reason)


def _judge(
    candidate: Candidate, *, found: Sequence[Passage], length: int
) -> Iterator[tuple[float, str]]:
    what = candidate.what
    yield _BASE[what.kind], f"{candidate.form} of the kind «{what.kind}»"
    yield _FORM.get(candidate.form, 0.0), ""
    if not what.is_whole:
        yield -0.05, "other words stand beside it in the heading"
    if what.is_mixed:
        yield -0.1, "the heading announces something else as well"
    items = sum(passage.kind is BlockKind.ITEM for passage in found)
    if what.role is Role.TAKEAWAYS and items == len(found) and items in _USUAL_ITEMS:
        yield 0.05, f"a list of {items} items"
    elif len(found) > _MANY:
        yield -0.1, f"as many as {len(found)} passages"
    place = found[0].start / max(1, length)
    if what.role is Role.OUTLOOK and place < _LATE:
        yield -0.1, f"stands early, {place:.0%} into the text"
    elif what.role is Role.OUTLOOK:
        yield 0.05, f"stands late, {place:.0%} into the text"
