"""The door to nh3: HTML that may stand in a mail, a page or a feed.

Text from articles reaches us as plain text and text from editors as CommonMark without raw HTML,
so this is the second lock on the door, and the one that decides which links and images may stand.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final
from urllib.parse import SplitResult, urlsplit

import nh3
from markupsafe import escape

from digest.compose.text import clean_text
from digest.errors import RenderError
from digest.language import is_language_tag
from digest.render.mjml.tokens import VOID, tags

#: Elements inside elements of one passage. A mail puts it into some fifteen more, and mrml kills
#: the process where they nest too deep; nh3 itself knows no limit.
MAX_DEPTH: Final = 30
#: Characters of one passage: a whole issue as a feed carries it is a tenth of that.
MAX_CHARACTERS: Final = 2_000_000

_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "th": {"scope"},
}
#: What goes with all that it holds: none of it is words for a reader.
_GONE: Final = {
    "applet", "audio", "canvas", "datalist", "embed", "iframe", "math", "noembed", "noframes",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_SCHEMES: Final = {"http", "https", "mailto"}
_DIRECTIONS: Final = {"ltr", "rtl", "auto"}
_PIXELS: Final = re.compile(r"\s*\+?0*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*", re.IGNORECASE)
#: Where counters that call themselves an image live: the end of the host, the start of the path.
_COUNTERS: Final = (
    ("facebook.com", "/tr"),
    ("feedburner.com", "/~r/"),
    ("feeds.wordpress.com", "/1.0/"),
    ("google-analytics.com", "/"),
    ("hubspot.com", "/__ptq.gif"),
    ("linkedin.com", "/collect"),
    ("list-manage.com", "/track/open"),
    ("mandrillapp.com", "/track/open"),
    ("medium.com", "/_/stat"),
    ("pixel.wp.com", "/"),
    ("sendgrid.net", "/wf/open"),
    ("stats.wordpress.com", "/"),
)
# nh3 writes an image in one form: names in small letters, values between double quotes.
_IMAGE: Final = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_DEAD_LINK: Final = re.compile(r'<a(?: (?!href)[a-z]+="[^"]*")*>(.*?)</a>', re.DOTALL)
_VALUE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
#: What stands in a line of words; every other element begins and ends one.
_INLINE: Final = {
    "a", "abbr", "b", "code", "del", "em", "i", "img", "s", "span", "strong", "sub", "sup",
}  # fmt: skip


def clean_html(html: str, *, headings_from: int = 3) -> str:
    """`html` reduced to an allow-list of tags and attributes; links absolute, no odd scheme.

    Control characters and noncharacters go first. A passage that nests deeper than `MAX_DEPTH`
    keeps its words and loses its markup. Images of one pixel and other counters are dropped; an
    image whose address cannot stand leaves its alternative text; all others have one, be it empty.
    A link whose address cannot stand leaves its words.

    Headings above level `headings_from` become plain text: a passage stands under headings of
    its page, a whole feed item brings its own `<h2>`. Raises RenderError for a passage of more
    than `MAX_CHARACTERS`.
    """
    html = clean_text(html)
    if "<" not in html and "&" not in html and ">" not in html:
        return html
    if len(html) > MAX_CHARACTERS:
        raise RenderError(
            f"a passage of {len(html):,} characters is more than a reader's program can show "
            f"({MAX_CHARACTERS:,}); shorten it, or link to it"
        )
    if _is_deep(html):
        html = _words_only(html)
    cleaned = nh3.clean(
        html,
        tags=_TAGS | {f"h{level}" for level in range(headings_from, 3)},
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=lambda tag, name, value: _checked(value, name=name, tag=tag),
        link_rel=None,
        strip_comments=True,
    )
    if "<img" in cleaned:
        cleaned = _IMAGE.sub(_image, cleaned)
    return _DEAD_LINK.sub(r"\1", cleaned) if "<a" in cleaned else cleaned


def _is_deep(html: str) -> bool:
    if html.count("<") <= MAX_DEPTH:  # nearly all passages
        return False
    inside: list[str] = []
    for tag in tags(html):
        name = (tag[2] or "").lower()
        if not name or name in VOID:
            continue
        if not tag[1]:
            inside.append(name)
        elif inside and inside[-1] == name:
            inside.pop()
        if len(inside) > MAX_DEPTH:
            return True
    return False


def _words_only(html: str) -> str:
    """The passage as one paragraph, with a space where an element began or ended a line."""
    words: list[str] = []
    gone, end = "", 0
    for tag in tags(html):
        name = (tag[2] or "").lower()
        if not gone:
            words.append(html[end : tag.start()])
            gone = name if name in _GONE and not tag[1] else ""
            words.append("" if name in _INLINE else " ")
        elif tag[1] and name == gone:
            gone = ""
        end = tag.end()
    if not gone:
        words.append(html[end:])
    return f"<p>{escape(' '.join(unescape(''.join(words)).split()))}</p>"


def _checked(value: str, *, name: str, tag: str) -> str | None:
    """Drop links that would lead nowhere outside of our own pages, and languages that are none."""
    if name == "lang":
        return value if is_language_tag(value) else None
    if name == "dir":
        return value if value in _DIRECTIONS else None
    if name in {"width", "height"}:
        size = _PIXELS.fullmatch(value)
        return size[1] if size else None
    if (tag, name) not in {("a", "href"), ("img", "src")}:
        return value
    address = value.strip()
    return address if _is_absolute(address, image=tag == "img") else None


def _is_absolute(address: str, *, image: bool) -> bool:
    scheme = address.partition(":")[0].lower()
    if scheme not in _SCHEMES or (image and scheme == "mailto"):
        return False
    return scheme == "mailto" or bool(_split(address).hostname)


def _split(address: str) -> SplitResult:
    """The parts of an address; all empty for one that is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _image(match: re.Match[str]) -> str:
    """The image as it may stand: nothing for a counter, its alternative text without a source."""
    values = dict(_VALUE.findall(match[1]))
    if any(int(values.get(side, "2")) < 2 for side in ("width", "height")):
        return ""
    if "src" not in values:
        return str(values.get("alt", ""))
    address = _split(unescape(values["src"]))
    host = address.hostname or ""
    if any(
        f".{host}".endswith(f".{end}") and address.path.startswith(start)
        for end, start in _COUNTERS
    ):
        return ""
    return match[0] if "alt" in values else f'<img alt=""{match[1]}>'
