"""How a source falls into tags: what is one to mrml is one to us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.mjml.tokens import opens, tags


def pieces(source: str) -> list[str]:
    return [tag[0] for tag in tags(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<b>c</b>d", ["<b>", "</b>"]),
        ("<a title='>' href=\"</a>\">x", ["<a title='>' href=\"</a>\">"]),
        ("<a\n b='c'\n/>", ["<a\n b='c'\n/>"]),
        ("<!-- <b> --><i>", ["<!-- <b> -->", "<i>"]),
        ("<!--[if mso | IE]><b><![endif]-->", ["<!--[if mso | IE]>", "<b>", "<![endif]-->"]),
        ("<!--[if !mso]><!--><b>", ["<!--[if !mso]><!-->", "<b>"]),
        ("<b><!--<![endif]--><i>", ["<b>", "<!--<![endif]-->", "<i>"]),
        ("<!doctype html><?xml?>", ["<!doctype html>", "<?xml?>"]),
        ("1 < 2 <3", []),
        ("<b <i>", ["<", "<i>"]),
        ("<é><😀><_>", ["<é>", "<😀>", "<_>"]),
        ("<b><!-- <i>", ["<b>", "<"]),
        ("<b><!--[if mso] ><i>", ["<b>", "<!--[if"]),
    ],
)
def test_a_source_falls_into_tags(source: str, expected: list[str]) -> None:
    assert pieces(source) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("<b>", True), ("<b/>", False), ("<br>", False), ("<BR>", False), ("<b a='/>'>", True)],
)
def test_a_start_tag_opens_unless_it_is_closed_or_void(tag: str, expected: bool) -> None:
    assert opens(tag, next(tags(tag))[2].lower()) is expected


@given(st.text(alphabet="<>/\"'= ab-![]if\n"))
def test_tags_come_in_order_and_do_not_overlap(source: str) -> None:
    end = 0
    for tag in tags(source):
        assert end <= tag.start() < tag.end()
        end = tag.end()
