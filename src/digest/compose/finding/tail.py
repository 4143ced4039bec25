"""What stands at the end of a section and is no part of it: thanks, adverts, notes, signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.article import BlockKind, Passage
from digest.compose.finding.phrases import fold, opening
from digest.compose.finding.vocabulary import phrases, spoken
from digest.compose.length import count_words

_HEAD_CHARS = 240
_MOST_PASSAGES = 100  # more are no section, and are passed over
_TAIL_CHARS = 600  # whatever is longer says something
_FRAGMENT_WORDS = 8
_LINKED = 0.9
_CALL_WORDS = 36  # a longer sentence says something beside
_CHEER_WORDS = 3  # «Happy sailing, everybody!», «And as always, …»
#: «Edit 2027-03-01: …»: what was written later
_EDIT = re.compile(
    r"(?:edit|edited|upd|update|updated|nachtrag|追記|更新|修正)\W{1,3}\d[\d./ -]{3,}",
    re.IGNORECASE,
)
#: «@jane, @joe-b, and @ann»: the people who are thanked, often a hundred of them.
_HANDLES = re.compile(r"@[\w/-]+(?:,?\s+(?:(?:and|&)\s+)?@[\w/-]+){2}")
#: «Ann Roe, Ben Moe, Cy van der Doe, on behalf of the team»: who signs.
_NAMES = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]+(?:\s[a-z]{2,3})*(?:\s[A-ZÀ-Þ][\w.'’-]*){1,3},\s){3}")
#: A footnote, an address, a row of tags or of people, a line of symbols, a short code, a caption.
_NOTE = re.compile(
    r"\[\^?[\w*]{1,4}\][: ]|\[\^|【\d{1,3}】|\[/?caption\b|[*†‡¹²³⁴]\s?\S|(?:https?://|www\.)\S+$"
    r"|(?:#\w+[\s,]*)+$|[\W_]+$|\{\{[<%]|(?:@[\w/-]+[\s,]*(?:(?:and|&)\s)?){3,}"
)
_CLAUSES = re.compile(r"[,;、](?!\d)\s*")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।])\s*")
#: «Chat: https://chat.example»: where to write to, and nothing else.
_ADDRESS = re.compile(
    r"(?:[\w /.&'’()-]{1,30}:\s*)?"
    r"(?:(?:https?://|www\.|mailto:)\S*|[^\s@]+@[^\s@.]+\.\w[^\s@]*)$"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔][\W_]*$")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]+:$")
_SYMBOL = r"[\u2600-\u27bf\U0001f300-\U0001faff]"
#: «🚀 News every week 🎁 Prizes»: an advert, whose parts only symbols keep apart.
_ADVERT = re.compile(rf"(?:{_SYMBOL}\ufe0f?(?:(?!{_SYMBOL})[^.!?。！？]){{2,60}}){{2,}}$")
_ALONE = (_NOTE, _ADDRESS, _ADVERT, _HANDLES, _NAMES)
_FIRST_NAME = re.compile(r"[A-ZÀ-ÞА-ЯІЇЄ][\w'’-]+\s+")
_NAME = re.compile(r"(?:[A-ZÀ-ÞА-ЯІЇЄ][\w.'’-]*\s+){2,4}")
_NAME_CHARS = 80
_KNOWN_BY_NAME = 1  # times that the rest of a text names its author: in the byline


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a section stands, as far as its tail depends on it."""

    text: str  #: the article's
    language: str  #: of the text, BCP 47
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
        is_listed = kept[at].kind is kept[at - 1].kind is BlockKind.ITEM
        if not is_listed and _is_note(kept[at], language=end.language):
            del kept[at:]
            break
    while len(kept) > 1 and _is_tail(kept, end=end):
        kept.pop()
        # What stands between two of them goes with them.
        if len(kept) > 2 and _is_tail(kept[:-1], end=end) and kept[-1].kind is kept[-2].kind:
            kept.pop()
    return tuple(kept)


def is_closing(passage: Passage, *, language: str) -> bool:
    """Whether a passage is nothing but thanks, a goodbye, or calls to the reader.

    A question that a call follows belongs to it: «Curious? Join us!»
    """
    if len(passage.text) > _TAIL_CHARS:
        return False
    calls = False
    for sentence in _SENTENCES.split(passage.text):
        if not sentence or sentence.isspace():
            continue
        if _is_call(sentence, language=language):
            calls = True
        elif not sentence.rstrip().endswith(("?", "？")):
            return False
    return calls


def _is_call(sentence: str, *, language: str) -> bool:
    text = opening(sentence)
    if not text:
        return True
    closings = phrases("closings", language=language)
    if closings.search(text) and count_words(text) <= _CALL_WORDS:
        return True
    if any(_calls(clause, language=language) for clause in _clauses(text, language=language)):
        return True
    if sentence.rstrip().endswith(("?", "？")):
        return spoken("readers", language=language).search(text) is not None
    return "!" in sentence[-3:] and count_words(sentence) <= _CHEER_WORDS


