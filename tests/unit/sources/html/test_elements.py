from __future__ import annotations

import pytest

from digest.sources.html.page import blocks_of_fragment


def shape(html: str) -> list[tuple[str, int, str]]:
    blocks = blocks_of_fragment(html, where="articles/a.html")
    return [(block.kind.value, block.level, block.text) for block in blocks]


def texts(html: str) -> list[str]:
    return [text for _, _, text in shape(html)]


@pytest.mark.parametrize(
    "furniture",
    [
        "nav", "footer", "aside", "form", "script", "style", "noscript", "svg", "iframe",
        "template", "select", "figcaption", "button", "dialog",
    ],
)  # fmt: skip
def test_page_furniture_is_left_out(furniture: str) -> None:
    assert texts(f"<p>One</p><{furniture}><p>not me</p></{furniture}><p>Two</p>") == ["One", "Two"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div hidden>no</div>",
        "<p aria-hidden=true>no",
        "<div role=navigation>no</div>",
        "<div style='color: red; display:none'>no</div>",
        "<p style='visibility: hidden'>no</p>",
        "<span class='icon sr-only'>no</span>",
        "<span class=screen-reader-text>no</span>",
    ],
)
def test_hidden_elements_are_left_out(markup: str) -> None:
    assert texts(f"{markup}<p>Yes") == ["Yes"]


def test_text_behind_a_left_out_element_stays() -> None:
    assert texts("<p>One <svg><text>no</text></svg>two") == ["One two"]


def test_aside_of_takeaways_is_kept() -> None:
    assert texts("<p>x<aside><h3>Key points</h3><ul><li>One</ul></aside>")[1:] == [
        "Key points",
        "One",
    ]


def test_table_of_one_column_is_layout() -> None:
    table = "<table><tbody><tr><td><b>Key takeaways</b><br>• One<br>• Two</td></tr></table>"
    assert shape(table) == [("heading", 7, "Key takeaways"), ("item", 1, "One"), ("item", 1, "Two")]


def test_roles_make_headings_and_items() -> None:
    body = "<div role=heading aria-level=3>Part</div><div role=heading aria-level=x>Next</div>"
    assert shape(f"{body}<span role=listitem>One</span>") == [
        ("heading", 3, "Part"),
        ("heading", 2, "Next"),
        ("item", 1, "One"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>Key takeaways</b></p>",
        "<p> <strong>Key</strong> <b>takeaways</b><br>Text</p>",
        "<p style='font-weight: 700'>Key takeaways</p>",
        "<div><span style='color:red;font-weight:bold'>Key takeaways</span></div>",
        "<details><summary>Key takeaways</summary>Text</details>",
    ],
)
def test_bold_line_is_a_heading(body: str) -> None:
    assert shape(body)[0] == ("heading", 7, "Key takeaways")


def test_weight_can_take_boldness_away() -> None:
    assert shape("<b style='font-weight:normal'><p>Text</p></b>") == [("paragraph", 0, "Text")]


def test_what_a_script_puts_into_its_place_is_seen() -> None:
    late = "<div hidden id='S:1'><p>Text</p></div><div hidden id='menu'><p>Menu</p></div>"
    assert shape(late) == [("paragraph", 0, "Text")]
