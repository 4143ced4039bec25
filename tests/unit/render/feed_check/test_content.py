"""Start tags of an item's HTML, as browsers see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.feed_check.content import Tag, start_tags

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(
    lambda name: (
        name not in {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
    )
)
VALUES = st.text().map(lambda text: text.replace('"', "").replace("&", ""))


def names(html: str) -> list[str]:
    return [tag.name for tag in start_tags(html)]


def written(tag: tuple[str, dict[str, str]]) -> str:
    name, attributes = tag
    words = [name, *(f'{key}="{value}"' for key, value in attributes.items())]
    return f"<{' '.join(words)}>"


@given(st.lists(st.tuples(NAMES, st.dictionaries(NAMES, VALUES, max_size=3)), max_size=4))
def test_tags_that_are_written_well_are_read_back(tags: list[tuple[str, dict[str, str]]]) -> None:
    html = "words".join(map(written, tags))

    assert list(start_tags(html)) == [Tag(name, tuple(it.items())) for name, it in tags]


@pytest.mark.parametrize(
    ("html", "attributes"),
    [
        ("<a href=b>", (("href", "b"),)),
        ("<A HREF = 'b' c>", (("href", "b"), ("c", ""))),
        ('<a href="b"c="d">', (("href", "b"), ("c", "d"))),
        ("<a/href=/b/>", (("href", "/b/"),)),
        ('<a title="1 > 0" href="b">', (("title", "1 > 0"), ("href", "b"))),
        ("<a href=b'c>", (("href", "b'c"),)),
        ("<a\nhref\n=\nb>", (("href", "b"),)),
        ("<a href=&#106;avascript:x()>", (("href", "javascript:x()"),)),
        ('<a "quoted">', (('"quoted"', ""),)),
    ],
)
def test_attributes_are_read_in_any_spelling(
    html: str, attributes: tuple[tuple[str, str], ...]
) -> None:
    assert list(start_tags(html)) == [Tag("a", attributes)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a < b <3 <i>c</i></p>", ["p", "i"]),
        ("<!-- <b> --><i>", ["i"]),
        ("<![if x]><b>", ["b"]),
        ("<!doctype html><b>", ["b"]),
        ("<?php <b> ?><i>", ["i"]),
        ("</b <i>x<u>", ["u"]),
        ("<script>'<b>'</script><i>", ["script", "i"]),
        ("<SCRIPT><b></ScRiPt ><i>", ["script", "i"]),
        ("<b <i>x", ["b"]),
        ("<b", []),
        ("<b title='", []),
        ("<i><!-- <b>", ["i"]),
        ("<style><b>", ["style"]),
    ],
)
def test_what_is_no_start_tag_is_passed_over(html: str, expected: list[str]) -> None:
    assert names(html) == expected
