"""Marks at the end of a line: read, written, and told from text that only looks like one."""

from __future__ import annotations

import pytest

from digest.archive.format import format_issue
from digest.archive.marks import mark_edited
from digest.errors import IssueFileError
from digest.model import Mark, Outlook, Takeaway
from issue_texts import TEXT, edited, line_of, parse

ITEM, PARAGRAPH = "- First\n", "They return.\n"


def takeaway(line: str) -> Takeaway:
    return parse(edited(ITEM, f"{line}\n")).stories[0].takeaways[0]


def outlook(paragraphs: str) -> Outlook:
    found = parse(edited(PARAGRAPH, f"{paragraphs}\n")).stories[0].outlook
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "markdown", "mark"),
    [
        ("- First {edited}", "First", Mark.EDITED),
        ("- First {standfirst}  ", "First", Mark.STANDFIRST),
        ("- First\n  goes on {suggested}", "First\ngoes on", Mark.SUGGESTED),
        ("- First\n\n  - nested {edited}", "First\n\n- nested", Mark.EDITED),
        ("- First\n  {edited}", "First", Mark.EDITED),
        ("- First\n{edited}", "First", Mark.EDITED),
        ("- ```\n  code\n  ```\n  {edited}", "```\ncode\n```", Mark.EDITED),
        ("- First \\{edited}", "First {edited}", Mark.NONE),
        ("- First \\\\{edited}", "First \\{edited}", Mark.NONE),
        ("- First \\{more} {edited}", "First {more}", Mark.EDITED),
        ("- First {edited} of all", "First {edited} of all", Mark.NONE),
        ("- First {core}", "First {core}", Mark.NONE),
        ("- First {editor}", "First {editor}", Mark.NONE),
        ("- First \\{core}", "First \\{core}", Mark.NONE),
        ("- First {}", "First {}", Mark.NONE),
    ],
)
def test_mark_of_a_takeaway_is_read(line: str, markdown: str, mark: Mark) -> None:
    assert takeaway(line) == Takeaway(markdown=markdown, mark=mark)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soon. {edited}", Outlook(paragraphs=("Soon.",), edited=frozenset({0}))),
        ("Soon. {more}", Outlook(paragraphs=("Soon.",), is_shortened=True)),
        (
            "Soon. {more} {edited}",
            Outlook(paragraphs=("Soon.",), edited=frozenset({0}), is_shortened=True),
        ),
        (
            "Soon.\n\n- one\n- two {edited}",
            Outlook(paragraphs=("Soon.", "- one\n- two"), edited=frozenset({1})),
        ),
        (
            "> one\n> two {edited}\n\nLast. {more}",
            Outlook(paragraphs=("> one\n> two", "Last."), edited=frozenset({0}), is_shortened=True),
        ),
        (
            "~~~\ncode\n~~~\n{edited}\n\nLast.",
            Outlook(paragraphs=("~~~\ncode\n~~~", "Last."), edited=frozenset({0})),
        ),
        (
            "A [link][a].\n\n[a]: https://example.org/\n{edited}",
            Outlook(
                paragraphs=("A [link][a].\n\n[a]: https://example.org/",), edited=frozenset({0})
            ),
        ),
        ("Soon. \\{more}", Outlook(paragraphs=("Soon. {more}",))),
    ],
)
def test_marks_of_an_outlook_are_read_and_written(text: str, expected: Outlook) -> None:
    assert outlook(text) == expected

    issue = parse(edited(PARAGRAPH, f"{text}\n"))
    assert parse(format_issue(issue)) == issue


def test_lines_are_those_of_the_file() -> None:
    text = edited("- Second\n", "- Second\n  goes on {edited}\n\n")
    text = text.replace(PARAGRAPH, "They return.\n\n- soon\n- or late {more}\n\n")

    story = parse(text).stories[0]

    assert [each.line for each in story.takeaways] == [
        line_of(text, "- First"),
        line_of(text, "goes on"),
    ]
    assert story.outlook is not None
    assert story.outlook.lines == (line_of(text, "They return"), line_of(text, "or late"))


@pytest.mark.parametrize(
    ("edit", "where", "says"),
    [
        ((ITEM, "- First {Edited}\n"), "First", "`{Edited}` is no mark; did you mean `{edited}`?"),
        ((ITEM, "- First {edit}\n"), "First", "did you mean `{edited}`?"),
        ((ITEM, "- First {suggest}\n"), "First", "did you mean `{suggested}`?"),
        ((ITEM, "- First { edited }\n"), "First", "did you mean `{edited}`?"),
        ((ITEM, "- First{edited}\n"), "First", "write `{edited}` behind a space"),
        ((ITEM, "- First\n  and on {stanfirst}\n"), "and on", "did you mean `{standfirst}`?"),
        ((ITEM, "- First {more}\n"), "First", "is for the last paragraph of an outlook"),
        ((ITEM, "- First {standfirst} {edited}\n"), "First", "one mark; keep `{edited}`"),
        ((ITEM, "- {edited}\n"), "- {edited}", "expected a takeaway in front of the mark"),
        ((PARAGRAPH, "{more}\n"), "{more}", "expected a paragraph in front of the mark"),
        ((PARAGRAPH, "Soon. {suggested}\n"), "Soon.", "is for takeaways; an outlook has"),
        ((PARAGRAPH, "Soon. {more} {more}\n"), "Soon.", "`{more}` stands here twice"),
        ((PARAGRAPH, "Soon. {more}\n\nLast.\n"), "Soon.", "goes behind the last paragraph"),
        ((PARAGRAPH, "Soon. {mores}\n"), "Soon.", "did you mean `{more}`?"),
    ],
)
def test_slip_is_named_with_its_line(edit: tuple[str, str], where: str, says: str) -> None:
    text = edited(*edit)
    with pytest.raises(IssueFileError) as caught:
        parse(text)

    assert says in caught.value.expected
    assert caught.value.line == line_of(text, where)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- First", "- First {edited}"),
        ("- First  ", "- First {edited}  "),
        ("- First {standfirst}", "- First {edited}"),
        ("Soon. {more}", "Soon. {edited} {more}"),
        ("{more}", "{edited} {more}"),
        ("  {standfirst}", "  {edited}"),
        ("Not \\{more}", "Not \\{more} {edited}"),
        ("  ~~~", "  ~~~END  {edited}"),
        ("[a]: https://example.org/", "[a]: https://example.org/END{edited}"),
    ],
)
def test_mark_is_put_in_and_nothing_else_changes(before: str, after: str, end: str) -> None:
    text = f"\ufeffone{end}{before}{end}three {end}"

    marked = mark_edited(text, [2])

    assert marked == f"\ufeffone{end}{after.replace('END', end)}{end}three {end}"


def test_last_line_without_an_end_is_marked() -> None:
    assert mark_edited("one\n~~~", [2]) == "one\n~~~\n{edited}"


def test_marks_that_are_put_in_are_read() -> None:
    text = TEXT.replace(PARAGRAPH, "They return.\n\n~~~\ncode\n~~~\n")
    story = parse(text).stories[0]
    assert story.outlook is not None
    lines = [each.line for each in story.takeaways] + list(story.outlook.lines)

    marked = parse(mark_edited(text, lines)).stories[0]

    assert [each.mark for each in marked.takeaways] == [Mark.EDITED, Mark.EDITED]
    assert marked.outlook is not None
    assert marked.outlook.edited == {0, 1}
    assert marked.outlook.paragraphs == story.outlook.paragraphs
