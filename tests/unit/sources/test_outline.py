from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.article import BlockKind, Link
from digest.compose.text import one_line
from digest.sources.outline import Line, Outline, Run, line_of

RUNS = st.lists(st.builds(Run, st.text(), st.booleans(), st.sampled_from(["", "/a", "/b"])))


@given(RUNS)
def test_line_is_all_of_its_runs(runs: list[Run]) -> None:
    line = line_of(runs)
    assert line.text == one_line("".join(run.text for run in runs))
    assert 0 <= line.lead <= len(line.text)
    assert all(link.url for link in line.links)


def test_lead_is_the_bold_beginning() -> None:
    assert line_of([Run(" "), Run("In ", is_bold=True), Run("brief:", is_bold=True)]).lead == 9
    assert line_of([Run("In brief: ", is_bold=True), Run("no")]).lead == 9
    assert line_of([Run("so "), Run("In brief", is_bold=True)]).lead == 0


def test_line_is_bold_when_nothing_in_it_is_not() -> None:
    assert line_of([Run("In", is_bold=True), Run(" \n"), Run("brief", is_bold=True)]).is_bold
    assert not line_of([Run("In", is_bold=True), Run(" brief")]).is_bold
    assert not line_of([Run(" ", is_bold=True)]).is_bold


def test_runs_with_one_address_are_one_link() -> None:
    runs = [Run("a ", url="/a"), Run("b", is_bold=True, url="/a"), Run("c"), Run("d", url="/d")]
    assert line_of(runs).links == (Link(text="a b", url="/a"), Link(text="d", url="/d"))


def test_hint_is_that_of_the_innermost_box_that_has_one() -> None:
    outline = Outline()
    outline.enter(BlockKind.PARAGRAPH, hint="tip")
    outline.enter(BlockKind.ITEM)
    outline.add("One")
    outline.leave()
    outline.enter(BlockKind.PARAGRAPH, hint="tldr")
    outline.add("Two")
    outline.leave()
    outline.leave()
    outline.add("Three")
    assert [block.hint for block in outline.blocks] == ["tip", "tldr", ""]


def test_paragraphs_of_an_item_are_one_block_with_all_links() -> None:
    outline = Outline()
    outline.enter(BlockKind.ITEM, is_numbered=True)
    outline.add(Line("One", 3, (Link(text="One", url="/1"),)))
    outline.add(Line("two", 0, (Link(text="two", url="/2"),)))
    outline.leave()
    (block,) = outline.blocks
    assert (block.text, block.level, block.lead, block.is_numbered) == ("One two", 1, 3, True)
    assert [link.url for link in block.links] == ["/1", "/2"]


def test_a_bold_line_may_end_in_an_abbreviation() -> None:
    outline = Outline()
    outline.add("About Harbour Inc.", is_bold=True)
    outline.add("The harbour is old.", is_bold=True)
    assert [block.level for block in outline.blocks] == [7, 0]
