"""The door to nh3: HTML that may stand in a mail, a page or a feed.

Text from articles reaches us as plain text and text from editors as CommonMark without raw HTML,
so this is the second lock on the door, and the one that decides which links may stand.
"""

from __future__ import annotations

import nh3

from digest.language import is_language_tag

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "th": {"scope"},
}
_SCHEMES = {"http", "https", "mailto"}
_DIRECTIONS = {"ltr", "rtl", "auto"}


def clean_html(html: str, *, headings_from: int = 3) -> str:
    """`html` reduced to an allow-list of tags and attributes; links absolute, no odd scheme.

    Headings above level `headings_from` become plain text: a passage stands under headings of
    its page, a whole feed item brings its own `<h2>`.
    """
    return nh3.clean(
        html,
        tags=_TAGS | {f"h{level}" for level in range(headings_from, 3)},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=lambda tag, name, value: _checked(value, name=name, tag=tag),
        link_rel=None,
        strip_comments=True,
    )


def _checked(value: str, *, name: str, tag: str) -> str | None:
    """Drop links that would lead nowhere outside of our own pages, and languages that are none."""
    if name == "lang":
        return value if is_language_tag(value) else None
    if name == "dir":
        return value if value in _DIRECTIONS else None
    if (tag, name) not in {("a", "href"), ("img", "src")}:
        return value
    scheme = value.strip().partition(":")[0].lower()
    return value.strip() if scheme in _SCHEMES else None
