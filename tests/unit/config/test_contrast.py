"""Contrast as WCAG 2.2 defines it, and the colour that comes nearest."""

from __future__ import annotations

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.contrast import LEAST_CONTRAST, contrast, hardest, nearest_readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def hue(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0]


def test_black_on_white_is_the_yardstick() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1f4f82", "#1f4f82") == 1


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0000001


def test_the_hardest_ground_is_the_nearest_in_light() -> None:
    assert hardest("#777777", ("#ffffff", "#888888", "#000000")) == "#888888"


@given(COLOURS, COLOURS)
def test_on_one_ground_there_is_always_a_readable_colour(words: str, ground: str) -> None:
    assert contrast(nearest_readable(words, (ground,)), ground) >= LEAST_CONTRAST


def test_the_readable_colour_keeps_its_hue() -> None:
    found = nearest_readable("#e4572e", ("#ffffff", "#eaf1f8"))
    assert found == "#c44019"
    assert hue(found) == pytest.approx(hue("#e4572e"), abs=0.01)


def test_a_readable_colour_stays_as_it_is() -> None:
    assert contrast(nearest_readable("#1f4f82", ("#ffffff",)), "#1f4f82") < 1.02


def test_on_black_grey_and_white_at_once_there_is_none() -> None:
    assert nearest_readable("#1f4f82", ("#000000", "#777777", "#ffffff")) == ""
