"""The preflight of a whole issue, and what it means for the approval."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desks import MONDAY, desk
from digest.app.check import CheckReport, check, default_issue
from digest.app.desk import approve, correct, publish
from digest.app.overview import show_issue
from digest.app.publication import Publication, open_publication
from digest.app.slots import run_slot
from digest.config.tables import ScheduleConfig
from digest.errors import IssueNotFound, UnfitIssue
from digest.model import Issue, Slot, Status
from digest.render.preflight.finding import Severity
from factories import issue_factory
from fakes import FakeClock
from fetching import FakeGetter
from http_server import HttpServer, status

NAME = "2026-11-23"
SLOT = Slot(schedule="main", key=f"{NAME}T07:00", due_at=datetime(2026, 11, 23, 7, tzinfo=UTC))
REASON = "the printer waits"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    made = desk(tmp_path / "desk")
    made.store.create(draft())
    return made


def draft(**what_matters: object) -> Issue:
    on = MONDAY.date()
    return issue_factory(
        **{"status": Status.DRAFT, "on": on, "slot": SLOT.name, "number": 8, **what_matters}
    )


def schedule(on_ready: str) -> ScheduleConfig:
    return ScheduleConfig.model_validate({"cron": "0 7 * * *", "on_ready": on_ready})


def edit(publication: Publication, old: str, new: str) -> None:
    path = publication.store.path(NAME)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def unfinished(publication: Publication) -> None:
    edit(publication, "## Key takeaways", "TODO: greet the readers\n\n## Key takeaways")


def codes(report: CheckReport, severity: Severity) -> list[str]:
    return [finding.code for finding in report.findings if finding.severity is severity]


def test_sound_draft_is_fit(publication: Publication) -> None:
    report = check(publication, NAME, offline=True)

    assert codes(report, Severity.ERROR) == []
    assert report.is_fit
    assert (report.status, report.path) == (Status.DRAFT, f"issues/{NAME}.md")
    assert 1_000 < report.message_bytes < 90_000
    assert report.links_followed == 0


def test_check_changes_nothing(publication: Publication) -> None:
    def state() -> dict[str, bytes]:
        files = (path for path in publication.root.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}

    before = state()
    check(publication, NAME, offline=True)

    assert state() == before


def test_finding_has_the_line_of_the_file(publication: Publication) -> None:
    unfinished(publication)
    lines = publication.store.path(NAME).read_text("utf-8").split("\n")

    report = check(publication, NAME, offline=True)

    (finding,) = (each for each in report.findings if each.code == "leftover")
    assert finding.place == f"issues/{NAME}.md:{lines.index('TODO: greet the readers') + 1}"
    assert not report.is_fit
    assert report.counts[Severity.ERROR] == 1


def test_broken_template_is_a_finding_with_its_line(publication: Publication) -> None:
    template = publication.root / "templates" / "mail" / "issue.txt.j2"
    template.parent.mkdir(parents=True)
    template.write_text("{{ unsubscribe_url }}\n{{ issue.headline }}\n", "utf-8")

    (finding,) = check(publication, NAME, offline=True).findings

    assert finding.code == "edition-broken"
    assert finding.place == f"{template}:2"


def test_mjml_that_is_mended_is_a_warning_with_the_line_of_its_template(
    publication: Publication,
) -> None:
    template = publication.root / "templates" / "mail" / "default.mjml.j2"
    template.parent.mkdir(parents=True)
    template.write_text(
        '{% extends "shipped/mail/default.mjml.j2" %}\n{% block footer %}\n'
        '<mj-section padding="0 24px"><mj-column></mj-column></mj-section>\n'
        "{{ super() }}{% endblock %}\n",
        "utf-8",
    )

    report = check(publication, NAME, offline=True)

    (finding,) = (each for each in report.findings if each.code == "template-mjml")
    assert finding.place.endswith("default.mjml.j2:3")
    assert "0px" in finding.message


def test_unreadable_colours_are_a_finding_with_their_line(publication: Publication) -> None:
    theme = publication.root / "templates" / "theme.toml"
    theme.parent.mkdir(parents=True, exist_ok=True)
    theme.write_text('[light]\ntext = "#eeeeee"\n', "utf-8")

    findings = check(publication, NAME, offline=True).findings

    assert {finding.code for finding in findings} == {"edition-broken"}
    assert findings[0].place == f"{theme}:2"
    assert findings[0].mend == "mend the file"


def test_earlier_issues_are_held_against_it(publication: Publication) -> None:
    later = draft(on=MONDAY.date().replace(day=24))
    publication.store.create(later)

    report = check(publication, later.name, offline=True)

    warnings = codes(report, Severity.WARNING)
    assert {"number-repeated", "subject-repeated", "link-repeated"} <= set(warnings)
    assert "link-repeated" not in codes(check(publication, NAME, offline=True), Severity.WARNING)


def test_links_are_followed_unless_offline(tmp_path: Path) -> None:
    with HttpServer() as server:
        server.add("/there", status(200))
        links = f"[there]({server.url('/there')}) and [gone]({server.url('/gone')})"
        own = f'[fetch]\nallow_private = ["{server.address}"]'
        made = desk(tmp_path / "desk", more=own)
        made.store.create(draft(intro=f"Read {links}."))

        report = check(made, NAME)

        assert sorted(server.paths()) == ["/gone", "/gone", "/there"]  # the dead one also by GET
        check(made, NAME, offline=True)
        assert len(server.requests) == 3
    assert codes(report, Severity.ERROR) == ["link-dead"]
    assert report.links_followed == 2


def test_links_that_were_not_asked_for_count_as_not_followed(publication: Publication) -> None:
    edit(publication, "## Key takeaways", "[There](https://a.net/).\n\n## Key takeaways")
    vars(publication)["web"] = FakeGetter(unknown=("https://",)).web()

    report = check(publication, NAME)

    assert "links-not-asked" in codes(report, Severity.WARNING)
    assert report.links_followed == 0


def test_issue_with_errors_stays_a_draft(publication: Publication) -> None:
    unfinished(publication)
    before = publication.store.path(NAME).read_bytes()

    with pytest.raises(UnfitIssue) as caught:
        approve(publication, NAME)

    assert f"digest approve {NAME} --override REASON" in str(caught.value)
    assert len(caught.value.faults) == 1
    assert "«TODO» is left in the text" in caught.value.faults[0]
    assert publication.store.path(NAME).read_bytes() == before


def test_override_approves_and_is_recorded_for_good(publication: Publication) -> None:
    unfinished(publication)

    report = approve(publication, NAME, override=REASON)
    publish(publication, NAME)

    assert (report.status, report.override) == (Status.APPROVED, REASON)
    assert f'override = "{REASON}"' in publication.store.path(NAME).read_text("utf-8")
    assert show_issue(publication, NAME).override == REASON
    edit(publication, "TODO: greet the readers", "Good morning")
    correct(publication, NAME, note="Greeted the readers")
    assert publication.store.head(NAME).override == REASON


def test_override_is_in_no_edition(publication: Publication) -> None:
    unfinished(publication)
    approve(publication, NAME, override=REASON)
    publish(publication, NAME)

    message = (publication.issues / f"{NAME}.eml").read_text("utf-8")
    pages = [path.read_text("utf-8") for path in publication.public.rglob("*") if path.is_file()]
    assert not any(REASON in text for text in (message, *pages))


def test_override_without_errors_is_not_recorded(publication: Publication) -> None:
    report = approve(publication, NAME, override=REASON)

    assert (report.status, report.override) == (Status.APPROVED, "")
    assert "override" not in publication.store.path(NAME).read_text("utf-8")


def test_next_approval_needs_a_reason_of_its_own(publication: Publication) -> None:
    unfinished(publication)
    approve(publication, NAME, override=REASON)
    edit(publication, '"approved"', '"draft"')

    with pytest.raises(UnfitIssue):
        approve(publication, NAME)

    edit(publication, "TODO: greet the readers", "Good morning")
    assert approve(publication, NAME).override == ""
    assert publication.store.head(NAME).override == ""


@pytest.mark.parametrize("mended_by", ["file", "override"])
def test_slot_waits_for_an_editor_and_goes_on(publication: Publication, mended_by: str) -> None:
    unfinished(publication)

    with pytest.raises(UnfitIssue, match="leftover"):
        run_slot(publication, SLOT, schedule=schedule("publish"))
    assert publication.store.head(NAME).status is Status.DRAFT

    if mended_by == "file":
        edit(publication, "TODO: greet the readers", "Good morning")
    else:
        approve(publication, NAME, override=REASON)
    run_slot(publication, SLOT, schedule=schedule("publish"))

    assert publication.store.names() == (NAME,)
    assert publication.store.head(NAME).status is Status.PUBLISHED


def test_newest_issue_that_is_not_published_is_the_default(publication: Publication) -> None:
    assert default_issue(publication) == NAME
    approve(publication, NAME)
    publish(publication, NAME)
    assert default_issue(publication) == NAME
    publication.store.create(draft(on=MONDAY.date().replace(day=2)))
    assert default_issue(publication) == "2026-11-02"


def test_file_that_cannot_be_read_is_not_passed_over(publication: Publication) -> None:
    publication.store.path("2026-11-24").write_text("no issue", "utf-8")

    assert default_issue(publication) == "2026-11-24"


def test_without_an_issue_there_is_nothing_to_check(tmp_path: Path) -> None:
    empty = desk(tmp_path / "desk")

    with pytest.raises(IssueNotFound):
        default_issue(empty)


def test_dates_are_the_publications(publication: Publication) -> None:
    late = open_publication(
        publication.root, clock=FakeClock(datetime(2026, 11, 24, 1, tzinfo=UTC))
    )

    assert "date-past" in codes(check(late, NAME, offline=True), Severity.WARNING)


def test_template_without_a_dark_rule_is_seen_in_what_comes_of_it(
    publication: Publication,
) -> None:
    template = publication.root / "templates" / "mail" / "default.mjml.j2"
    template.parent.mkdir(parents=True)
    template.write_text(
        '{% extends "shipped/mail/default.mjml.j2" %}\n{% block footer %}\n'
        '<mj-section background-color="#ffffcc"><mj-column><mj-text color="#777777">A band'
        "</mj-text></mj-column></mj-section>\n{{ super() }}{% endblock %}\n",
        "utf-8",
    )

    report = check(publication, NAME, offline=True)

    found = [f"{finding.code}: {finding.message}" for finding in report.findings]
    assert any(line.startswith("dark-band: the ground #ffffcc") for line in found)
    for scheme in ("light", "dark"):
        line = f"contrast-low: «A band» is #777777 on #ffffcc in the {scheme} scheme"
        assert any(each.startswith(line) for each in found)


def test_template_that_leaves_out_the_postal_address_cannot_be_approved(
    publication: Publication,
) -> None:
    template = publication.root / "templates" / "mail" / "default.mjml.j2"
    template.parent.mkdir(parents=True)
    template.write_text(
        '{% extends "shipped/mail/default.mjml.j2" %}\n{% block footer %}<mj-section><mj-column>'
        '<mj-text><a href="{{ unsubscribe_url }}">Leave</a></mj-text></mj-column></mj-section>'
        "{% endblock %}\n",
        "utf-8",
    )

    with pytest.raises(UnfitIssue, match="address-missing"):
        approve(publication, NAME)


def test_a_mail_that_is_far_too_large_is_told_once(publication: Publication) -> None:
    edit(publication, "Good morning.", "word " * 250_000 + "end.")  # more than mrml is given

    report = check(publication, NAME, offline=True)

    assert codes(report, Severity.ERROR) == ["edition-broken"]
    assert "bytes even with nothing of its stories but headlines" in report.findings[0].message
