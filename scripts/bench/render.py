"""What an issue of ten stories costs to become mail, HTML and text, after warm-up.

Prints medians, and their ratio to a yardstick taken in turns with them: mrml alone on the very
MJML that the issue becomes. The target is 20 ms. Usage: python scripts/bench/render.py [ROUNDS]
"""

from __future__ import annotations

import secrets
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import mjml

from digest.config.tables import Config
from digest.model import ArticleRef, Issue, IssueSection, Outlook, Role, Story, Takeaway
from digest.render.mail import render_mail
from digest.render.prepass import prepare
from digest.render.theme import Theme

SENTENCE = "Insurance, not biology, sets the pace: premiums fell by a third after two winters."
STORIES = 10


class RecordingTheme(Theme):
    """Keeps the last MJML for the yardstick."""

    source = ""

    def render(self, name: str, **values: object) -> str:
        text = super().render(name, **values)
        if name.endswith(".mjml.j2"):
            self.source = text
        return text


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    theme, subject = RecordingTheme(), issue()

    def nonce() -> str:
        return f"n{secrets.token_hex(12)}n"

    def whole() -> None:
        render_mail(subject, config=config(), theme=theme, nonces=nonce)

    edition = render_mail(subject, config=config(), theme=theme, nonces=nonce)
    prepared = prepare(theme.source)

    def yardstick() -> None:
        mjml.mjml2html(prepared, fonts={})

    def prepass() -> None:
        prepare(theme.source)

    mail_ms, prepass_ms, mrml_ms = medians(whole, prepass, yardstick, rounds=rounds)
    size = len(edition.html.encode())
    print(f"{STORIES} stories: HTML {size / 1000:.1f} KB, text {len(edition.text) / 1000:.1f} KB")
    print(f"issue -> HTML and text  {mail_ms:7.2f} ms   (target 20)")
    print(f"  of which the pre-pass {prepass_ms:7.2f} ms")
    print(f"yardstick: mrml alone   {mrml_ms:7.2f} ms")
    print(f"ratio                   {mail_ms / mrml_ms:7.1f}")


def medians(*acts: Callable[[], None], rounds: int) -> list[float]:
    """Milliseconds of CPU, the median of `rounds`; the acts take turns, so load falls on all."""
    times: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + 5):
        for taken, act in zip(times, acts, strict=True):
            start = time.process_time()
            act()
            if number >= 5:  # the first rounds compile templates and fill caches
                taken.append((time.process_time() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def sentences(count: int) -> str:
    return " ".join([SENTENCE] * count)


def config() -> Config:
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
            },
        }
    )


def issue() -> Issue:
    slugs = [f"story-{number}" for number in range(STORIES)]
    return Issue(
        id="tag:example.org,2026:bench",
        name="2026-11-23",
        number=1,
        on=date(2026, 11, 23),
        slot="manual",
        language="en",
        title="Ten stories",
        subject="Ten stories",
        preheader="What ten stories cost",
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
                takeaways=(Takeaway(markdown=sentences(2)),) * 5,
                outlook=Outlook(paragraphs=(sentences(5),) * 3),
            )
            for slug in slugs
        ),
        articles=tuple(
            ArticleRef(story=slug, title=slug, source="articles", sha256="0" * 64, language="en")
            for slug in slugs
        ),
    )


if __name__ == "__main__":
    main()
