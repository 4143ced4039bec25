from __future__ import annotations

import pytest

import pages
from digest.article import Block, BlockKind
from digest.sources.assemble import Origin
from digest.sources.html.main_content import EXTRACTORS, Extractor
from digest.sources.html.page import read_html

ORIGIN = Origin(source="desk", location="articles/a.html", language="en")
BOX = f"<h3>Key points</h3>{pages.listed(pages.TAKEAWAYS)}"


@pytest.fixture(params=EXTRACTORS, ids=lambda extractor: extractor.__name__)
def extractor(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    pytest.importorskip(found.__name__.removeprefix("_"))  # musl has no Resiliparse
    return found


def says(text: str) -> Extractor:
    """An extractor that takes `text` for the main content of whatever page."""
    return lambda _: text


def blocks(page: str, extractor: Extractor) -> tuple[Block, ...]:
    return read_html(page, origin=ORIGIN, extractors=(extractor,)).blocks


def texts(page: str, extractor: Extractor) -> list[str]:
    return [block.text for block in blocks(page, extractor)]


def test_text_is_kept_and_what_stands_around_it_is_not(extractor: Extractor) -> None:
    page = pages.page(beside=pages.teasers("Highlights"), below=pages.teasers("Read next"))
    assert texts(page, extractor) == list(pages.PARAGRAPHS)


@pytest.mark.parametrize("where", ["inside", "above"])
@pytest.mark.parametrize(
    "box",
    [
        f"<div class=box>{BOX}</div>",
        f"<aside>{BOX}</aside>",
        f"<section class=RenderKeyPoints-list><h2>In three lines</h2>{BOX[19:]}</section>",
        f"<div><p><b>STORY HIGHLIGHTS</b></p>{BOX[19:]}</div>",
    ],
    ids=["heading", "aside", "class", "bold line"],
)
def test_box_of_takeaways_is_kept_whole(extractor: Extractor, where: str, box: str) -> None:
    found = blocks(pages.page(**{where: box}), extractor)
    items = [block.text for block in found if block.kind is BlockKind.ITEM]
    assert items == list(pages.TAKEAWAYS)
    assert BlockKind.HEADING in {block.kind for block in found}
    assert [block.text for block in found if block.kind is BlockKind.PARAGRAPH] == list(
        pages.PARAGRAPHS
    )


@pytest.mark.parametrize("where", ["inside", "above", "beside", "below"])
def test_column_of_teasers_called_highlights_is_not_taken_for_a_box(
    extractor: Extractor, where: str
) -> None:
    page = pages.page(**{where: f"<aside class=related>{pages.teasers('Highlights')}</aside>"})
    assert "Highlights" not in texts(page, extractor)


def test_side_column_of_takeaways_of_another_text_is_left_out() -> None:
    page = pages.page(beside=f"<div>{BOX}</div>")
    assert "Key points" not in texts(page, says("\n".join(pages.PARAGRAPHS)))


def test_box_inside_of_a_newsletter_form_is_left_out() -> None:
    page = pages.page(inside=f"<div class=newsletter><div>{BOX}</div></div>")
    assert "Key points" not in texts(page, says("\n".join(pages.PARAGRAPHS)))


def test_unconfirmed_list_behind_a_heading_of_takeaways_is_kept() -> None:
    found = texts(pages.page(inside=BOX), says("\n".join(pages.PARAGRAPHS)))
    assert found[1:5] == ["Key points", *pages.TAKEAWAYS]


def test_unconfirmed_list_of_links_behind_such_a_heading_is_left_out() -> None:
    links = tuple(f"<a href=/{number}>{text}</a>" for number, text in enumerate(pages.TAKEAWAYS))
    page = pages.page(inside=f"<h3>Highlights</h3>{pages.listed(links)}")
    assert texts(page, says("\n".join(pages.PARAGRAPHS))) == list(pages.PARAGRAPHS)


def test_list_is_taken_whole_when_half_of_it_is_confirmed() -> None:
    page = pages.page(inside=pages.listed(("The first of the boats", "is small", "and old")))
    main = "\n".join([*pages.PARAGRAPHS, "The first of the boats"])
    assert texts(page, says(main))[1:4] == ["The first of the boats", "is small", "and old"]


@pytest.mark.parametrize("kind", ["ul", "ol", "dl"])
def test_list_of_a_flat_page_runs_on_from_the_text(extractor: Extractor, kind: str) -> None:
    listed = pages.listed(pages.TAKEAWAYS).replace("ul>", f"{kind}>")
    listed = listed.replace("li>", "dd>") if kind == "dl" else listed
    text = [f"<p>{paragraph}</p>" for paragraph in pages.PARAGRAPHS]
    page = f"<title>T</title><body>{text[0]}{text[1]}<h2>Costs</h2>{listed}{text[2]}{text[3]}"
    assert texts(page, extractor) == [
        *pages.PARAGRAPHS[:2],
        "Costs",
        *pages.TAKEAWAYS,
        *pages.PARAGRAPHS[2:],
    ]


@pytest.mark.parametrize(
    "menu",
    [
        "<ul><li><a href=/a>News</a><li><a href=/b>Opinion</a><li><a href=/c>Outlook</a></ul>",
        "<ul class=share-bar><li>Facebook<li>Mail</ul>",
    ],
)
def test_list_of_links_does_not_run_on_from_the_text(menu: str) -> None:
    page = pages.page(inside=menu)
    assert texts(page, says("\n".join(pages.PARAGRAPHS))) == list(pages.PARAGRAPHS)


def test_list_of_links_of_which_some_are_confirmed_is_left_out() -> None:
    links = ("<a href=/a>The boats of the year</a>", "<a href=/b>The engines of the boats</a>")
    page = pages.page(inside=pages.listed(links))
    main = "\n".join([*pages.PARAGRAPHS, "The boats of the year"])
    assert texts(page, says(main)) == list(pages.PARAGRAPHS)


def test_confirmed_words_of_a_share_bar_are_left_out() -> None:
    page = pages.page(inside="<div class=share><p>Share this page:</p></div>")
    main = "\n".join([*pages.PARAGRAPHS, "Share this page:"])
    assert texts(page, says(main)) == list(pages.PARAGRAPHS)


def test_menu_is_left_out_though_its_words_are_lines_of_the_text() -> None:
    menu = pages.listed(("News", "Outlook"))
    page = pages.page(below=f"<div><div>{menu}</div></div>")
    main = "\n".join([*pages.PARAGRAPHS, "Outlook", "News"])
    assert texts(page, says(main)) == list(pages.PARAGRAPHS)


def test_heading_that_the_extractor_dropped_stays_with_its_text() -> None:
    page = pages.page(inside="<h2>Why <b>drivers</b> sleep</h2>")
    assert texts(page, says("\n".join(pages.PARAGRAPHS)))[1] == "Why drivers sleep"


def test_confirmed_heading_below_the_text_stays_with_its_own() -> None:
    offer = "Five evenings on the water, with a glass of tea and a captain who tells."
    below = f"<div><div><h3>Our course</h3></div><div><p>{offer}</p></div></div>"
    main = "\n".join([*pages.PARAGRAPHS, "Our course", offer])
    assert texts(pages.page(below=below), says(main))[-2:] == ["Our course", offer]


def test_word_of_a_menu_is_not_confirmed_by_a_sentence() -> None:
    page = pages.page(inside="<div><span>Outlook</span></div>")
    main = "\n".join([*pages.PARAGRAPHS, "The outlook is good."])
    assert "Outlook" not in texts(page, says(main))


def test_short_line_is_confirmed_by_a_line() -> None:
    page = pages.page(inside="<p>Or so they say.</p>")
    assert "Or so they say." in texts(page, says("\n".join([*pages.PARAGRAPHS, "Or so they say."])))


def test_paragraph_is_confirmed_though_a_note_mark_is_missing() -> None:
    noted = pages.PARAGRAPHS[1].replace("lorries", "lorries<sup>[1]</sup>", 1)
    page = pages.page().replace(pages.PARAGRAPHS[1], noted)
    assert len(texts(page, says("\n".join(pages.PARAGRAPHS)))) == len(pages.PARAGRAPHS)


def test_soft_hyphens_do_not_hide_a_text() -> None:
    page = pages.page().replace("timetable", "time\u00adtable")
    assert len(texts(page, says("\n".join(pages.PARAGRAPHS)))) == len(pages.PARAGRAPHS)


@pytest.mark.parametrize("main", ["", "We use cookies to make our pages better for you."])
def test_markup_decides_where_next_to_nothing_is_confirmed(main: str) -> None:
    page = (
        f"<title>T</title><body><p>We use cookies to make our pages better for you.</p><main>"
        f"{''.join(f'<p>{text}</p>' for text in pages.PARAGRAPHS)}</main>"
    )
    assert texts(page, says(main)) == list(pages.PARAGRAPHS)


def test_hints_name_the_small_boxes_that_a_block_stands_in() -> None:
    box = f"<div class='wide story-summary'><div id=KeyPoints>{BOX}</div></div>"
    found = blocks(
        pages.page(inside=f"<div class=related-page>{box}</div>"),
        says("\n".join([*pages.PARAGRAPHS, *pages.TAKEAWAYS])),
    )
    hints = {block.text: block.hint for block in found}
    assert hints[pages.TAKEAWAYS[0]] == "key-points summary related"
    assert hints[pages.PARAGRAPHS[0]] == ""


def test_box_of_the_whole_text_is_no_hint() -> None:
    page = pages.page().replace("class=article-body", "class=summary")
    assert {block.hint for block in blocks(page, says("\n".join(pages.PARAGRAPHS)))} == {""}
