"""What templates may do to a value. Every theme has these filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from digest.render.columns import underlined, wrap
from digest.render.mjml.prepass import encode_value
from digest.render.text import html_to_text
from digest.wording.direction import text_direction

_START_TAG: Final = re.compile(r"""<([a-z][a-z0-9]*)(?=[\s>])""")
_MARKUP_SIGNS: Final = str.maketrans({"&": "&#38;", "<": "&#60;", ">": "&#62;", "'": "&#39;"})


def mjml_attribute(value: object) -> Markup:
    """The value as mrml may read it between double quotes; takes the place of autoescape."""
    encoded = encode_value(str(value).translate(_MARKUP_SIGNS))
    return Markup(encoded)  # noqa: S704  # nothing but printable ASCII and entities is left


def with_attributes(html: Markup, attributes: Mapping[str, str]) -> Markup:
    """Sanitised HTML with `attributes` written into the start tags of the elements they name.

    Mail programs that drop style sheets keep `style="…"`. The HTML must be `clean_html`'s: it
    has no `<` but those of tags, and none of the attributes that are added.
    """

    def add(match: re.Match[str]) -> str:
        more = attributes.get(match[1], "")
        return f"<{match[1]} {more}" if more else match[0]

    return Markup(_START_TAG.sub(add, html))  # noqa: S704  # clean before, and ours added


def with_tail(html: Markup, tail: Markup) -> Markup:
    """Sanitised HTML of blocks with `tail` inside of its last paragraph or list item."""
    at = max(html.rfind("</p>"), html.rfind("</li>"))
    return html[:at] + tail + html[at:] if at >= 0 else html + tail


def host(url: str) -> str:
    """The address's host as a reader knows it, without `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "mjattr": mjml_attribute,
    "with_attributes": with_attributes,
    "with_tail": with_tail,
    "host": host,
    "direction": text_direction,
    "wrap": wrap,
    "underlined": underlined,
    "html_to_text": html_to_text,
}
