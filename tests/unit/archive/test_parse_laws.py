"""Whatever stands in a file, nothing of it is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.format import format_issue
from digest.archive.parse import scan_sources
from digest.errors import IssueFileError
from issue_strategies import HOSTILE
from issue_texts import ISSUE, TEXT, edited, parse

_inserted = st.one_of(
    st.sampled_from(
        [
            "zebra",
            "- zebra",
            "  - zebra",
            "    zebra",
            "> zebra",
            "1. zebra",
            "## zebra",
            "### zebra",
            "#### zebra",
            "## zebra {#outlook}",
            "zebra\n---",
            "[zebra]: /zebra",
            "```\nzebra\n```",
            "```zebra",
            "~~~\nzebra",
            "| zebra |\n|---|",
            "<!-- zebra -->",
            "![zebra](x)",
            "zebra = 1",
        ]
    ),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map(lambda parts: f"{''.join(parts)}zebra"),
)
_mutations = st.lists(
    st.tuples(st.integers(0, TEXT.count("\n")), _inserted), min_size=1, max_size=3
)


def mutated(mutations: list[tuple[int, str]]) -> str:
    lines = TEXT.split("\n")
    for at, line in mutations:
        lines.insert(at, line)
    return "\n".join(lines)


@given(_mutations)
def test_every_line_ends_up_in_the_issue_or_is_refused(mutations: list[tuple[int, str]]) -> None:
    text = mutated(mutations)
    body = text.split("\n+++", 1)[1]
    try:
        kept, line = repr(parse(text)), 1
    except IssueFileError as error:
        kept, line = body, error.line

    assert kept.count("zebra") >= body.count("zebra")
    assert 1 <= line <= text.count("\n") + 1


@given(_mutations)
def test_what_is_read_can_be_written_and_reads_the_same(mutations: list[tuple[int, str]]) -> None:
    try:
        issue = parse(mutated(mutations))
    except IssueFileError:
        return
    text = format_issue(issue)

    assert parse(text) == issue
    assert format_issue(parse(text)) == text


@given(_mutations)
def test_scan_finds_the_same_articles_as_the_parser(mutations: list[tuple[int, str]]) -> None:
    text = mutated(mutations)
    scanned = scan_sources(text, path="a.md")
    if scanned is None:
        return
    try:
        issue = parse(text)
    except IssueFileError:
        return
    assert scanned == issue.articles


def test_scan_reads_the_plain_shape() -> None:
    moved = TEXT + "\n## After\n\n- not a source\n"

    assert scan_sources(TEXT, path="a.md") == ISSUE.articles
    assert scan_sources(moved, path="a.md") == parse(moved).articles


@pytest.mark.parametrize(
    "text",
    [
        edited("Prose.", "```\n## Sources {#sources}\n```"),
        edited("## Sources {#sources}", "## Sources"),
        edited("- [Cranes]", "[Cranes]"),
        edited("Prose.", "~~~"),
        TEXT.replace("\n", "\r\n"),
    ],
)
def test_scan_leaves_doubtful_files_to_the_parser(text: str) -> None:
    assert scan_sources(text, path="a.md") is None
