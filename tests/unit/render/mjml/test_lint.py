"""Each code of the lint has MJML that earns it, at its line, and MJML beside it that does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.mjml.lint import MAX_FAULTS, LintFault, lint_mjml
from digest.render.mjml.table import ATTRIBUTES
from digest.render.mjml.tokens import MAX_BYTES, MAX_DEPTH
from digest.render.mjml.values import IGNORED

TEXT = "<mj-text>x</mj-text>"


def document(body: str = TEXT, *, head: str = "", section: str = "") -> str:
    """MJML whose `head` stands on line 2 and whose `body` begins on line 5."""
    return (
        f"<mjml><mj-head>\n{head}\n</mj-head><mj-body>\n<mj-section {section}><mj-column>\n"
        f"{body}\n</mj-column></mj-section>\n</mj-body></mjml>"
    )


def in_body(content: str) -> str:
    """MJML whose `content` stands in the body itself, on line 2."""
    return f"<mjml><mj-body>\n{content}\n</mj-body></mjml>"


def defaults(content: str) -> str:
    return f"<mj-attributes>{content}</mj-attributes>"


def found(source: str) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in lint_mjml(source)]


def test_good_mjml_has_no_fault() -> None:
    source = document(
        '<mj-text padding="0px 24px" color="#1f4f82" mj-class="a" css-class="b">\n'
        '<p>It\'s <b>one</b> &lt; two &amp; <br>three > <i title="a > b < c">x</i></p><hr/>\n'
        "<!-- [if mso] --><!--[if mso]><b>o</b><![endif]--><!--[if !mso]><!--><b>n</b>"
        '<!--<![endif]--><input disabled><img src="a.png" alt="" width="20" />\n</mj-text>\n'
        '<mj-image src="a.png" alt="A picture" />\n<mj-spacer height="0" />',
        head="<mj-title>A</mj-title>\n<mj-preview>B</mj-preview><mj-attributes>\n"
        '<mj-all font-family="serif" /><mj-class name="a" color="red" />'
        '<mj-text align="left" /></mj-attributes><mj-breakpoint width="480px" />'
        "<mj-style>a > b { color: #fff } @media (width:1px) { #a{} }</mj-style>\n"
        '<mj-style inline="inline">a { color: red }</mj-style>',
        section='full-width="full-width" text-padding="4px 4px 4px 0"',
    )
    assert found(source) == []


@pytest.mark.parametrize(
    ("code", "line", "source"),
    [
        ("mjml-root", 1, "<mjml></mjml>"),
        ("mjml-root", 2, "<mjml><mj-body></mj-body>\n<mj-body></mj-body></mjml>"),
        ("mjml-root", 2, in_body("<mjml></mjml>")),
        ("mjml-unknown-tag", 5, document("<mj-txet>x</mj-txet>")),
        ("mjml-unknown-tag", 5, document("<mj-text><mj-foo>x</mj-foo></mj-text>")),
        ("mjml-unknown-tag", 5, document("<mj-Text>x</mj-Text>")),
        ("mjml-parent", 2, in_body("<mj-text>x</mj-text>")),
        ("mjml-parent", 5, document("<mj-section></mj-section>")),
        ("mjml-parent", 5, document("<mj-text><mj-button>x</mj-button></mj-text>")),
        ("mjml-parent", 2, document(head=TEXT)),
        ("mjml-parent", 2, document(head=defaults('<mj-class name="a"><mj-text /></mj-class>'))),
        ("mjml-raw-place", 5, document("<mj-social><mj-raw>x</mj-raw></mj-social>")),
        ("mjml-raw-place", 2, "<mjml>\n<mj-raw>x</mj-raw><mj-body></mj-body></mjml>"),
        ("mjml-raw-place", 2, document(head=defaults("<mj-raw>x</mj-raw>"))),
        ("mjml-html-attributes", 2, document(head="<mj-html-attributes></mj-html-attributes>")),
        ("mjml-include", 2, in_body('<mj-include path="a.mjml" />')),
        ("mjml-stray-content", 2, in_body("words")),
        ("mjml-stray-content", 2, in_body("<div>x</div>")),
        ("mjml-stray-content", 2, "<mjml><mj-body></mj-body></mjml>\nwords"),
        ("mjml-words-only", 2, document(head="<mj-title><b>x</b></mj-title>")),
        ("mjml-words-only", 2, document(head="<mj-preview>a<br>b</mj-preview>")),
        ("mjml-unclosed", 6, document("<mj-text>\n<p>a\n</mj-text>")),
        ("mjml-unclosed", 5, document("<mj-text>a")),
        ("mjml-unclosed", 5, document("<mj-text><b>a<i>b</b></i></mj-text>")),
        ("mjml-stray-end", 6, document("<mj-text>\na</b></mj-text>")),
        ("mjml-stray-end", 5, document("<mj-text>a</br></mj-text>")),
        ("mjml-bare-less-than", 6, document("<mj-text>\na < b</mj-text>")),
        ("mjml-bare-less-than", 5, document("<mj-text>a <5 b</mj-text>")),
        ("mjml-bare-less-than", 5, document('<mj-text><a href="x>x</a></mj-text>')),
        ("mjml-bare-less-than", 2, document(head="<mj-style>@media (width<1px) {}</mj-style>")),
        ("mjml-declaration", 1, f"<!doctype html>{document()}"),
        ("mjml-declaration", 5, document("<mj-text><![CDATA[x]]></mj-text>")),
        ("mjml-comment", 6, document("<mj-text>\n<!-- x</mj-text>")),
        ("mjml-comment", 5, document("<mj-text><!--[if mso] >x<![endif]--></mj-text>")),
        ("mjml-comment", 2, in_body("<!--[if mso]><![endif]-->")),
        ("mjml-character", 6, document("<mj-text>\n\x01</mj-text>")),
        ("mjml-character", 5, document("<mj-text>\ufffe</mj-text>")),
        ("mjml-character", 5, document("<mj-text>\ud800</mj-text>")),
        ("mjml-template-syntax", 6, document("<mj-text>\n{{ name }}</mj-text>")),
        ("mjml-template-syntax", 5, document("<mj-text>{% if x %}</mj-text>")),
        ("mjml-unknown-attribute", 5, document('<mj-text colour="red">x</mj-text>')),
        ("mjml-unknown-attribute", 6, document('<mj-text\nhref="x">x</mj-text>')),
        ("mjml-unknown-attribute", 1, '<mjml version="4"><mj-body></mj-body></mjml>'),
        ("mjml-ignored-attribute", 4, document(section='gutter="4px"')),
        ("mjml-ignored-attribute", 2, in_body('<mj-wrapper gap="4px"></mj-wrapper>')),
        ("mjml-ignored-attribute", 2, document(head=defaults('<mj-button title="a" />'))),
        ("mjml-duplicate-attribute", 6, document('<mj-text color="red"\ncolor="blue">x</mj-text>')),
        ("mjml-duplicate-attribute", 5, document('<mj-text><a href="a" href="b">x</a></mj-text>')),
        ("mjml-attribute-syntax", 5, document("<mj-text><a href=x>x</a></mj-text>")),
        ("mjml-attribute-syntax", 5, document('<mj-text><a href="x"title="y">x</a></mj-text>')),
        ("mjml-attribute-syntax", 5, document('<mj-spacer height="5px" / >')),
        ("mjml-attribute-syntax", 4, document(section="full-width")),
        ("mjml-value", 5, document('<mj-text font-size="huge">x</mj-text>')),
        ("mjml-value", 5, document('<mj-text align="start">x</mj-text>')),
        ("mjml-value", 5, document('<mj-table cellpadding="4px"></mj-table>')),
        ("mjml-padding-unit", 4, document(section='padding="0 24px"')),
        ("mjml-padding-unit", 4, document(section='padding-left="5%"')),
        ("mjml-padding-unit", 4, document(section='padding="1em 24px"')),
        ("mjml-padding-unit", 4, document(section='padding="24"')),
        ("mjml-padding-unit", 4, document(section='padding-left="1px 2px"')),
        ("mjml-colour", 4, document(section='background-color="#fff"')),
        ("mjml-colour", 4, document(section='background-color="#ffff"')),
        ("mjml-colour", 4, document(section='background-color="24px"')),
        ("mjml-image-alt", 5, document('<mj-image src="a.png" />')),
        ("mjml-image-alt", 5, document('<mj-text><img src="a.png" width="1" /></mj-text>')),
        ("mjml-image-width", 5, document('<mj-text><img src="a.png" alt="" /></mj-text>')),
        ("mjml-inline-style", 3, document(head='<mj-style\n inline="true">a{}</mj-style>')),
        ("mjml-inline-style", 3, document(head='<mj-style inline="inline">\n@media {}</mj-style>')),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_line(code: str, line: int, source: str) -> None:
    assert (code, line) in found(source)


def test_every_code_that_is_told_is_tested() -> None:
    told = set(re.findall(r"mjml-[a-z]+(?:-[a-z]+)*(?=[,;.])", lint_mjml.__doc__ or ""))
    tested = next(
        mark.args[1]
        for mark in test_a_fault_is_found_at_its_line.pytestmark  # type: ignore[attr-defined]  # pytest's
    )
    assert told == {code for code, _, _ in tested} | {"mjml-size", "mjml-depth"}


@pytest.mark.parametrize(
    "source",
    [
        document('<mj-text padding="0 24px">x</mj-text>'),
        document('<mj-text color="#fff">x</mj-text>'),
        document("<mj-text>{{ 7*7 }}</mj-text>"),
        document('<mj-text><img src="a.png" alt="" /></mj-text>'),
    ],
)
def test_what_is_mended_or_an_articles_own_is_no_error(source: str) -> None:
    assert [fault.is_error for fault in lint_mjml(source)] == [False]


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            "<mj-txet>x</mj-txet>",
            "mjml-unknown-tag",
            "<mj-txet> is no element of MJML; did you mean `mj-text`?",
        ),
        (
            '<mj-text colour="red">x</mj-text>',
            "mjml-unknown-attribute",
            "<mj-text> knows no `colour`; did you mean `color`?",
        ),
        (
            "<mj-text><p>a</mj-text>",
            "mjml-unclosed",
            "<p> is not closed before </mj-text>; write </p>",
        ),
        (
            '<mj-text color="#AbC">x</mj-text>',
            "mjml-colour",
            "<mj-text> has color='#AbC'; write it as #AAbbCC",
        ),
        (
            "<mj-social-element>x</mj-social-element>",
            "mjml-parent",
            "<mj-social-element> stands in <mj-column>; it may stand in <mj-social>",
        ),
    ],
)
def test_a_message_says_what_and_how_to_mend(body: str, code: str, message: str) -> None:
    (fault,) = lint_mjml(document(body))
    assert (fault.code, fault.message) == (code, message)


@pytest.mark.parametrize(
    "content",
    ['<mj-image alt="" />', '<mj-all alt="" />', '<mj-class name="logo" alt="" />'],
)
def test_alt_may_come_from_a_default(content: str) -> None:
    body = '<mj-image mj-class="wide logo" src="a.png" />'
    assert found(document(body, head=defaults(content))) == []


def test_an_unknown_element_is_one_fault_whatever_it_holds() -> None:
    source = in_body("<mj-sektion><mj-column>words</mj-column></mj-sektion>")
    assert found(source) == [("mjml-unknown-tag", 2)]


def test_an_attribute_that_html_knows_is_none_of_mjmls_business() -> None:
    body = '<mj-raw><v:rect xmlns:v="urn:x" fill="#fff" padding="0">x</v:rect></mj-raw>'
    assert found(document(body)) == []


def test_faults_come_in_the_documents_order() -> None:
    source = document('<mj-text color="#fff">\x01{{ a }}</mj-text>', section='gutter="1px"')
    faults = lint_mjml(source)
    offsets = [fault.offset for fault in faults]
    assert len(faults) == 4
    assert offsets == sorted(offsets)


def test_a_fault_knows_its_offset() -> None:
    source = document('<mj-text color="red" colour="red">x</mj-text>')
    (fault,) = lint_mjml(source)
    assert source[fault.offset :].startswith("colour")


def test_depth_is_a_fault_and_ends_the_search() -> None:
    deep = "<b>" * MAX_DEPTH
    faults = lint_mjml(document(f"<mj-text>\n{deep}x{'</b>' * MAX_DEPTH}</mj-text>"))
    assert [(fault.code, fault.line) for fault in faults] == [("mjml-depth", 6)]


def test_size_is_a_fault_in_bytes() -> None:
    assert found("é" * (MAX_BYTES // 2 + 1)) == [("mjml-size", 1)]


def test_a_document_of_faults_gives_no_more_than_the_first() -> None:
    faults = lint_mjml(document("<mj-foo></mj-foo>\n" * 1_000))
    assert len(faults) == MAX_FAULTS


HOSTILE = {
    "comments that never end": "<!--" * 20_000,
    "tags that never end": "<a " * 20_000,
    "quotes that never end": "<a \"'" * 20_000,
    "quotes in quotes": '<a "<a"' * 20_000,
    "one long name": "<" + "a" * 80_000,
    "one long attribute": f'<a \\{"b" * 80_000} c="d">',
    "spaces before nothing": f"<a b{' ' * 80_000}c>",
    "padding after padding": f"<a {'padding' * 10_000}>",
    "values in values": f'<a b="{"x=y" * 20_000}">',
    "attributes": "<mj-text " + 'x="y" ' * 10_000 + ">",
    "unlike attributes": "<mj-text " + "".join(f'x{n}="y" ' for n in range(5_000)) + ">",
    "ends": "</b>" * 20_000,
    "crossings": "<b></i>" * 10_000,
    "conditional comments": "<!--[if mso]>" * 8_000,
    "broken conditions": "<!--[if" * 12_000,
    "declarations": "<!" * 40_000,
    "braces": "{" * 80_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_sources_are_linted_in_time(source: str) -> None:
    """With one quadratic pattern each of them takes minutes."""
    assert lint_mjml(source)


SCRAPS = st.lists(
    st.sampled_from(
        ["<mjml>", "</mjml>", "<mj-body>", "</mj-body>", "<mj-text", ">", "/>", "</mj-text>", "<b>",
         "</b>", "<!--", "-->", "<!--[if mso]>", "<![endif]-->", ' a="b"', " color='#fff'", "\n",
         "<img", '"', "'", "x", "é", "<", "{{", "\x00", "<mj-style inline", "=", " "]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), SCRAPS))
def test_any_text_is_linted(source: str) -> None:
    faults = lint_mjml(source)
    assert len(faults) <= MAX_FAULTS
    for fault in faults:
        assert isinstance(fault, LintFault)
        assert 0 <= fault.offset <= len(source)
        assert fault.line == source.count("\n", 0, fault.offset) + 1
        assert fault.message.isprintable()


def test_the_ignored_attributes_are_attributes() -> None:
    """When this fails, the table of MJML was made anew and the list beside it is out of date."""
    for tag, names in IGNORED.items():
        assert names <= ATTRIBUTES[tag].keys()
