from __future__ import annotations

import pytest

from digest.article import Block, BlockKind, Findings, HeadingForm, Tier
from digest.compose.finding.headings import ExtraHeadings
from digest.compose.finding.sections import find_sections
from finding import article, bold, code, filler, heading, item, paragraph, quote, table, texts

POINTS = ["Freight rose by a tenth.", "Two cranes stood still.", "The quay needs new piles."]
PROSE = "The port grew in a hard year, and its quay has become too short for the new ships."
FUTURE = "From spring on, two ferries will run each hour, and a third will follow in autumn."


def find(*blocks: Block, **more: object) -> Findings:
    return find_sections(article(*blocks, **more))  # type: ignore[arg-type] # title, standfirst


def points() -> list[Block]:
    return [item(text) for text in POINTS]


# --- forms of headings ------------------------------------------------------------------------


def test_takeaways_are_the_list_below_the_heading() -> None:
    found = find(
        *filler(), heading("Key takeaways"), *points(), heading("More"), item("x")
    ).takeaways
    assert found is not None
    assert texts(found) == POINTS
    assert (found.heading, found.form, found.tier) == (
        "Key takeaways",
        HeadingForm.MARKUP,
        Tier.EXPLICIT,
    )


def test_a_combined_section_is_conclusion_and_outlook() -> None:
    found = find(
        *filler(12), heading("Conclusion and outlook"), paragraph(PROSE), paragraph(FUTURE)
    )
    assert found.takeaways is not None
    assert found.takeaways.tier is Tier.CONCLUSION
    assert texts(found.takeaways) == texts(found.outlook) == [PROSE, FUTURE]


def test_a_label_may_end_in_a_comma_or_a_semicolon_behind_tldr_alone() -> None:
    assert texts(find(paragraph(f"TL;DR, {PROSE}"), *filler()).takeaways) == [PROSE]
    assert texts(find(paragraph(f"TLDR; {PROSE}"), *filler()).takeaways) == [PROSE]
    assert texts(find(paragraph("TLDR;"), *points(), *filler()).takeaways) == POINTS
    assert find(paragraph(f"In a nutshell, {PROSE}"), *filler()).takeaways is None
    assert find(paragraph("Conclusion;"), *points(), *filler()).takeaways is None


@pytest.mark.parametrize(("level", "form"), [(7, HeadingForm.BOLD), (8, HeadingForm.PLAIN)])
def test_bold_and_plain_lines_are_headings(level: int, form: HeadingForm) -> None:
    found = find(heading("TL;DR", level), *points(), *filler()).takeaways
    assert found is not None
    assert (texts(found), found.form) == (POINTS, form)


def test_a_line_of_text_is_a_heading_when_all_of_it_announces() -> None:
    found = find(*filler(), paragraph("Key takeaways:"), *points()).takeaways
    assert found is not None
    assert (texts(found), found.form) == (POINTS, HeadingForm.PLAIN)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (f"TL;DR: {PROSE}", 0),
        (f"TL;DR {PROSE}", 5),
        (f"In short — {PROSE}", 0),
        (f"Fazit: {PROSE}", 6),
        (f"要約 – {PROSE}", 0),
        (f"总结：{PROSE}", 0),
    ],
)
def test_a_label_is_dropped_from_its_text(text: str, lead: int) -> None:
    found = find(paragraph(text, lead=lead), heading("Story"), *filler()).takeaways
    assert found is not None
    assert (texts(found), found.form) == ([PROSE], HeadingForm.RUN_IN)


def test_a_label_leads_in_to_the_list_behind_it() -> None:
    label = paragraph("TL;DR: the port in three points, all of them good:")
    assert texts(find(label, *points(), *filler()).takeaways) == POINTS


def test_a_standfirst_may_carry_the_label() -> None:
    found = find(*filler(), standfirst=f"TL;DR: {PROSE}").takeaways
    assert texts(found) == [PROSE]


def test_an_item_may_be_the_heading_of_those_below_it() -> None:
    blocks = [item("Boats", is_numbered=True), item("Takeaways", is_numbered=True)]
    below = [item(text, 2) for text in POINTS]
    found = find(*filler(), *blocks, *below, item("Sources", is_numbered=True)).takeaways
    assert found is not None
    assert (texts(found), found.form) == (POINTS, HeadingForm.ITEM)


def test_a_box_may_be_named_by_its_class_alone() -> None:
    box = [item(text, hint="article-key-points") for text in POINTS]
    found = find(*box, *filler()).takeaways
    assert found is not None
    assert (texts(found), found.form, found.heading) == (POINTS, HeadingForm.HINT, "")


