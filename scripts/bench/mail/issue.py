"""The issue that the benchmarks of the mail share: ten stories of the usual length, which fit."""

from __future__ import annotations

import secrets
from datetime import date

from digest.config.tables import Config
from digest.model import ArticleRef, Issue, IssueSection, Outlook, Role, Story, Takeaway

STORIES = 10
SENTENCE = "Insurance, not biology, sets the pace: premiums fell by a third after two winters."


def nonce() -> str:
    return f"n{secrets.token_hex(12)}n"


def sentences(count: int) -> str:
    return " ".join([SENTENCE] * count)


def mail_config() -> Config:
    return Config.model_validate(
        {
            "publication": {
                "title": "Bench",
                "base_url": "https://example.org/",
                "postal_address": "1 Bench Street",
            },
            "sources": [{"kind": "folder", "name": "articles", "path": "articles"}],
            "mail": {
                "from_address": "news@example.org",
                "unsubscribe_address": "leave@example.org",
                "preferences_url": "https://example.org/me?of={token}",
            },
        }
    )


def mail_issue(*, stories: int = STORIES) -> Issue:
    """Each story has five takeaways of one sentence and three paragraphs of outlook of three."""
    slugs = [f"story-{number}" for number in range(stories)]
    return Issue(
        id="tag:example.org,2026:bench",
        name="2026-11-23",
        number=1,
        on=date(2026, 11, 23),
        slot="manual",
        language="en",
        title="What moved this week",
        subject="What moved this week",
        preheader="What moved this week, in ten stories of the usual length",
        intro=sentences(2),
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
        ),
        stories=tuple(
            Story(
                slug=slug,
                title=f"What {slug} has to say about insurance",
                url=f"https://example.org/{slug}",
                takeaways=(Takeaway(markdown=SENTENCE),) * 5,
                outlook=Outlook(paragraphs=(sentences(3),) * 3),
            )
            for slug in slugs
        ),
        articles=tuple(
            ArticleRef(story=slug, title=slug, source="articles", sha256="0" * 64, language="en")
            for slug in slugs
        ),
    )
