"""The main job, end to end, on the starter publication."""

import email
import email.policy
import hashlib
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest.app.compile import CompileRequest, compile_issue
from digest.app.deliver import deliver, deliver_test
from digest.app.desk import approve, correct, publish
from digest.app.overview import list_issues, show_issue, verify
from digest.app.preview import preview
from digest.app.publication import Publication, open_publication
from digest.app.subscribers import add_subscriber, remove_subscriber, unsubscribe_subscriber
from digest.app.withdraw import withdraw
from digest.errors import IllegalMove, IssueChanged, NothingToDo
from digest.ledger.deliveries import Deliveries
from digest.model import DeliveryState, Outcome, Status, SuppressionReason
from fakes import FakeClock


def published(publication: Publication) -> str:
    name = compile_issue(publication, CompileRequest()).name
    approve(publication, name)
    publish(publication, name)
    return name


def invite_the_cast(publication: Publication) -> None:
    """One confirmed; one who left, one suppressed, one never confirmed: no mail for these."""
    add_subscriber(publication, "reader@example.org", confirmed=True)
    add_subscriber(publication, "left@example.org", confirmed=True)
    unsubscribe_subscriber(publication, "left@example.org")
    add_subscriber(publication, "bounced@example.org", confirmed=True)
    remove_subscriber(publication, "bounced@example.org", suppress=SuppressionReason.HARD_BOUNCE)
    add_subscriber(publication, "bounced@example.org", confirmed=True)
    add_subscriber(publication, "pending@example.org")


def outbox(publication: Publication) -> list[EmailMessage]:
    files = sorted((publication.var / "outbox").glob("*.eml"))
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files
    ]


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_starter_compiles_with_reasons_for_what_is_left_out(publication: Publication) -> None:
    report = compile_issue(publication, CompileRequest())

    assert report.path == "issues/2026-11-23.md"
    stories = publication.store.load(report.name).issue.stories
    assert [len(story.takeaways) for story in stories] == [5, 4, 5]
    reasons = {Path(item.location).name: item.reason for item in report.left_out}
    assert "no key takeaways" in reasons["2026-11-03-the-bell-of-line-four.txt"]
    assert "stays for the next issue" in reasons["nine-metres-of-rope.md"]


def test_starter_gives_each_article_to_one_issue_only(publication: Publication) -> None:
    first = compile_issue(publication, CompileRequest())
    second = compile_issue(publication, CompileRequest())
    third = compile_issue(publication, CompileRequest())

    used = [ref.sha256 for report in (first, second) for ref in report.taken]
    assert len(used) == len(set(used)) == 5
    assert (first.name, second.name) == ("2026-11-23", "2026-11-23-2")
    assert third.name == ""
    assert third.reason == "nothing new to say"


def test_article_that_moved_is_not_used_again(publication: Publication) -> None:
    compile_issue(publication, CompileRequest())
    articles = publication.root / "articles"
    mill = next(articles.glob("*mill*.txt"))
    mill.rename(articles / "renamed.txt")

    report = compile_issue(publication, CompileRequest(dry_run=True))

    reasons = {item.location: item.reason for item in report.left_out}
    assert reasons["articles/renamed.txt"] == "already used in issue 2026-11-23"


def test_dry_run_makes_no_file(publication: Publication) -> None:
    report = compile_issue(publication, CompileRequest(dry_run=True, on=date(2026, 12, 1)))

    assert report.name == "2026-12-01"
    assert len(report.taken) == 3
    assert not publication.issues.exists()


def test_publish_makes_site_and_seal_and_is_repeatable(publication: Publication) -> None:
    name = published(publication)
    before = tree(publication.root)
    mtimes = {path: path.stat().st_mtime_ns for path in publication.public.rglob("*")}

    again = publish(publication, name)

    assert again.site is not None
    assert again.site.written == ()
    assert tree(publication.root) == before
    assert {path: path.stat().st_mtime_ns for path in publication.public.rglob("*")} == mtimes
    assert {"feed.rss", "feed.atom", "feed.json", "index.html", "latest/index.html"} <= set(
        tree(publication.public)
    )
    assert verify(publication).findings == ()


