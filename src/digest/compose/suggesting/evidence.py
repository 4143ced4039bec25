"""Whether what a model proposes is borne out by the article, word for word where it matters.

A model may shorten and join; it may not add. Its quotes have to stand in the article verbatim, and
every number, date and name of its sentence in these quotes. In doubt a proposal is dropped: that
costs an editor one line to write, a wrong number costs the readers' trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.article import Article, Suggestion
from digest.compose.scripts import IDEOGRAPH
from digest.compose.suggesting.facts import missing_facts
from digest.compose.text import is_visible, one_line

LONGEST = 220  #: characters of a suggestion
MOST_QUOTES = 8  #: of a suggestion

_SHORTEST_QUOTE = 12  # characters; an ideograph counts for three
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟«»″", '"'))
_UNSEEN = frozenset("\xad\u200b\u2060\ufeff")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'”’»)\]]+|\b[\w-]+(?:\.[\w-]+)+/[^\s<>\"'”’»)\]]*")
_MARKUP = re.compile(
    r"</?[a-z!]|&\w+;|!?\[[^\]]*\]\(|\*\*|__|``?|\{[^}]*\}|^(?:#{1,6}|[-*+•>]|\d+[.)]) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a model says: a takeaway, and where it takes it from."""

    text: str
    quotes: tuple[str, ...]  #: passages of the article that bear it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A proposal that no editor sees as a suggestion, and why: a phrase for each reason."""

    text: str
    reasons: tuple[str, ...]


def check_suggestion(
    proposal: Proposal, *, article: Article, origin: str, language_of: Callable[[str], str]
) -> Suggestion | Dropped:
    """The proposal with its quotes as spans of the article, or what speaks against it.

    `language_of` gives the BCP 47 tag of a text, or nothing when it cannot tell. White space,
    quotation marks and forms of one character (NFKD) are the only things in which a quote may
    differ from the article.
    """
    if reasons := list(_size(proposal)):  # nothing else is worth the time then
        return Dropped(text=proposal.text[:LONGEST], reasons=tuple(reasons))
    spans = [find_quote(quote, article=article) for quote in proposal.quotes]
    quoted = " | ".join(article.text[start:end] for start, end in filter(None, spans))
    reasons = [
        *_form(proposal.text, text=article.text),
        *_quotes(proposal, spans=spans),
        *missing_facts(proposal.text, quoted=quoted, text=article.text, language=article.language),
        *_language(proposal.text, quoted=quoted, article=article, language_of=language_of),
    ]
    if reasons:
        return Dropped(text=proposal.text, reasons=tuple(reasons))
    evidence = tuple(sorted(set(filter(None, spans))))
    return Suggestion(text=proposal.text, evidence=evidence, origin=origin)


def find_quote(quote: str, *, article: Article) -> tuple[int, int] | None:
    """The span of the article's text that the quote stands for, or None."""
    wanted, _ = _fold(quote.strip())
    if not wanted:
        return None
    folded, offsets = _folded_article(article.text)
    found = re.search(_whole(wanted), folded)
    return (offsets[found.start()], offsets[found.end() - 1] + 1) if found else None


def _whole(quote: str) -> str:
    """A pattern for the quote that cuts no word and no number in two: no «5 %» out of «-1.5 %»."""
    first, last = quote[0], quote[-1]
    before = r"(?<!\d[.,])(?<![-−])" if first.isdigit() else ""
    behind = r"(?![.,]\d)" if last.isdigit() else ""
    if first.isalnum() and not IDEOGRAPH.match(first):
        before += r"(?<!\w)"
    if last.isalnum() and not IDEOGRAPH.match(last):
        behind += r"(?!\w)"
    return before + re.escape(quote) + behind


@lru_cache(maxsize=4)
def _folded_article(text: str) -> tuple[str, list[int]]:
    return _fold(text)


def _fold(text: str) -> tuple[str, list[int]]:
    """The text with what a quote may differ in folded away, and each character's old offset."""
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if character in _UNSEEN:
            continue
        for plain in unicodedata.normalize("NFKD", character).translate(_QUOTES):
            if not plain.isspace():
                folded.append(plain)
                offsets.append(offset)
            elif folded and folded[-1] != " ":
                folded.append(" ")
                offsets.append(offset)
    return "".join(folded), offsets


def _size(proposal: Proposal) -> Iterator[str]:
    if not is_visible(proposal.text):
        yield "it is empty"
    if len(proposal.text) > LONGEST:
        yield f"it has {len(proposal.text)} characters, {LONGEST} at most"
    if not proposal.quotes:
        yield "it quotes nothing"
    if len(proposal.quotes) > MOST_QUOTES:
        yield f"it has {len(proposal.quotes)} quotes, {MOST_QUOTES} at most"


def _form(suggestion: str, *, text: str) -> Iterator[str]:
    if suggestion != one_line(suggestion):
        yield "it is not plain text on one line"
    if markup := _MARKUP.search(suggestion):
        yield f"it holds mark-up: {markup[0].strip()}"
    for url in _URL.findall(suggestion):
        if url.rstrip(".,;:!?") not in text:
            yield f"the article does not name {url}"


def _quotes(proposal: Proposal, *, spans: list[tuple[int, int] | None]) -> Iterator[str]:
    for quote, span in zip(proposal.quotes, spans, strict=True):
        if span is None:
            yield f"not in the article: «{_shortened(quote)}»"
        elif len(quote) + 2 * len(IDEOGRAPH.findall(quote)) < _SHORTEST_QUOTE:
            yield f"too short to bear anything out: «{_shortened(quote)}»"


def _language(
    suggestion: str, *, quoted: str, article: Article, language_of: Callable[[str], str]
) -> Iterator[str]:
    """The tag of the article may be the publication's, so its own words have a say as well."""
    found = _primary(language_of(suggestion))
    if found and found not in {_primary(article.language), _primary(language_of(quoted))}:
        yield f"its language is {found}, the article's is {_primary(article.language)}"


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
