from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.archive.format import format_head, format_issue
from digest.archive.parse import parse_issue
from digest.errors import IssueError
from digest.model import (
    ArticleRef,
    Correction,
    Issue,
    IssueSection,
    Mark,
    Outlook,
    Role,
    Status,
    Story,
    Takeaway,
)
from issue_strategies import any_issues, instants, issues, texts

GOLDEN_TEXT = """\
+++
format = 1
id = "tag:news.example.org,2026-11-23:issue/2026-11-23"
number = 12
date = 2026-11-23
slot = "main/2026-11-23T07:00"
language = "en"
title = "Harbour Notes #12"
subject = "Cranes, \\"cranes\\" and a C:\\\\ drive"
preheader = ""
status = "published"
published_at = 2026-11-23T07:00:00Z
corrections = [
  { at = 2026-11-24T09:00:00Z, note = "The crane is 40 m high." },
]
+++

Good *morning*.

## Key takeaways {#takeaways}

### [Cranes & \\[other\\] birds](https://example.org/a) {#cranes}

A note of the editor's.

- The first one. {edited}
- The second one
  goes on, and has

  - a list of its own.

### 1986\\. A year {#a-year}

## Elsewhere

```md
## Not a section {#outlook}
```

## What comes {#outlook}

### [Cranes & \\[other\\] birds](https://example.org/a) {#cranes}

They return. {edited}

1. In March
2. In April {more}

### Only ahead {#only-ahead}

Nothing yet.

## Sources {#sources}

- [Cranes \\{and others](<https://example.org/wiki/Crane_(bird)>) {story="cranes" source="Harbour \\"Notes\\"" author="A. Writer" date=2026-11-20 lang="de" sha256="SHA"}
- Without an address {story="dropped" source="Notes" sha256="SHA"}
- Only noted \\{edited} {source="Notes" guid="tag:notes.example.org,2026:7" sha256="SHA"}
""".replace("SHA", "5e" * 32)  # noqa: E501  # lines of the format itself

GOLDEN = Issue(
    id="tag:news.example.org,2026-11-23:issue/2026-11-23",
    name="2026-11-23",
    number=12,
    on=date(2026, 11, 23),
    slot="main/2026-11-23T07:00",
    language="en",
    title="Harbour Notes #12",
    subject='Cranes, "cranes" and a C:\\ drive',
    preheader="",
    status=Status.PUBLISHED,
    published_at=datetime(2026, 11, 23, 7, tzinfo=UTC),
    corrections=(
        Correction(at=datetime(2026, 11, 24, 9, tzinfo=UTC), note="The crane is 40 m high."),
    ),
    intro="Good *morning*.",
    sections=(
        IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
        IssueSection(
            role=Role.PROSE,
            heading="Elsewhere",
            markdown="```md\n## Not a section {#outlook}\n```",
        ),
        IssueSection(role=Role.OUTLOOK, heading="What comes"),
        IssueSection(role=Role.SOURCES, heading="Sources"),
    ),
    stories=(
        Story(
            slug="cranes",
            title="Cranes & [other] birds",
            url="https://example.org/a",
            note="A note of the editor's.",
            takeaways=(
                Takeaway(markdown="The first one.", mark=Mark.EDITED),
                Takeaway(markdown="The second one\ngoes on, and has\n\n- a list of its own."),
            ),
            outlook=Outlook(
                paragraphs=("They return.", "1. In March\n2. In April"),
                edited=frozenset({0}),
                is_shortened=True,
            ),
        ),
        Story(slug="a-year", title="1986. A year"),
        Story(slug="only-ahead", title="Only ahead", outlook=Outlook(paragraphs=("Nothing yet.",))),
    ),
    articles=(
        ArticleRef(
            story="cranes",
            title="Cranes {and others",
            source='Harbour "Notes"',
            sha256="5e" * 32,
            url="https://example.org/wiki/Crane_(bird)",
            author="A. Writer",
            language="de",
            published_on=date(2026, 11, 20),
        ),
        ArticleRef(story="dropped", title="Without an address", source="Notes", sha256="5e" * 32),
        ArticleRef(
            story="",
            title="Only noted {edited}",
            source="Notes",
            sha256="5e" * 32,
            guid="tag:notes.example.org,2026:7",
        ),
    ),
)


def parse(text: str, *, name: str = "2026-11-23") -> Issue:
    return parse_issue(text, path=f"issues/{name}.md", name=name)


def test_format_writes_the_golden_file() -> None:
    assert format_issue(GOLDEN) == GOLDEN_TEXT


def test_parse_reads_the_golden_file() -> None:
    assert parse(GOLDEN_TEXT) == GOLDEN


@given(issues())
def test_every_valid_issue_reads_back_as_itself(issue: Issue) -> None:
    text = format_issue(issue)

    again = parse(text, name=issue.name)

    assert again == issue
    assert format_issue(again) == text


