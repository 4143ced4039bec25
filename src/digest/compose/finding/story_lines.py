"""A section that was found → the lines of a story, verbatim and each with its span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from digest.article import Article, BlockKind, Found, Passage
from digest.compose.length import count_words
from digest.compose.markdown import escape
from digest.compose.sentences import sentence_spans
from digest.model import Outlook, Provenance, Takeaway


def takeaways(found: Found, *, article: Article) -> tuple[Takeaway, ...]:
    """A takeaway a passage."""
    return tuple(
        Takeaway(markdown=escape(passage.text), provenance=_provenance(article, run=[passage]))
        for passage in found.passages
    )


def outlook(found: Found, *, article: Article, max_words: int) -> Outlook:
    """The outlook as CommonMark: a run of items is one list, every other passage a paragraph.

    It is cut to `max_words` where it is longer: paragraphs and items stay whole while they fit; of
    a first one that does not, its first sentences stay, one at least. What is kept is always the
    beginning of what was found, and `is_shortened` says that there was more. In Chinese and
    Japanese two characters count as a word.
    """
    kept = _within(found.passages, max_words=max_words, language=article.language)
    paragraphs: list[str] = []
    provenance: list[Provenance] = []
    for kind, group in groupby(kept, key=lambda passage: passage.kind):
        for run in _runs(kind, list(group)):
            paragraphs.append(_markdown(kind, run))
            provenance.append(_provenance(article, run=run))
    return Outlook(
        paragraphs=tuple(paragraphs),
        is_shortened=kept != found.passages,
        provenance=tuple(provenance),
    )


def _within(passages: tuple[Passage, ...], *, max_words: int, language: str) -> tuple[Passage, ...]:
    kept: list[Passage] = []
    room = max_words
    for passage in passages:
        room -= count_words(passage.text)
        if room < 0:
            break
        kept.append(passage)
    if len(kept) == len(passages):
        return passages
    while kept and _leads_in(kept[-1]):
        kept.pop()
    if kept:
        return tuple(kept)
    # The first one leads in to what does not fit, or is too long by itself.
    leading = next(
        (at for at, passage in enumerate(passages) if not _leads_in(passage)), len(passages) - 1
    )
    room = max_words - sum(count_words(passage.text) for passage in passages[:leading])
    return (
        *passages[:leading],
        _first_sentences(passages[leading], max_words=room, language=language),
    )


def _leads_in(passage: Passage) -> bool:
    """Whether it only announces what follows, and would promise something that was cut."""
    return passage.text.endswith((":", "："))


def _first_sentences(passage: Passage, *, max_words: int, language: str) -> Passage:
    kept, room = 0, max_words
    for start, end in sentence_spans(passage.text, language=language):
        room -= count_words(passage.text[start:end])
        if kept and room < 0:
            break
        kept = end
    return replace(passage, text=passage.text[:kept], end=passage.start + kept)


def _runs(kind: BlockKind, group: list[Passage]) -> list[list[Passage]]:
    return [group] if kind is BlockKind.ITEM else [[passage] for passage in group]


def _markdown(kind: BlockKind, run: Sequence[Passage]) -> str:
    if kind is BlockKind.ITEM:
        return "\n".join(_list_lines(run))
    mark = "> " if kind is BlockKind.QUOTE else ""
    return mark + escape(run[0].text)


def _list_lines(items: Sequence[Passage]) -> Iterator[str]:
    """A CommonMark list; an item is at most one step deeper than the one before it."""
    depth, base = -1, items[0].level
    for item in items:
        depth = min(depth + 1, max(0, item.level - base))
        yield f"{'  ' * depth}- {escape(item.text)}"


def _provenance(article: Article, *, run: Sequence[Passage]) -> Provenance:
    return Provenance(article_id=article.id, start=run[0].start, end=run[-1].end)
