"""HTML as the rules read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.preflight.document import read_document


def test_words_end_at_blocks_and_not_at_inline_tags() -> None:
    document = read_document("<body><p>one</p><p>t<b>w</b>o<br>three</p>four</body>")

    assert document.text.split() == ["one", "two", "three", "four"]


def test_what_nobody_sees_is_hidden_and_kept() -> None:
    document = read_document(
        '<head><title>Title</title><style>p{}</style></head><body><div style="DISPLAY : none">pre'
        "<i>header</i></div><p>seen</p></body>"
    )

    assert document.text.split() == ["seen"]
    assert [run.text for run in document.runs if run.element.is_hidden] == [
        "Title", "p{}", "pre", "header",
    ]  # fmt: skip
    assert document.style_sheet() == "p{}"


def test_comments_of_outlook_are_skipped() -> None:
    document = read_document(
        "<!--[if mso]><table><tr><td>A<![endif]--><!--[if !mso]><!--><p>B</p><!--<![endif]-->"
        "<p>C</p>"
    )

    assert document.text.split() == ["B", "C"]
    assert [element.tag for element in document.elements] == ["p", "p"]


def test_wording_of_a_link_holds_the_words_of_its_images() -> None:
    document = read_document('<a href="x"><b>See</b> <img alt="a bell"> now</a><a>None</a><a></a>')

    assert [words for _, words in document.wordings("a")] == ["See a bell now", "None", ""]


def test_first_of_two_attributes_counts() -> None:
    (element,) = read_document('<p CLASS="a b" class="c">').elements

    assert element.classes == {"a", "b"}


def test_end_tags_that_are_missing_or_too_many_do_no_harm() -> None:
    document = read_document("</p><div><p>one<p>two</div></section><p>three</p>")

    assert document.text.split() == ["one", "two", "three"]
    assert document.elements[-1].parent is None


@pytest.mark.parametrize("section", ["<![;", "<![foo[x]]>", "<![if !mso]>", "<![", "<![endif]"])
def test_a_marked_section_is_a_comment(section: str) -> None:
    assert read_document(f"<p>a{section}</p><p>b</p>").text.split()[0] == "a"


@given(st.text(alphabet="<>/!-[]abp \"'=&;\n", max_size=60))
def test_any_text_can_be_read(html: str) -> None:
    document = read_document(html)

    assert all(run.element in document.elements for run in document.runs)
