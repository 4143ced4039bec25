"""The door to markdown-it-py: CommonMark as HTML, as plain text, and text as CommonMark.

Blocks nest 20 deep at most (`maxNesting` of the CommonMark preset); emphasis may nest deeper, so
whoever hands the HTML on looks at its depth once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

MarkdownToken: TypeAlias = Token  # so that nobody else need import markdown_it

_INLINE_SPECIALS = re.compile(
    r"[\\`*\[\]<]|~(?=~)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;)"
)
_BLOCK_START = re.compile(r"^(?:[#>+\-=~|]|(\d{1,9})(?=[.)]))")

#: One line that holds no sign of CommonMark, nor begins like a block: most lines of an article.
_BARE = re.compile(r"[^\W\d_][^\\`*_\[\]<>&!~\x00-\x1f]*")

_NEEDS_ANGLES = re.compile(r"[()\[\]]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")

_SOLE_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]


@lru_cache(maxsize=2)
def _parser(*, html: bool = False) -> MarkdownIt:
    # Raw HTML is shown as text: an issue file is written by people, but much of it is quoted.
    return MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])


def parse_blocks(markdown: str, *, html: bool = False) -> Sequence[Token]:
    """Block tokens with line maps and inline children (markdown-it token stream).

    With `html`, raw HTML gives tokens of its own, as an article's reader needs it.
    """
    return _parser(html=html).parse(markdown)


def blocks_html(markdown: str) -> str:
    """Block CommonMark (with tables and strikethrough) as HTML, not sanitised."""
    if is_bare(markdown):
        return f"<p>{_escape_quotes(markdown)}</p>\n"
    return str(_parser().render(markdown))


def item_html(markdown: str) -> str:
    """The content of a list item as HTML, not sanitised: a sole paragraph without its tags.

    Anything else (a second paragraph, a list, a quotation, code) comes as blocks.
    """
    if is_bare(markdown):
        return _escape_quotes(markdown)
    parser = _parser()
    tokens = parser.parse(markdown)
    if [token.type for token in tokens] == _SOLE_PARAGRAPH:
        tokens = tokens[1:2]
    return str(parser.renderer.render(tokens, parser.options, {}))


def _escape_quotes(text: str) -> str:
    return text.replace('"', "&quot;")


def is_bare(markdown: str) -> bool:
    """Whether parsing would only copy it, at thirty times the cost."""
    return _BARE.fullmatch(markdown) is not None and not markdown[-1].isspace()


def parse_inline(markdown: str) -> Sequence[Token]:
    """Inline tokens of one line of CommonMark."""
    return _parser().parseInline(markdown)[0].children or ()


def plain(markdown: str) -> str:
    """What a reader sees of inline CommonMark, on one line."""
    if is_bare(markdown):
        return markdown
    return "".join(token_text(token) for token in parse_inline(markdown)).strip()


def token_text(token: Token) -> str:
    """The visible text of an inline token; line breaks become spaces, images their alt text."""
    if token.type in {"text", "code_inline", "text_special", "html_inline"}:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return "".join(token_text(child) for child in token.children or ())


def escape(text: str) -> str:
    """Plain one-line text as CommonMark that reads the same, with as few backslashes as can be.

    `plain(escape(text)) == text` for every text that `one_line` gives.
    """
    escaped = _INLINE_SPECIALS.sub(r"\\\g<0>", text)
    if match := _BLOCK_START.match(escaped):
        at = match.end(1) if match[1] else 0
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    return escaped


def link(text: str, *, url: str) -> str:
    """An inline link with plain text (CommonMark §6.3); `url` is as `web_address` gives it."""
    quoted = _ENTITY.sub(r"\\&", url)
    return f"[{escape(text)}]({f'<{quoted}>' if _NEEDS_ANGLES.search(quoted) else quoted})"
