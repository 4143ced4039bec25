"""What is mended before mrml sees it; what mrml then makes of it is in the integration tests."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.render.prepass import MAX_BYTES, MAX_DEPTH, encode_value, prepare


def in_text(html: str) -> str:
    return f"<mj-text>{html}</mj-text>"


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("plain value, 24px", "plain value, 24px"),
        ("caf\xe9\xa0x", "caf&#233;&#160;x"),
        ("a\u200db", "a&#8205;b"),
        ('say "hi"', "say &#34;hi&#34;"),
        ("a\\b", "a&#92;b"),
        ("a\tb\nc\rd", "a b c d"),
        ("&amp;&#160;", "&amp;&#160;"),
        ("\x07\x7f", "&#7;&#127;"),
    ],
)
def test_a_value_becomes_printable_ascii(value: str, encoded: str) -> None:
    assert encode_value(value) == encoded


@given(st.text())
def test_no_value_needs_an_escape_of_mrmls(value: str) -> None:
    encoded = encode_value(value)
    assert encoded.isascii()
    assert encoded.isprintable()
    assert not set(encoded) & set('"\\')


def test_both_kinds_of_quotes_are_read() -> None:
    assert prepare("""<mj-x a='say "é"' b = "c">""") == '<mj-x a="say &#34;&#233;&#34;" b="c">'


def test_an_end_tag_a_comment_and_text_stay_as_they_are() -> None:
    source = """é "quoted" <!-- <b a="é"> --></b >"""
    assert prepare(source) == source


@pytest.mark.parametrize(
    ("name", "value", "mended"),
    [
        ("padding", "0 24px", "0px 24px"),
        ("padding", "0", "0px"),
        ("padding", "28px 24px 0", "28px 24px 0px"),
        ("padding-left", "0", "0px"),
        ("inner-padding", "0 0", "0px 0px"),
        ("padding", "10px 0px 0% 0.5em", "10px 0px 0% 0.5em"),
        ("padding", "20px 100px", "20px 100px"),
        ("cellpadding", "0", "0"),
        ("border", "0", "0"),
    ],
)
def test_a_zero_gets_its_unit_in_paddings_only(name: str, value: str, mended: str) -> None:
    assert prepare(f'<mj-text {name}="{value}">') == f'<mj-text {name}="{mended}">'


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<b>a</b>\n<b>c</b>", "<b>a</b> <b>c</b>"),
        ("<b>a</b>\n\n  <i>c</i>", "<b>a</b> <i>c</i>"),
        ("<p>a</p>\n<p>c</p>", "<p>a</p>\n<p>c</p>"),
        ("a\n<b>c</b>\nd", "a\n<b>c</b>\nd"),
        ("<pre>a\n<b>c</b>\n\nd</pre>\n<p>e</p>", "<pre>a&#10;<b>c</b>&#10;&#10;d</pre>\n<p>e</p>"),
        ("<b>a</b>\n<!-- x -->", "<b>a</b> <!-- x -->"),
    ],
)
def test_white_space_between_words_survives(html: str, mended: str) -> None:
    assert prepare(in_text(html)) == in_text(mended)


def test_white_space_between_mjml_elements_is_left_alone() -> None:
    source = "<mj-head>\n<mj-title>x</mj-title>\n</mj-head>\n<mj-text>a</mj-text>\n"
    assert prepare(source) == source


def test_a_title_is_encoded_since_mrml_prints_it_as_an_attribute_too() -> None:
    assert prepare('<mj-title>a\xa0"b"</mj-title>') == "<mj-title>a&#160;&#34;b&#34;</mj-title>"


def test_depth_is_capped() -> None:
    prepare("<b>" * MAX_DEPTH + "x" + "</b>" * MAX_DEPTH)
    with pytest.raises(RenderError, match=r"at line 2 "):
        prepare("\n" + "<b>" * (MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "tag", ["<b>", "<b title='/>'>", '<b\n title=">">', "<b ", "<B>", "<mj-wrapper>"]
)
def test_no_way_of_writing_a_tag_slips_through_the_cap(tag: str) -> None:
    with pytest.raises(RenderError, match="inside each other"):
        prepare(tag * 9_000)


def test_void_and_closed_elements_add_no_depth() -> None:
    prepare("<br><img src='x'><hr/><mj-spacer/><b>x</b>" * 100)


def test_size_is_capped_in_bytes() -> None:
    prepare("x" * MAX_BYTES)
    with pytest.raises(RenderError, match="fewer or shorter stories"):
        prepare("é" * (MAX_BYTES // 2 + 1))


@given(st.text(alphabet="<>/\"'= \nabmj-!&;"))
def test_any_text_is_prepared_or_refused(source: str) -> None:
    with contextlib.suppress(RenderError):
        prepare(source)
