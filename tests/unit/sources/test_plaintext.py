from __future__ import annotations

from collections.abc import Callable

import pytest

import articles
from digest.article import Article, BlockKind
from digest.compose.finding.sections import find_sections
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.plaintext import read_plaintext

LONG = "A paragraph that goes on for a while, as paragraphs do when they have something to say."


def read(text: str) -> Article:
    origin = Origin(source="desk", location="articles/a.txt", language="en")
    return read_plaintext(text, origin=origin)


def shape(text: str) -> list[tuple[str, int, str]]:
    """Kind, level and text of headings and blocks behind the title `T`."""
    return [(b.kind.value, b.level, b.text) for b in read(f"T\n\n{text}").blocks]


def assert_is_the_article(article: Article) -> None:
    found = find_sections(article)
    assert article.title == articles.TITLE
    assert article.standfirst == articles.STANDFIRST
    assert found.takeaways is not None
    assert tuple(passage.text for passage in found.takeaways.passages) == articles.TAKEAWAYS
    assert found.outlook is not None
    assert tuple(passage.text for passage in found.outlook.passages) == articles.OUTLOOK


def test_article_is_read_as_it_is_meant() -> None:
    article = read(articles.plain_text())
    assert_is_the_article(article)
    headings = [block for block in article.blocks if block.kind is BlockKind.HEADING]
    assert [(block.level, block.text) for block in headings] == [
        (8, "Context & Background"),
        (8, "Pros and Cons"),
        (8, "Key Takeaways"),
        (8, "Future Outlook"),
        (8, "Call to Action"),
    ]


@pytest.mark.parametrize(
    "bullet", ["• ", "  - ", "* ", "– ", "\t· ", "•\u00a0", "\u00a0\u00a0• ", "•"]
)
@pytest.mark.parametrize("between_items", ["\n", "\n\n"])
def test_bullet_may_be(bullet: str, between_items: str) -> None:
    assert_is_the_article(read(articles.plain_text(bullet=bullet, between_items=between_items)))


@pytest.mark.parametrize("form", ["{})", "{}.", "({})"])
def test_items_may_be_numbered(form: str) -> None:
    text = articles.plain_text(bullet="@ ")
    for part in text.split("\n\n"):
        lines = part.split("\n")
        if lines[0].startswith("@ "):
            numbered = [form.format(n) + line[1:] for n, line in enumerate(lines, start=1)]
            text = text.replace(part, "\n".join(numbered))
    assert_is_the_article(read(text))


@pytest.mark.parametrize(
    "heading",
    [
        lambda _, text: f"{text}:",
        lambda _, text: text.upper(),
        lambda _, text: f"{text}\n{'=' * len(text)}",
        lambda _, text: f"{text}\n-----",
        lambda number, text: f"{number}. {text}",
        lambda number, text: f"{number}) {text}",
        lambda _, text: f"🔑 {text}",
        lambda _, text: f"## {text}",
        lambda _, text: f"**{text}**",
        lambda _, text: f"-----\n\n{text}",
    ],
    ids=["colon", "upper", "equals", "dashes", "1.", "1)", "emoji", "hashes", "bold", "rule above"],
)
def test_heading_may_be(heading: Callable[[int, str], str]) -> None:
    assert_is_the_article(read(articles.plain_text(heading=heading)))


@pytest.mark.parametrize("titles", [1, 2, 3])
def test_title_may_be_repeated(titles: int) -> None:
    assert_is_the_article(read(articles.plain_text(titles=titles)))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text + "\n\n\n",
        lambda text: "\n\n" + text,
        lambda text: text.replace("\n\n", "\n \t\n\u00a0\n"),
        lambda text: text.replace("  • ", "\t• "),
        lambda text: text.replace("Key Takeaways", "Key\u00a0Takeaways"),
        lambda text: text.replace("coast", "co\x07a\x1bst"),
        lambda text: articles.wrapped(text, hanging=True),
        lambda text: articles.wrapped(text, hanging=False),
        lambda text: articles.wrapped(text, columns=60, hanging=False),
        lambda text: articles.wrapped(text, hanging=True).replace("\n", "\r\n"),
    ],
    ids=[
        "crlf", "cr", "blank end", "blank start", "blanks with spaces", "tabs", "nbsp", "controls",
        "wrapped, hanging", "wrapped, flush", "wrapped at 60", "wrapped, crlf",
    ],
)  # fmt: skip
def test_lines_may_be(change: Callable[[str], str]) -> None:
    text = change(articles.plain_text())
    assert_is_the_article(read(text))
    assert read(text).text.replace("\u00a0", " ") == read(articles.plain_text()).text


def test_typography_is_kept() -> None:
    assert "“timetable in search of a passenger”" in read(articles.plain_text()).text


def test_sections_may_stand_in_another_order_and_twice() -> None:
    head, takeaways, rest = articles.plain_text().partition("Key Takeaways")
    listed, outlook, call = rest.partition("Future Outlook")
    first, call_heading, last = call.partition("Call to Action")
    body = takeaways + listed
    future = outlook + first
    lead, pros, lists = head.partition("Pros and Cons")
    for text in (
        lead + future + body + pros + lists + call_heading + last,
        lead + body + pros + lists + future + call_heading + last + "\n\n" + body + future,
    ):
        assert_is_the_article(read(text))


