"""Addresses in feeds: absolute or not, and those of a `srcset`."""

import pytest

from digest.render.feed_check.addresses import (
    address_code,
    is_same,
    is_script,
    srcset_addresses,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/",
        "HTTP://A.example",
        " https://a.example/b?c#d ",
        "https://bücher.example/ä",
        "mailto:a@b.example",
        "tel:+431",
        "magnet:?xt=urn:btih:0",
    ],
)
def test_absolute_address_has_no_fault(url: str) -> None:
    assert address_code(url) == ""


@pytest.mark.parametrize(
    "url", ["", " ", "/a", "a.png", "#a", "?a", "//a.example/", "https:", "https:/a", "https://[a"]
)
def test_address_that_depends_on_where_it_stands_is_relative(url: str) -> None:
    assert address_code(url) == "address-relative"


@pytest.mark.parametrize("url", ["data:,a", "file:///a", "cid:1@a", "about:blank"])
def test_address_that_leads_nowhere_has_an_odd_scheme(url: str) -> None:
    assert address_code(url) == "address-scheme"


@pytest.mark.parametrize(
    "url", ["javascript:x()", " JavaScript:x()", "java\nscript:x()", "\x01vbscript:"]
)
def test_program_is_known_in_any_disguise(url: str) -> None:
    assert is_script(url)


@pytest.mark.parametrize("url", ["https://javascript:80/", "javascript", "/javascript:"])
def test_name_of_a_language_is_no_program(url: str) -> None:
    assert not is_script(url)


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("", []),
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        ("a.png 1x,b.png 2x", ["a.png", "b.png"]),
        ("a,b.png 100w,\n c.png 200w", ["a,b.png", "c.png"]),
        (" , a.png 1x ,, b.png", ["a.png", "b.png"]),
        ("a.png 100w 50h, b.png", ["a.png", "b.png"]),
    ],
)
def test_srcset_gives_its_addresses(srcset: str, expected: list[str]) -> None:
    assert list(srcset_addresses(srcset)) == expected


def test_same_address_in_two_spellings() -> None:
    assert is_same("https://A.example/feed#top", "https://a.example/feed")
    assert is_same("https://a.example", "https://a.example/")
    assert not is_same("https://a.example/feed", "http://a.example/feed")
    assert is_same("https://a.example/f?x=1", "http://127.0.0.1:80/f?x=1", hosts_differ=True)
    assert not is_same("https://a.example/f", "http://127.0.0.1/g", hosts_differ=True)
