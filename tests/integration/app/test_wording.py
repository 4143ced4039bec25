"""A publication's language in the issues that it compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import article, desk, put
from digest.app.compile import CompileRequest, compile_issue
from digest.app.doctor import examine
from digest.app.merge import merge
from digest.app.publication import Publication, open_publication
from digest.app.recompile import recompile
from digest.archive.format import format_issue
from digest.archive.parse import parse_issue
from digest.errors import RenderError
from digest.model import Issue, Role

NAME = "2026-11-23"
OUTLOOK = "\n## Future outlook\n\nThe bell will ring again, as far as anybody can see from here.\n"
TEXTS = {"a.md": article("The bell") + OUTLOOK, "b.md": article("The lamp")}


def publication_in(language: str, folder: Path, *, noted: int = 0) -> Publication:
    publication = desk(folder / "p", articles=TEXTS, more=f"[issue]\nmax_stories = {2 - noted}")
    toml = publication.root / "digest.toml"
    keys = f'[publication]\nlanguage = "{language}"'
    text = toml.read_text("utf-8").replace("[publication]", keys)
    toml.write_text(text.replace("max_stories", f"max_noted = {noted}\nmax_stories"), "utf-8")
    return open_publication(publication.root, clock=publication.clock)


def compiled(publication: Publication) -> Issue:
    compile_issue(publication, CompileRequest())
    return publication.store.load(NAME).issue


def headings(issue: Issue) -> list[str]:
    return [section.heading for section in issue.sections]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Harbour Notes #1", ["Key takeaways", "Future outlook", "Sources"]),
        ("de-AT", "Harbour Notes Nr. 1", ["Das Wichtigste in Kürze", "Ausblick", "Quellen"]),
        ("fr", "Harbour Notes n°\xa01", ["À retenir", "Perspectives", "Sources"]),
        ("zh-TW", "Harbour Notes 第1期", ["重點整理", "未來展望", "資料來源"]),
        ("ar", "Harbour Notes – العدد 1", ["أبرز النقاط", "نظرة مستقبلية", "المصادر"]),
        ("da", "Harbour Notes #1", ["Key takeaways", "Future outlook", "Sources"]),
    ],
)
def test_a_new_issue_is_headed_in_its_language(
    tmp_path: Path, language: str, title: str, words: list[str]
) -> None:
    publication = publication_in(language, tmp_path)
    issue = compiled(publication)

    assert (issue.title, headings(issue)) == (title, words)
    text = publication.store.path(NAME).read_text("utf-8")
    assert f"\n## {words[0]} {{#takeaways}}\n" in text
    assert parse_issue(text, path="x", name=NAME) == issue
    assert format_issue(issue) == text


def test_what_is_also_noted_is_said_in_the_language(tmp_path: Path) -> None:
    issue = compiled(publication_in("de", tmp_path, noted=1))

    assert headings(issue)[-2:] == ["Kurz notiert", "Quellen"]
    assert issue.sections[-2].role is Role.PROSE


def test_words_of_the_publication_go_into_its_issues(tmp_path: Path) -> None:
    publication = publication_in("da", tmp_path)
    folder = publication.root / "templates" / "words"
    folder.mkdir(parents=True)
    (folder / "da.toml").write_text('takeaways = "Kort fortalt"\n', "utf-8")

    assert headings(compiled(publication))[0] == "Kort fortalt"


def test_a_broken_words_file_is_told_and_makes_no_issue(tmp_path: Path) -> None:
    publication = publication_in("da", tmp_path)
    folder = publication.root / "templates" / "words"
    folder.mkdir(parents=True)
    (folder / "da.toml").write_text('takeawaysss = "Kort fortalt"\n', "utf-8")

    with pytest.raises(RenderError, match=r"da\.toml: `takeawaysss` is no phrase of ours"):
        compiled(publication)
    assert publication.store.names() == ()


def test_a_heading_that_an_editor_reworded_stays_when_compiled_again(tmp_path: Path) -> None:
    publication = publication_in("de", tmp_path, noted=1)
    compiled(publication)
    path = publication.store.path(NAME)
    text = path.read_text("utf-8")
    for usual, own in (
        ("Das Wichtigste in Kürze", "Auf einen Blick"),
        ("Kurz notiert", "Und noch"),
    ):
        assert usual in text
        text = text.replace(usual, own)
    path.write_text(text, "utf-8")
    put(publication.root, "c.md", article("The pier"))

    report = recompile(publication, NAME)

    assert report.conflicts == ()
    after = publication.store.load(NAME).issue
    assert headings(after) == ["Auf einen Blick", "Ausblick", "Und noch", "Quellen"]


def test_an_english_draft_gets_the_words_of_its_language_when_compiled_again(
    tmp_path: Path,
) -> None:
    """Drafts from before the headings were translated, of which no editor has reworded one."""
    compiled(publication_in("en", tmp_path))
    toml = tmp_path / "p" / "digest.toml"
    toml.write_text(toml.read_text("utf-8").replace('"en"', '"de"'), "utf-8")
    publication = open_publication(tmp_path / "p")

    recompile(publication, NAME)

    words = ["Das Wichtigste in Kürze", "Ausblick", "Quellen"]
    assert headings(publication.store.load(NAME).issue) == words


def test_a_label_in_a_mailbox_is_in_the_issues_language_and_follows_a_merge(
    tmp_path: Path,
) -> None:
    publication = publication_in("de", tmp_path)
    issue = compiled(publication)
    lead, other = (story.slug for story in issue.stories)
    label = "Harbour Notes Nr. 1, 23. November 2026"
    assert issue.subject == f"{issue.stories[0].title} – {label}"

    merge(publication, NAME, slugs=[other, lead])

    merged = publication.store.load(NAME).issue
    assert merged.subject == f"{issue.stories[1].title} – {label}"


def test_the_doctor_tries_the_templates_in_the_language_and_reads_all_own_words(
    tmp_path: Path,
) -> None:
    publication = publication_in("he", tmp_path)
    folder = publication.root / "templates" / "words"
    folder.mkdir(parents=True)
    (folder / "da.toml").write_text('takeaways = "Kort fortalt"\n', "utf-8")

    checks = {check.name: check for check in examine(publication)}
    assert checks["templates"].ok, checks["templates"].detail
    assert checks["templates"].detail.endswith("; own words for da")

    (folder / "da.toml").write_text('takeawaysss = "Kort fortalt"\n', "utf-8")

    checks = {check.name: check for check in examine(publication)}
    assert not checks["templates"].ok
    assert "`takeawaysss` is no phrase of ours" in checks["templates"].detail