def test_heading_at_the_end_without_a_body_is_still_one() -> None:
    text, _, _ = articles.plain_text().partition(articles.CALL)
    article = read(text)
    assert_is_the_article(article)
    assert (article.blocks[-1].kind, article.blocks[-1].text) == (
        BlockKind.HEADING,
        "Call to Action",
    )


def test_line_of_a_megabyte_is_a_paragraph() -> None:
    assert [(kind, len(text)) for kind, _, text in shape("a b " * 250_000)] == [
        ("paragraph", 999_999)
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff".strip("\ufeff") + "\r\n", "-----\n"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="is empty"):
        read(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("word " * 60, "word " * 15 + "word…"),
        ("We begin at once. There is no title.\n\nAnd so on.", "We begin at once."),
        ("• An item\n• Another", "An item"),
        ("x" * 1_000_000, "x" * 80 + "…"),
        (
            "Boats sail in the night, " * 4 + "at last.\n\nAnd so on.",
            "Boats sail in the night, " * 2 + "Boats sail in the night…",
        ),
    ],
    ids=["long", "two sentences", "list", "megabyte", "a long sentence"],
)
def test_text_without_a_title_keeps_all_of_its_lines(text: str, title: str) -> None:
    article = read(text)
    first, _, _ = text.partition("\n")
    assert article.title == title
    assert article.blocks[0].text == first.removeprefix("• ").strip()


def test_title_may_be_a_short_sentence() -> None:
    assert read(f"The boats are late.\n\n{LONG}").title == "The boats are late."


def test_title_may_be_followed_by_nothing() -> None:
    assert read("A title").blocks == ()


def test_lead_in_of_a_list_is_no_heading() -> None:
    assert shape(f"{LONG}\n\nThere were two:\n\n- One\n- Two")[1:] == [
        ("paragraph", 0, "There were two:"),
        ("item", 1, "One"),
        ("item", 1, "Two"),
    ]


@pytest.mark.parametrize("line", ["It rained.", "Short,", "So what now…", "w " * 9, "x" * 61])
def test_line_that_reads_as_text_is_no_heading(line: str) -> None:
    assert shape(f"{LONG}\n\n{line}\n\n{LONG}")[1][0] == "paragraph"


def test_line_without_something_below_to_head_is_no_heading() -> None:
    kinds = [kind for kind, _, _ in shape(f"{LONG}\n\nYes\n\nShe said no.\n\n{LONG}")]
    assert kinds == ["paragraph"] * 4


def test_heading_over_a_heading_is_one() -> None:
    found = shape(f"{LONG}\n\nPart Two\n\nThe Engines\n\n{LONG}")
    assert [kind for kind, _, _ in found] == ["paragraph", "heading", "heading", "paragraph"]


def test_question_may_be_a_heading() -> None:
    assert shape(f"{LONG}\n\nWhat now?\n\n{LONG}")[1] == ("heading", 8, "What now?")


def test_items_know_their_depth() -> None:
    text = "- One\n    - Deep\n        - Deeper\n    - Deep again\n- Two\n\nText.\n\n    - Indented"
    assert [(level, text) for kind, level, text in shape(text) if kind == "item"] == [
        (1, "One"),
        (2, "Deep"),
        (3, "Deeper"),
        (2, "Deep again"),
        (1, "Two"),
        (1, "Indented"),
    ]


def test_item_ends_at_its_line_unless_the_next_is_indented() -> None:
    assert shape(f"- One\n  runs on\n- Two\nText behind.\n\n{LONG * 2}")[:3] == [
        ("item", 1, "One runs on"),
        ("item", 1, "Two"),
        ("paragraph", 0, "Text behind."),
    ]


def test_number_in_front_of_text_is_no_bullet() -> None:
    assert shape(f"{LONG}\n\n12. Mai 2026 war ein Dienstag.")[1] == (
        "paragraph",
        0,
        "12. Mai 2026 war ein Dienstag.",
    )


def test_items_know_whether_they_are_numbered() -> None:
    blocks = read(f"T\n\n{LONG}\n\n1) One\n2) Two\n\n- Three").blocks
    assert [block.is_numbered for block in blocks] == [False, True, True, False]


def test_numbered_items_may_have_items_below() -> None:
    found = shape("1. One\n   - detail\n2. Two\n3. Three")
    assert [(kind, level) for kind, level, _ in found] == [
        ("item", 1),
        ("item", 2),
        ("item", 1),
        ("item", 1),
    ]


def test_dash_that_a_wrap_has_put_in_front_is_no_bullet() -> None:
    line = "the boats that went out in the night and came in with the bakers"
    text = (
        f"{line}\n{line}\n– as nobody had expected them to do in that first winter of all –\n{line}"
    )
    assert [kind for kind, _, _ in shape(text)] == [BlockKind.PARAGRAPH]


def test_list_behind_a_wrapped_lead_in_is_a_list() -> None:
    line = "the boats that went out in the night and came in with the bakers"
    text = (
        f"{line}\n{line}\n{line}\nfor two reasons that are to be given at this very point:\n- One"
    )
    assert [kind for kind, _, _ in shape(text)] == ["paragraph", "item"]


def test_rule_is_no_text() -> None:
    assert [kind for kind, _, _ in shape(f"{LONG}\n\n* * *\n\n{LONG}\n\n-----")] == [
        "paragraph"
    ] * 2
