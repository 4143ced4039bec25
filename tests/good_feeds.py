"""Feeds of ours in which nothing is wrong, and what the check says of them when they are spoilt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from digest.model import Correction, Issue
from digest.render.feed_check.check import check_feeds
from digest.render.feed_check.feed import FeedFile, Known
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import config_factory, issue_factory

HUB = "https://hub.example.org/"
CONFIG = config_factory(feeds={"hub": HUB})
BASE = CONFIG.publication.base_url
NOW = datetime(2026, 12, 1, tzinfo=UTC)
KNOWN = Known(home_url=BASE, hub=HUB)


def good_feeds() -> dict[str, bytes]:
    """Three issues in three formats; the second one is corrected and has a trying title."""
    correction = Correction(at=datetime(2026, 10, 14, 9, tzinfo=UTC), note="It rang three times.")
    return feeds_of(
        [
            issue_factory(number=1),
            issue_factory(number=2, title='AT&T <beta> & "co"', corrections=(correction,)),
            issue_factory(number=3),
        ]
    )


def feeds_of(issues: Iterable[Issue]) -> dict[str, bytes]:
    pages = render_feeds(list(issues), config=CONFIG, theme=Theme())
    return {page.path: page.body for page in pages}


def codes_of(files: Mapping[str, bytes], *, known: Known = KNOWN) -> set[str]:
    """What is found in documents that are served below BASE."""
    given = [FeedFile(name=name, body=body, url=BASE + name) for name, body in files.items()]
    return {finding.code for finding in check_feeds(given, now=NOW, known=known)}
