from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.headline import Headline, format_headline, parse_headline
from digest.archive.place import Place
from digest.compose.web import web_address

_tails = st.one_of(st.text(), st.text(alphabet="aZ.@:/?#[]<>\"`\\ {}|^%&;()'ä\u202e\u200f"))
_typed = st.one_of(
    st.text(), st.tuples(st.sampled_from(["https://", "HTTP://x.example/"]), _tails).map("".join)
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"),
        ("HTTPS://X.Example/A", "https://x.example/A"),
        (" https://Me@X.example:8080/ ", "https://Me@x.example:8080/"),
        ("https://x.example/`a`", "https://x.example/%60a%60"),
        ("https://x.example/a\\b", "https://x.example/a%5Cb"),
        ('https://x.example/?q=<"a">', "https://x.example/?q=%3C%22a%22%3E"),
        ("https://x.example/a\u200fb", "https://x.example/a%E2%80%8Fb"),
        ("https://zürich.example/ä?b=%20", "https://zürich.example/ä?b=%20"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_address_has_one_form(typed: str, address: str) -> None:
    assert web_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "/a",
        "ftp://x.example/",
        "javascript:alert(1)",
        "https:///a",
        "https://x.example/a b",
        "https://x<y>.example/",
        "https://x.example\\a",
        "https://[::1/",
        "https://x.example:port/",
        "https://:80/",
        "https://x\u200f.example/",
    ],
)
def test_what_cannot_be_mended_is_no_address(typed: str) -> None:
    assert web_address(typed) == ""


@given(_typed)
def test_address_is_done_after_once_and_stands_in_an_issue_file(typed: str) -> None:
    address = web_address(typed)
    assert web_address(address) == address
    markdown = format_headline("Title", url=address)
    place = Place(path="a.md", line=1)
    assert parse_headline(markdown, place) == Headline(title="Title", url=address)
