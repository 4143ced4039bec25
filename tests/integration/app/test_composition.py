"""From the sources to a draft: suggestions, editors, and what earlier issues used."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desks import MONDAY, article, desk, put, wordless
from digest.app.compile import CompileRequest, compile_issue
from digest.app.composition import Memory, compose_draft, new_place, remember
from digest.app.publication import Publication
from digest.app.simulate import simulate
from digest.app.slots import run_slot
from digest.compose.issue import Draft
from digest.compose.selecting.decision import Verdict
from digest.model import Mark, Slot, Status

SUGGEST = 'missing = "suggest"'
SLOT = Slot(schedule="main", key="2026-11-23T07:00", due_at=MONDAY)
TEXT = " ".join(
    f"The keeper of lamp {n} rows out at dusk and comes back at dawn." for n in range(60)
)


def draft_of(publication: Publication, *, has_editor: bool = True) -> Draft:
    place = new_place(publication, on=None, slot="manual")
    return compose_draft(publication, place, memory=remember(publication), has_editor=has_editor)


def test_what_is_suggested_stands_in_the_article_and_bears_its_mark(tmp_path: Path) -> None:
    publication = desk(tmp_path / "p", source=SUGGEST, articles={"a.md": wordless("The lamp")})

    issue = draft_of(publication).issue

    assert issue is not None
    (story,) = issue.stories
    assert story.takeaways
    assert {takeaway.mark for takeaway in story.takeaways} == {Mark.SUGGESTED}
    assert len(story.takeaways) <= publication.config.suggest.takeaways


def test_without_an_editor_nothing_is_suggested(tmp_path: Path) -> None:
    publication = desk(tmp_path / "p", source=SUGGEST, articles={"a.md": wordless("The lamp")})

    draft = draft_of(publication, has_editor=False)

    assert draft.issue is None
    (decision,) = draft.decisions
    assert decision.verdict is Verdict.DROPPED
    assert "suggestions need an editor" in decision.reason


def test_a_slot_that_publishes_takes_no_suggestion(tmp_path: Path) -> None:
    texts = {"a.md": wordless("The lamp"), "b.md": article("The bell")}
    publication = desk(tmp_path / "p", source=SUGGEST, more='on_ready = "publish"', articles=texts)
    schedule = publication.config.schedule
    assert schedule is not None

    run_slot(publication, SLOT, schedule=schedule)

    (name,) = publication.store.names()
    issue = publication.store.load(name).issue
    assert issue.status is Status.PUBLISHED
    assert [story.title for story in issue.stories] == ["The bell"]


@pytest.mark.parametrize(("has_editor", "stories"), [(True, 2), (False, 1)])
def test_a_simulation_suggests_where_somebody_reads(
    tmp_path: Path, has_editor: bool, stories: int
) -> None:
    texts = {"a.md": wordless("The lamp"), "b.md": article("The bell")}
    publication = desk(tmp_path / "p", source=SUGGEST, articles=texts)

    (issue,) = simulate(publication, [SLOT], has_editor=has_editor).issues

    assert len(issue.stories) == stories


def test_a_simulation_asks_no_model(tmp_path: Path) -> None:
    publication = desk(
        tmp_path / "p",
        source=SUGGEST,
        more='[suggest]\nmodel = "nobody:nothing"',
        articles={"a.md": wordless("The lamp")},
    )

    (issue,) = simulate(publication, [SLOT], has_editor=True).issues

    assert issue.stories == ("The lamp",)
    assert not (publication.var / "suggestions").exists()


def test_a_model_that_cannot_be_had_costs_no_issue(tmp_path: Path) -> None:
    texts = {"a.md": wordless("The lamp"), "b.md": article("The bell")}
    publication = desk(
        tmp_path / "p", source=SUGGEST, more='[suggest]\nmodel = "nobody:nothing"', articles=texts
    )

    draft = draft_of(publication)

    assert draft.issue is not None
    assert [story.title for story in draft.issue.stories] == ["The bell"]
    (reason,) = (it.reason for it in draft.decisions if it.verdict is Verdict.WAITS)
    assert "no suggestion could be had" in reason
    assert "nobody:nothing" in reason


# --- what earlier issues used -------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_known"), [(364, True), (366, False)])
def test_a_copy_is_known_again_for_a_year(tmp_path: Path, days: int, is_known: bool) -> None:
    """Under another address, at another source, and with other first words."""
    publication = desk(
        tmp_path / "p",
        more='\n[[sources]]\nkind = "folder"\nname = "Guests"\npath = "guests"\n',
        articles={"a.md": article("The lamp", body=TEXT, extra="url: https://a.example.org/1\n")},
    )
    guests = tmp_path / "p" / "guests"
    guests.mkdir()
    before = MONDAY.date() - timedelta(days=days)
    assert compile_issue(publication, CompileRequest(on=before)).name
    put(tmp_path / "p", "a.md", article("Another one", body="Of no lamp."))
    copy = article(
        "The lamp", body=f"Seen elsewhere. {TEXT}", extra="url: https://b.example.org/2\n"
    )
    (guests / "b.md").write_text(copy, encoding="utf-8")

    found = {it.title: it for it in draft_of(publication).decisions}

    expected = Verdict.USED if is_known else Verdict.TAKEN
    assert found["The lamp"].verdict is expected
    assert found["Another one"].verdict is Verdict.TAKEN


def test_memory_leaves_one_issue_out_when_asked(tmp_path: Path) -> None:
    publication = desk(tmp_path / "p", articles={"a.md": article("The lamp")})
    compile_issue(publication, CompileRequest(on=date(2026, 11, 23)))

    assert remember(publication).keys
    assert remember(publication, besides="2026-11-23") == Memory()
