"""What is mended before mrml sees it; what mrml then makes of it is in the integration tests."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.render.mjml.prepass import encode_value, prepare, source_offset
from digest.render.mjml.tokens import MAX_BYTES, MAX_DEPTH


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


def test_the_first_of_two_equal_attributes_counts_as_it_does_in_html() -> None:
    assert prepare('<mj-x a="1" b="2" a="3">') == '<mj-x a="1" b="2" >'


@pytest.mark.parametrize(
    ("tag", "mended"),
    [
        ('<mj-text color="#aBc">', '<mj-text color="#aaBBcc">'),
        ('<mj-text color="#abcdef">', '<mj-text color="#abcdef">'),
        ('<mj-text color="red">', '<mj-text color="red">'),
        ('<a href="#abc">', '<a href="#abc">'),
    ],
)
def test_a_short_colour_is_written_out(tag: str, mended: str) -> None:
    assert prepare(tag) == mended


@pytest.mark.parametrize(
    ("tag", "mended"),
    [
        ('<mj-image src="a" />', '<mj-image alt="" src="a" />'),
        ("<mj-carousel-image/>", '<mj-carousel-image alt=""/>'),
        ('<mj-image alt="A" />', '<mj-image alt="A" />'),
        ('<img src="a">', '<img src="a">'),
    ],
)
def test_a_picture_gets_the_empty_alt_of_npms_mjml(tag: str, mended: str) -> None:
    assert prepare(tag) == mended


def test_an_element_without_content_is_written_as_mrml_knows_it() -> None:
    assert prepare('<BR><Img alt="é">') == '<br><img alt="&#233;">'


@pytest.mark.parametrize(
    ("comment", "mended"),
    [
        ("<!-- a -->", "<!-- a -->"),
        ("<!-- a -- b -->", "<!-- a    b -->"),
        ("<!--- a --->", "<!--  a  -->"),
        ("<!--[if mso]><b a='é'>x</b><![endif]-->", '<!--[if mso]><b a="&#233;">x</b><![endif]-->'),
        ("<!--[if !mso]><!-->x<!--<![endif]-->", "<!--[if !mso]><!-->x<!--<![endif]-->"),
    ],
)
def test_a_comment_is_one_that_mrml_reads(comment: str, mended: str) -> None:
    assert prepare(in_text(comment)) == in_text(mended)


@pytest.mark.parametrize("element", ["mj-attributes", "mj-style", "mj-title"])
def test_a_comment_goes_where_mrml_refuses_it(element: str) -> None:
    assert prepare(f"<{element}>\n<!-- a --></{element}>") in {
        f"<{element}>\n</{element}>",
        f"<{element}> </{element}>",
    }


def test_the_end_of_a_cdata_section_is_words_to_a_reader() -> None:
    assert prepare(in_text("a[b[0]]>c")) == in_text("a[b[0]]&gt;c")


def test_words_that_stand_in_no_element_of_words_are_dropped() -> None:
    assert prepare("<mjml><mj-body>\na \n</mj-body></mjml>") == (
        "<mjml><mj-body>\n</mj-body></mjml>"
    )


def test_white_space_that_mrml_refuses_becomes_a_line_break() -> None:
    assert (
        prepare("<mjml>\r\n<mj-head> \n</mj-head></mjml>") == "<mjml>\n<mj-head>\n</mj-head></mjml>"
    )


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
    "tag",
    [
        "<b>",
        "<b title='/>'>",
        '<b\n title=">">',
        "<b ",
        "<B>",
        "<mj-wrapper>",
        "<é>",
        "<_>",
        "<😀>",
        "<a:b>",
        "<!--[if mso]><b>",
        "<!--[if <]><b>",
        "<!-- x --><b>",
        "<![endif]--><b>",
    ],
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


def test_what_a_comment_or_a_value_holds_adds_no_depth() -> None:
    deep = "<b>" * 9_000
    prepare(f"<!-- {deep} --><a title='{deep}'>x</a>")


@pytest.mark.parametrize("start", ["<!--[if mso] >", "<!--[if mso]", "<!--[if a]b]>", "<!--[if"])
def test_a_conditional_comment_at_which_mrml_panics_is_refused(start: str) -> None:
    with pytest.raises(RenderError, match=r"the conditional comment at line 2 .* is broken"):
        prepare(in_text(f"\n{start}x<![endif]--></p>"))


def test_nothing_behind_a_comment_that_never_ends_is_read() -> None:
    source = "<b>x</b><!-- " + "<b>" * 9_000
    assert prepare(source) == source


@pytest.mark.parametrize(
    "scrap",
    [
        "<!--",
        "<a ",
        "<a \"'",
        '<a "<a"',
        "a" * 99,
        "<b></i>",
        "</b>",
        "<!",
        "<!--[if",
        "padding",
        "<mj-text a=''>",
    ],
)
def test_hostile_sources_are_prepared_in_time(scrap: str) -> None:
    """With one quadratic pattern each of them takes minutes."""
    with contextlib.suppress(RenderError):
        prepare(scrap * (200_000 // len(scrap)))
    with contextlib.suppress(RenderError):
        prepare(f"<a \\ {scrap * (200_000 // len(scrap))}>")


def test_an_offset_leads_back_to_the_source() -> None:
    source = "<mjml>\r\n<mj-body a='é\n'>\n<mj-text>é<b>ab</b>\n\n<i>c</i></mj-text>"
    prepared = prepare(source)
    for mark in ("<mj-body", "<mj-text>", "é<b>", "ab", "<i>", "c</i>"):
        byte = len(prepared[: prepared.index(mark)].encode())
        assert source_offset(source, byte) == source.index(mark)


def test_an_offset_behind_all_is_the_end() -> None:
    assert source_offset("<b>", 99) == 3


@given(st.text(alphabet="<>/\"'= \nabé-!&;", max_size=40), st.integers(0, 100))
def test_any_offset_lies_in_the_source(source: str, byte: int) -> None:
    assert 0 <= source_offset(source, byte) <= len(source)


@given(st.text(alphabet="<>/\"'= \nabmj-!&;"))
def test_any_text_is_prepared_or_refused(source: str) -> None:
    with contextlib.suppress(RenderError):
        prepare(source)
