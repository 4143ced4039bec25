"""How a headline stands in an issue file: `[Title](https://…)`, or the title alone. Both ways.

The title is plain text in the model and escaped in the file. An address is kept in the form of
`web_address`; CommonMark §6.3 (link destinations) decides how it is quoted. Behind a headline may
stand `{#id}` or `{key="value"}`; an opening brace of the title itself is escaped where it could be
taken for one of these.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from digest.archive.place import Place
from digest.compose.markdown import escape, parse_inline, token_text
from digest.compose.text import one_line
from digest.compose.web import web_address

SLUG = re.compile(r"[a-z0-9-]{1,80}")

_LINK = re.compile(r"\[.*\]\([ ]*(?:<(?P<angle>[^<>]*)>|(?P<bare>[^\s<>]*))[ ]*\)")
_HALF_LINK = re.compile(r"(?<!\\)\][(\[]")
_ID = re.compile(r"(?:^|(?<=[ \t]))\{#([^{}\s]*)\}$")
_HALF_ID = re.compile(r"(?<!\\)\{(?:#[^{}]*\}?|[a-z0-9-]+\})$")
_BRACE = re.compile(r"(?<!\S)\{")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+$")
_NEEDS_ANGLES = re.compile(r"[()\[\]]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
_QUOTED = re.compile(
    r"\\([!-/:-@\[-`{-~])|(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)
# Nothing in such a headline means anything in CommonMark but the one link. Most are like that, and
# a compile reads those of all issues.
_PLAIN = re.compile(
    r"\[(?P<linked>[^\\`*_\[\]<>&~!\x00-\x1f]+)\]"
    r"\((?P<url>https?://[^\s\\`<>()\[\]&\x00-\x1f\x7f-\x9f]+)\)"
    r"|(?P<bare>[^\\`*_\[\]<>&~!\x00-\x1f]+)"
)
_EXPECTED = "expected `[Title](https://…)` with one whole web address, or a title without a link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A title and where it leads."""

    title: str  #: plain text on one line
    url: str  #: empty when it leads nowhere


def format_headline(title: str, *, url: str = "") -> str:
    """A headline as CommonMark, the inverse of `parse_headline`."""
    text = _CLOSING_HASHES.sub(r"\\\g<0>", _BRACE.sub(r"\\{", escape(title)))
    return f"[{text}]({_destination(url)})" if url else text


def parse_headline(markdown: str, place: Place) -> Headline:
    """The title and the address of a headline. Raises IssueFileError at `place`."""
    plain = _PLAIN.fullmatch(markdown)
    if plain is None:
        return parse_marked_up(markdown, place)
    title = one_line(plain["linked"] or plain["bare"])
    if not title:
        raise place.fault("expected a title")
    return Headline(title=title, url=_address(plain["url"], place) if plain["url"] else "")


def parse_marked_up(markdown: str, place: Place) -> Headline:
    """As `parse_headline`, for CommonMark of any kind."""
    tokens = parse_inline(markdown)
    title = one_line("".join(token_text(token) for token in tokens))
    kinds = [token.type for token in tokens]
    url = ""
    if "link_open" in kinds or "image" in kinds:
        link = _LINK.fullmatch(markdown)
        # Anything beside the one link, a picture, or a tooltip would be lost.
        is_whole = kinds[0] == "link_open" and kinds[-1] == "link_close"
        if link is None or not is_whole or kinds.count("link_open") > 1 or "image" in kinds:
            raise place.fault(_EXPECTED)
        typed = link["bare"] if link["angle"] is None else link["angle"]
        url = _address(_unquoted(typed), place)
    elif "code_inline" not in kinds and _HALF_LINK.search(markdown):
        raise place.fault(_EXPECTED)
    if not title:
        raise place.fault("expected a title")
    return Headline(title=title, url=url)


def parse_label(markdown: str, place: Place) -> str:
    """The plain text of a section's heading. Raises IssueFileError at `place`."""
    tokens = parse_inline(markdown)
    if any(token.type in {"link_open", "image"} for token in tokens):
        raise place.fault(
            "the heading of a section cannot hold a link; a story begins with `###`, not `##`"
        )
    label = one_line("".join(token_text(token) for token in tokens))
    if not label:
        raise place.fault("expected a heading behind `##`")
    return label


def check_id(markdown: str, place: Place) -> None:
    """Refuse a story's heading without an id whose end is half of one. Raises IssueFileError."""
    if match := _HALF_ID.search(markdown):
        raise place.fault(
            f"`{match[0]}` is no slug: write `{{#slug}}` behind a space, or `\\{{` for a brace of"
            " the title"
        )


def split_id(markdown: str) -> tuple[str, str | None]:
    """A heading and the id behind it: `Title {#slug}` is `Title` and `slug`."""
    match = _ID.search(markdown)
    return (markdown[: match.start()].rstrip(), match[1]) if match else (markdown, None)


def _address(typed: str, place: Place) -> str:
    url = web_address(typed)
    if not url:
        raise place.fault("expected a whole address that begins with https:// or http://")
    return url


def _destination(url: str) -> str:
    quoted = _ENTITY.sub(r"\\&", url)
    return f"<{quoted}>" if _NEEDS_ANGLES.search(quoted) else quoted


def _unquoted(destination: str) -> str:
    """Backslash escapes and entities undone (CommonMark §2.4, §2.5)."""
    return _QUOTED.sub(lambda match: match[1] or html.unescape(match[2]), destination)
