"""Compiling into a draft that an editor has changed, and making one story of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from digest.app.publication import Publication
from digest.errors import IllegalMove, IssueError, IssueFileError, NothingToDo

NAME = "2026-11-23"
PAPER = "articles/what-paper-forgives.md"
LINE = "A checksum, stored apart from the file, is the cheapest way to find out in time that"
NEW = """\
---
date: 2026-11-22
---

# The Clock That Nobody Winds

Towers keep their own time, and somebody climbs up every Friday to make sure that they do.

## Key takeaways

- A tower clock loses two seconds a day and is set by hand.
- The climb takes longer than the work.
"""


@pytest.fixture
def file(publication: Publication, command: Callable[..., Result]) -> Path:
    """The draft of the starter, made with room for one story more."""
    config = publication.root / "digest.toml"
    config.write_text(config.read_text().replace("max_stories = 3", "max_stories = 9"))
    assert command("compile").return_value == 0
    return publication.store.path(NAME)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_editors_words_stay_and_new_articles_come_in(
    publication: Publication, command: Callable[..., Result], file: Path
) -> None:
    edit(file, f"- {LINE}", f"- To put it shortly: {LINE}")
    Path(publication.root, "articles/clock.md").write_text(NEW, encoding="utf-8")

    result = command("compile", "--into", NAME)

    assert result.return_value == 0
    assert "+ The Clock That Nobody Winds" in result.stdout
    issue = publication.store.load(NAME).issue
    lines = [takeaway.markdown for story in issue.stories for takeaway in story.takeaways]
    assert any(line.startswith("To put it shortly: ") for line in lines)
    assert "The Clock That Nobody Winds" in {story.title for story in issue.stories}
    assert "marked" in command("approve").stdout


def test_compiling_again_without_news_changes_nothing(
    publication: Publication, command: Callable[..., Result], file: Path
) -> None:
    before = file.read_bytes()
    assert command("compile", "--into", NAME).return_value == 0
    assert file.read_bytes() == before


def test_a_conflict_is_shown_in_the_file_and_keeps_it_from_readers(
    publication: Publication, command: Callable[..., Result], file: Path
) -> None:
    edit(file, LINE, f"The editor says: {LINE}")
    edit(publication.root / PAPER, LINE, f"The author now says: {LINE}")

    result = command("compile", "--into", NAME)

    assert result.return_value == 4
    text = file.read_text(encoding="utf-8")
    assert text.count("<<<<<<< edited") == text.count(">>>>>>> compiled") == 1
    assert "The editor says: " in text
    assert "The author now says: " in text
    assert isinstance(command("approve").exception, IssueFileError)


def test_only_a_draft_is_compiled_into(
    publication: Publication, command: Callable[..., Result], file: Path
) -> None:
    command("approve")
    assert isinstance(command("compile", "--into", NAME).exception, IllegalMove)


def test_sources_that_have_become_empty_leave_the_draft_alone(
    publication: Publication, command: Callable[..., Result], file: Path
) -> None:
    before = file.read_bytes()
    for article in (publication.root / "articles").iterdir():
        article.unlink()
    assert isinstance(command("compile", "--into", NAME).exception, NothingToDo)
    assert file.read_bytes() == before


# --- one story of several ---------------------------------------------------------------------


def test_merged_stories_are_one_with_all_of_them_credited(
    publication: Publication, report: Callable[..., Any], file: Path
) -> None:
    first, second, *_ = publication.store.load(NAME).issue.stories

    merged = report("merge", first.slug, second.slug)

    issue = publication.store.load(NAME).issue
    assert merged["also"] == [second.title]
    assert second.slug not in {story.slug for story in issue.stories}
    credited = [ref.title for ref in issue.articles if ref.story == first.slug]
    assert credited == [first.title, second.title]


@pytest.mark.parametrize("slugs", [("no-such-story", "neither"), ("what-paper-forgives",)])
def test_what_cannot_be_merged_is_named(
    publication: Publication, command: Callable[..., Result], file: Path, slugs: tuple[str, ...]
) -> None:
    before = file.read_bytes()
    assert isinstance(command("merge", *slugs).exception, IssueError)
    assert file.read_bytes() == before