def test_site_does_not_depend_on_the_clock_of_the_run(
    publication: Publication, clock: FakeClock
) -> None:
    name = published(publication)
    before = tree(publication.public)
    clock.advance(timedelta(days=40))
    for path in sorted(publication.public.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    publish(publication, name)

    assert tree(publication.public) == before


def test_delivery_reaches_the_confirmed_alone_and_once(publication: Publication) -> None:
    name = published(publication)
    invite_the_cast(publication)

    first = deliver(publication, name)
    second = deliver(publication, name)

    assert first.planned == 1
    assert second.planned == 0
    assert first.counts == second.counts == {DeliveryState.ACCEPTED: 1}
    (message,) = outbox(publication)
    assert message["To"] == "reader@example.org"
    assert message["Subject"] == publication.store.load(name).issue.subject


def test_message_held_as_uncertain_is_mailed_once_resend_is_set(
    publication: Publication, clock: FakeClock
) -> None:
    name = published(publication)
    issue_id = publication.store.load(name).issue.id
    invite_the_cast(publication)
    with publication.ledger() as database:  # a run that died between message and reply
        deliveries = Deliveries(database)
        deliveries.plan(issue_id, at=clock.now())
        (held,) = deliveries.claim(issue_id, limit=1, at=clock.now())
        sending = Outcome(state=DeliveryState.SENDING)
        deliveries.record([(held, sending, None)], at=clock.now())

    assert deliver(publication, name).counts == {DeliveryState.UNCERTAIN: 1}
    assert deliver(publication, name).counts == {DeliveryState.UNCERTAIN: 1}
    assert outbox(publication) == []

    file = publication.root / "digest.toml"
    text = file.read_text("utf-8")
    assert 'on_uncertain = "hold"' in text
    file.write_text(text.replace('on_uncertain = "hold"', 'on_uncertain = "resend"'), "utf-8")
    resending = open_publication(publication.root, clock=clock)
    assert deliver(resending, name).counts == {DeliveryState.ACCEPTED: 1}
    assert len(outbox(publication)) == 1


def test_message_has_both_parts_with_a_way_out(publication: Publication) -> None:
    name = published(publication)
    invite_the_cast(publication)
    deliver(publication, name)

    (message,) = outbox(publication)

    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    for text in parts.values():
        assert "mailto:unsubscribe@quiet-works.example.org" in text
        assert "1 Sluice Lane" in text
        assert f"https://quiet-works.example.org/{name}/" in text
    assert message["List-Unsubscribe"].startswith("<mailto:")


def test_delivery_needs_a_published_issue(publication: Publication) -> None:
    name = compile_issue(publication, CompileRequest()).name

    with pytest.raises(IllegalMove, match="is draft"):
        deliver(publication, name)


def test_delivery_without_subscribers_says_so(publication: Publication) -> None:
    with pytest.raises(NothingToDo, match="no confirmed subscriber"):
        deliver(publication, published(publication))


def test_delivery_refuses_a_text_that_is_not_the_sealed_one(publication: Publication) -> None:
    name = published(publication)
    invite_the_cast(publication)
    path = publication.issues / f"{name}.md"
    path.write_text(path.read_text("utf-8").replace("the", "teh", 1), "utf-8")

    with pytest.raises(IssueChanged):
        deliver(publication, name)
    assert [finding.file for finding in verify(publication).findings] == [str(path)]


def test_test_message_is_marked_and_touches_no_row(publication: Publication) -> None:
    name = compile_issue(publication, CompileRequest()).name

    outcome = deliver_test(publication, name, address="me@example.org")

    assert outcome.state is DeliveryState.ACCEPTED
    assert not publication.ledger_path.exists()
    (message,) = outbox(publication)
    assert message["Subject"].startswith("[TEST] ")
    assert message["To"] == "me@example.org"


def test_correction_moves_feeds_and_page_and_mails_nobody(
    publication: Publication, clock: FakeClock
) -> None:
    name = published(publication)
    invite_the_cast(publication)
    deliver(publication, name)
    path = publication.issues / f"{name}.md"
    path.write_text(path.read_text("utf-8").replace("Key takeaways", "What to keep", 1), "utf-8")
    clock.advance(timedelta(hours=2))

    report = correct(publication, name, note="The heading reads better now")

    assert report.site is not None
    assert set(report.site.written) >= {f"{name}/index.html", "feed.rss", "feed.atom", "feed.json"}
    assert "The heading reads better now" in (publication.public / name / "index.html").read_text(
        "utf-8"
    )
    assert verify(publication).findings == ()
    assert deliver(publication, name).planned == 0
    assert len(outbox(publication)) == 1


def test_withdrawn_issue_leaves_feeds_and_page_and_is_not_mailed(
    publication: Publication,
) -> None:
    name = published(publication)
    issue = publication.store.load(name).issue
    invite_the_cast(publication)

    withdraw(publication, name)

    assert issue.id not in (publication.public / "feed.atom").read_text("utf-8")
    page = (publication.public / name / "index.html").read_text("utf-8")
    assert issue.stories[0].title not in page
    with pytest.raises(IllegalMove):
        deliver(publication, name)
    assert outbox(publication) == []
    assert verify(publication).findings == ()


def test_archive_feeds_and_seals_hold_no_personal_data(publication: Publication) -> None:
    name = published(publication)
    invite_the_cast(publication)
    deliver(publication, name)
    publish(publication, name)

    for folder in (publication.public, publication.issues):
        for path in folder.rglob("*"):
            if path.is_file():
                assert b"reader@example.org" not in path.read_bytes()


def test_preview_writes_what_a_reader_gets(publication: Publication) -> None:
    name = compile_issue(publication, CompileRequest()).name

    report = preview(publication, name)

    assert "<html" in report.mail_html.read_text("utf-8")
    assert "KEY TAKEAWAYS" in report.mail_text.read_text("utf-8").upper()
    assert "<main" in report.web_page.read_text("utf-8")


def test_overview_shows_life_and_deliveries(publication: Publication) -> None:
    name = published(publication)
    invite_the_cast(publication)
    deliver(publication, name)

    shown = show_issue(publication, name)
    (line,) = list_issues(publication)

    assert shown.status is line.status is Status.PUBLISHED
    assert shown.deliveries == {DeliveryState.ACCEPTED: 1}
    assert shown.not_accepted == ()


def test_private_files_are_for_the_owner_alone(publication: Publication) -> None:
    invite_the_cast(publication)

    assert publication.ledger_path.stat().st_mode & 0o077 == 0
