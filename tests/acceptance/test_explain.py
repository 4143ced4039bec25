"""Why an article is in an issue, or not: `digest explain`, `extract`, `simulate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from digest.app.publication import Publication
from digest.cli import digest
from digest.errors import NothingToDo

PAPER = "articles/what-paper-forgives.md"
ARTICLE = """\
Slow Doors

Doors that close slowly are kinder to fingers, and nobody has ever written to thank one for it.

TL;DR: A slow door costs four seconds and saves a hand.
"""


@pytest.mark.parametrize(
    "target",
    [
        PAPER,
        "what-paper-forgives.md",
        "what paper  forgives",
        "https://www.example.org/quiet-works/what-paper-forgives?utm_source=mail",
    ],
)
def test_an_article_is_explained_by_file_title_or_address(
    publication: Publication, command: Callable[..., Result], target: str
) -> None:
    result = command("explain", target)

    assert result.return_value in {None, 0}
    assert "verdict    taken: " in result.stdout
    assert "2026-11-17, by front matter" in result.stdout
    assert "«Key takeaways», markup; en, explicit: key takeaways; confidence" in result.stdout
    assert result.stdout.count("–") >= 5  # the span of each takeaway


def test_spans_lead_into_the_kept_text(
    publication: Publication, report: Callable[..., Any]
) -> None:
    report("compile")
    (found,) = report("explain", PAPER)

    text = publication.texts.load(found["article"]["sha256"])
    assert text is not None
    for passage in found["findings"]["takeaways"]["passages"]:
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_an_article_that_was_used_says_where(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")
    assert "verdict    used: already used in issue 2026-11-23" in command("explain", PAPER).stdout


def test_a_compile_counts_what_was_used_and_names_the_rest(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")

    shown = command("compile", "--dry-run").stdout

    assert "  - 3 articles already used by earlier issues\n" in shown
    assert PAPER not in shown
    assert "the-bell-of-line-four.txt: has no key takeaways" in shown


def test_an_issue_is_explained_by_what_its_compile_decided(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")
    Path(publication.root, PAPER).unlink()  # what is there now does not matter

    shown = command("explain", "2026-11-23").stdout

    assert shown.count("verdict    taken") == 3
    assert shown.count("verdict    waits: over the limit of 3 stories") == 2
    assert shown.count("verdict    dropped: has no key takeaways") == 1
    assert "score      " in shown


def test_decisions_that_are_not_kept_are_not_made_up(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")
    Path(publication.var, "decisions", "2026-11-23.jsonl").unlink()

    result = command("explain", "2026-11-23")

    assert isinstance(result.exception, NothingToDo)
    assert "are not kept here" in str(result.exception)


def test_a_file_of_no_source_is_read_all_the_same(
    publication: Publication, command: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "doors.txt"
    file.write_text(ARTICLE, encoding="utf-8")

    shown = command("explain", str(file)).stdout

    assert "verdict" not in shown
    assert "A slow door costs four seconds and saves a hand." in shown


def test_what_nobody_knows_is_named(
    publication: Publication, command: Callable[..., Result]
) -> None:
    result = command("explain", "no such thing")
    assert isinstance(result.exception, NothingToDo)
    assert "is no issue, and no article of any source" in str(result.exception)


# --- extract ----------------------------------------------------------------------------------


def extracted(*arguments: str) -> tuple[int, list[Any]]:
    result = CliRunner().invoke(digest, ["extract", "--jsonl", *arguments], standalone_mode=False)
    return result.return_value, [json.loads(line) for line in result.stdout.splitlines()]


def test_extract_prints_an_object_for_each_file(tmp_path: Path) -> None:
    file = tmp_path / "doors.txt"
    file.write_text(ARTICLE, encoding="utf-8")

    code, (record,) = extracted(str(file))

    assert code == 0
    assert record["file"] == str(file)
    assert (record["title"], record["language"]) == ("Slow Doors", "en")
    assert record["takeaways"] == {
        "tier": "explicit",
        "heading": "TL;DR",
        "items": ["A slow door costs four seconds and saves a hand."],
    }
    assert record["outlook"] is None


def test_extract_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    good, bad, odd = (tmp_path / name for name in ("doors.txt", "empty.md", "picture.png"))
    good.write_text(ARTICLE, encoding="utf-8")
    bad.touch()
    odd.touch()

    code, records = extracted(str(bad), str(odd), str(tmp_path / "missing.txt"), str(good))

    assert code == 4
    faults = [record.get("error", "") for record in records]
    assert faults[0] == "is empty"
    assert faults[1].startswith("is of no kind that can be read; these can: .txt")
    assert faults[2].startswith("cannot be read (No such file")
    assert records[3]["takeaways"]


# --- simulate ---------------------------------------------------------------------------------


def test_simulating_makes_every_issue_and_writes_none(
    publication: Publication, command: Callable[..., Result]
) -> None:
    shown = command("simulate", "--from", "2026-11-01", "--to", "2026-11-30").stdout

    assert "main/2026-11-02T07:00: no issue, nothing new to say" in shown
    assert "main/2026-11-23T07:00: #3 «What Paper Forgives»" in shown
    assert "3 issues of 5 slots, 5 stories" in shown
    assert publication.store.names() == ()


def test_an_issue_of_before_counts_as_sent_in_a_simulation(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile", "--date", "2026-11-01")
    shown = command("simulate", "--from", "2026-11-02", "--to", "2026-11-30").stdout
    assert "What Paper Forgives" not in shown


def test_a_period_that_ends_before_it_begins_is_refused(command: Callable[..., Result]) -> None:
    result = command("simulate", "--from", "2026-11-04", "--to", "2026-11-03")
    assert isinstance(result.exception, click.BadParameter)
    assert "2026-11-03 is before 2026-11-04" in str(result.exception)


def test_a_period_without_an_issue_has_exit_code_3(
    publication: Publication, command: Callable[..., Result]
) -> None:
    assert command("simulate", "--from", "2026-11-03", "--to", "2026-11-04").return_value == 3
