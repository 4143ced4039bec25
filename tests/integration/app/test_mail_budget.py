"""A publication's mail as it is sealed and delivered: not too large, and nobody's own."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from desks import MONDAY, desk
from digest.app.deliver import deliver
from digest.app.desk import publish
from digest.app.editions import mail_edition, sealed_message, skeleton
from digest.app.publication import Publication, open_publication
from digest.app.subscribers import add_subscriber
from digest.delivery.message import recipient_values
from digest.model import Delivery, Issue, Mark, Outlook, Role, Status, Story
from digest.render.mail import MAX_MESSAGE_BYTES, personal_urls
from fakes import FakeClock
from showcase import long_issue

PREFERENCES = 'preferences_url = "https://notes.example.org/me?of={token}"\n'
TOKEN = "5ec4e7" * 5 + "5e"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    made = desk(tmp_path / "publication")
    path = made.root / "digest.toml"
    path.write_text(path.read_text().replace("[mail]\n", f"[mail]\n{PREFERENCES}"))
    return open_publication(made.root, clock=FakeClock(MONDAY))


def approved(publication: Publication, *, stories: int) -> Issue:
    issue = long_issue(stories)
    sections = tuple(part for part in issue.sections if part.role is not Role.PROSE)
    issue = replace(issue, status=Status.APPROVED, published_at=None, sections=sections)
    issue = replace(issue, articles=(), stories=tuple(map(_by_an_editor, issue.stories)))
    publication.store.create(issue)
    return issue


def _by_an_editor(story: Story) -> Story:
    told = [each for each in story.takeaways if each.mark is not Mark.SUGGESTED]
    assert story.outlook is not None
    return replace(
        story,
        takeaways=tuple(replace(each, mark=Mark.EDITED) for each in told),
        outlook=Outlook(paragraphs=story.outlook.paragraphs, edited=frozenset(range(3))),
    )


def parts(message: bytes) -> tuple[EmailMessage, str, str]:
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    text, html = (part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts())
    return parsed, text, html


@pytest.mark.parametrize("stories", [3, 10, 12, 25])
def test_no_recipients_message_is_larger_than_the_budget(
    publication: Publication, stories: int
) -> None:
    issue = long_issue(stories)
    edition = mail_edition(publication, issue)
    delivery = Delivery(
        issue_id=issue.id,
        subscriber_id=1,
        public_id=TOKEN,
        email=f"{'l' * 64}@{'.'.join(['d' * 61] * 3)}.ex",
        claim=1,
        attempts=0,
    )
    values = recipient_values(
        delivery,
        urls=personal_urls(publication.config, token=TOKEN),
        domain="notes.example.org",
    )
    size = len(skeleton(publication, issue, edition=edition).message(values))
    assert size <= MAX_MESSAGE_BYTES
    assert not edition.trims or size > MAX_MESSAGE_BYTES - 7_000  # a headline's story may be that


def test_recipients_find_their_own_addresses_and_nobody_elses(publication: Publication) -> None:
    approved(publication, stories=2)
    publish(publication, "2026-11-23")
    for name in ("ada", "bob"):
        add_subscriber(publication, f"{name}@example.org", confirmed=True)
    deliver(publication, "2026-11-23")

    messages = [
        path.read_bytes() for path in sorted((publication.root / "var/outbox").rglob("*.eml"))
    ]
    seen = set()
    for message in messages:
        parsed, text, html = parts(message)
        token = parsed["List-Unsubscribe"].partition("unsubscribe%20")[2].rstrip(">")
        assert len(token) == 32
        assert f"https://notes.example.org/me?of={token}\n" in text
        assert f'href="https://notes.example.org/me?of={token}"' in html
        assert text.count(token) == html.count(token) == 2
        seen.add(token)
    assert len(seen) == len(messages) == 2


def test_the_sealed_copy_has_the_neutral_addresses(publication: Publication) -> None:
    parsed, text, html = parts(sealed_message(publication, long_issue(1)))
    neutral = "mailto:leave@notes.example.org?subject=unsubscribe"
    assert parsed["List-Unsubscribe"] == f"<{neutral}>"
    assert f"] {neutral}\n" in text
    assert f'href="{neutral}"' in html
    assert "] https://notes.example.org/me?of=\n" in text
    assert 'href="https://notes.example.org/me?of="' in html


def test_reports_say_what_the_mail_leaves_to_the_web(publication: Publication) -> None:
    approved(publication, stories=12)
    report = publish(publication, "2026-11-23")
    assert report.site is not None
    assert report.site.trims
    assert all(" stands in the mail with " in trim for trim in report.site.trims)
    page = (publication.public / "2026-11-23/index.html").read_text("utf-8")
    assert page.count("Prices are the other unknown") == 12
    add_subscriber(publication, "ada@example.org", confirmed=True)
    assert deliver(publication, "2026-11-23").trims == report.site.trims