def test_the_heading_of_a_box_counts_once() -> None:
    box = [heading("Key points", hint="key-points")]
    box += [item(text, hint="key-points") for text in POINTS]
    found = find(*box, *filler())
    assert found.takeaways is not None
    assert (found.takeaways.form, found.passed) == (HeadingForm.MARKUP, ())


def test_headings_of_the_source_go_before_the_lexicon() -> None:
    blocks = [heading("What stuck"), *points(), heading("Key takeaways"), item(PROSE)]
    extra = ExtraHeadings(takeaways=("what stuck",))
    found = find_sections(article(*blocks), extra=extra).takeaways
    assert found is not None
    assert (texts(found), found.confidence) == (POINTS, 1.0)


# --- choice -----------------------------------------------------------------------------------


def test_explicit_takeaways_go_before_a_conclusion() -> None:
    findings = find(
        heading("Key takeaways"), *points(), heading("Story"), *filler(), heading("Conclusion"),
        paragraph(PROSE),
    )  # fmt: skip
    assert texts(findings.takeaways) == POINTS
    assert [(passed.heading, passed.reason) for passed in findings.passed] == [
        ("Conclusion", "another section is plainer")
    ]


def test_a_heading_by_markup_goes_before_a_bold_line() -> None:
    box = [bold("Key points"), item("Of a box by the side of it.")]
    assert texts(find(*box, heading("Key takeaways", 3), *points()).takeaways) == POINTS


def test_the_first_of_explicit_and_the_last_of_other_takeaways_is_taken() -> None:
    other = paragraph("Nobody had expected as much when the year began.")
    first = find(heading("Key takeaways"), *points(), heading("Takeaways"), item(PROSE))
    assert texts(first.takeaways) == POINTS
    last = find(
        *filler(), heading("Conclusion"), other, heading("Final thoughts"), paragraph(PROSE)
    )
    assert texts(last.takeaways) == [PROSE]


def test_the_last_outlook_is_taken_and_goes_before_plans() -> None:
    early = paragraph("An early word on what the winter might bring to the port.")
    found = find(heading("Outlook"), early, heading("The future"), paragraph(FUTURE))
    assert texts(found.outlook) == [FUTURE]
    found = find(*filler(), heading("Outlook"), paragraph(FUTURE), heading("Next steps"), early)
    assert texts(found.outlook) == [FUTURE]


def test_an_outlook_ends_the_takeaways_that_it_stands_in() -> None:
    found = find(
        *filler(), heading("Conclusion"), paragraph(PROSE), heading("Outlook", 3), paragraph(FUTURE)
    )
    assert (texts(found.takeaways), texts(found.outlook)) == ([PROSE], [FUTURE])


def test_article_without_the_headings_has_neither() -> None:
    assert find(heading("Money"), paragraph(PROSE)) == Findings()


# --- items ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead_in", ["What matters:", "The desk’s choice", "Long " * 60 + "list:"])
def test_takeaways_may_have_a_lead_in_and_end_with_their_list(lead_in: str) -> None:
    blocks = [heading("Key takeaways"), paragraph(lead_in), *points(), paragraph(PROSE), item("x")]
    assert texts(find(*blocks).takeaways) == POINTS


def test_takeaways_leave_out_what_is_nested() -> None:
    nested = [item(POINTS[0]), item("a detail of it", 2), item(POINTS[1])]
    assert texts(find(heading("Key takeaways"), *nested).takeaways) == POINTS[:2]


@pytest.mark.parametrize("between", [code(), table()])
def test_takeaways_run_on_behind_code_and_tables(between: Block) -> None:
    found = find(heading("Key takeaways"), item(POINTS[0]), between, item(POINTS[1]))
    assert texts(found.takeaways) == POINTS[:2]


def test_takeaways_without_a_list_are_the_paragraphs_above_inner_headings() -> None:
    blocks = [paragraph(PROSE), paragraph(FUTURE), heading("In detail", 3), paragraph("No.")]
    found = find(*filler(), heading("Key takeaways"), *blocks, heading("More"), *filler(1))
    assert texts(found.takeaways) == [PROSE, FUTURE]


def test_inner_headings_that_say_something_are_the_takeaways() -> None:
    said = ["Order the piles a year ahead", "Let the crews choose their shifts"]
    blocks = [heading(said[0], 3), paragraph(PROSE), heading(said[1], 3), paragraph(FUTURE)]
    assert texts(find(*filler(), heading("Lessons learned"), *blocks).takeaways) == said


def test_below_inner_headings_of_a_word_the_text_is_taken() -> None:
    blocks = [heading("Money", 3), paragraph(PROSE), heading("Ships", 3), paragraph(FUTURE)]
    assert texts(find(*filler(), heading("Key takeaways"), *blocks).takeaways) == [PROSE, FUTURE]


