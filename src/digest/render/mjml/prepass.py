"""MJML source → the same source in a form that mrml renders right.

mrml prints attribute values with the debug format of its language (a no-break space becomes
`\\u{a0}`, a line break `\\n`, a quote `\\"`), ignores a padding that holds a unitless zero when it
computes Outlook's widths, lets the last of two equal attributes win, writes no `alt` that is not
there, drops white space between two tags when it begins with a line break, refuses other white
space and comments in places where they mean nothing, and overflows its stack, which no `except`
can catch, on deep nesting. All of this is mended or refused here, before mrml sees the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from digest.errors import RenderError
from digest.render.mjml.table import ATTRIBUTES, ENDING
from digest.render.mjml.tokens import (
    ATTRIBUTE,
    BROKEN_CONDITION,
    COMMON,
    MAX_BYTES,
    MAX_DEPTH,
    PADDING,
    VOID,
    opens,
    tags,
)

_SPECIAL: Final = re.compile(r"""[^ -~]|["\\]""")
_BREAKS: Final = str.maketrans("\t\n\r", "   ")
_UNITLESS_ZERO: Final = re.compile(r"(?<![\d.#])0(?![\w.%])")
_SHORT_COLOUR: Final = re.compile(r"#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])(?![0-9A-Fa-f])")
_COLOURED: Final = {
    name for kinds in ATTRIBUTES.values() for name, kind in kinds.items() if kind == "color"
}
#: Elements for which npm's MJML writes `alt=""` where the template has none.
_PICTURES: Final = {"mj-image", "mj-social-element", "mj-carousel-image"}
#: MJML elements that hold words or CSS and nothing else.
_WORDS: Final = {"mj-breakpoint", "mj-preview", "mj-style", "mj-title"}
#: MJML elements whose content is HTML of ours and of the editor's.
_HTML_HOLDERS: Final = ENDING - _WORDS - {"mj-carousel-image"}
#: Where mrml refuses a comment.
_UNCOMMENTED: Final = {
    "mj-accordion-element",
    "mj-attributes",
    "mj-carousel",
    "mj-style",
    "mj-title",
}
#: Elements by which we know where we are.
_PLACES: Final = ENDING | _UNCOMMENTED | {"mjml", "pre"}
#: Around these, white space shows nothing.
_BLOCKS: Final = _HTML_HOLDERS | {
    "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


def prepare(source: str) -> str:
    """The source with attributes, comments, gaps between tags and `<pre>` made safe for mrml.

    Entities that are there already stay as they are. Raises RenderError for a source that is too
    large or too deep to be handed to mrml.
    """
    if (size := len(source.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise RenderError(
            f"the mail's source has {size:,} bytes and may have {MAX_BYTES:,}; "
            "put fewer or shorter stories into the issue"
        )
    return "".join(piece for _, piece in _pieces(source))


def source_offset(source: str, byte: int) -> int:
    """Where in `source` that stands which has become byte number `byte` of `prepare(source)`."""
    passed = 0
    for start, piece in _pieces(source):
        length = len(piece.encode("utf-8", "surrogatepass"))
        if byte < passed + length:
            before = piece.encode("utf-8", "surrogatepass")[: byte - passed]
            into = len(before.decode("utf-8", "ignore"))
            return start if piece.startswith("<") else min(start + into, len(source))
        passed += length
    return len(source)


def encode_value(value: str) -> str:
    """An attribute's value in printable ASCII, with numeric entities for all the rest."""
    return _SPECIAL.sub(_entity, value.translate(_BREAKS))


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


class _Place:
    """Where in the document we are, as far as white space and comments care."""

    __slots__ = ("before", "holder", "in_mjml", "in_pre", "uncommented")

    def __init__(self) -> None:
        self.holder = ""  # the MJML element whose HTML or words we are in
        self.in_mjml = False
        self.in_pre = False
        self.before = ""  # the name of the tag before
        self.uncommented = ""  # the element around us that may hold no comment

    def pass_tag(self, name: str, *, is_open: bool) -> None:
        """Go past a tag of one of the elements that count here."""
        if name in ENDING:
            self.holder = name if is_open else ""
        elif name == "mjml":
            self.in_mjml = is_open
        elif name == "pre" and self.holder:
            self.in_pre = is_open
        if name in _UNCOMMENTED:
            self.uncommented = name if is_open else ""


def _pieces(source: str) -> Iterator[tuple[int, str]]:
    """Tags and what stands between them, in order, each with its offset in `source`."""
    place, end, depth = _Place(), 0, 0
    for tag in tags(source):
        text, slash, name = tag.group(0, 1, 2)
        name, start = (name or "").lower(), tag.start()
        if end < start:
            yield end, _gap(source[end:start], name, place=place)
        if not name:
            depth += text == "<"  # mrml might see an element where we see none
            yield start, _comment(text, place=place)
        elif slash:
            depth = depth - 1 if depth else 0
            yield start, text
        else:
            depth += opens(text, name)
            yield start, (_known_start_tag if len(text) <= COMMON else _start_tag)(text, tag[2])
        if depth > MAX_DEPTH or text == BROKEN_CONDITION:
            raise _refusal(text, line=source.count("\n", 0, start) + 1)
        if name in _PLACES:
            place.pass_tag(name, is_open=not slash and not text.endswith("/>"))
        end, place.before = tag.end(), name
    yield end, source[end:]


def _refusal(tag: str, *, line: int) -> RenderError:
    if tag == BROKEN_CONDITION:
        return RenderError(
            f"the conditional comment at line {line} of the mail's source is broken; "
            "begin it like <!--[if mso]>"
        )
    return RenderError(
        f"more than {MAX_DEPTH} elements lie inside each other at line {line} of the mail's "
        "source; look for emphasis or lists nested that deep, or a tag left open"
    )


def _gap(gap: str, name: str, *, place: _Place) -> str:
    """What stands between two tags; `name` is that of the second."""
    if not place.holder and place.in_mjml:
        return "\n"  # words there are no MJML; npm's drops them too
    if "]]>" in gap and place.holder != "mj-style":
        gap = gap.replace("]]>", "]]&gt;")  # which XML forbids, and mrml
    if place.holder == "mj-title":
        return encode_value(gap)  # mrml prints it once more, as an attribute
    if place.in_pre:
        return gap.replace("\n", "&#10;")
    if place.holder in _HTML_HOLDERS and gap.isspace() and gap.startswith("\n"):
        is_shown = place.before not in _BLOCKS and name not in _BLOCKS
        return " " if is_shown else gap
    return gap


def _comment(text: str, *, place: _Place) -> str:
    """A comment that mrml takes where it stands; other tokens as they are."""
    if not text.startswith("<!--") or text.startswith("<!--[if") or text.endswith("[endif]-->"):
        return text
    if place.uncommented:
        return ""
    words = text[4:-3]
    if "--" in words or words.endswith("-"):
        return f"<!--{words.replace('-', ' ')}-->"
    return text


def _start_tag(tag: str, name: str) -> str:
    seen: set[str] = set()

    def attribute(match: re.Match[str]) -> str:
        if match[1] in seen:
            return ""
        seen.add(match[1])
        return f'{match[1]}="{_value(match[1], match[2][1:-1])}"'

    written = ATTRIBUTE.sub(attribute, tag)
    if name in _PICTURES and "alt" not in seen:
        written = f'<{name} alt=""{written[len(name) + 1 :]}'
    elif name not in VOID and name.lower() in VOID:
        written = f"<{name.lower()}{written[len(name) + 1 :]}"
    return written


_known_start_tag: Final = lru_cache(maxsize=2048)(_start_tag)  # mails are made of the same tags


def _value(name: str, value: str) -> str:
    value = encode_value(value)
    if PADDING.fullmatch(name):
        return _UNITLESS_ZERO.sub("0px", value)
    if name in _COLOURED:
        return _SHORT_COLOUR.sub(r"#\1\1\2\2\3\3", value)
    return value
