"""A published text changes openly or not at all, and what cannot be shown is not sealed."""

import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from digest.app.compile import CompileRequest, compile_issue
from digest.app.deliver import deliver
from digest.app.desk import approve, correct, publish, resolve_name
from digest.app.overview import verify
from digest.app.publication import Publication
from digest.app.subscribers import add_subscriber
from digest.app.withdraw import withdraw
from digest.errors import Busy, IssueChanged, IssueError, IssueNotFound, RenderError
from digest.model import DeliveryState, Outcome, Status
from fakes import FakeClock


def compiled(publication: Publication) -> str:
    name = compile_issue(publication, CompileRequest()).name
    approve(publication, name)
    return name


def published(publication: Publication) -> str:
    name = compiled(publication)
    publish(publication, name)
    return name


def edit(publication: Publication, name: str, old: str, new: str) -> None:
    path = publication.issues / f"{name}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def public_text(publication: Publication) -> str:
    files = (path for path in publication.public.rglob("*") if path.is_file())
    return "\n".join(path.read_text("utf-8") for path in files)


def test_unsealed_edit_never_goes_live_with_another_issue(publication: Publication) -> None:
    first = published(publication)
    edit(publication, first, "Key takeaways", "Fake news")
    second = compiled(publication)

    for name in (second, first):
        with pytest.raises(IssueChanged, match="has been changed since it was sealed"):
            publish(publication, name)

    assert "Fake news" not in public_text(publication)
    assert publication.store.load(second).issue.status is Status.APPROVED


def test_status_written_by_hand_publishes_nothing(publication: Publication) -> None:
    name = compiled(publication)
    edit(
        publication,
        name,
        'status = "approved"',
        'status = "published"\npublished_at = 2026-11-23T06:00:00Z',
    )

    with pytest.raises(IssueChanged, match="no line in SHA256SUMS"):
        publish(publication, name)
    assert not publication.public.exists()


def test_id_of_a_published_issue_cannot_be_corrected(publication: Publication) -> None:
    name = published(publication)
    add_subscriber(publication, "reader@example.org", confirmed=True)
    deliver(publication, name)
    edit(publication, name, "issue/2026-11-23", "issue/other")

    with pytest.raises(IssueChanged, match="`id` is not the one"):
        correct(publication, name, note="A new id")
    assert len(list((publication.var / "outbox").iterdir())) == 1


def test_copy_of_an_issue_cannot_be_published_with_its_id(publication: Publication) -> None:
    name = published(publication)
    copy = publication.issues / f"{name}-copy.md"
    text = (publication.issues / f"{name}.md").read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if "published_at" not in line]
    copy.write_text("".join(lines).replace('"published"', '"approved"'), "utf-8")

    with pytest.raises(IssueError, match="has the id of 2026-11-23"):
        publish(publication, copy.stem)
    assert publication.store.load(copy.stem).issue.status is Status.APPROVED


def test_template_that_fails_leaves_the_issue_approved(publication: Publication) -> None:
    name = compiled(publication)
    index = publication.root / "templates" / "web" / "index.html.j2"
    index.parent.mkdir(parents=True)
    index.write_text("{{ nothing.of.this }}", "utf-8")
    del publication.__dict__["theme"]  # a new run reads the templates anew

    with pytest.raises(RenderError, match=r"index\.html\.j2:1"):
        publish(publication, name)

    assert publication.store.load(name).issue.status is Status.APPROVED
    assert not (publication.issues / "SHA256SUMS").exists()
    index.unlink()
    assert publish(publication, name).status is Status.PUBLISHED


def test_mail_that_differs_from_the_sealed_one_is_not_sent(publication: Publication) -> None:
    name = published(publication)
    add_subscriber(publication, "reader@example.org", confirmed=True)
    footer = publication.root / "templates" / "mail" / "issue.txt.j2"
    footer.parent.mkdir(parents=True)
    footer.write_text("Another text. {{ unsubscribe_url }}\n", "utf-8")
    del publication.__dict__["theme"]  # a new run reads the templates anew

    with pytest.raises(IssueChanged, match="would differ from the one that was sealed"):
        deliver(publication, name)

    correct(publication, name, note="The mail has a new form")
    assert deliver(publication, name).is_complete


def test_withdrawing_the_only_issue_leaves_none_of_it(publication: Publication) -> None:
    name = published(publication)
    titles = [story.title for story in publication.store.load(name).issue.stories]

    withdraw(publication, name)

    text = public_text(publication)
    assert not [title for title in titles if title in text]


def test_withdrawal_that_was_cut_off_is_completed(publication: Publication) -> None:
    name = published(publication)
    add_subscriber(publication, "reader@example.org", confirmed=True)
    kept = publication.root / "kept"
    shutil.copytree(publication.public, kept)
    withdraw(publication, name)
    shutil.rmtree(publication.public)
    kept.rename(publication.public)

    withdraw(publication, name)

    assert publication.store.head(name).id not in public_text(publication)


def test_withdrawal_cut_off_before_its_commit_is_found_and_mended(
    publication: Publication,
) -> None:
    name = published(publication)
    path = publication.issues / f"{name}.md"
    before = path.read_bytes()
    withdraw(publication, name)
    path.write_bytes(before)

    (finding,) = verify(publication).findings
    assert (finding.fault, finding.mend) == (
        "its withdrawal was cut off",
        f"run `digest withdraw {name}` again",
    )
    withdraw(publication, name)
    assert verify(publication).findings == ()


def test_nothing_changes_under_a_delivery_that_is_under_way(publication: Publication) -> None:
    name = published(publication)

    with publication.delivering():
        with pytest.raises(Busy):
            withdraw(publication, name)
        with pytest.raises(Busy):
            correct(publication, name, note="Too early")

    assert publication.store.load(name).issue.status is Status.PUBLISHED


