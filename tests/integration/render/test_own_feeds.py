"""The feeds of this repository's own issues, which the starter's settings belong to."""

from datetime import UTC, datetime
from pathlib import Path

from digest.archive.store import IssueFolder
from digest.config.load import load_config
from digest.render.feed_check.check import check_feeds
from digest.render.feed_check.feed import FeedFile, Known
from digest.render.feeds import render_feeds
from digest.render.theme import Theme

ROOT = Path(__file__).resolve().parents[3]


def test_feeds_of_our_own_issues_have_no_fault() -> None:
    config = load_config(ROOT / "templates" / "starter" / "digest.toml")
    store = IssueFolder(ROOT / "issues")
    issues = [store.load(name).issue for name in store.names()]
    base = config.publication.base_url
    pages = render_feeds(issues, config=config, theme=Theme())
    files = [FeedFile(name=page.path, body=page.body, url=base + page.path) for page in pages]

    found = check_feeds(files, now=datetime(2026, 12, 1, tzinfo=UTC), known=Known(home_url=base))

    assert len(issues) >= 2
    assert found == ()
