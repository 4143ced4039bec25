"""Every line is an article's or an editor's, from the approval on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from digest.app.desk import approve, correct, publish
from digest.app.init import init_publication
from digest.app.lines import LineCounts
from digest.app.overview import verify
from digest.app.publication import Publication, open_publication
from digest.errors import IllegalMove, IssueError, IssueNotFound
from digest.model import Issue, Mark, Outlook, Status, Takeaway
from factories import article_ref_factory, issue_factory, story_factory
from fakes import FakeClock

ARTICLE = "The bell of line four\nIt rings twice.\nNobody knows why.\nIt may ring a third time."
SHA = hashlib.sha256(ARTICLE.encode()).hexdigest()
NAME = "2026-10-05"


def draft(**what_matters: object) -> Issue:
    story = story_factory(**what_matters)
    articles = (article_ref_factory(sha256=SHA),)
    return issue_factory(status=Status.DRAFT, stories=(story,), articles=articles)


def items(*marked: tuple[str, Mark]) -> tuple[Takeaway, ...]:
    return tuple(Takeaway(markdown=text, mark=mark) for text, mark in marked)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    init_publication(tmp_path / "publication")
    made = open_publication(tmp_path / "publication", clock=FakeClock())
    made.texts.keep(SHA, ARTICLE)
    return made


def compiled(publication: Publication, issue: Issue) -> Path:
    publication.store.create(issue)
    publication.drafts.keep(issue)
    return publication.store.path(NAME)


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def findings(publication: Publication) -> list[str]:
    return [str(finding) for finding in verify(publication).findings]


def test_untouched_draft_is_approved_without_a_mark(publication: Publication) -> None:
    path = compiled(publication, draft())

    report = approve(publication, NAME)

    assert (report.marked, report.not_proven, report.status) == (0, 0, Status.APPROVED)
    assert "{edited}" not in path.read_text("utf-8")


def test_lines_of_the_editor_are_marked_and_nothing_else_changes(
    publication: Publication,
) -> None:
    path = compiled(publication, draft())
    edit(path, ("- Nobody knows why.", "*   Somebody knows.  \n- And I do"), ("It may", "It will"))
    before = path.read_text("utf-8")

    report = approve(publication, NAME)

    assert report.marked == 3
    expected = before.replace("Somebody knows.", "Somebody knows. {edited}")
    expected = expected.replace("And I do", "And I do {edited}")
    expected = expected.replace("a third time.", "a third time. {edited}")
    assert path.read_text("utf-8") == expected.replace('"draft"', '"approved"')
    assert findings(publication) == []


def test_without_a_base_the_editor_answers_for_all_that_differs(publication: Publication) -> None:
    publication.store.create(draft(takeaways=items(("It rings thrice.", Mark.NONE))))

    assert approve(publication, NAME).marked == 1


def test_suggested_lines_must_be_decided_first(publication: Publication) -> None:
    suggested = items(("It rings *twice*.", Mark.SUGGESTED), ("Nobody knows.", Mark.SUGGESTED))
    path = compiled(publication, draft(takeaways=suggested))

    with pytest.raises(IssueError) as caught:
        approve(publication, NAME)

    faults = str(caught.value).split("\n")
    assert [fault.split(": ")[0] for fault in faults] == [f"{path}:20", f"{path}:21"]
    assert faults[0].endswith(
        "«It rings twice.» is only suggested; accept it by deleting the mark, or delete the line"
    )
    assert findings(publication) == []


def test_accepted_suggestion_is_the_editors_where_it_is_no_quotation(
    publication: Publication,
) -> None:
    suggested = items(("It rings *twice*.", Mark.SUGGESTED), ("Nobody knows.", Mark.SUGGESTED))
    path = compiled(publication, draft(takeaways=suggested))
    edit(path, (" {suggested}", ""), (" {suggested}", ""))

    assert approve(publication, NAME).marked == 1
    assert "- It rings *twice*.\n- Nobody knows. {edited}\n" in path.read_text("utf-8")


def test_line_that_the_program_made_up_is_refused(publication: Publication) -> None:
    path = compiled(publication, draft(takeaways=items(("It rings thrice.", Mark.NONE))))
    before = path.read_text("utf-8")

    with pytest.raises(IssueError, match=rf"{path}:20: «It rings thrice.» does not stand in .*"):
        approve(publication, NAME)

    assert path.read_text("utf-8") == before


def test_line_whose_source_was_deleted_is_refused(publication: Publication) -> None:
    path = compiled(publication, draft())
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("- [The bell of line four](https")], "utf-8")

    with pytest.raises(IssueError, match="no article under Sources; put the line of its article"):
        approve(publication, NAME)


def test_story_written_by_hand_is_marked(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("## Future", "### By hand {#by-hand}\n\n- Typed\n\n## Future"))

    assert approve(publication, NAME).marked == 1
    assert "- Typed {edited}\n" in path.read_text("utf-8")


def test_reworded_standfirst_becomes_the_editors(publication: Publication) -> None:
    path = compiled(publication, draft(takeaways=items(("It rings twice.", Mark.STANDFIRST))))
    edit(path, ("It rings twice.", "It rang twice."))

    assert approve(publication, NAME).marked == 1
    assert "- It rang twice. {edited}\n" in path.read_text("utf-8")


def test_lines_that_cannot_be_judged_are_counted_and_left_alone(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("It rings *twice*.", "It rings *thrice*."))
    publication.texts.path(SHA).unlink()

    report = approve(publication, NAME)

    assert (report.marked, report.not_proven) == (0, 3)
    assert "{edited}" not in path.read_text("utf-8")
    assert verify(publication).lines == (LineCounts(name=NAME, verbatim=0, edited=0, not_proven=3),)


def test_mark_that_finds_no_place_is_left_to_the_editor(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("It may ring a third time.", 'More\n\n[a]: https://example.org/\n"tip"'))
    before = path.read_text("utf-8")

    with pytest.raises(IssueError, match=rf"{path}:30: «More» does not stand .*; mark it"):
        approve(publication, NAME)

    assert path.read_text("utf-8") == before


def test_line_put_in_after_the_approval_is_not_published(publication: Publication) -> None:
    path = compiled(publication, draft())
    approve(publication, NAME)
    edit(path, ("Nobody knows why.", "Somebody knows."))

    with pytest.raises(IssueError, match=r"mark it \{edited\}, or put the article's words back"):
        publish(publication, NAME)
    edit(path, ("Somebody knows.", "Somebody knows. {suggested}"))
    with pytest.raises(IssueError, match="is only suggested"):
        publish(publication, NAME)
    assert publication.store.load(NAME).issue.status is Status.APPROVED

    edit(path, ("{suggested}", "{edited}"))
    assert publish(publication, NAME).status is Status.PUBLISHED


def test_correction_marks_what_the_editor_changed(publication: Publication) -> None:
    path = compiled(publication, draft())
    approve(publication, NAME)
    publish(publication, NAME)
    edit(path, ("Nobody knows why.", "Nobody knew why."))

    report = correct(publication, NAME, note="A tense")

    assert report.marked == 1
    assert "- Nobody knew why. {edited}\n" in path.read_text("utf-8")
    assert findings(publication) == []


def test_illegal_move_is_named_before_the_lines(publication: Publication) -> None:
    path = compiled(publication, draft())
    approve(publication, NAME)
    edit(path, ("Nobody knows why.", "Somebody knows. {suggested}"))

    with pytest.raises(IllegalMove):
        approve(publication, NAME)


def test_verify_names_file_line_and_mend(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("Nobody knows why.", "Somebody knows."), ("It may", "It will"))

    mend = "mark it {edited}, or put the article's words back"
    where = "does not stand in «The bell of line four»"
    assert findings(publication) == [
        f"{path}:21: «Somebody knows.» {where}; {mend}",
        f"{path}:27: «It will ring a third time.» {where}; {mend}",
    ]


def test_suggestion_in_an_approved_issue_is_a_finding(publication: Publication) -> None:
    path = compiled(publication, draft())
    approve(publication, NAME)
    edit(path, ("Nobody knows why.", "Nobody knows why. {suggested}"))

    (finding,) = verify(publication).findings

    assert (finding.line, finding.fault) == (21, "«Nobody knows why.» is only suggested")


def test_kept_text_that_is_another_is_a_finding_and_proves_nothing(
    publication: Publication,
) -> None:
    compiled(publication, draft())
    path = publication.texts.path(SHA)
    path.write_text("Another text.", "utf-8")

    report = verify(publication)

    (finding,) = report.findings
    assert (finding.file, finding.fault) == (str(path), "is not the text that its name says")
    assert [counts.not_proven for counts in report.lines] == [3]


def test_one_issue_is_verified_by_its_name(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("Nobody knows why.", "Somebody knows."))
    other = replace(draft(), name="2026-10-05-extra", id="tag:loom.example.org,2026-10-05:other")
    publication.store.create(other)

    report = verify(publication, "2026-10-05-extra")

    assert report.findings == ()
    assert report.lines == (
        LineCounts(name="2026-10-05-extra", verbatim=3, edited=0, not_proven=0),
    )
    with pytest.raises(IssueNotFound):
        verify(publication, "2026-10-06")


def test_broken_file_is_one_finding(publication: Publication) -> None:
    path = compiled(publication, draft())
    edit(path, ("number = 1", "number = x"))

    assert len(findings(publication)) == 1


def test_withdrawn_issue_needs_no_proof(publication: Publication) -> None:
    story = story_factory(takeaways=items(("Made up.", Mark.NONE)), outlook=None)
    publication.store.create(replace(draft(), stories=(story,), status=Status.WITHDRAWN))

    assert verify(publication).lines == ()


def test_outlook_that_goes_on_keeps_its_mark(publication: Publication) -> None:
    outlook = Outlook(paragraphs=("It may ring a third time.",), is_shortened=True)
    path = compiled(publication, draft(outlook=outlook))
    edit(path, ("It may ring", "It will ring"))

    approve(publication, NAME)

    assert "It will ring a third time. {edited} {more}\n" in path.read_text("utf-8")