def test_correction_reaches_mail_that_has_not_left(
    publication: Publication, clock: FakeClock
) -> None:
    name = published(publication)
    add_subscriber(publication, "reader@example.org", confirmed=True)
    issue_id = publication.store.head(name).id
    with publication.deliveries() as deliveries:
        deliveries.plan(issue_id, at=clock.now())
        claimed = deliveries.claim(issue_id, limit=1, at=clock.now())
        later = Outcome(state=DeliveryState.DEFERRED, code=450, text="later")
        deliveries.record([(item, later, clock.now()) for item in claimed], at=clock.now())
    edit(publication, name, "Key takeaways", "What to keep")
    clock.advance(timedelta(hours=1))
    correct(publication, name, note="A better heading")

    deliver(publication, name)

    (mail,) = (publication.var / "outbox").iterdir()
    assert b"What to keep" in mail.read_bytes()


def test_stopped_delivery_goes_on_with_the_next_run(publication: Publication) -> None:
    name = published(publication)
    for number in range(5):
        add_subscriber(publication, f"reader{number}@example.org", confirmed=True)
    stop = threading.Event()
    stop.set()

    stopped = deliver(publication, name, stop=stop)
    resumed = deliver(publication, name)

    assert stopped.counts == {DeliveryState.QUEUED: 5}
    assert resumed.counts == {DeliveryState.ACCEPTED: 5}


def test_numbers_never_repeat_whatever_the_dates(publication: Publication) -> None:
    articles = publication.root / "articles"
    for path in articles.iterdir():
        path.unlink()
    numbers = []
    for number, day in enumerate((23, 16, 30), start=1):
        text = f"# Article {number}\n\n## Key takeaways\n\n- Point {number}\n"
        (articles / f"{number}.md").write_text(text, "utf-8")
        on = publication.today().replace(day=day)
        name = compile_issue(publication, CompileRequest(on=on)).name
        numbers.append(publication.store.load(name).issue.number)

    assert numbers == [1, 2, 3]


def test_newest_published_issue_is_the_one_to_deliver(publication: Publication) -> None:
    with pytest.raises(IssueNotFound, match="no published issue"):
        resolve_name(publication, None, status=Status.PUBLISHED)
    name = published(publication)
    compile_issue(publication, CompileRequest())

    assert resolve_name(publication, None, status=Status.PUBLISHED) == name


def test_everything_private_is_for_the_owner_alone(publication: Publication) -> None:
    name = published(publication)
    add_subscriber(publication, "reader@example.org", confirmed=True)
    deliver(publication, name)

    assert publication.var.stat().st_mode & 0o077 == 0
    for path in [*publication.var.rglob("*.eml"), publication.ledger_path]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_seals_are_what_sha256sum_reads(publication: Publication) -> None:
    published(publication)

    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    result = subprocess.run(command, cwd=Path(publication.issues), check=False)

    assert result.returncode == 0


def test_unchanged_issue_cannot_be_corrected(publication: Publication) -> None:
    name = published(publication)

    with pytest.raises(IssueError, match="has not changed since it was sealed"):
        correct(publication, name, note="I forgot to save")
    assert publication.store.load(name).issue.corrections == ()


def test_broken_draft_does_not_keep_another_issue_from_being_published(
    publication: Publication,
) -> None:
    first = compiled(publication)
    second = compile_issue(publication, CompileRequest()).name
    (publication.issues / f"{second}.md").write_text("+++\nbroken", "utf-8")

    publish(publication, first)

    assert (publication.public / first / "index.html").is_file()
    assert resolve_name(publication, None, status=Status.PUBLISHED) == first


def test_name_of_a_deleted_issue_is_never_given_again(publication: Publication) -> None:
    name = published(publication)
    (publication.issues / f"{name}.md").unlink()

    assert compile_issue(publication, CompileRequest()).name == f"{name}-2"


def test_articles_of_a_withdrawn_draft_are_free_again(publication: Publication) -> None:
    name = compile_issue(publication, CompileRequest()).name
    taken = publication.store.load(name).issue.articles
    withdraw(publication, name)

    again = compile_issue(publication, CompileRequest())

    assert [ref.sha256 for ref in again.taken] == [ref.sha256 for ref in taken]


def test_issue_without_a_story_is_not_approved(publication: Publication) -> None:
    name = compile_issue(publication, CompileRequest()).name
    path = publication.issues / f"{name}.md"
    head = path.read_text("utf-8").partition("\n## ")[0]
    path.write_text(f"{head}\n## Key takeaways {{#takeaways}}\n", "utf-8")

    with pytest.raises(IssueError, match="has no story"):
        approve(publication, name)


def test_typo_that_is_mended_brings_no_article_back(publication: Publication) -> None:
    compile_issue(publication, CompileRequest())
    mill = next((publication.root / "articles").glob("*mill*.txt"))
    mill.write_text(mill.read_text("utf-8").replace("tide", "tyde", 1), "utf-8")

    report = compile_issue(publication, CompileRequest(dry_run=True))

    reasons = {item.location: item.reason for item in report.left_out}
    assert reasons[f"articles/{mill.name}"] == "already used in issue 2026-11-23"


def test_page_of_an_issue_that_is_gone_is_named(publication: Publication) -> None:
    name = published(publication)
    stray = publication.public / "2026-01-05"
    stray.mkdir()
    (stray / "index.html").write_text("what was", "utf-8")

    report = publish(publication, name)

    assert report.site is not None
    assert report.site.stray == ("2026-01-05",)
    assert (stray / "index.html").exists()
