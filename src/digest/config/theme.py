"""The tables of `theme.toml`: what a publication's mail and pages look like."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from digest.config.fields import Part

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_SHORT_COLOUR: Final = re.compile(r"#[0-9a-f]{3}")
_LOOK: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
# A family as CSS takes it without quotes: words that begin with a letter (CSS Fonts 4, §2.1).
_FAMILY: Final = re.compile(r"-?[A-Za-z_][\w-]*(?: -?[A-Za-z_][\w-]*)*", re.ASCII)
_GENERIC: Final = ("serif", "sans-serif", "monospace", "system-ui", "cursive", "fantasy")


def _colour(value: str) -> str:
    colour = value.strip().lower()
    if _SHORT_COLOUR.fullmatch(colour):
        long = "#" + "".join(2 * digit for digit in colour[1:])
        raise ValueError(f"must have six digits, since Outlook misreads three; write {long}")
    if not _COLOUR.fullmatch(colour):
        raise ValueError("must be a colour of # and six hexadecimal digits, like #1f4f82")
    return colour


def _families(value: str) -> str:
    """The families, parted by a comma and a space: safe in CSS and in an attribute."""
    families = [" ".join(family.split()) for family in value.split(",")]
    for family in families:
        if not _FAMILY.fullmatch(family):
            raise ValueError(
                f"must be font families without quotes, each word of letters, digits and hyphens "
                f"behind a first letter, parted by commas; {family!r} is none"
            )
    if families[-1] not in _GENERIC:
        raise ValueError(
            f"must end with one of {', '.join(_GENERIC)}, for readers who have none of the others"
        )
    return ", ".join(families)


def _look(value: str) -> str:
    if not _LOOK.fullmatch(value):
        raise ValueError("must be the name of a look, in small letters, like default")
    return value


Colour = Annotated[str, AfterValidator(_colour)]
Families = Annotated[str, AfterValidator(_families)]


class Palette(Part):
    """The colours of one scheme, named for what they do."""

    canvas: Colour  #: around the paper
    paper: Colour  #: behind running text
    panel: Colour  #: behind the outlook
    text: Colour
    muted: Colour  #: dates, sources, the footer
    accent: Colour  #: links, the masthead, labels, the button's ground
    on_accent: Colour  #: the button's words
    rule: Colour  #: hairlines


#: Which words stand on which grounds, in the mail of every look and on the pages.
GROUNDS: Final = {
    "text": ("paper", "panel", "canvas"),
    "muted": ("paper", "panel", "canvas"),
    "accent": ("paper", "panel", "canvas"),
    "on_accent": ("accent",),
}


class LightPalette(Palette):
    """`[light]`: the scheme that every mail program shows."""

    canvas: Colour = "#f1f3f5"
    paper: Colour = "#ffffff"
    panel: Colour = "#eaf1f8"
    text: Colour = "#23272f"
    muted: Colour = "#59636e"
    accent: Colour = "#1f4f82"
    on_accent: Colour = "#ffffff"
    rule: Colour = "#dfe3e8"


class DarkPalette(Palette):
    """`[dark]`: the scheme of those who prefer it."""

    canvas: Colour = "#111418"
    paper: Colour = "#1a1e24"
    panel: Colour = "#22303f"
    text: Colour = "#e8eaed"
    muted: Colour = "#aab2bd"
    accent: Colour = "#8fbcf0"
    on_accent: Colour = "#0d1a29"
    rule: Colour = "#39414c"


class FontConfig(Part):
    """`[fonts]`: lists of families, as CSS has them; none is loaded from anywhere."""

    heading: Families = "Georgia, Times New Roman, serif"
    text: Families = (
        "-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
    )


class ThemeConfig(Part):
    """A publication's `theme.toml`; every key may be missing."""

    look: Annotated[str, AfterValidator(_look)] = "default"
    width: Annotated[int, Field(ge=320, le=800)] = 600  #: px, of the mail's column
    lead: Annotated[bool, Field(strict=True)] = False  #: whether the first story is set larger
    fonts: FontConfig = FontConfig()
    light: LightPalette = LightPalette()
    dark: DarkPalette = DarkPalette()
