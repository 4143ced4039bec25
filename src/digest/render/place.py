"""Where a line stands in the page that it was taken from, as an address that browsers go to."""

from __future__ import annotations

import re
from urllib.parse import quote

from digest.compose.markdown import plain
from digest.compose.text import one_line

_EDGE_WORDS = 5
_EDGE_CHARS = 60
_LONGEST_CHARS = 180
_MARKER = re.compile(r"^(?:[-*+>] +|\d{1,9}[.)] +)+")


def place_in(url: str, markdown: str) -> str:
    """`url` with a text fragment that leads to the first line of `markdown`; no url, no place.

    The fragment holds the first and the last words (WICG, URL Fragment Text Directives: `,` `-`
    and `&` have a meaning there and are percent-encoded). A browser that does not know it, or does
    not find them, shows the page from its top.
    """
    first = _MARKER.sub("", markdown.lstrip().partition("\n")[0])
    words = one_line(plain(first)).split(" ")
    if not url or words == [""]:
        return url
    if len(words) > 2 * _EDGE_WORDS:
        edges = [" ".join(words[:_EDGE_WORDS]), " ".join(words[-_EDGE_WORDS:])]
    else:
        edges = [" ".join(words)]
    if max(map(len, edges)) > _EDGE_CHARS:  # a script without spaces, or very long words
        text = " ".join(words)
        end = text.find(" ", _EDGE_CHARS)
        edges = [text[: end if 0 < end < _LONGEST_CHARS else _EDGE_CHARS // 3]]
    text = ",".join(quote(edge, safe="").replace("-", "%2D") for edge in edges)
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
