"""MJML source → the same source in a form that mrml renders right.

mrml prints attribute values with the debug format of its language (a no-break space becomes
`\\u{a0}`, a line break `\\n`, a quote `\\"`), ignores a padding that holds a unitless zero when it
computes Outlook's widths, drops white space between two tags when it begins with a line break,
and overflows its stack, which no `except` can catch, on deep nesting. All of this is mended or
refused here, before mrml sees the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from digest.errors import RenderError

#: Elements inside elements; mrml's own limit is some 120 on a thread with a 128 KiB stack.
MAX_DEPTH: Final = 50
#: UTF-8 bytes of one source; mrml holds the interpreter's lock for about 0.3 s on as much.
MAX_BYTES: Final = 1_000_000

_PLAIN_TAG: Final = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>"""
#: A comment, a whole tag, or the beginning of a tag that never ends.
TAG: Final = re.compile(rf"<!--.*?-->|<(/?)([A-Za-z][\w:-]*+){_PLAIN_TAG}|<(?=[A-Za-z])", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'=<>/]++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_SPECIAL: Final = re.compile(r"""[^ -~]|["\\]""")
_TO_MEND: Final = re.compile(r"""[^ -~]|[\\']|padding[\w-]*+\s*+=""")  # else a tag may stay
_BREAKS: Final = str.maketrans("\t\n\r", "   ")
_PADDING: Final = re.compile(r"(?:inner-)?padding(?:-\w+)?")  # MJML's; `cellpadding` has no unit
_UNITLESS_ZERO: Final = re.compile(r"(?<![\d.#])0(?![\w.%])")
_VOID: Final = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
#: MJML elements whose content is HTML of ours and of the editor's.
_HTML_HOLDERS: Final = {
    "mj-text", "mj-button", "mj-table", "mj-accordion-text", "mj-accordion-title",
    "mj-navbar-link", "mj-social-element",
}  # fmt: skip
#: Around these, white space shows nothing.
_BLOCKS: Final = _HTML_HOLDERS | {
    "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


def prepare(source: str) -> str:
    """The source with attribute values, gaps between tags and `<pre>` made safe for mrml.

    Entities that are there already stay as they are. Raises RenderError for a source that is too
    large or too deep to be handed to mrml.
    """
    if (size := len(source.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise RenderError(
            f"the mail's source has {size:,} bytes and may have {MAX_BYTES:,}; "
            "put fewer or shorter stories into the issue"
        )
    _refuse_deep_nesting(source)
    return "".join(_pieces(source))


def encode_value(value: str) -> str:
    """An attribute's value in printable ASCII, with numeric entities for all the rest."""
    return _SPECIAL.sub(_entity, value.translate(_BREAKS))


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _refuse_deep_nesting(source: str) -> None:
    depth = 0
    for tag in TAG.finditer(source):
        if tag[0].startswith("<!--"):
            continue
        if tag[1]:
            depth = max(0, depth - 1)
        elif not tag[0].endswith("/>") and (tag[2] or "").lower() not in _VOID:
            depth += 1
        if depth > MAX_DEPTH:
            line = source.count("\n", 0, tag.start()) + 1
            raise RenderError(
                f"more than {MAX_DEPTH} elements lie inside each other at line {line} of the "
                "mail's source; look for emphasis or lists nested that deep, or a tag left open"
            )


def _pieces(source: str) -> Iterator[str]:
    """Tags and what stands between them, in order."""
    holder = ""  # the MJML element whose HTML we are in
    in_pre = False
    end, before = 0, ""
    for tag in TAG.finditer(source):
        name, closes = (tag[2] or "").lower(), bool(tag[1])
        gap = source[end : tag.start()]
        if holder == "mj-title":
            yield encode_value(gap)  # mrml prints it once more, as an attribute
        elif in_pre:
            yield gap.replace("\n", "&#10;")
        elif holder and gap.startswith("\n") and gap.isspace():
            yield gap if before in _BLOCKS or name in _BLOCKS else " "
        else:
            yield gap
        yield tag[0] if closes or not name else _start_tag(tag[0])
        if name in _HTML_HOLDERS or name == "mj-title":
            holder = "" if closes or tag[0].endswith("/>") else name
        elif name == "pre" and holder:
            in_pre = not closes
        end, before = tag.end(), name
    yield source[end:]


def _start_tag(tag: str) -> str:
    return _ATTRIBUTE.sub(_attribute, tag) if _TO_MEND.search(tag) else tag


def _attribute(match: re.Match[str]) -> str:
    name, value = match[1], encode_value(match[2][1:-1])
    if _PADDING.fullmatch(name):
        value = _UNITLESS_ZERO.sub("0px", value)
    return f'{name}="{value}"'
