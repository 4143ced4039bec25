"""Decisions of a compile are kept and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import article, desk, wordless
from digest.app.compile import CompileRequest, compile_issue
from digest.app.composition import compose_draft, new_place, remember
from digest.app.decisions import keep_decisions, kept_decisions
from digest.app.publication import Publication
from digest.compose.selecting.decision import Verdict
from digest.errors import IssueError

NAME = "2026-11-23"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    texts = {
        "a.md": article("The bell", body="## Key takeaways\n\nSee below.\n\nIt rings."),
        "b.md": wordless("Ein “Wärter” 灯台"),
        "empty.md": "",
    }
    return desk(tmp_path / "p", articles=texts)


def test_decisions_come_back_as_they_were(publication: Publication) -> None:
    place = new_place(publication, on=None, slot="manual")
    draft = compose_draft(publication, place, memory=remember(publication), has_editor=True)

    keep_decisions(publication, NAME, decisions=draft.decisions)

    assert kept_decisions(publication, NAME) == draft.decisions
    verdicts = {decision.verdict for decision in draft.decisions}
    assert verdicts == {Verdict.TAKEN, Verdict.DROPPED}
    assert any(decision.findings and decision.findings.takeaways for decision in draft.decisions)
    assert any(decision.score for decision in draft.decisions)


def test_a_compile_keeps_them_for_its_owner_alone(publication: Publication) -> None:
    compile_issue(publication, CompileRequest())

    file = publication.var / "decisions" / f"{NAME}.jsonl"

    assert file.stat().st_mode & 0o077 == 0
    assert kept_decisions(publication, NAME)


def test_a_dry_run_keeps_none(publication: Publication) -> None:
    compile_issue(publication, CompileRequest(dry_run=True))
    assert kept_decisions(publication, NAME) is None


@pytest.mark.parametrize(
    "text", ["{", "[]\n", '{"location": "a"}\n', '{"verdict": "odd", "findings": null}\n']
)
def test_a_broken_file_is_named_with_its_mend(publication: Publication, text: str) -> None:
    file = publication.make_var() / "decisions" / f"{NAME}.jsonl"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")

    with pytest.raises(IssueError, match=r"2026-11-23\.jsonl: cannot be read .*; delete it"):
        kept_decisions(publication, NAME)


def test_a_file_that_is_no_text_is_named(publication: Publication) -> None:
    file = publication.make_var() / "decisions" / f"{NAME}.jsonl"
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(IssueError, match="cannot be read"):
        kept_decisions(publication, NAME)