def test_early_prose_that_nothing_parts_from_the_article_is_one_paragraph() -> None:
    assert texts(find(bold("TL;DR"), paragraph(PROSE), *filler()).takeaways) == [PROSE]


def test_bullets_that_the_format_does_not_know_are_dropped() -> None:
    lines = [paragraph(f"✅ {text}") for text in POINTS]
    assert texts(find(*filler(), heading("Key takeaways"), *lines).takeaways) == POINTS


def test_attributions_are_kept_apart_where_most_items_have_one() -> None:
    found = find(
        heading("Key takeaways"),
        item("Boats are full. (Harbour office)"),
        item("He said “never.” (Minutes)"),
        item("Roads are quiet (by night)."),
    ).takeaways
    assert texts(found) == ["Boats are full.", "He said “never.”", "Roads are quiet (by night)."]
    assert found is not None
    assert [p.attribution for p in found.passages] == ["Harbour office", "Minutes", ""]


@pytest.mark.parametrize(
    "items",
    [
        ["Boats are full. (Yes.)", "Two cranes stood still.", "The quay is old."],
        ["Traffic fell (by a tenth)", "Freight rose (to a third)"],
    ],
)
def test_brackets_that_are_no_habit_or_part_of_a_sentence_stay(items: list[str]) -> None:
    assert texts(find(heading("Key takeaways"), *map(item, items)).takeaways) == items


# --- outlook ----------------------------------------------------------------------------------


def test_outlook_holds_its_sub_sections_up_to_the_next_large_heading() -> None:
    blocks = [heading("Boats", 3), paragraph(FUTURE), heading("Quays", 3), item("New piles in May")]
    found = find(*filler(), heading("Outlook"), *blocks, heading("End"), paragraph("No.")).outlook
    assert found is not None
    assert texts(found) == [FUTURE, "New piles in May"]
    assert [p.kind for p in found.passages] == [BlockKind.PARAGRAPH, BlockKind.ITEM]
    assert found.tier is None


def test_outlook_ends_at_thanks_and_sources() -> None:
    blocks = [paragraph(FUTURE), heading("Acknowledgements", 3), paragraph("Our crews.")]
    assert texts(find(*filler(), heading("Outlook"), *blocks).outlook) == [FUTURE]


def test_outlook_keeps_quotations_and_nested_items_and_leaves_out_code() -> None:
    blocks = [quote(FUTURE), item("Boats"), item("two of them", 2), code()]
    found = find(*filler(), heading("Outlook"), *blocks).outlook
    assert texts(found) == [FUTURE, "Boats", "two of them"]


# --- confidence -------------------------------------------------------------------------------


def test_confidence_falls_with_tier_and_form() -> None:
    def sure(*blocks: Block) -> float:
        found = find(*filler(), *blocks).takeaways
        assert found is not None
        return found.confidence

    explicit, prose = sure(heading("Key takeaways"), *points()), [paragraph(PROSE)]
    summary, conclusion = sure(heading("Summary"), *prose), sure(heading("Conclusion"), *prose)
    assert 1 >= explicit > summary > conclusion > sure(bold("Conclusion"), *prose) > 0


def test_reasons_say_what_was_seen() -> None:
    found = find(*filler(), heading("Outlook for the winter"), paragraph(FUTURE)).outlook
    assert found is not None
    assert found.rule == "en, outlook: outlook for *"
    assert "other words stand beside it in the heading" in found.reasons
    assert any(reason.startswith("stands late") for reason in found.reasons)


def test_an_outlook_holds_the_plans_that_stand_in_it() -> None:
    inner = [heading("Next steps for the quay", 3), paragraph("We will build two more piers.")]
    blocks = [*filler(), heading("Next steps"), paragraph("We have talked of the year."), *inner]
    assert texts(find(*blocks).outlook) == [blocks[-3].text, blocks[-1].text]


def test_a_heading_that_is_all_outlook_goes_before_one_with_a_subject() -> None:
    subject = [heading("The future: steel quays"), paragraph("The quay has been built of steel.")]
    whole = [heading("Boats"), bold("What's next:"), paragraph("A third ferry will run in autumn.")]
    found = find(*filler(), *subject, *whole).outlook
    assert texts(found) == [whole[-1].text]


def test_a_list_may_stand_behind_paragraphs_that_lead_in_to_it() -> None:
    opening = "We are glad of the year as a whole. " * 8
    lead_in = "And yet there are things that we would do in another way:"
    body = [paragraph(opening), paragraph(lead_in), *points()]
    listed = [block.text for block in points()]
    assert texts(find(*filler(), heading("Lessons learned"), *body).takeaways) == listed
    closed = find(*filler(), heading("Lessons learned"), *body, paragraph(opening)).takeaways
    assert texts(closed)[0] == opening


