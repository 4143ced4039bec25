from __future__ import annotations

from digest.article import Article, Block, Found
from digest.compose.finding import story_lines
from digest.compose.finding.sections import find_sections
from digest.compose.markdown import plain
from digest.model import Outlook
from finding import article, code, filler, heading, item, paragraph, quote, table

FUTURE = "From spring on, two ferries will run each hour. A third will follow in autumn."


def outlook_of(
    *blocks: Block, max_words: int = 140, language: str = "en"
) -> tuple[Article, Outlook]:
    read = article(*filler(), heading("Outlook"), *blocks, language=language)
    found = find_sections(read).outlook
    assert found is not None
    return read, story_lines.outlook(found, article=read, max_words=max_words)


def spans(read: Article, outlook: Outlook) -> list[str]:
    return [read.text[span.start : span.end] for span in outlook.provenance]


def test_takeaways_are_escaped_and_know_their_spans() -> None:
    points = ["Freight *rose* by a tenth.", "# of cranes: two.", "The quay needs [new] piles."]
    read = article(heading("Key takeaways"), *map(item, points))
    found = find_sections(read).takeaways
    assert isinstance(found, Found)
    lines = story_lines.takeaways(found, article=read)
    assert [plain(line.markdown) for line in lines] == points
    for line, point in zip(lines, points, strict=True):
        assert line.provenance is not None
        assert line.provenance.article_id == read.id
        assert read.text[line.provenance.start : line.provenance.end] == point


def test_outlook_items_become_one_list() -> None:
    _, outlook = outlook_of(
        paragraph("Three things will change in the port:"),
        item("First the quay"),
        item("Its piles", 2),
        item("1. Second"),
        paragraph("# End of it."),
    )
    assert outlook.paragraphs == (
        "Three things will change in the port:",
        "- First the quay\n  - Its piles\n- 1\\. Second",
        "\\# End of it.",
    )
    assert not outlook.is_shortened


def test_outlook_list_that_code_or_a_table_parts_is_one_list() -> None:
    for between in (code(), table()):
        _, outlook = outlook_of(item("First the long quay."), between, item("Then the piles."))
        assert outlook.paragraphs == ("- First the long quay.\n- Then the piles.",)


def test_outlook_quotation_stays_one() -> None:
    _, outlook = outlook_of(quote("We *will* see what the spring brings."))
    assert outlook.paragraphs == ("> We \\*will\\* see what the spring brings.",)


def test_outlook_paragraphs_know_their_spans() -> None:
    read, outlook = outlook_of(paragraph(FUTURE), item("Two ferries"), item("One new quay"))
    assert spans(read, outlook) == [FUTURE, "Two ferries\nOne new quay"]


def test_outlook_keeps_whole_paragraphs_while_they_fit() -> None:
    read, outlook = outlook_of(paragraph(FUTURE), paragraph(FUTURE), max_words=20)
    assert outlook.paragraphs == (FUTURE,)
    assert outlook.is_shortened
    assert spans(read, outlook) == [FUTURE]


def test_outlook_just_within_its_budget_is_whole() -> None:
    _, outlook = outlook_of(paragraph(FUTURE), paragraph(FUTURE), max_words=30)
    assert outlook.paragraphs == (FUTURE, FUTURE)
    assert not outlook.is_shortened


def test_first_paragraph_that_is_too_long_keeps_whole_sentences() -> None:
    read, outlook = outlook_of(paragraph(FUTURE), max_words=12)
    assert outlook.paragraphs == ("From spring on, two ferries will run each hour.",)
    assert outlook.is_shortened
    assert spans(read, outlook) == list(outlook.paragraphs)


def test_one_sentence_stays_however_small_the_budget() -> None:
    _, outlook = outlook_of(paragraph(FUTURE), max_words=1)
    assert outlook.paragraphs == ("From spring on, two ferries will run each hour.",)


def test_a_lead_in_does_not_announce_what_was_cut() -> None:
    blocks = [paragraph(FUTURE), paragraph("We also plan for this:"), item("word " * 30)]
    _, outlook = outlook_of(*blocks, max_words=25)
    assert outlook.paragraphs == (FUTURE,)
    _, outlook = outlook_of(*blocks[1:], max_words=10)
    assert outlook.paragraphs[0] == "We also plan for this:"
    assert len(outlook.paragraphs) == 2


def test_two_ideographs_count_as_a_word() -> None:
    sentence = "明年春天将有两艘渡轮投入运营。"
    _, outlook = outlook_of(paragraph(sentence * 2), max_words=8, language="zh")
    assert outlook.paragraphs == (sentence,)
    _, outlook = outlook_of(paragraph(sentence * 2), max_words=14, language="zh")
    assert outlook.paragraphs == (sentence * 2,)
