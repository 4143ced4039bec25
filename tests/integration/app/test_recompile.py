"""Compiling again into a draft: what it is compared with, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desks import article, desk, put, wordless
from digest.app.compile import CompileRequest, compile_issue
from digest.app.decisions import kept_decisions
from digest.app.desk import approve
from digest.app.merge import merge
from digest.app.publication import Publication
from digest.app.recompile import recompile
from digest.errors import IllegalMove, IssueError, NothingToDo
from digest.model import Mark

NAME = "2026-11-23"
TEXTS = {"a.md": article("The bell"), "b.md": article("The lamp")}


def drafted(
    folder: Path, *, source: str = "", articles: Mapping[str, str] | None = None
) -> Publication:
    publication = desk(folder / "p", source=source, articles=articles or TEXTS)
    assert compile_issue(publication, CompileRequest()).name == NAME
    return publication


def titles(publication: Publication) -> list[str]:
    return [story.title for story in publication.store.load(NAME).issue.stories]


def test_identity_and_slot_of_the_draft_stay(tmp_path: Path) -> None:
    publication = desk(tmp_path / "p", articles=TEXTS)
    compile_issue(publication, CompileRequest(slot="main/2026-11-23T07:00"))
    before = publication.store.load(NAME).issue
    put(publication.root, "c.md", article("The pier"))

    report = recompile(publication, NAME)

    after = publication.store.load(NAME).issue
    assert report.has_changed
    assert (after.id, after.number, after.slot) == (before.id, before.number, before.slot)
    assert set(titles(publication)) == {"The bell", "The lamp", "The pier"}


def test_base_moves_on_with_each_compile(tmp_path: Path) -> None:
    """What came in by the second compile and was then deleted is not brought in by the third."""
    publication = drafted(tmp_path)
    put(publication.root, "c.md", article("The pier"))
    recompile(publication, NAME)
    path = publication.store.path(NAME)
    parts = path.read_text("utf-8").split("\n### ")
    path.write_text("\n### ".join(it for it in parts if not it.startswith("The pier")), "utf-8")
    assert "The pier" not in titles(publication)

    report = recompile(publication, NAME)

    assert report.stories.deleted == ("The pier",)
    assert "The pier" not in titles(publication)


def test_without_a_base_what_stands_in_the_file_stays_and_new_stories_come_in(
    tmp_path: Path,
) -> None:
    publication = drafted(tmp_path)
    (publication.var / "drafts" / f"{NAME}.md").unlink()
    path = publication.store.path(NAME)
    path.write_text(path.read_text("utf-8").replace("is the first point", "comes first"), "utf-8")
    put(publication.root, "c.md", article("The pier"))

    report = recompile(publication, NAME)

    assert report.conflicts == ()
    assert path.read_text("utf-8").count("\n- The bell comes first.\n") == 1
    assert path.read_text("utf-8").count("\n- The lamp comes first.\n") == 1
    assert "The pier" in titles(publication)


def test_decisions_are_those_of_the_last_compile(tmp_path: Path) -> None:
    publication = drafted(tmp_path)
    put(publication.root, "c.md", "# Without\n\nText.\n")

    recompile(publication, NAME)

    kept = kept_decisions(publication, NAME)
    assert kept is not None
    assert [decision.location for decision in kept] == [
        "articles/a.md",
        "articles/b.md",
        "articles/c.md",
    ]


def test_an_accepted_suggestion_stays_accepted(tmp_path: Path) -> None:
    publication = drafted(
        tmp_path, source='missing = "suggest"', articles={"a.md": wordless("The keeper")}
    )
    path = publication.store.path(NAME)
    path.write_text(path.read_text("utf-8").replace(" {suggested}", ""), "utf-8")

    recompile(publication, NAME)

    (story,) = publication.store.load(NAME).issue.stories
    assert story.takeaways
    assert {takeaway.mark for takeaway in story.takeaways} == {Mark.NONE}
    approve(publication, NAME)


def test_sources_without_anything_leave_the_draft(tmp_path: Path) -> None:
    publication = drafted(tmp_path)
    before = publication.store.path(NAME).read_bytes()
    for name in TEXTS:
        (publication.root / "articles" / name).unlink()

    with pytest.raises(NothingToDo, match="stays as it is: nothing new to say"):
        recompile(publication, NAME)

    assert publication.store.path(NAME).read_bytes() == before


# --- merging stories ----------------------------------------------------------------------------


def test_merging_takes_a_story_named_twice_once(tmp_path: Path) -> None:
    publication = drafted(tmp_path)

    report = merge(publication, NAME, slugs=["the-lamp", "the-bell", "the-bell"])

    assert (report.title, report.also) == ("The lamp", ("The bell",))
    assert titles(publication) == ["The lamp"]


def test_one_story_alone_is_no_merge(tmp_path: Path) -> None:
    with pytest.raises(IssueError, match="name two stories or more"):
        merge(drafted(tmp_path), NAME, slugs=["the-lamp", "the-lamp"])


def test_stories_of_an_approved_issue_are_not_merged(tmp_path: Path) -> None:
    publication = drafted(tmp_path)
    approve(publication, NAME)
    with pytest.raises(IllegalMove, match="only stories of a draft"):
        merge(publication, NAME, slugs=["the-lamp", "the-bell"])


def test_merged_stories_stay_merged_when_compiled_again(tmp_path: Path) -> None:
    publication = drafted(tmp_path)
    merge(publication, NAME, slugs=["the-lamp", "the-bell"])

    recompile(publication, NAME)

    assert titles(publication) == ["The lamp"]
    refs = publication.store.load(NAME).issue.articles
    assert {ref.title for ref in refs if ref.story == "the-lamp"} == {"The lamp", "The bell"}
