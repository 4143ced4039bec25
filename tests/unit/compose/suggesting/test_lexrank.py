from __future__ import annotations

import pytest

from digest.article import Article, BlockKind, Link
from digest.compose.suggesting.lexrank import LexRankSuggester, suggest_sentences
from prose import PARAGRAPHS, paragraph, prose_article

CENTRAL = "Two ferries are too few for the freight of the coast in a storm."
ODD = (
    "港口的夜间渡轮现在承担了沿海三分之一的货运量。去年冬天渡轮的车辆甲板几乎每晚都满员。"
    "司机们在夜间渡轮上休息，比在路边休息好得多。沿海公路的重型交通因此减少了一成左右。"
)


def texts(article: Article, count: int = 3) -> list[str]:
    return [suggestion.text for suggestion in suggest_sentences(article, count=count)]


def test_suggestions_are_verbatim_spans_in_the_order_of_the_text() -> None:
    article = prose_article(*PARAGRAPHS)

    suggestions = suggest_sentences(article, count=4)

    spans = [suggestion.evidence for suggestion in suggestions]
    assert len(suggestions) == 4
    assert spans == sorted(spans)
    for suggestion in suggestions:
        ((start, end),) = suggestion.evidence
        assert suggestion.text == article.text[start:end]
        assert suggestion.origin == "lexrank"


def test_suggestion_is_what_the_other_sentences_repeat() -> None:
    article = prose_article(*reversed(PARAGRAPHS))
    assert texts(article, count=1) == ["Night ferries carry a third of the coast’s freight by now."]


def test_suggestions_are_the_same_every_time() -> None:
    same = prose_article(
        *(f"The same ten words stand in sentence {n} of this text." for n in range(12))
    )
    assert texts(same) == texts(same)
    assert texts(same)[:1] == ["The same ten words stand in sentence 0 of this text."]


def test_suggestions_do_not_repeat_each_other() -> None:
    again = prose_article(*PARAGRAPHS, CENTRAL)
    assert texts(again, count=30).count(CENTRAL) == 1


@pytest.mark.parametrize("sentences", [0, 9])
def test_too_few_sentences_give_no_suggestion(sentences: int) -> None:
    lines = [f"Sentence number {n} tells of the old ferries again." for n in range(sentences)]
    assert texts(prose_article(*lines)) == []


def test_ten_sentences_are_enough() -> None:
    lines = [f"Sentence number {n} tells of the old ferries again." for n in range(10)]
    assert texts(prose_article(*lines)) != []


@pytest.mark.parametrize(
    "block",
    [
        paragraph(CENTRAL, kind=BlockKind.HEADING, level=2),
        paragraph(CENTRAL, kind=BlockKind.CODE),
        paragraph(CENTRAL, kind=BlockKind.TABLE),
        paragraph(CENTRAL, kind=BlockKind.QUOTE),
        paragraph(CENTRAL, hint="figure caption"),
        paragraph(CENTRAL, links=(Link(text=CENTRAL, url="/more"),)),
        paragraph(CENTRAL.replace(".", "?")),
        paragraph(CENTRAL.removesuffix(".")),
        paragraph(CENTRAL.replace("coast", "“coast")),
        paragraph("Two ferries are too few."),
        paragraph(CENTRAL.replace("storm", "storm" + " or gale" * 30)),
    ],
    ids=lambda block: f"{block.kind}-{block.hint or block.text[:20]}",
)
def test_what_is_no_statement_of_the_text_is_never_suggested(block: object) -> None:
    before = PARAGRAPHS[3].replace(CENTRAL, "").strip()
    article = prose_article(*PARAGRAPHS[:3], before, block)  # type: ignore[arg-type]  # as given
    assert not any("too few" in text for text in texts(article, count=30))


def test_title_is_never_suggested() -> None:
    article = prose_article(*PARAGRAPHS[:3], CENTRAL, title=CENTRAL)
    assert CENTRAL not in texts(article, count=30)


def test_thanks_and_adverts_are_never_suggested() -> None:
    thanks = "Thanks to everyone who works on the night ferries of the coast in a storm."
    article = prose_article(thanks, *PARAGRAPHS, thanks)
    assert thanks not in texts(article, count=30)


def test_item_needs_no_full_stop() -> None:
    item = paragraph(CENTRAL.removesuffix("."), kind=BlockKind.ITEM, level=1)
    before = PARAGRAPHS[3].replace(CENTRAL, "").strip()
    assert item.text in texts(prose_article(*PARAGRAPHS[:3], before, item), count=30)


def test_text_without_spaces_is_compared_by_pairs_of_characters() -> None:
    other = ["天气预报说明天有雨，请大家带好雨伞出门。", "餐厅里的鱼汤味道不错，价格也很便宜实惠。"]
    again = [
        "渡轮在夜间承担了沿海的大部分货运工作。",
        "夜间渡轮的货运量比公路的货运量增长更快。",
    ] * 2
    found = texts(prose_article(ODD, *other, *again, language="zh"), count=2)
    assert len(found) == 2
    assert not set(found) & set(other)


def test_very_long_article_is_judged_by_its_beginning() -> None:
    lines = [f"Line {n} of the log says that engine {n % 7} ran for an hour." for n in range(2000)]
    ((start, _),) = suggest_sentences(prose_article(*lines), count=1)[0].evidence
    assert start < len("\n".join(lines[:400]))


def test_suggester_offers_the_same_sentences() -> None:
    article = prose_article(*PARAGRAPHS)
    assert LexRankSuggester().suggest(article, count=2) == suggest_sentences(article, count=2)
