"""The default theme's colours, as mail and web page share them.

One accent on grey-blue grounds. Six digits each: mrml does not expand three. Whoever changes one
keeps every text at 4.5:1 on its grounds (WCAG 2.2, 1.4.3); a test holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one scheme, as `#rrggbb`, named for what they do."""

    canvas: str  #: around the paper
    paper: str  #: behind running text
    panel: str  #: behind the outlook
    text: str
    muted: str  #: dates, sources, the footer
    accent: str  #: links, the masthead, labels
    rule: str  #: hairlines


LIGHT: Final = Palette(
    canvas="#f1f3f5",
    paper="#ffffff",
    panel="#eaf1f8",
    text="#23272f",
    muted="#59636e",
    accent="#1f4f82",
    rule="#dfe3e8",
)
DARK: Final = Palette(
    canvas="#111418",
    paper="#1a1e24",
    panel="#22303f",
    text="#e8eaed",
    muted="#aab2bd",
    accent="#8fbcf0",
    rule="#39414c",
)
