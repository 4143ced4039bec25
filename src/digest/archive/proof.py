"""Proof of every line: a line without the mark `{edited}` stands verbatim in its article.

A line is a takeaway or a paragraph of an outlook; of a list each item, of a quotation each line
must stand in one of the articles that the story's Sources name. White space and quotes are folded,
mark-up does not count, and no match begins or ends inside a word. Headlines, notes, the intro and
the editor's own sections are not proved: an editor writes and rewords them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from digest.archive.folding import Folded, fold
from digest.compose.markdown import MarkdownToken, is_bare, parse_blocks, token_text
from digest.compose.text import one_line
from digest.model import ArticleRef, Issue, Mark, Provenance, Story

_SHOWN_CHARS = 60


class Standing(enum.StrEnum):
    """What is known of a line."""

    VERBATIM = "verbatim"
    EDITED = "edited"  #: marked as an editor's words
    SUGGESTED = "suggested"  #: waits for an editor, wherever it stands
    DIFFERS = "differs"  #: stands in none of its articles
    NO_ARTICLE = "no article"  #: Sources name none for its story
    NOT_KEPT = "not kept"  #: cannot be judged: an article's text is not on this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedLine:
    """A takeaway or a paragraph of an outlook, and where it stands."""

    line: int  #: its last line in the issue file, from 1
    story: str  #: slug
    markdown: str  #: without marks
    mark: Mark
    standing: Standing
    spans: tuple[Provenance, ...] = ()  #: one for each item or line of it, when all were found
    articles: tuple[str, ...] = ()  #: titles of the story's articles

    @property
    def beginning(self) -> str:
        """Its first words in plain text, for messages."""
        text = one_line(" ".join(_pieces(self.markdown)))
        return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1].rstrip()}…"

    @property
    def fault(self) -> str:
        """What is wrong with it, for an editor."""
        if self.standing is Standing.SUGGESTED:
            return f"«{self.beginning}» is only suggested"
        if self.standing is Standing.NO_ARTICLE:
            return f"«{self.beginning}» belongs to a story that has no article under Sources"
        titles = " or ".join(f"«{title}»" for title in self.articles)
        return f"«{self.beginning}» does not stand in {titles}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All lines of an issue, in the order of the stories."""

    lines: tuple[ProvedLine, ...]

    @property
    def unproven(self) -> tuple[ProvedLine, ...]:
        """Lines that say what no article says, without being marked as an editor's."""
        return self.of(Standing.DIFFERS, Standing.NO_ARTICLE)

    @property
    def suggested(self) -> tuple[ProvedLine, ...]:
        """Lines that a program proposes and no editor has accepted."""
        return self.of(Standing.SUGGESTED)

    @property
    def not_kept(self) -> tuple[ProvedLine, ...]:
        """Lines that cannot be judged here."""
        return self.of(Standing.NOT_KEPT)

    def of(self, *standings: Standing) -> tuple[ProvedLine, ...]:
        """The lines of which that is known."""
        return tuple(line for line in self.lines if line.standing in standings)


def prove(issue: Issue, texts: Callable[[str], str | None]) -> Proof:
    """Look for every line of an issue in the articles of its story.

    `texts` gives the normalised text of an article by its SHA-256, or None where it is not kept.
    Raises what `texts` raises.
    """
    kept = _Kept(texts=texts)
    lines = [line for story in issue.stories for line in _story(story, issue=issue, kept=kept)]
    return Proof(lines=tuple(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The folded texts; each is folded once."""

    texts: Callable[[str], str | None]
    folded: dict[str, Folded | None] = field(default_factory=dict)

    def get(self, sha256: str) -> Folded | None:
        if sha256 not in self.folded:
            text = self.texts(sha256)
            self.folded[sha256] = None if text is None else fold(text)
        return self.folded[sha256]


def _story(story: Story, *, issue: Issue, kept: _Kept) -> Iterator[ProvedLine]:
    refs = [ref for ref in issue.articles if ref.story == story.slug]
    titles = tuple(ref.title for ref in refs)
    for markdown, mark, line in _lines(story):
        spans: tuple[Provenance, ...] = ()
        standing = Standing.EDITED
        if mark is not Mark.EDITED:
            standing, spans = _judge(markdown, refs=refs, kept=kept)
        if mark is Mark.SUGGESTED:
            standing = Standing.SUGGESTED
        yield ProvedLine(
            line=line,
            story=story.slug,
            markdown=markdown,
            mark=mark,
            standing=standing,
            spans=spans,
            articles=titles,
        )


def _lines(story: Story) -> Iterator[tuple[str, Mark, int]]:
    for takeaway in story.takeaways:
        yield takeaway.markdown, takeaway.mark, takeaway.line
    if story.outlook is not None:
        numbers = story.outlook.lines or (0,) * len(story.outlook.paragraphs)
        for at, paragraph in enumerate(story.outlook.paragraphs):
            mark = Mark.EDITED if at in story.outlook.edited else Mark.NONE
            yield paragraph, mark, numbers[at]


def _judge(
    markdown: str, *, refs: Sequence[ArticleRef], kept: _Kept
) -> tuple[Standing, tuple[Provenance, ...]]:
    if not refs:
        return Standing.NO_ARTICLE, ()
    pieces = [text for piece in _pieces(markdown) if (text := fold(piece).text.strip())]
    spans = [span for piece in pieces if (span := _span(piece, refs=refs, kept=kept))]
    if pieces and len(spans) == len(pieces):
        return Standing.VERBATIM, tuple(spans)
    if any(kept.get(ref.sha256) is None for ref in refs):
        return Standing.NOT_KEPT, ()
    return Standing.DIFFERS, ()


def _span(piece: str, *, refs: Sequence[ArticleRef], kept: _Kept) -> Provenance | None:
    for ref in refs:
        text = kept.get(ref.sha256)
        if text is not None and (found := text.find(piece)):
            return Provenance(article_id=ref.id, start=found[0], end=found[1])
    return None


def _pieces(markdown: str) -> Iterator[str]:
    """The plain texts of which each must stand somewhere: items, quoted lines, paragraphs."""
    if is_bare(markdown):
        yield markdown
        return
    quotations = 0
    for token in parse_blocks(markdown):
        if token.type in {"blockquote_open", "blockquote_close"}:
            quotations += token.nesting
        elif token.type in {"fence", "code_block"}:
            yield token.content
        elif token.type == "inline":
            yield from _inline(token.children or (), by_line=quotations > 0)


def _inline(tokens: Sequence[MarkdownToken], *, by_line: bool) -> Iterator[str]:
    line: list[str] = []
    for token in tokens:
        if by_line and token.type in {"softbreak", "hardbreak"}:
            yield "".join(line)
            line = []
        else:
            line.append(token_text(token))
    yield "".join(line)