def _clauses(text: str, *, language: str) -> Sequence[str]:
    """The text, and what may call on the reader in it: «Finally, join us», «If you see one, …»."""
    if count_words(text) > _CALL_WORDS:
        return (text,)
    first, *others = _CLAUSES.split(text)
    conditions = phrases("conditions", language=language)
    is_led_in = count_words(first) <= _CHEER_WORDS or conditions.match(text) is not None
    return (text, *others) if is_led_in else (text,)


def _calls(text: str, *, language: str) -> bool:
    return any(
        phrases(name, language=language).match(text) is not None for name in ("tails", "directives")
    )


def _is_note(passage: Passage, *, language: str) -> bool:
    text = passage.text
    if len(text) > _TAIL_CHARS:
        return False
    if _EDIT.match(text):
        return True
    head = fold(text[:_HEAD_CHARS])
    notes = phrases("notes", language=language)
    if notes.match(head) or notes.match(opening(head)) or _NOTE.match(text):
        return True
    promises = phrases("promises", language=language)
    return text.endswith((":", "：")) and promises.match(head) is not None


def _is_tail(kept: Sequence[Passage], *, end: End) -> bool:
    last = kept[-1]
    if len(last.text) > _TAIL_CHARS:
        return _HANDLES.match(last.text) is not None or _NAMES.match(last.text) is not None
    if _leads_on(last) or any(kind.match(last.text) for kind in _ALONE):
        return True
    if _appeals(opening(last.text[:_HEAD_CHARS]), language=end.language):
        return True
    if last.kind is not BlockKind.ITEM and is_closing(last, language=end.language):
        return True
    if _is_reference(kept, end=end):
        return True
    return _is_fragment(kept) or _is_biography(last, end=end)


def begins_with_thanks(passage: Passage, *, language: str) -> bool:
    """Whether a short passage begins with thanks or an appeal, whatever it goes on to say."""
    is_short = len(passage.text) <= _TAIL_CHARS
    return is_short and _appeals(opening(passage.text[:_HEAD_CHARS]), language=language)


def _appeals(text: str, *, language: str) -> bool:
    """Whether a folded text begins with thanks or an appeal, perhaps behind «Most of all, …»."""
    tails = phrases("tails", language=language)
    if tails.match(text):
        return True
    first, *others = _CLAUSES.split(text, maxsplit=1)
    return (
        bool(others) and count_words(first) <= _CHEER_WORDS and tails.match(others[0]) is not None
    )


def _leads_on(last: Passage) -> bool:
    """Whether it leads in to what is no text, or asks what the next section answers."""
    is_item = last.kind is BlockKind.ITEM  # what it leads in to are its own items
    if last.text.endswith((":", "：")) and not _EMOJI_NAME.search(last.text[-_HEAD_CHARS:]):
        return not is_item
    is_question = last.kind is BlockKind.PARAGRAPH and last.text.endswith(("?", "？"))
    return is_question and count_words(last.text) <= _FRAGMENT_WORDS


def _is_reference(kept: Sequence[Passage], *, end: End) -> bool:
    """A paragraph that is a link, a translator's note in a quotation, a list of links."""
    last = kept[-1]
    share = end.linked.get(last.end, 0.0)
    if last.kind is BlockKind.PARAGRAPH:
        return share > _LINKED
    if not share or last.kind is kept[0].kind:
        return False
    return end.is_last if last.kind is BlockKind.QUOTE else share > _LINKED


def _is_fragment(kept: Sequence[Passage]) -> bool:
    """A signature or a caption: a few words and no sentence, behind paragraphs that are."""
    last, above = kept[-1], kept[:-1]
    if last.kind is not BlockKind.PARAGRAPH or _SENTENCE_END.search(last.text[-_HEAD_CHARS:]):
        return False
    if not all(_SENTENCE_END.search(passage.text[-_HEAD_CHARS:]) for passage in above):
        return False
    return count_words(last.text) <= _FRAGMENT_WORDS


def _is_biography(passage: Passage, *, end: End) -> bool:
    """«Jane Roe is a …», «Jane is a baker …»: somebody whom the article is not about."""
    full = _NAME.match(passage.text[:_NAME_CHARS])
    name = full or _FIRST_NAME.match(passage.text)
    if passage.kind is BlockKind.ITEM or not name:
        return False
    rest = fold(passage.text[name.end() : _HEAD_CHARS])
    if not phrases("biographies", language=end.language).match(rest):
        return False
    if not full and not phrases("professions", language=end.language).search(rest):
        return False
    who = name[0].strip()
    return end.text.count(who) - passage.text.count(who) <= _KNOWN_BY_NAME
