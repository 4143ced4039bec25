"""Pairs: what looks like a section and is none, and its neighbour that is one."""

from __future__ import annotations

import pytest

from digest.article import Block, Link
from digest.compose.finding.sections import find_sections
from finding import (
    article,
    bold,
    code,
    filler,
    heading,
    item,
    link_item,
    paragraph,
    table,
    texts,
)

PROSE = "The port grew in a hard year, and its quay has become too short for the new ships."
FUTURE = "From spring on, two ferries will run each hour, and a third will follow in autumn."
POINTS = ["Freight rose by a tenth.", "Two cranes stood still.", "The quay needs new piles."]


def points() -> list[Block]:
    return [item(text) for text in POINTS]


def reasons(*blocks: Block, title: str = "The ferry line", language: str = "en") -> list[str]:
    """Why the only sections of the article were passed over."""
    findings = find_sections(article(*blocks, title=title, language=language))
    assert findings.takeaways is None
    assert findings.outlook is None
    return [passed.reason for passed in findings.passed]


def takeaways(*blocks: Block) -> list[str]:
    return texts(find_sections(article(*blocks)).takeaways)


def outlook(*blocks: Block, title: str = "The ferry line") -> list[str]:
    return texts(find_sections(article(*blocks, title=title)).outlook)


def test_the_same_box_in_three_sections_is_none_of_the_article() -> None:
    box = [heading("Key points", 3), *points()]
    sections = [block for name in "ABC" for block in (heading(f"Port {name}"), *filler(1), *box)]
    assert set(reasons(*sections)) == {"stands 3 times: a box of every section"}
    two = sections[: 2 * len(sections) // 3]
    assert set(reasons(*two)) == {"stands in several parts of the article"}
    assert takeaways(*two[: len(two) // 2]) == POINTS


def test_lessons_of_each_part_are_none_of_the_article() -> None:
    parts = [
        block
        for name in ("Lesson learned", "Lessons learned")
        for block in (heading(f"Port {name}"), *filler(2), paragraph(f"{name}:"), *points())
    ]
    assert set(reasons(*parts)) == {"stands in several parts of the article"}
    whole = [*filler(), heading("Lessons learned"), *points()]
    assert takeaways(*whole) == POINTS


def test_a_section_twice_in_one_part_is_one() -> None:
    twice = [heading("Future Outlook"), paragraph(FUTURE)] * 2
    assert outlook(*filler(), *twice) == [FUTURE]


def test_a_table_of_contents_is_no_summary() -> None:
    contents = [heading("In brief"), item("Boats of the bay"), item("Quays and their piles")]
    body = [heading("Boats of the bay"), *filler(), heading("Quays and their piles"), *filler()]
    assert reasons(*contents, *body) == ["lists the article's headings"]
    assert takeaways(contents[0], *points(), *body) == POINTS


def test_an_entry_of_the_contents_is_no_heading() -> None:
    contents = [link_item("Boats"), link_item("Key takeaways"), item("and more of it below", 2)]
    assert takeaways(*contents, *filler()) == []
    box = [item("Key takeaways", hint="toc"), item("and more of it below", 2, hint="toc")]
    assert find_sections(article(*box, *filler())).passed == ()


def test_a_list_of_links_is_navigation() -> None:
    links = [link_item(f"{text} Read it all") for text in POINTS]
    assert reasons(heading("Key takeaways"), *links, *filler()) == ["holds nothing but links"]


def test_highlights_hold_sentences_and_stand_on_top() -> None:
    assert takeaways(heading("Highlights"), *points(), heading("Story"), *filler()) == POINTS
    words = [item("Ferry dinner"), item("Harbour tour"), item("Sailing for children")]
    assert reasons(heading("Highlights"), *words, *filler()) == ["holds words, not sentences"]
    late = [*filler(), heading("Highlights"), *points()]
    assert reasons(*late) == ["stands too late for highlights"]


def test_tags_are_no_takeaways() -> None:
    tags = [heading("Claves"), item("Constitución"), item("Congreso"), item("Parlamento")]
    assert reasons(*filler(), *tags) == ["holds words, not sentences"]


def test_names_under_a_summary_are_no_sentence() -> None:
    names = paragraph("Present: Ada, Grace, Edsger, Barbara, Tony")
    assert reasons(heading("Summary"), names, heading("Log"), *filler()) == ["holds no sentence"]


def test_a_ticker_is_no_list_of_takeaways() -> None:
    times = [item(f"1{hour}:30 The boat leaves for pier {hour}") for hour in range(3)]
    assert reasons(heading("Key points"), *times, *filler()) == ["is a list of times"]


@pytest.mark.parametrize(
    "opening",
    [
        "This post will discuss the following parts of the port:",
        "Attendees will learn how a port is run, and how it is not.",
        "In diesem Artikel erfahren Sie, wie ein Hafen geführt wird.",
    ],
)
def test_a_promise_is_no_takeaway(opening: str) -> None:
    found = reasons(heading("Key takeaways"), paragraph(opening), *points(), language="und")
    assert found == ["promises what is to come and does not say it"]


@pytest.mark.parametrize("body", [code("x = 1"), table("Freight rose by 12 in the year")])
def test_code_and_tables_are_no_text(body: Block) -> None:
    blocks = [*filler(), heading("Key takeaways"), body]
    assert reasons(*blocks) == ["holds no text, only code or a table"]


def test_hardly_any_text_is_none() -> None:
    assert reasons(*filler(), heading("Conclusion"), paragraph("It works.")) == [
        "has hardly any text below it"
    ]
    assert reasons(*filler(), heading("Outlook")) == ["has no text below it"]
    assert reasons(*filler(), heading("What's next?"), paragraph("Lesson 5")) == [
        "has hardly any text below it"
    ]
    assert outlook(*filler(), heading("展望"), paragraph("明年春天将有两艘渡轮投入运营。")) != []


@pytest.mark.parametrize("text", ["All is good.", "0"])
def test_plain_takeaways_may_be_as_short_as_they_like(text: str) -> None:
    assert takeaways(heading("Key takeaways"), item(text)) == [text]
    assert reasons(bold("Key takeaways"), item(text)) == ["has hardly any text below it"]


def test_a_plain_outlook_may_be_one_short_sentence() -> None:
    assert outlook(heading("Future Outlook"), paragraph("More boats.")) == ["More boats."]


def test_the_title_announces_the_article_and_no_section() -> None:
    blocks = [heading("The future of the port", 1), paragraph(FUTURE), *filler()]
    assert reasons(*blocks, title="The Future of the Port") == ["is the article's title"]
    assert outlook(*filler(), *blocks[:2], title="The port today") == [FUTURE]


def test_a_conclusion_in_the_middle_is_no_conclusion() -> None:
    middle = [*filler(), heading("Conclusion"), paragraph(PROSE), heading("More"), *filler()]
    assert reasons(*middle) == ["stands in the middle of the article"]
    assert takeaways(*filler(), heading("Conclusion"), paragraph(PROSE)) == [PROSE]


def test_lessons_may_stand_anywhere() -> None:
    middle = [*filler(), heading("Lessons learned"), *points(), heading("More"), *filler()]
    assert takeaways(*middle) == POINTS


@pytest.mark.parametrize("small", [heading("Conclusion", 3), bold("Conclusion")])
def test_the_conclusion_of_one_section_is_not_the_articles(small: Block) -> None:
    first = [heading("Boats"), *filler(8), small, paragraph(PROSE)]
    assert reasons(*first, heading("Quays"), *filler(4)) == [
        "belongs to one section of the article"
    ]
    assert takeaways(*first) == [PROSE]


def test_labels_that_come_back_belong_to_stories() -> None:
    why = [paragraph(f"Why it matters: boat {n} is late.", lead=15) for n in (1, 2)]
    label = paragraph(f"The bottom line: {PROSE}", lead=16)
    assert reasons(*filler(), *why, label) == ["belongs to one story of several"]
    assert takeaways(*filler(), why[0], label) == [PROSE]


def test_a_label_below_a_bold_line_belongs_to_it() -> None:
    label = paragraph(f"The bottom line: {PROSE}", lead=16)
    assert reasons(*filler(), bold("By the numbers:"), *filler(1), label) == [
        "belongs to one section"
    ]


@pytest.mark.parametrize(
    "told",
    [
        ["Read the handbook of the port.", "Join us at the pier on Monday."],
        ["You can now moor your boat by yourself.", "Your crew may need a map, too."],
        ["Lesen Sie das Handbuch des Hafens.", "Besuchen Sie uns am Montag am Kai."],
        ["Consultez le manuel du port.", "Rejoignez-nous lundi sur le quai."],
    ],
)
def test_next_steps_of_the_reader_are_no_outlook(told: list[str]) -> None:
    blocks = [*filler(), heading("Next steps"), *map(item, told)]
    assert reasons(*blocks, language="und") == ["tells the reader what to do"]


def test_next_steps_of_the_writer_are_an_outlook() -> None:
    plans = ["We will order piles for the quay.", "Improve the lights of the pier."]
    assert outlook(*filler(), heading("Next steps"), *map(item, plans)) == plans


def test_a_section_of_a_hundred_paragraphs_is_a_text() -> None:
    (reason,) = reasons(*filler(), heading("Outlook"), *filler(101))
    assert reason == "is a text of 101 paragraphs, not a section"


def test_forty_such_headings_are_a_list_of_them() -> None:
    outlooks = [block for n in range(41) for block in (heading(f"Outlook for {n}"), *filler(1))]
    assert reasons(*outlooks) == ["one of more than 40 such headings"]


@pytest.mark.parametrize(
    "plan",
    [
        "Following the first storm, we will build a wall.",
        "We know that you want a ferry, and we are going to run one.",
        "The team is working on a third line, which opens in autumn.",
    ],
)
def test_what_the_writer_says_of_himself_is_a_plan(plan: str) -> None:
    assert outlook(*filler(), heading("Next steps"), paragraph(plan)) == [plan]


def test_you_and_we_are_those_of_the_language() -> None:
    text = "Ben jij kapitein op een veerboot, dan is deze dag ook iets voor jou."
    blocks = [*filler(), heading("Vervolg"), paragraph(text)]
    assert find_sections(article(*blocks, language="nl")).outlook is None
    planned = [*filler(), heading("Vervolg"), paragraph("Wij bouwen een kade in het voorjaar.")]
    assert find_sections(article(*planned, language="nl-BE")).outlook is not None


def test_next_steps_that_say_nothing_of_plans_are_none() -> None:
    text = "The life of a boat can be made much longer by the tools of the harbour office."
    linked = paragraph(text, links=(Link(text="tools", url="/tools"),))
    assert reasons(*filler(), heading("Next steps"), linked) == ["says nothing of plans"]
    assert reasons(*filler(), heading("Next steps"), paragraph(text)) == ["says nothing of plans"]
    planned = paragraph(f"We have plans. {text}", links=linked.links)
    assert outlook(*filler(), heading("Next steps"), planned) == [planned.text]


def test_what_is_next_may_be_told_without_a_word_of_plans() -> None:
    text = "A lamp at the pier, a roof over the benches, and a clock that all can see from the bay."
    assert outlook(*filler(), heading("What's next?"), paragraph(text)) == [text]
    called = [paragraph(text), paragraph("Read the handbook."), paragraph("A quay like no other.")]
    assert reasons(*filler(), heading("What's next?"), *called) == ["says nothing of plans"]


def test_next_steps_of_a_subject_are_its_own() -> None:
    text = "A lamp at the pier, a roof over the benches, and a clock that all can see from the bay."
    assert outlook(*filler(), heading("Next steps for the pier"), paragraph(text)) == [text]


def test_links_at_the_beginning_of_items_send_the_reader_on() -> None:
    names = ["Tides", "Moorings", "Lights"]
    pages = [
        item(f"{name}: all that the office knows.", links=(Link(text=name, url="/there"),))
        for name in names
    ]
    planned = paragraph("Our work on the quay goes on.")
    assert reasons(*filler(), heading("What's next?"), planned, *pages) == [
        "speaks to the reader more than of plans"
    ]
    plain = [item(page.text) for page in pages]
    assert outlook(*filler(), heading("What's next?"), planned, *plain)[0] == planned.text


def test_so_what_asks_for_a_meaning_and_not_for_the_future() -> None:
    assert find_sections(article(*filler(), heading("So what?"), paragraph(FUTURE))).passed == ()


def test_a_lead_in_to_what_is_no_text_is_no_conclusion() -> None:
    lead_in = paragraph("The quay has grown by a tenth. It now holds ships of these five kinds:")
    assert reasons(*filler(), heading("Conclusion"), lead_in, code()) == [
        "leads in to what is no text"
    ]


def test_plans_do_not_stand_first() -> None:
    plan = [heading("Action items"), paragraph("We will build a wall in spring.")]
    assert reasons(*plan, heading("News"), *filler(12)) == ["stands too early for plans"]


def test_an_outlook_with_a_subject_heads_the_last_part() -> None:
    last = [heading("The future of the old pier"), paragraph(FUTURE)]
    assert outlook(*filler(), *last) == [FUTURE]
    assert reasons(*filler(), *last, heading("Boats"), *filler(20)) == [
        "heads a section in the middle of the article"
    ]


def test_an_outlook_of_an_inner_part_is_none_of_the_article() -> None:
    inner = [heading("Ferries"), *filler(), heading("Outlook", 3), paragraph(FUTURE)]
    assert reasons(*inner, heading("Boats"), *filler()) == ["belongs to one section of the article"]
    assert outlook(*inner, heading("Sources"), *filler()) == [FUTURE]


def test_highlights_with_sections_are_the_body_of_release_notes() -> None:
    body = [heading("A longer quay for all", 3), *filler(2), heading("Two cranes of steel", 3)]
    assert reasons(heading("Highlights"), *body, *filler()) == ["holds sections, not highlights"]
    assert takeaways(heading("Highlights"), *points(), heading("Port"), *filler()) == POINTS


@pytest.mark.parametrize(
    "text",
    [
        "That's all we have for today. Let us know what you think!",
        "We would like to thank the crews of both ferries and the harbour office.",
        "以上就是本文的全部内容。希望对你有所帮助。",
        "Merci à toutes et à tous, et à bientôt !",
    ],
)
def test_thanks_and_goodbye_are_no_conclusion(text: str) -> None:
    found = reasons(*filler(), heading("Conclusion"), paragraph(text), language="und")
    assert found == ["says thanks or goodbye and no more"]


@pytest.mark.parametrize("line", ["the future.", "wrapping up,"])
def test_a_wrapped_line_is_no_heading(line: str) -> None:
    assert find_sections(article(*filler(), paragraph(line), paragraph(PROSE))).passed == ()
    assert find_sections(article(*filler(), heading(line, 8), paragraph(PROSE))).passed == ()


def test_an_aside_in_brackets_is_no_label() -> None:
    text = "(TL;DR - the quay is too short for the new ships)"
    assert takeaways(paragraph(text), *filler()) == []


def test_what_a_section_lists_and_then_tells_is_no_table_of_contents() -> None:
    names = ["A longer quay for new ships", "Two more cranes on it"]
    told = [block for name in names for block in (heading(name, 3), *filler(1))]
    section = [*filler(4), heading("What we learned"), *map(item, names), *told]
    assert takeaways(*section, heading("The port"), *filler(4)) == names
    assert reasons(heading("Summary"), *map(item, names), *told) == ["lists the article's headings"]


def test_items_with_items_of_their_own_need_no_sentence() -> None:
    nested = [item("Docks:"), item("The long one leaks.", 2), item("Cranes:"), item("Both.", 2)]
    assert takeaways(heading("Key takeaways"), *nested, *filler()) == ["Docks:", "Cranes:"]
    bare = [item("Docks"), item("Cranes"), item("Boats of the old harbour")]
    assert takeaways(heading("Key takeaways"), *bare, *filler()) == [b.text for b in bare]
    assert reasons(heading("Key takeaways"), *bare[:2], *map(item, "abcdefghij"), *filler()) == [
        "holds words, not sentences"
    ]


def test_pages_that_the_reader_is_led_to_are_no_outlook() -> None:
    pages = [
        item("The winter timetable."),
        item("Moorings in the bay."),
        item("Rules of the pier."),
    ]
    led = paragraph("Learn more of the port from these pages:")
    assert reasons(*filler(), heading("What's next?"), led, *pages) == [
        "tells the reader what to do"
    ]
    told = paragraph("We will write these pages:")
    assert outlook(*filler(), heading("What's next?"), told, *pages)[0] == told.text


def test_the_name_of_a_site_is_no_heading_of_its_text() -> None:
    site = heading("TL;DR", 1, links=(Link(text="TL;DR", url="https://blog.example/"),))
    assert find_sections(article(site, *filler())).passed == ()
    assert find_sections(article(site, *filler())).takeaways is None
    own = heading("TL;DR", 1, links=(Link(text="TL;DR", url="#tldr"),))
    assert takeaways(own, *points(), heading("More"), *filler()) == POINTS
    later = [*filler(1), site, *points(), heading("More"), *filler()]
    assert takeaways(*later) == POINTS


def test_a_summary_that_begins_a_text_and_holds_sections_introduces_it() -> None:
    inner = [heading("Aims", 3), *filler(1), heading("Rules", 3), *filler(1)]
    rest = [heading("The quay"), *filler(8)]
    section = [heading("Summary"), paragraph(PROSE), *inner]
    assert reasons(*section, *rest) == [
        "begins the article and holds sections, as an introduction does"
    ]
    assert takeaways(*filler(1), *section, *rest) == [PROSE]
    assert takeaways(*section[:2], *rest) == [PROSE]


def test_an_outlook_beside_another_heading_may_stand_in_the_middle() -> None:
    section = [heading("Discussion and 48-hour outlook"), paragraph(FUTURE)]
    assert outlook(*filler(5), *section, heading("Advice"), *filler(6)) == [FUTURE]
    assert reasons(*filler(1), *section, heading("Advice"), *filler(12)) == [
        "heads a section in the middle of the article"
    ]
