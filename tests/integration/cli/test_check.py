"""What `digest check` and `digest approve` print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desks import MONDAY, desk
from digest.app.publication import Publication
from digest.cli import digest
from digest.errors import UnfitIssue
from digest.model import Status
from factories import issue_factory

NAME = "2026-11-23"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    made = desk(tmp_path / "desk")
    made.store.create(issue_factory(status=Status.DRAFT, on=MONDAY.date(), intro=""))
    return made


def run(publication: Publication, *arguments: str) -> Result:
    environment = {"DIGEST_PUBLICATION": str(publication.root)}
    return CliRunner(env=environment).invoke(digest, [*arguments], standalone_mode=False)


def greet(publication: Publication, words: str) -> None:
    path = publication.store.path(NAME)
    text = path.read_text("utf-8")
    path.write_text(text.replace("## Key takeaways", f"{words}\n\n## Key takeaways", 1), "utf-8")


def test_warnings_are_no_failure(publication: Publication) -> None:
    result = run(publication, "check", "--offline")

    assert result.return_value == 0
    assert "error" not in result.stdout
    assert result.stdout.splitlines()[-1].startswith(f"{NAME} (draft): ")


def test_errors_come_first_with_place_and_mend_and_end_with_1(publication: Publication) -> None:
    greet(publication, "TODO: greet the readers")

    result = run(publication, "check", NAME, "--offline")

    assert result.return_value == 1
    assert result.stdout.splitlines()[:3] == [
        "1 error",
        f"  issues/{NAME}.md:14: «TODO» is left in the text",
        "    leftover: finish it, or take it out",
    ]


def test_report_is_json(publication: Publication) -> None:
    greet(publication, "TODO: greet the readers")

    result = run(publication, "check", "--offline", "--json")
    report = json.loads(result.stdout)

    assert result.return_value == 1
    assert report["name"] == NAME
    assert report["counts"]["error"] == 1
    assert report["findings"][0] == {
        "code": "leftover",
        "severity": "error",
        "place": f"issues/{NAME}.md:14",
        "message": "«TODO» is left in the text",
        "mend": "finish it, or take it out",
    }


def test_approval_is_refused_with_every_error(publication: Publication) -> None:
    greet(publication, "TODO: greet the readers\n\nLorem ipsum")

    result = run(publication, "approve")

    assert isinstance(result.exception, UnfitIssue)
    assert len(str(result.exception).splitlines()) == 3


def test_override_is_told_and_shown(publication: Publication) -> None:
    greet(publication, "TODO: greet the readers")

    result = run(publication, "approve", "--override", " it is\n a joke ")

    assert result.exception is None
    assert "in spite of 1 error: it is a joke" in result.stdout
    assert "  override   it is a joke" in run(publication, "show").stdout


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_override_needs_a_reason(publication: Publication, reason: str) -> None:
    result = run(publication, "approve", "--override", reason)

    assert "say why the errors may stand" in str(result.exception)
    assert publication.store.head(NAME).status == "draft"
