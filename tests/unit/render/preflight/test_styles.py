"""Which rules of a style sheet are about which elements."""

from __future__ import annotations

import pytest

from digest.render.preflight.document import read_document
from digest.render.preflight.styles import read_rules

HTML = '<div class="a b" dir="rtl"><table><tr><td id="here" class="c">x</td></tr></table></div>'
(CELL,) = (element for element in read_document(HTML).elements if "id" in element.attributes)


@pytest.mark.parametrize(
    "selector",
    [
        "td", "*", ".c", "td.c", ".a td", ".a .c", ".a.b .c", "tr > td", ".a > table > tr > td",
        ".a>table td", "[dir] td", "[dir=rtl] td", '[dir="rtl"] .c', "div td", "x, td", "TD",
    ],
)  # fmt: skip
def test_selector_matches(selector: str) -> None:
    assert any(rule.matches(CELL) for rule in read_rules(f"{selector} {{ color: red }}"))


@pytest.mark.parametrize(
    "selector",
    [
        "tr", ".a", ".c.a", ".a > td", "table > td", "[dir=ltr] td", "[data-ogsc] td", "td:hover",
        "td + td", ".a > tr > td", "td td", "#here",
    ],
)  # fmt: skip
def test_selector_does_not_match(selector: str) -> None:
    assert not any(rule.matches(CELL) for rule in read_rules(f"{selector} {{ color: red }}"))


def test_rules_of_the_dark_scheme_are_told_from_the_others() -> None:
    rules = read_rules(
        "@import url(x); /* { */ p { color: red; COLOR: blue !important }"
        "@media only screen and (max-width:479px) { p { color: green } }"
        "@media (prefers-color-scheme: dark) { p { color: white } b, i { color: gray } }"
        "b { color: black"
    )

    found = [(rule.steps[0].tag, rule.declarations["color"], rule.is_dark) for rule in rules]
    assert found == [
        ("p", "blue", False), ("p", "white", True), ("b", "gray", True), ("i", "gray", True),
        ("b", "black", False),
    ]  # fmt: skip
    assert [dict(rule.important) for rule in rules] == [{"color": "blue"}, {}, {}, {}, {}]


def test_more_classes_weigh_more_than_more_tags() -> None:
    plain, with_class = read_rules("div table td { color: red } .c { color: blue }")

    assert plain.weight < with_class.weight
