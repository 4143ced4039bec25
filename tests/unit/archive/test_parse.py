"""What an issue file says."""

from __future__ import annotations

import pytest

from digest.archive.format import format_issue
from digest.archive.parse import decode
from digest.errors import IssueFileError
from digest.model import Role, Status, Takeaway
from issue_texts import ISSUE, TEXT, edited, parse


def test_canonical_text_is_formatted_as_it_stands() -> None:
    assert format_issue(ISSUE) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\ufeff" + TEXT,
        TEXT.rstrip(),
        TEXT + "\n\n",
        edited("+++\n", "+++  \n"),
        edited("## Key takeaways {#takeaways}", "## Key takeaways {#takeaways}   "),
        edited("## Key takeaways {#takeaways}", "## Key takeaways {#takeaways} ##"),
        edited("## Key takeaways {#takeaways}", " ##   Key  takeaways   {#takeaways}"),
        edited("{#cranes}", "{#cranes}  "),
        edited("[Cranes](https://example.org/a) {#", "[Cranes]( <https://example.org/a> ) {#"),
        edited("- First\n", "* First\n\n"),
        edited("- First\n", "+   First\n"),
        edited("- First\n", "-\tFirst\n"),
        edited("\nA note.\n\n", "A note.\n"),
        edited("### [Cranes](https://example.org/a) {#cranes}\n\nThey", "### Cranes\n\nThey"),
        edited("date=2026-11-20 ", '  date="2026-11-20"   '),
        edited('language = "en"', "# a comment\nlanguage = 'en'"),
        edited("07:00:00Z", "08:00:00+01:00"),
    ],
)
def test_other_ways_to_write_the_same_are_read(text: str) -> None:
    assert parse(text) == ISSUE


def test_missing_slugs_come_from_the_titles() -> None:
    text = edited(" {#cranes}", "").replace(" {#cranes}", "", 1)
    text = text.replace("## Elsewhere", "### Cranes\n\n- Others\n\n## Elsewhere")

    issue = parse(text)

    assert [story.slug for story in issue.stories] == ["cranes", "cranes-2"]
    assert [story.outlook is not None for story in issue.stories] == [True, False]


def test_derived_slug_makes_way_for_a_given_one() -> None:
    text = edited("## Elsewhere", "### Other {#other}\n\n### Other\n\n## Elsewhere")

    assert [story.slug for story in parse(text).stories] == ["cranes", "other", "other-2"]


def test_sections_may_be_moved_and_reworded() -> None:
    head, _, body = TEXT.partition("## Key takeaways {#takeaways}")
    takeaways, _, rest = body.partition("## Elsewhere")
    text = f"{head}## Anderswo{rest}\n## Das Wichtigste {{#takeaways}}{takeaways}"

    issue = parse(text)

    assert [section.role for section in issue.sections] == [
        Role.PROSE,
        Role.OUTLOOK,
        Role.SOURCES,
        Role.TAKEAWAYS,
    ]
    assert issue.sections[3].heading == "Das Wichtigste"
    assert issue.stories == ISSUE.stories
    assert parse(format_issue(issue)) == issue


def test_story_without_sources_and_source_without_story_are_kept() -> None:
    text = edited("### [Cranes]", "### By hand\n\n- Typed\n\n### [Cranes]")
    text = text.replace('story="cranes"', 'story="deleted"')

    issue = parse(text)

    assert issue.stories[0].takeaways == (Takeaway(markdown="Typed"),)
    assert [article.story for article in issue.articles] == ["deleted"]


def test_outlook_of_an_unknown_slug_is_a_story_of_its_own() -> None:
    text = edited("They return.", "They return.\n\n### Ahead {#ahead}\n\nSoon.")

    issue = parse(text)

    assert [story.slug for story in issue.stories] == ["cranes", "ahead"]
    assert issue.stories[1].takeaways == ()


def test_new_story_with_a_slug_of_its_own_is_not_taken_for_a_lost_one() -> None:
    text = edited("[Cranes](https://example.org/a) {#cranes}\n\nA", "Storks {#storks}\n\nA")

    assert [story.slug for story in parse(text).stories] == ["storks", "cranes"]


