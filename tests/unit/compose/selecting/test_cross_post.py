from __future__ import annotations

import pytest

from digest.article import BlockKind, Link
from digest.compose.selecting.cross_post import is_at, original_hosts
from digest.sources.assemble import Head, Origin, RawBlock, assemble

ORIGIN = Origin(source="desk", location="a.html", language="en")


def hosts(*blocks: RawBlock, url: str = "https://copy.example/a") -> frozenset[str]:
    return original_hosts(assemble(Head(title="Ferries", url=url), blocks, origin=ORIGIN))


def said(text: str, *links: str) -> RawBlock:
    return RawBlock(
        BlockKind.PARAGRAPH, text, links=tuple(Link(text="there", url=url) for url in links)
    )


@pytest.mark.parametrize(
    "text",
    [
        "This post was originally published on quay.example.",
        "First appeared in www.quay.example last week.",
        "Zuerst erschienen bei quay.example",
        "Article publié initialement sur quay.example",
        "Publicado originalmente en quay.example.",
        "本文最初发表于 quay.example 网站",
    ],
)
def test_host_of_the_original_is_read_from_the_sentence(text: str) -> None:
    assert hosts(said(text)) == {"quay.example"}


def test_host_of_the_original_is_read_from_its_link() -> None:
    sentence = said("Originally posted on the harbour blog.", "https://www.quay.example/x")
    assert hosts(sentence) == {"quay.example"}


def test_own_host_is_not_another_one() -> None:
    assert hosts(said("Originally published on copy.example.")) == frozenset()


def test_sentence_in_the_middle_or_in_code_says_nothing() -> None:
    line = "Originally published on quay.example."
    around = [said(f"Paragraph {number}.") for number in range(10)]
    assert hosts(*around, said(line), *around) == frozenset()
    assert hosts(RawBlock(BlockKind.CODE, line)) == frozenset()


def test_link_that_is_no_address_is_no_host() -> None:
    assert hosts(said("Originally posted there.", "http://[", "/relative")) == frozenset()


def test_page_is_at_a_host_or_below_it() -> None:
    named = frozenset({"quay.example"})
    assert is_at("https://www.quay.example/a", hosts=named)
    assert is_at("https://blog.quay.example/a", hosts=named)
    assert not is_at("https://otherquay.example/a", hosts=named)
    assert not is_at("", hosts=named)
