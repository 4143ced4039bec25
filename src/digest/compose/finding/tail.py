"""What stands at the end of a section and is no part of it: thanks, adverts, notes, signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.article import BlockKind, Passage
from digest.compose.finding.phrases import fold
from digest.compose.finding.vocabulary import phrases
from digest.compose.length import count_words

_HEAD_CHARS = 240
_MOST_PASSAGES = 100  # more are no section, and are passed over
_TAIL_CHARS = 600  # whatever is longer says something
_FRAGMENT_WORDS = 8
_LINKED = 0.9
#: A footnote, a bare address, a row of tags, a rule, a line of symbols, a short code.
_NOTE = re.compile(
    r"\[\^?[\w*]{1,4}\][: ]|\[\^|[*†‡¹²³⁴]\s?\S|(?:https?://|www\.)\S+$"
    r"|(?:#\w+[\s,]*)+$|[\W_]+$|\{\{[<%]"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔][\W_]*$")
_NAME = re.compile(r"(?:[A-ZÀ-ÞА-ЯІЇЄ][\w.'’-]*\s+){2,4}")
_NAME_CHARS = 80
_KNOWN_BY_NAME = 2  # times that a text names whom it is about at least; the author stands once


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a section stands, as far as its tail depends on it."""

    text: str  #: the article's
    is_last: bool  #: nothing but the article's end follows
    linked: Mapping[int, float]  #: the ends of the blocks that hold links → `Block.link_share`


def without_tail(found: tuple[Passage, ...], *, end: End) -> tuple[Passage, ...]:
    """The passages without what closes the section and says nothing of its subject.

    What follows a note (a credit line, «first published in …») goes with it. Thanks, appeals,
    adverts and signatures go from the end. The first passage always stays.
    """
    kept = list(found)
    if len(kept) > _MOST_PASSAGES:
        return found
    for at in range(1, len(kept)):
        if _is_note(kept[at]):
            del kept[at:]
            break
    while len(kept) > 1 and _is_tail(kept, end=end):
        kept.pop()
    return tuple(kept)


def _is_note(passage: Passage) -> bool:
    text = passage.text
    if len(text) > _TAIL_CHARS or passage.kind is BlockKind.ITEM:
        return False
    head = fold(text[:_HEAD_CHARS])
    if phrases("notes").match(head) or _NOTE.match(text):
        return True
    return text.endswith((":", "：")) and phrases("promises").match(head) is not None


def _is_tail(kept: Sequence[Passage], *, end: End) -> bool:
    last = kept[-1]
    if len(last.text) > _TAIL_CHARS:
        return False
    if last.text.endswith((":", "：")) or _NOTE.match(last.text):
        return True  # it leads in to what is no text, or is a note
    if phrases("tails").match(fold(last.text[:_HEAD_CHARS])):
        return True
    if last.kind is not kept[0].kind and last.end in end.linked:
        # A translator's note stands in a quotation, navigation in a list of nothing but links.
        if last.kind is BlockKind.QUOTE:
            return end.is_last
        if last.kind is BlockKind.ITEM and end.linked[last.end] > _LINKED:
            return True
    return _is_fragment(kept) or _is_biography(last, text=end.text)


def _is_fragment(kept: Sequence[Passage]) -> bool:
    """A signature or a caption: a few words and no sentence, behind paragraphs that are."""
    last, above = kept[-1], kept[:-1]
    if last.kind is not BlockKind.PARAGRAPH or _SENTENCE_END.search(last.text[-_HEAD_CHARS:]):
        return False
    if not all(_SENTENCE_END.search(passage.text[-_HEAD_CHARS:]) for passage in above):
        return False
    return count_words(last.text) <= _FRAGMENT_WORDS


def _is_biography(passage: Passage, *, text: str) -> bool:
    """«Jane Roe is a …»: somebody whom the article is not about."""
    name = _NAME.match(passage.text[:_NAME_CHARS])
    if passage.kind is BlockKind.ITEM or not name:
        return False
    rest = fold(passage.text[name.end() : _HEAD_CHARS])
    if not phrases("biographies").match(rest):
        return False
    return text.count(name[0].strip()) <= _KNOWN_BY_NAME
