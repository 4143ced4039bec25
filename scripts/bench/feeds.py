"""How long the three feeds of 20 issues take, beside bare feedgen on the same content.

Run it in the project's environment: `python scripts/bench/feeds.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

# Ours first: it brings feedgen's date function that leaves the locale alone, for both sides.
from digest.config.tables import Config
from digest.model import (
    ArticleRef,
    Issue,
    IssueSection,
    Outlook,
    Role,
    Status,
    Story,
    Takeaway,
)
from digest.render.feed_items import Feed, gather_feed
from digest.render.feeds import format_feeds, render_feeds
from digest.render.theme import Theme
from digest.render.view import view_issue

from feedgen.feed import FeedGenerator  # isort: skip

ISSUES = 20
STORIES = 8
RUNS = 15
SENTENCE = "The miller said that the old wheel turns by night & nobody has heard it turn. "


def main() -> None:
    """Print times, sizes and ratios; the ratios are what is comparable between machines."""
    issues = [issue(number) for number in range(1, ISSUES + 1)]
    config, theme = configuration(), Theme()
    feed = gather_feed(issues, config=config, theme=theme)
    pages = render_feeds(issues, config=config, theme=theme)

    bare, formats, views, whole = best(
        lambda: bare_formats(feed),
        lambda: format_feeds(feed),
        lambda: [view_issue(issue, publication=config.publication) for issue in issues],
        lambda: render_feeds(issues, config=config, theme=theme),
    )
    size = sum(len(page.body) for page in pages)
    print(f"{ISSUES} issues of {STORIES} stories, {size / 1000:.0f} kB in three feeds")
    print(f"{'':<35}  ms CPU   of the bare ones")
    for name, milliseconds in (
        ("bare feedgen and json.dumps", bare),
        ("RSS, Atom and JSON from items", formats),
        ("items from views: template, checks", whole - formats - views),
        ("views: Markdown of all texts", views),
        ("all of it", whole),
    ):
        print(f"{name:<35}{milliseconds:>8.1f}{milliseconds / bare:>18.2f}")


def best(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU of each one's quickest run; they take turns, so that noise hits all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, taken in zip(works, times, strict=True):
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [min(taken) * 1000 for taken in times]


def bare_formats(feed: Feed) -> None:
    """The same items through feedgen as its manual shows it, and plainly through json."""
    generator = FeedGenerator()
    generator.id(feed.home_url)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.link(href=feed.home_url)
    generator.author(name=feed.author)
    for item in feed.items:
        entry = generator.add_entry(order="append")
        entry.id(item.id)
        entry.title(item.title)
        entry.link(href=item.url)
        entry.summary(item.summary)
        entry.content(item.content_html, type="html")
        entry.published(item.published_at)
        entry.updated(item.updated_at)
    generator.rss_str(pretty=True)
    generator.atom_str(pretty=True)
    json.dumps([[item.id, item.url, item.title, item.content_html] for item in feed.items]).encode()


def configuration() -> Config:
    """A publication with a hub."""
    return Config.model_validate(
        {
            "publication": {
                "title": "The Weekly Loom",
                "base_url": "https://loom.example.org/",
                "postal_address": "1 Loom Street, Millford",
            },
            "sources": [{"kind": "folder", "name": "articles", "path": "articles"}],
            "mail": {
                "from_address": "news@loom.example.org",
                "unsubscribe_address": "leave@loom.example.org",
            },
            "feeds": {"hub": "https://hub.example.org/", "window": ISSUES},
        }
    )


def issue(number: int) -> Issue:
    """A published issue."""
    on = date(2026, 1, 5) + timedelta(weeks=number)
    slugs = [f"story-{story}" for story in range(STORIES)]
    return Issue(
        id=f"tag:loom.example.org,{on}:issue/{on}",
        name=on.isoformat(),
        number=number,
        on=on,
        slot="manual",
        language="en",
        title=f"Loom & wheel no. {number}",
        subject="",
        preheader="What turns by night",
        status=Status.PUBLISHED,
        published_at=datetime(on.year, on.month, on.day, 6, tzinfo=UTC),
        intro=SENTENCE,
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
        ),
        stories=tuple(story(slug) for slug in slugs),
        articles=tuple(article(slug) for slug in slugs),
    )


def story(slug: str) -> Story:
    """Five takeaways and three paragraphs of outlook."""
    return Story(
        slug=slug,
        title=f"The mill of {slug}",
        url=f"https://articles.example.org/{slug}",
        takeaways=tuple(Takeaway(markdown=f"**Number {n}.** {SENTENCE}") for n in range(5)),
        outlook=Outlook(paragraphs=(SENTENCE * 8,) * 3),
    )


def article(slug: str) -> ArticleRef:
    """The article that the story of that slug comes from."""
    return ArticleRef(
        story=slug,
        title=f"The mill of {slug}",
        source="Loom",
        sha256="0" * 64,
        url=f"https://articles.example.org/{slug}",
    )


if __name__ == "__main__":
    main()
