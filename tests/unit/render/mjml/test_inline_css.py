"""Styles that are to be written into the elements are taken out of the source, and only they."""

from __future__ import annotations

import pytest

from digest.render.mjml.inline_css import take_inline_styles


@pytest.mark.parametrize(
    "source",
    [
        "<mj-head><mj-style>a{}</mj-style></mj-head>",
        '<mj-style inline="true">a{}</mj-style>',
        '<mj-text data-inline="inline">a</mj-text>',
        '<mj-style inline="inline">',
    ],
)
def test_other_elements_stay(source: str) -> None:
    assert take_inline_styles(source) == (source, "")


def test_the_styles_of_all_elements_are_taken() -> None:
    styles = (
        '<mj-style inline="inline">é{}</mj-style>',
        '<mj-style\n inline="inline"\n>x{}</mj-style\n>',
    )
    source = "<a>" + "<b>".join(styles)
    left, css = take_inline_styles(source)
    assert css == "é{}\nx{}"
    assert left.replace("\n", "") == "<a><b>"


def test_what_follows_keeps_its_place_in_bytes() -> None:
    source = '<mj-style inline="inline">é{}</mj-style><b>'
    left, _ = take_inline_styles(source)
    assert left.encode().index(b"<b>") == source.encode().index(b"<b>")
