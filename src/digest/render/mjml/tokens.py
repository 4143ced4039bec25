"""How MJML source falls into tags, comments and attributes: one grammar for pre-pass and lint.

It follows mrml's tokenizer where that is generous, so that whatever mrml takes for an element is
one here too. Each pattern runs in linear time on any input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: Elements inside elements; mrml's own limit is some 120 on a thread with a 128 KiB stack.
MAX_DEPTH: Final = 50
#: UTF-8 bytes of one source; mrml holds the interpreter's lock for about 0.3 s on as much.
MAX_BYTES: Final = 1_000_000

_NAME: Final = r"""[^\s<>/!?"'=][^\s<>/"'=]*+"""
_REST: Final = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
#: In this order: the start and the end of a conditional comment, whose content mrml reads as
#: elements; a comment; a tag, as slash and name; a declaration; a `<` that begins nothing whole.
TAG: Final = re.compile(
    r"<!--\[if(?:[^\]]*+\]>(?:<!--+>)?)?|<!(?:--<!)?\[endif\]-->|<!--.*?-->"
    rf"|<(/?)({_NAME}){_REST}>|<(?!!--)[!?][^<>]*+>|<(?=[^\s\d<>]|$)",
    re.DOTALL,
)
#: One attribute: name and quoted value. It begins where a name can, so no name is read twice.
ATTRIBUTE: Final = re.compile(
    r"""(?<=[\s"'/])([^\s"'=<>/]++)\s*+=\s*+("[^"]*+"|'[^']*+')""",
)
#: The names of MJML's paddings, whose values need units; `cellpadding`, HTML's, has none.
PADDING: Final = re.compile(r"(?:inner-)?padding(?:-\w+)?")
#: Elements without content, as mrml and HTML know them.
VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
#: The start of a conditional comment that does not go on as one. mrml panics at it.
BROKEN_CONDITION: Final = "<!--[if"
#: Characters of a tag that is worth remembering: longer ones do not come again.
COMMON: Final = 400


def tags(source: str) -> Iterator[re.Match[str]]:
    """The matches of TAG, up to a comment that never ends, or a conditional one that is broken.

    Nothing behind such a comment is part of the document, and looking for its end once is enough.
    """
    for tag in TAG.finditer(source):
        yield tag
        if tag[2] is None and (
            tag[0] == BROKEN_CONDITION or (tag[0] == "<" and source.startswith("<!--", tag.start()))
        ):
            return


def opens(tag: str, name: str) -> bool:
    """Whether a start tag of the element `name`, in lower case, is open for content."""
    return not tag.endswith("/>") and name not in VOID