def test_brace_of_a_title_without_a_slug_is_escaped() -> None:
    text = edited("## Elsewhere", "### A \\{b}\n\n## Elsewhere")

    assert parse(text).stories[1].title == "A {b}"


def test_title_and_address_of_the_takeaways_win() -> None:
    text = TEXT.replace("### [Cranes](https://example.org/a)", "### Storks", 1)

    story = parse(text).stories[0]

    assert (story.title, story.url) == ("Storks", "")
    assert story.outlook == ISSUE.stories[0].outlook


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("A *bold* `claim`", "A bold claim"),
        ("A \\[bracket\\] &amp; more", "A [bracket] & more"),
        ("About {#hash}", "About {#hash}"),
        ("C \\#", "C #"),
    ],
)
def test_title_is_plain_text(title: str, plain: str) -> None:
    assert parse(edited("[Cranes](https", f"[{title}](https")).stories[0].title == plain


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("https://example.org/ä?b=%20", "https://example.org/ä?b=%20"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("https://example.org/?a&copy=2", "https://example.org/?a&copy=2"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("<https://example.org/a_(b>", "https://example.org/a_(b"),
        ("https://example.org/\\_a\\_", "https://example.org/_a_"),
        ("HTTPS://Example.org/A", "https://example.org/A"),
        ('https://example.org/"a"', "https://example.org/%22a%22"),
    ],
)
def test_address_is_kept_in_its_one_form(destination: str, url: str) -> None:
    text = edited("(https://example.org/a) {#", f"({destination}) {{#")

    issue = parse(text)

    assert issue.stories[0].url == url
    assert parse(format_issue(issue)).stories[0].url == url


@pytest.mark.parametrize(
    ("item", "markdown"),
    [
        ("- one\n  two", "one\ntwo"),
        ("- one\nlazy", "one\nlazy"),
        ("- one\n\n  - two\n    - three", "one\n\n- two\n  - three"),
        ("- one\n\n\t- two", "one\n\n  - two"),
        ("1. not a takeaway\n\n* one", "one"),
        ("-     code", "    code"),
        ("-\n  one", "one"),
        ("- ```\n  ## code\n  ```", "```\n## code\n```"),
        (" -  one\n\n    two", "one\n\ntwo"),
    ],
)
def test_takeaway_is_kept_without_its_bullet(item: str, markdown: str) -> None:
    issue = parse(edited("- First\n- Second\n", f"{item}\n"))

    assert issue.stories[0].takeaways == (Takeaway(markdown=markdown),)
    assert parse(format_issue(issue)) == issue


def test_outlook_is_one_paragraph_per_block() -> None:
    blocks = ("One\ntwo.", "- a\n\n- b", "> c", "```\n### d\n```", "See [e].\n\n[e]: /e", "#### f")

    issue = parse(edited("They return.", "\n\n".join(blocks)))

    assert issue.stories[0].outlook is not None
    assert issue.stories[0].outlook.paragraphs == blocks


def test_prose_passes_through_verbatim() -> None:
    prose = (
        "### Mine {#mine}\n\n\n```\n## {#takeaways}\n\n+++\n```\n\n"
        "Under\n---\n\n* a  \n\tb\n\n[c]: /d"
    )

    sections = parse(edited("Prose.", prose)).sections

    assert sections[1].markdown == prose


def test_foreign_id_stays_in_the_heading() -> None:
    issue = parse(edited("## Elsewhere", "## Elsewhere {#mine}"))

    assert issue.sections[1].heading == "Elsewhere {#mine}"
    assert parse(format_issue(issue)) == issue


def test_draft_needs_neither_time_nor_corrections() -> None:
    head, _, rest = TEXT.partition("status")
    text = f'{head}status = "draft"\n+++\n{rest.partition("+++")[2]}'

    issue = parse(text)

    assert (issue.status, issue.published_at, issue.corrections) == (Status.DRAFT, None, ())


def test_empty_file_is_named_as_such() -> None:
    with pytest.raises(IssueFileError, match=r"issues/2026-11-23\.md:1: the file is empty"):
        parse(" \n")


def test_bytes_that_are_not_utf_8_are_named_with_their_line() -> None:
    with pytest.raises(IssueFileError, match=r"a\.md:3: byte 0xE9 is not UTF-8"):
        decode("eins\nzwei\nétoile".encode("latin-1"), path="a.md")
