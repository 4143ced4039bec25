"""Rules about words: whether the mail's two parts say what the issue says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Final

from digest.compose.text import one_line
from digest.model import Mark, Story
from digest.render.columns import columns
from digest.render.preflight.codes import found
from digest.render.preflight.document import read_document
from digest.render.preflight.editions import HTML, TEXT, Editions
from digest.render.preflight.finding import Finding
from digest.render.preflight.lines import IssueLines
from digest.render.view import StoryView

_LINE: Final = 78  # columns; RFC 5322 §2.1.1 has it of characters
_LONG_WORD: Final = 40
_LEAST_SHARE: Final = 0.9
# What a template may put around words to keep their direction apart, and soft hyphens.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_FILLER: Final = re.compile("(?:[\u034f\u200c][\u00a0 ]?){2,}")
_TAG: Final = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|h[1-6]|hr|i|img|li|mj-[a-z-]+|ol|p|pre|span|strong|table"
    r"|td|th|tr|ul)\b[^<>\n]*>",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+")
# A word, or one character of the scripts that have no spaces between words.
_ONE_BY_ONE: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_ONE_BY_ONE}]|[^\W_{_ONE_BY_ONE}]+")
_CUT: Final = {"note", "standfirst", "takeaway", "outlook"}  # by the plan that keeps the mail small
_SHOWN: Final = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stand together in the issue."""

    kind: str
    words: str  #: single spaces between them
    place: str  #: empty where only the words tell it
    may_be_cut: bool  #: where the mail would be too large


def html_words(editions: Editions) -> Iterator[Finding]:
    """The HTML says every word of the issue, in their order and apart from each other."""
    seen = _plain(editions.html.text)
    squeezed = seen.replace(" ", "")
    missing: list[Piece] = []
    pieces = tuple(_pieces(editions))
    for piece, is_there in _sought(pieces, seen=seen):
        if is_there:
            continue
        if piece.words.replace(" ", "") in squeezed:
            place = _place(piece, editions)
            yield found("words-glued", place=place, message=_told(piece, "run together"))
        elif not (piece.may_be_cut and editions.mail.trims):
            missing.append(piece)
    kinds = Counter(piece.kind for piece in pieces)
    for kind, count in Counter(piece.kind for piece in missing).items():
        if count == kinds[kind]:
            yield found("part-left-out", place=HTML, message=f"the mail shows no {kind}")
        else:
            for piece in missing:
                if piece.kind == kind:
                    message = _told(piece, "are missing")
                    yield found("words-missing", place=_place(piece, editions), message=message)


def text_words(editions: Editions) -> Iterator[Finding]:
    """The text part says what the HTML says of the issue: nine words of ten at least."""
    seen = _plain(editions.html.text)
    pieces = _sought(_pieces(editions), seen=seen)
    said = " ".join(piece.words for piece, is_there in pieces if is_there)
    # Of what is said twice in the issue, the HTML may have one.
    wanted = _counted(said) & _counted(seen)
    there = _counted(_ADDRESS.sub(" ", _plain(editions.mail.text)))
    total = wanted.total()
    if total and (share := (wanted & there).total() / total) < _LEAST_SHARE:
        message = f"it has {int(share * 100)} % of the words that the HTML has of the issue"
        yield found("text-incomplete", place=TEXT, message=message)


def _sought(pieces: Iterable[Piece], *, seen: str) -> Iterator[tuple[Piece, bool]]:
    """Each piece, and whether it is in what is seen.

    Those of a kind come in the order of the issue, so that each is looked for behind the one
    before it first: an issue may have thousands.
    """
    places: dict[str, int] = {}
    for piece in pieces:
        at = seen.find(piece.words, places.get(piece.kind, 0))
        if at < 0:
            at = seen.find(piece.words)
        if at >= 0:
            places[piece.kind] = at
        yield piece, at >= 0


def _counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def text_form(editions: Editions) -> Iterator[Finding]:
    """The text part is text: no tags, no filler, no line that a terminal would break."""
    text = editions.mail.text
    said = " ".join(piece.words for piece in _pieces(editions))
    tags = (match[0] for match in _TAG.finditer(text))
    # An article about HTML may name a tag.
    if tag := next((tag for tag in tags if tag not in said), ""):
        yield found("text-markup", place=TEXT, message=f"it has {tag[:_SHOWN]}")
    if _FILLER.search(text):
        yield found("text-filler", place=TEXT, message="it has invisible characters in a row")
    code = _code_lines(editions)
    for number, line in enumerate(text.split("\n"), start=1):
        if (width := columns(line)) <= _LINE or line.strip("> ") in code:
            continue
        # An address, or a word as long as one, cannot be broken.
        if len(max(line.split(), key=len)) < _LONG_WORD:
            message = f"line {number} has {width} columns: «{line[:_SHOWN]}…»"
            yield found("text-line", place=TEXT, message=message)


def _code_lines(editions: Editions) -> frozenset[str]:
    """What stands in blocks of code, line by line: to break one would change what it says."""
    return frozenset(
        line.strip()
        for run in editions.html.runs
        if any(element.tag == "pre" for element in run.element.path())
        for line in run.text.splitlines()
    )


def _pieces(editions: Editions) -> Iterator[Piece]:
    """What the issue says, block by block: a template may put something between two of them."""
    view, lines = editions.view, editions.lines
    parts: list[tuple[str, str, str]] = [("title", escape(view.title), lines.key("title"))]
    if view.intro:
        parts.append(("introduction", view.intro, ""))
    for section in (*view.before, *view.after):
        place = lines.heading(section.heading)
        parts += [("section", escape(section.heading), place), ("section", section.body, place)]
    for shown, story in zip(view.stories, editions.issue.stories, strict=True):
        parts += _of_story(shown, story, lines=lines)
    parts += [
        ("correction", escape(each.note), lines.key("corrections")) for each in view.corrections
    ]
    for kind, html, place in parts:
        for block in _blocks(html):
            yield Piece(
                kind=kind,
                words=block,
                place=place,
                may_be_cut=kind in _CUT,
            )


def _place(piece: Piece, editions: Editions) -> str:
    return piece.place or editions.lines.holding(piece.words[:_SHOWN], otherwise=HTML)


def _of_story(
    shown: StoryView, story: Story, *, lines: IssueLines
) -> Iterator[tuple[str, str, str]]:
    yield "headline", escape(shown.title), lines.story(story.slug)
    if shown.note:
        yield "note", shown.note, ""
    outlook = story.outlook.lines if story.outlook else ()
    for kind, passages, numbers in (
        ("standfirst", shown.standfirst, _lines(story, Mark.STANDFIRST)),
        ("takeaway", shown.takeaways, _lines(story, Mark.NONE, Mark.EDITED)),
        ("outlook", shown.outlook, outlook),
    ):
        for passage, line in zip_longest(passages, numbers[: len(passages)], fillvalue=0):
            yield kind, str(passage), lines.at(int(line))


def _lines(story: Story, *marks: Mark) -> tuple[int, ...]:
    return tuple(takeaway.line for takeaway in story.takeaways if takeaway.mark in marks)


def _blocks(html: str) -> list[str]:
    return list(filter(None, map(_plain, read_document(f"<p>{html}").text.split("\n"))))


def _plain(text: str) -> str:
    return one_line(_UNSEEN.sub("", text.replace("\u00a0", " ").replace("\u202f", " ")))


def _told(piece: Piece, fault: str) -> str:
    words = piece.words if len(piece.words) <= _SHOWN else f"{piece.words[:_SHOWN]}…"
    return f"the words of a {piece.kind} {fault} in the mail: «{words}»"