@given(any_issues())
def test_no_issue_is_written_that_would_read_back_otherwise(issue: Issue) -> None:
    try:
        text = format_issue(issue)
    except IssueError:
        return
    assert parse(text) == issue


@given(st.text(), st.text(), instants)
def test_head_is_toml_with_the_same_values(title: str, note: str, at: datetime) -> None:
    corrections = (Correction(at=at, note=note), Correction(at=at, note="Two."))
    issue = replace(GOLDEN, title=title, published_at=at, corrections=corrections)

    head = format_head(issue).removeprefix("+++\n").removesuffix("+++\n")

    assert tomllib.loads(head) == {
        "format": 1,
        "id": issue.id,
        "number": 12,
        "date": issue.on,
        "slot": issue.slot,
        "language": "en",
        "title": title,
        "subject": issue.subject,
        "preheader": "",
        "status": "published",
        "published_at": at,
        "corrections": [{"at": at, "note": note}, {"at": at, "note": "Two."}],
    }


def test_head_without_corrections_has_less_than_15_lines() -> None:
    assert len(format_head(replace(GOLDEN, corrections=())).splitlines()) < 15


def test_time_of_another_zone_is_written_in_utc() -> None:
    at = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=1)))

    assert "published_at = 2026-11-23T07:00:00Z" in format_head(replace(GOLDEN, published_at=at))


def test_naive_time_is_refused() -> None:
    naive = datetime(2026, 11, 23, 7)  # noqa: DTZ001  # the subject of this test

    with pytest.raises(IssueError, match="has no time zone"):
        format_issue(replace(GOLDEN, published_at=naive))


def test_slug_may_be_the_name_of_a_section() -> None:
    named = tuple(
        replace(story, slug=slug)
        for story, slug in zip(GOLDEN.stories, ("outlook", "sources", "takeaways"), strict=True)
    )
    issue = replace(GOLDEN, stories=named)

    assert parse(format_issue(issue)) == issue


def story(**what_matters: object) -> Issue:
    changed = replace(GOLDEN.stories[0], **what_matters)  # type: ignore[arg-type]  # any field
    return replace(GOLDEN, stories=(changed, *GOLDEN.stories[1:]))


@pytest.mark.parametrize(
    ("issue", "where"),
    [
        (replace(GOLDEN, title="two\nlines"), "`title` must be one line"),
        (replace(GOLDEN, title=" "), "`title` must not be empty"),
        (replace(GOLDEN, sections=()), "expected a section"),
        (replace(GOLDEN, sections=GOLDEN.sections[:1]), "stories"),
        (replace(GOLDEN, sections=GOLDEN.sections[:3]), "articles"),
        (replace(GOLDEN, sections=GOLDEN.sections * 2), "a second section"),
        (replace(GOLDEN, intro="```\nopen"), "never closed"),
        (replace(GOLDEN, intro="## mine"), "intro"),
        (replace(GOLDEN, intro=" \n"), "intro"),
        (replace(GOLDEN, status=Status.DRAFT), "has not been published"),
        (replace(GOLDEN, published_at=None), "published_at"),
        (story(slug="Ümlaut"), "must be a slug"),
        (story(slug="a-year"), "stands twice"),
        (story(title="two\nlines"), "stories"),
        (story(title="double  space"), "stories[0].title"),
        (story(title=""), "expected a title"),
        (story(url="javascript:alert(1)"), "expected `[Title]"),
        (story(url="ftp://example.org/"), "https:// or http://"),
        (story(url="https://example.org/a b"), "expected `[Title]"),
        (story(note="- a list"), "stories[0]"),
        (story(note="### heading"), "`heading` has no slug"),
        (story(takeaways=(Takeaway(markdown="---"),)), "stories"),
        (story(takeaways=(Takeaway(markdown=""),)), "expected a takeaway"),
        (story(takeaways=(Takeaway(markdown="a\n# b"),)), None),
        (story(outlook=Outlook(paragraphs=())), "stories[0].outlook"),
        (story(outlook=Outlook(paragraphs=("a\n\nb",))), "stories[0].outlook.paragraphs"),
        (story(outlook=Outlook(paragraphs=("- a", "- b"))), "stories[0].outlook.paragraphs"),
        (story(outlook=Outlook(paragraphs=("## a",))), "sections"),
    ],
)
def test_invalid_issue_is_refused_and_named(issue: Issue, where: str | None) -> None:
    if where is None:
        assert parse(format_issue(issue)) == issue
        return
    with pytest.raises(IssueError) as caught:
        format_issue(issue)
    assert "issue 2026-11-23 cannot be written" in str(caught.value)
    assert where in str(caught.value)


@given(texts)
@example("C #")
@example("#")
@example("a {#takeaways}")
@example("[a](https://example.org)")
def test_prose_heading_of_any_text_stays(heading: str) -> None:
    section = IssueSection(role=Role.PROSE, heading=heading, markdown="text")
    issue = replace(GOLDEN, sections=(*GOLDEN.sections, section))

    assert parse(format_issue(issue)).sections[-1] == section