def test_paragraphs_may_have_a_lead_in_as_well() -> None:
    body = [
        "Here is what a year on the quay has taught to all of us:",
        "Piles rot in salt water.",
        "Ice bends the rails.",
    ]
    blocks = [*filler(), heading("Lessons learned"), *map(paragraph, body)]
    assert texts(find(*blocks).takeaways) == body[1:]


def test_paragraphs_that_begin_in_bold_are_a_list_with_a_lead_in() -> None:
    led = [paragraph(text, lead=9) for text in POINTS]
    hint = paragraph("These come from one year on one quay, and yours may differ.")
    assert texts(find(*filler(), heading("Takeaways"), hint, *led).takeaways) == POINTS
    plain = [paragraph(text) for text in POINTS]
    found = find(*filler(), heading("Takeaways"), hint, *plain).takeaways
    assert texts(found) == [hint.text, *POINTS]
    top = find(heading("Takeaways"), *led, *filler(12)).takeaways
    assert texts(top) == POINTS


def test_a_lone_number_is_the_heading_of_the_bullets_below_it() -> None:
    number = item("Takeaways", is_numbered=True)
    behind = item("Sources", is_numbered=True)
    found = find(*filler(), number, *points(), behind, item("The harbour office.")).takeaways
    assert texts(found) == POINTS
    assert found is not None
    assert found.form is HeadingForm.ITEM


def test_a_label_right_below_its_heading_is_no_section_of_its_own() -> None:
    blocks = [heading("Summary"), paragraph(f"TL;DR: {PROSE}"), paragraph(FUTURE), heading("More")]
    found = find(*blocks, *filler()).takeaways
    assert found is not None
    assert (found.heading, texts(found)) == ("Summary", [PROSE, FUTURE])


def test_the_future_of_the_subject_goes_before_that_of_the_readers_thing() -> None:
    own = [heading("The future of the port"), paragraph(FUTURE)]
    yours = [heading("The future of your boat"), paragraph(PROSE)]
    assert texts(find(*filler(12), *own, *yours).outlook) == [FUTURE]
    assert texts(find(*filler(12), *yours).outlook) == [PROSE]


def test_captions_are_no_part_of_a_section() -> None:
    caption = paragraph("Figure 3: Freight by month")
    said = paragraph("Figure 3 shows that freight will grow, and that the quay will not.")
    blocks = [*filler(12), heading("Outlook"), caption, paragraph(FUTURE), paragraph("图 4"), said]
    assert texts(find(*blocks).outlook) == [FUTURE, said.text]


@pytest.mark.parametrize("line", ["The bottom line ...", "The bottom line…", ".THE BOTTOM LINE..."])
def test_a_line_that_announces_may_end_in_dots(line: str) -> None:
    found = find(*filler(12), paragraph(line), paragraph(PROSE)).takeaways
    assert texts(found) == [PROSE]
    assert find(*filler(12), paragraph("The bottom line."), paragraph(PROSE)).takeaways is None


def test_takeaways_of_a_subject_stand_behind_those_of_the_article() -> None:
    part = [
        heading("Key facts about the quay"),
        item("It is long and old."),
        item("It sinks a bit."),
    ]
    whole = [heading("Key takeaways"), *points()]
    assert texts(find(*filler(), *part, *filler(), *whole).takeaways) == POINTS
    assert texts(find(*filler(), *part, *filler()).takeaways) == [block.text for block in part[1:]]


def test_a_lead_in_that_says_something_stays_in_prose() -> None:
    lead_in = "The port does not need every boat. Ask three things before you buy one:"
    body = [paragraph(lead_in), *points(), paragraph(PROSE)]
    found = find(*filler(12), heading("Conclusion"), *body).takeaways
    assert texts(found) == [lead_in, *POINTS, PROSE]
    bare = [paragraph("Ask three things:"), *points()]
    assert texts(find(*filler(12), heading("Conclusion"), *bare).takeaways) == POINTS
    lessons = [paragraph(lead_in), *points(), paragraph(PROSE)]
    assert texts(find(*filler(12), heading("Lessons learned"), *lessons).takeaways) == POINTS


def test_a_line_that_breaks_off_leads_in_to_a_list() -> None:
    lead_in = paragraph("总的来说，")
    items = [item("码头明年春天会加长三分之一。"), item("渡轮从秋天起每小时开两班。")]
    found = find(*filler(12), heading("总结"), lead_in, *items).takeaways
    assert texts(found) == [block.text for block in items]
