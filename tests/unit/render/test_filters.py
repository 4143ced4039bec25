"""What templates may do to a value."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from digest.render.clean import clean_html
from digest.render.filters import host, mjml_attribute, with_attributes, with_tail


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_an_attribute_reads_back_as_it_was(value: str) -> None:
    encoded = mjml_attribute(value)
    assert not set(encoded) & set("<>\"'\\")
    assert html.unescape(encoded) == value


def test_attributes_are_written_into_the_tags_they_belong_to() -> None:
    clean = clean_html('<p>a <b>b</b></p><pre>c</pre><a href="https://e.org" title="<p x">d</a>')
    styled = with_attributes(Markup(clean), {"p": 'style="x"', "a": 'class="y"'})
    assert styled == (
        '<p style="x">a <b>b</b></p><pre>c</pre>'
        '<a class="y" href="https://e.org" title="&lt;p x">d</a>'
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/a?b", "example.org"),
        ("http://Example.org:8080/", "example.org"),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address_is_what_a_reader_knows(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("<p>One.</p>\n", "<p>One.!</p>\n"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "<ul>\n<li>a</li>\n<li>b!</li>\n</ul>\n"),
        ("<blockquote>\n<p>q</p>\n</blockquote>\n", "<blockquote>\n<p>q!</p>\n</blockquote>\n"),
        ("<pre>x</pre>", "<pre>x</pre>!"),
    ],
)
def test_a_tail_stands_in_the_last_line_of_a_passage(passage: str, expected: str) -> None:
    assert with_tail(Markup(passage), Markup("!")) == expected
