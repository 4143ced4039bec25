"""Whether words can be read on their ground (WCAG 2.2, 1.4.3), and what comes nearest if not."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from typing import Final

#: For text below 24 px that is not bold (WCAG 2.2, 1.4.3, level AA).
LEAST_CONTRAST: Final = 4.5
_STEPS: Final = 400  # of lightness, when a readable colour is looked for


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21, whichever of them is the ground."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def hardest(words: str, grounds: Iterable[str]) -> str:
    """The ground that the words stand out from the least."""
    return min(grounds, key=lambda ground: contrast(words, ground))


def nearest_readable(words: str, grounds: Sequence[str]) -> str:
    """The colour of the same hue, as little lighter or darker as it can be read on all grounds.

    Empty where there is none, because the grounds differ too much.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(words))
    shades = sorted(
        (step / _STEPS for step in range(_STEPS + 1)), key=lambda it: abs(it - lightness)
    )
    for shade in shades:
        colour = _hex(colorsys.hls_to_rgb(hue, shade, saturation))
        if contrast(colour, hardest(colour, grounds)) >= LEAST_CONTRAST:
            return colour
    return ""


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, «relative luminance»), with sRGB's own threshold."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
