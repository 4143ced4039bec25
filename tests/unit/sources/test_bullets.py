from __future__ import annotations

import pytest

from digest.article import BlockKind
from digest.sources.assemble import RawBlock
from digest.sources.bullets import with_items


def items(*lines: str) -> list[str]:
    blocks = [RawBlock(BlockKind.PARAGRAPH, line) for line in lines]
    return [block.text for block in with_items(blocks) if block.kind is BlockKind.ITEM]


@pytest.mark.parametrize("bullet", ["•", "• ", "▪ ", "‣ "])
def test_bullet_makes_an_item(bullet: str) -> None:
    assert items(f"{bullet}One", "Text") == ["One"]


@pytest.mark.parametrize("sign", ["—", "–", "-", "*", "+", "🔹", "✅", "▶️"])
def test_sign_makes_items_of_neighbours(sign: str) -> None:
    assert items("Text", f"{sign} One", f"{sign} Two", "Text") == ["One", "Two"]


@pytest.mark.parametrize("sign", ["—", "-", "🔹"])
def test_sign_of_one_line_is_its_own(sign: str) -> None:
    assert items("Text", f"{sign} and that was it", "Text") == []


def test_different_signs_are_no_list() -> None:
    assert items("— One", "🔹 Two", "- Three") == []


def test_numbers_that_count_on_are_a_list() -> None:
    found = with_items([RawBlock(BlockKind.PARAGRAPH, line) for line in ("1. One", "2) Two")])
    assert [(block.text, block.is_numbered) for block in found] == [("One", True), ("Two", True)]


@pytest.mark.parametrize("lines", [("1. One", "1. One"), ("3. Costs", "Text", "4. Gains")])
def test_numbers_that_do_not_count_on_stay(lines: tuple[str, ...]) -> None:
    assert items(*lines) == []


@pytest.mark.parametrize("line", ["•", "-5 degrees", "*emphasis*", "–", "...", "“Quoted”"])
def test_line_that_only_looks_like_it_is_none(line: str) -> None:
    assert items(line, line) == []


def test_bold_line_with_a_bullet_is_an_item_and_a_heading_by_markup_is_not() -> None:
    bold = RawBlock(BlockKind.HEADING, "• One", 7, lead=5)
    marked = RawBlock(BlockKind.HEADING, "• Two", 2)
    first, second = with_items([bold, marked])
    assert (first.kind, first.level, first.text, first.lead) == (BlockKind.ITEM, 1, "One", 3)
    assert second is marked
