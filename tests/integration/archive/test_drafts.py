from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from digest.archive.drafts import DraftFolder
from digest.errors import IssueError, IssueFileError, IssueNotFound
from digest.model import Status
from factories import issue_factory

DRAFT = issue_factory(status=Status.DRAFT)


@pytest.fixture
def drafts(tmp_path: Path) -> DraftFolder:
    return DraftFolder(tmp_path / "var" / "drafts")


def test_draft_as_it_was_last_compiled_is_loaded(drafts: DraftFolder) -> None:
    drafts.keep(DRAFT)
    later = replace(DRAFT, subject="Another")
    drafts.keep(later)

    assert drafts.load(DRAFT.name) == later
    assert stat.S_IMODE(drafts.path(DRAFT.name).stat().st_mode) == 0o600


def test_draft_that_is_not_kept_is_none(drafts: DraftFolder) -> None:
    assert drafts.load(DRAFT.name) is None


def test_broken_draft_is_named(drafts: DraftFolder) -> None:
    drafts.keep(DRAFT)
    path = drafts.path(DRAFT.name)
    path.write_text(path.read_text("utf-8").replace("number = 1", "number = x"), "utf-8")

    with pytest.raises(IssueFileError, match=rf"{path}:4: "):
        drafts.load(DRAFT.name)


def test_folder_in_the_place_of_a_draft_is_named(drafts: DraftFolder) -> None:
    drafts.path(DRAFT.name).mkdir(parents=True)

    with pytest.raises(IssueError, match="cannot be read"):
        drafts.load(DRAFT.name)


def test_odd_name_is_no_draft(drafts: DraftFolder) -> None:
    with pytest.raises(IssueNotFound, match="cannot be an issue"):
        drafts.load("../secret")
