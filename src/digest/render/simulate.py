"""What mail programs make of a finished mail, as string work on its HTML.

Each function gives a copy to look at in a browser; none is ever sent. They know the conditional
comments that mrml and hand-written templates use (Microsoft, «About conditional comments»): hidden
ones, `<!--[if mso]>…<![endif]-->`, which Outlook alone reads, and revealed ones,
`<!--[if !mso]><!-->…<!--<![endif]-->`, which all others read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_FLAGS: Final = re.IGNORECASE | re.DOTALL
_REVEALED: Final = re.compile(r"<!--\[if [^\]]*\]><!-->(.*?)<!--<!\[endif\]-->", _FLAGS)
_NOT_OUTLOOK: Final = re.compile(
    r"<!--\[if !(?:mso|vml)[^\]]*\]><!-->.*?<!--<!\[endif\]-->", _FLAGS
)
_HIDDEN: Final = re.compile(r"<!--\[if ([^\]]*)\]>(?!<!-->)(.*?)<!\[endif\]-->", _FLAGS)
_OTHER_OUTLOOK: Final = re.compile(r"\(?\s*(?:!|lt\b|lte\b)", re.IGNORECASE)  # not Word's engine
_STYLE: Final = re.compile(r"<style\b[^>]*>.*?</style\s*>", _FLAGS)
_STYLESHEET: Final = re.compile(r"<link\b[^>]*\brel=[\"']?stylesheet[^>]*>", _FLAGS)
_WORD_SETTINGS: Final = re.compile(r"<xml>.*?</xml>", _FLAGS)
_MEDIA: Final = re.compile(r"@media[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", _FLAGS)
_RADIUS: Final = re.compile(r"border(?:-[a-z]+)*-radius\s*:[^;\"'}]*;?", re.IGNORECASE)
_DIV: Final = re.compile(r"(<div\b[^>]*?\bstyle=\")([^\"]*)", _FLAGS)
_CENTRING: Final = re.compile(
    r"(?:margin\s*:\s*0(?:px)? auto|max-width\s*:[^;]*)\s*;?", re.IGNORECASE
)
_IMAGE: Final = re.compile(r"<(?:img|source|input|video)\b[^>]*>", _FLAGS)
_GROUND: Final = re.compile(r"<(?:body|table|tr|th|td)\b[^>]*\bbackground=[^>]*>", _FLAGS)
_SOURCE: Final = re.compile(
    r"\s(?:src|srcset|poster|background)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", _FLAGS
)
_CSS_URL: Final = re.compile(r"url\(\s*(?:\"[^\"]*\"|'[^']*'|&quot;.*?&quot;|[^)]*)\s*\)", _FLAGS)
_STYLED: Final = re.compile(r"(<[a-z][^<>]*?\sstyle=)(\"[^\"]*\"|'[^']*')", _FLAGS)
_HEAD: Final = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_START: Final = re.compile(r"<html\b[^>]*>|<!doctype[^>]*>", re.IGNORECASE)

#: A grey field in the proportions of a photograph, in the place of a picture from the web.
GREY: Final = (
    "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 width=%27600%27"
    " height=%27300%27%3E%3Crect width=%27100%25%27 height=%27100%25%27 fill=%27%23b8bec6%27/%3E"
    "%3C/svg%3E"
)
_INVERTED: Final = (
    "<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}"
    "img,svg,video{filter:invert(1) hue-rotate(180deg)}</style>"
)


def unstyled(html: str) -> str:
    """The mail in a program that drops `<style>`, as Gmail does with a foreign account.

    Attributes stay, `style="…"` among them; conditional comments are gone as in every other
    program than Outlook.
    """
    shown = _HIDDEN.sub("", _REVEALED.sub(r"\1", html))
    return _STYLESHEET.sub("", _STYLE.sub("", shown))


def outlook(html: str) -> str:
    """The mail in Outlook for Windows, roughly: Word lays it out.

    What is for Outlook alone is read, and what is for all others is not. Word knows neither media
    queries nor rounded corners, `max-width` nor centring by margins. Word's own measures, fonts
    and VML cannot be had: what is wider than the mail here is wider there, and no more is claimed.
    """
    shown = _HIDDEN.sub(_uncovered, _NOT_OUTLOOK.sub("", html))
    shown = _in_styles(
        _WORD_SETTINGS.sub("", shown), change=lambda css: _RADIUS.sub("", _MEDIA.sub("", css))
    )
    return _DIV.sub(lambda match: match[1] + _CENTRING.sub("", match[2]), shown)


def images_off(html: str) -> str:
    """The mail before its reader allows pictures: alternative texts in their places."""
    shown = _IMAGE.sub(lambda match: _SOURCE.sub("", match[0]), html)
    shown = _GROUND.sub(lambda match: _SOURCE.sub("", match[0]), shown)
    return _in_styles(shown, change=lambda css: _CSS_URL.sub("none", css))


def grey_images(html: str) -> str:
    """The mail with a grey field for each picture of the web, so that nothing needs to be loaded.

    Sizes in attributes and styles stay, so that the layout is that of the mail.
    """

    def grey(match: re.Match[str]) -> str:
        if "data:" in match[0] or not _SOURCE.search(match[0]):
            return match[0]
        tag = _SOURCE.sub("", match[0])
        return f'{tag[:4]} src="{GREY}"{tag[4:]}' if tag[:4].lower() == "<img" else tag

    return _IMAGE.sub(grey, html)


def forced_dark(html: str) -> str:
    """The mail in a program that turns light colours round, by a CSS filter.

    An approximation, from the mail without styles, since such programs mostly drop them: pages
    cannot force a frame dark. `Scheme.FORCED_DARK` of the browser is nearer to the truth.
    """
    return _into_head(unstyled(html), _INVERTED)


def links_apart(html: str) -> str:
    """A copy whose links open in a tab of their own, for a frame."""
    return _into_head(html, '<base target="_blank">')


def _in_styles(html: str, *, change: Callable[[str], str]) -> str:
    """The page with its CSS changed; words about CSS stay as their author wrote them."""
    html = _STYLE.sub(lambda match: change(match[0]), html)
    return _STYLED.sub(lambda match: match[1] + change(match[2]), html)


def _uncovered(match: re.Match[str]) -> str:
    condition = match[1].strip()
    return "" if _OTHER_OUTLOOK.match(condition) else match[2]


def _into_head(html: str, element: str) -> str:
    place = _HEAD.search(html) or _START.search(html)
    at = place.end() if place else 0
    return html[:at] + element + html[at:]
