from __future__ import annotations

import pytest

from digest.compose.markdown import plain
from digest.compose.sections import find_outlook, find_takeaways
from digest.model import Article, BlockKind
from digest.sources.assemble import Head, Origin, RawBlock, assemble

ORIGIN = Origin(source="desk", location="articles/a.txt", language="en")


def heading(text: str, level: int = 2) -> RawBlock:
    return RawBlock(BlockKind.HEADING, text, level)


def item(text: str, depth: int = 1) -> RawBlock:
    return RawBlock(BlockKind.ITEM, text, depth)


def paragraph(text: str) -> RawBlock:
    return RawBlock(BlockKind.PARAGRAPH, text)


def article(*blocks: RawBlock) -> Article:
    return assemble(Head(title="A title", standfirst="Lead."), blocks, origin=ORIGIN)


def takeaways(*blocks: RawBlock) -> list[str]:
    """The takeaways as a reader sees them, each proved by its span."""
    read = article(*blocks)
    found = find_takeaways(read)
    for takeaway in found:
        assert takeaway.provenance is not None
        assert takeaway.provenance.article_id == read.id
        span = read.text[takeaway.provenance.start : takeaway.provenance.end]
        assert plain(takeaway.markdown) == span
    return [plain(takeaway.markdown) for takeaway in found]


def outlook(*blocks: RawBlock) -> tuple[str, ...]:
    found = find_outlook(article(*blocks))
    return found.paragraphs if found else ()


def test_takeaways_are_the_list_behind_the_heading() -> None:
    found = takeaways(
        heading("Key takeaways"), item("One."), item("Two."), heading("More"), item("x")
    )
    assert found == ["One.", "Two."]


def test_takeaways_end_with_their_list() -> None:
    assert takeaways(heading("Key takeaways"), item("One."), paragraph("Not one."), item("x")) == [
        "One."
    ]


@pytest.mark.parametrize("lead_in", ["What matters:", "The desk’s choice", "Long " * 60 + "list:"])
def test_takeaways_may_have_a_lead_in(lead_in: str) -> None:
    assert takeaways(heading("Key takeaways"), paragraph(lead_in), item("One.")) == ["One."]


def test_takeaways_leave_out_what_is_nested() -> None:
    blocks = (heading("Key takeaways"), item("One."), item("detail", 2), item("Two."))
    assert takeaways(*blocks) == ["One.", "Two."]


def test_takeaways_run_on_behind_code_and_tables() -> None:
    code = RawBlock(BlockKind.CODE, "x = 1")
    assert takeaways(heading("Key takeaways"), item("One."), code, item("Two.")) == ["One.", "Two."]


def test_takeaways_without_a_list_are_the_paragraphs() -> None:
    blocks = (heading("Key takeaways"), paragraph("One." * 60), paragraph("Two."), heading("More"))
    assert takeaways(*blocks) == ["One." * 60, "Two."]


def test_takeaways_of_sub_sections_belong_to_the_section() -> None:
    blocks = (heading("Key takeaways"), heading("Money", 3), paragraph("One."), heading("End", 2))
    assert takeaways(*blocks) == ["One."]


def test_takeaways_come_from_the_first_section_that_has_any() -> None:
    empty, full = heading("Key takeaways"), heading("Key takeaways")
    assert takeaways(empty, heading("Else"), paragraph("x"), full, item("One.")) == ["One."]
    assert takeaways(full, item("One."), heading("Takeaways"), item("Two.")) == ["One."]


def test_takeaways_under_a_heading_by_markup_go_before_a_bold_line() -> None:
    blocks = (
        heading("Key points", 7),
        item("Of a box."),
        heading("Key takeaways", 3),
        item("One."),
    )
    assert takeaways(*blocks) == ["One."]


def test_article_without_the_headings_has_neither() -> None:
    assert takeaways(heading("Highlights"), item("x")) == []
    assert outlook(heading("Call to Action"), paragraph("x")) == ()


def test_attributions_are_cut_where_most_items_have_one() -> None:
    found = takeaways(
        heading("Key takeaways"),
        item("Boats are full. (Harbour office)"),
        item("He said “never.” (Minutes)"),
        item("Roads are quiet (by night)."),
    )
    assert found == ["Boats are full.", "He said “never.”", "Roads are quiet (by night)."]


def test_brackets_of_one_item_stay() -> None:
    found = takeaways(
        heading("Key takeaways"), item("Boats are full. (Yes.)"), item("Two."), item("3.")
    )
    assert found == ["Boats are full. (Yes.)", "Two.", "3."]


def test_brackets_inside_of_sentences_stay_in_every_item() -> None:
    items = ["Traffic fell (by a tenth)", "Freight rose (to a third)"]
    assert takeaways(heading("Key takeaways"), *map(item, items)) == items


def test_outlook_ends_at_the_next_heading_of_its_level() -> None:
    found = outlook(
        heading("Outlook"),
        paragraph("One."),
        heading("Money", 3),
        paragraph("Two."),
        heading("End"),
    )
    assert found == ("One.", "Two.")


def test_outlook_at_the_end_is_preferred() -> None:
    assert outlook(
        heading("Outlook"), paragraph("Early."), heading("Outlook"), paragraph("Late.")
    ) == ("Late.",)


def test_outlook_without_a_body_is_none() -> None:
    assert find_outlook(article(heading("Outlook"))) is None


def test_outlook_items_become_one_list() -> None:
    found = outlook(
        heading("Outlook"),
        paragraph("Three things:"),
        item("First"),
        item("Its detail", 2),
        item("1. Second"),
        paragraph("# End."),
    )
    assert found == ("Three things:", "- First\n  - Its detail\n- 1\\. Second", "\\# End.")


def test_outlook_quotation_stays_one_and_code_is_left_out() -> None:
    quotation, code = RawBlock(BlockKind.QUOTE, "We *will* see"), RawBlock(BlockKind.CODE, "x")
    assert outlook(heading("Outlook"), quotation, code) == ("> We \\*will\\* see",)


def test_outlook_passages_know_their_spans() -> None:
    read = article(heading("Outlook"), paragraph("One."), item("Two"), item("Three"))
    found = find_outlook(read)
    assert found is not None
    spans = [read.text[span.start : span.end] for span in found.provenance]
    assert spans == ["One.", "Two\nThree"]


@pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.TABLE])
def test_lists_that_code_or_a_table_parts_are_one_list(kind: BlockKind) -> None:
    found = outlook(heading("Outlook"), item("One."), RawBlock(kind, "x"), item("Two."))
    assert found == ("- One.\n- Two.",)
