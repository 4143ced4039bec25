"""What the commands of an editor print about the proof of lines."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.app.init import init_publication
from digest.app.publication import Publication, open_publication
from digest.cli import digest
from digest.model import Issue, Status
from factories import article_ref_factory, issue_factory

NOT_KEPT = "the texts of their articles are not kept on this machine"
LOOK = "4 warnings: digest check 2026-10-05 --offline"
ARTICLE = "It rings twice.\nNobody knows why.\nIt may ring a third time."
SHA = hashlib.sha256(ARTICLE.encode()).hexdigest()


def draft() -> Issue:
    return issue_factory(status=Status.DRAFT, articles=(article_ref_factory(sha256=SHA),))


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    init_publication(tmp_path / "publication")
    made = open_publication(tmp_path / "publication")
    made.store.create(draft())
    return made


def run(publication: Publication, *arguments: str) -> Result:
    environment = {"DIGEST_PUBLICATION": str(publication.root)}
    return CliRunner(env=environment).invoke(digest, [*arguments], standalone_mode=False)


@pytest.mark.parametrize("name", [(), ("2026-10-05",)])
def test_proven_lines_are_counted(publication: Publication, name: tuple[str, ...]) -> None:
    publication.texts.keep(SHA, ARTICLE)

    assert run(publication, "verify", *name).stdout == (
        "every seal holds\nlines word for word in their articles 3, {edited} 0\n"
    )


def test_what_is_not_proven_is_not_claimed(publication: Publication) -> None:
    result = run(publication, "verify")

    assert result.return_value == 0
    assert result.stdout.splitlines() == [
        "every seal holds",
        f"3 lines of 2026-10-05 are not proven: {NOT_KEPT}",
    ]


def test_unproven_line_is_an_error(publication: Publication) -> None:
    publication.texts.keep(SHA, ARTICLE)
    path = publication.store.path("2026-10-05")
    path.write_text(path.read_text("utf-8").replace("twice", "thrice"), "utf-8")

    result = run(publication, "verify")

    assert result.return_value == 1
    assert "2026-10-05.md:20: «It rings thrice.» does not stand in" in result.stdout
    assert "every seal holds" not in result.stdout


def test_approval_says_what_it_marked_and_what_it_could_not_judge(
    publication: Publication,
) -> None:
    path = publication.store.path("2026-10-05")
    publication.texts.keep(SHA, ARTICLE)
    path.write_text(path.read_text("utf-8").replace("twice", "thrice"), "utf-8")

    assert run(publication, "approve").stdout.splitlines()[1:] == [
        "1 line of an editor's own, now marked {edited}",
        LOOK,
    ]


def test_approval_without_the_texts_claims_nothing(publication: Publication) -> None:
    assert run(publication, "approve").stdout.splitlines()[1:] == [
        f"3 lines are not proven: {NOT_KEPT}",
        LOOK,
    ]


def test_report_of_verify_is_json(publication: Publication) -> None:
    report = json.loads(run(publication, "verify", "--json").stdout)

    assert report == {
        "findings": [],
        "lines": [{"name": "2026-10-05", "verbatim": 0, "edited": 0, "not_proven": 3}],
    }
