"""Directions of languages, by the tables of CLDR."""

from __future__ import annotations

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from digest.wording.direction import text_direction


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("iw", "rtl"),
        ("fa", "rtl"),
        ("prs", "rtl"),
        ("yi", "rtl"),
        ("dv", "rtl"),
        ("nqo", "rtl"),
        ("lah", "rtl"),
        ("ar-Latn", "ltr"),
        ("en-Arab", "rtl"),
        ("AZ-ARAB-IR", "rtl"),
        ("az-IR", "rtl"),
        ("az-AZ", "ltr"),
        ("pa-Guru", "ltr"),
        ("pa-PK", "rtl"),
        ("ar-001", "rtl"),
        ("tlh", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_script_decides_the_direction(language: str, direction: str) -> None:
    assert text_direction(language) == direction


def test_all_languages_of_cldr_run_as_it_says() -> None:
    tags = sorted(locale_identifiers())

    assert len(tags) > 500
    assert [
        tag
        for tag in tags
        if (text_direction(tag.replace("_", "-")) == "rtl")
        != (Locale.parse(tag).character_order == "right-to-left")
    ] == []
