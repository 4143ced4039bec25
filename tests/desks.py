"""A publication of a few Markdown articles, with a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from digest.app.publication import Publication, open_publication
from fakes import FakeClock

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)

_HEAD = """\
[publication]
title = "Harbour Notes"
base_url = "https://notes.example.org/"
postal_address = "1 Quay Street, Harbour"

[mail]
from_address = "news@notes.example.org"
unsubscribe_address = "leave@notes.example.org"

[schedule]
cron = "0 7 * * *"
{more}
[[sources]]
kind = "folder"
name = "Desk"
path = "articles"
{source}
"""
WORDLESS = """\
The keeper of the lighthouse has written down every ship since 1911, by name and by hour.

The books show that the winter storms of the last ten years came two weeks earlier than before.

The harbour office wants to move the dredging to October, because the silt now comes with the first
storm. Its captains agree with the office, and the fishermen do not, since October is their month.

A student has typed eleven thousand nights of the books into a table. Her table shows that fog and
storm have changed places since 1990: fog now comes in spring, and storm in autumn. The printed
calendar of the harbour still has them the other way round.

Ships that relied on the calendar ran late by an hour in one week of autumn out of three. The
harbour office paid for the pilots who waited, and the pilots wrote down every hour of it.

The owners of the boats have asked for a hearing before the end of the year in the town hall.
Nobody knows yet who will pay for the second ship that the new calendar needs in every autumn.
"""


def desk(
    root: Path, *, source: str = "", more: str = "", articles: Mapping[str, str] | None = None
) -> Publication:
    """A publication in `root`; `source` and `more` are lines of its source and of the rest."""
    (root / "articles").mkdir(parents=True)
    toml = _HEAD.format(source=source, more=f"{more}\n")
    (root / "digest.toml").write_text(toml, encoding="utf-8")
    for name, text in (articles or {}).items():
        put(root, name, text)
    return open_publication(root, clock=FakeClock(MONDAY))


def put(root: Path, name: str, text: str) -> Path:
    """Write an article into the folder."""
    path = root / "articles" / name
    path.write_text(text, encoding="utf-8")
    return path


def article(title: str, *, on: str = "2026-11-20", body: str = "", extra: str = "") -> str:
    """Markdown with two takeaways."""
    return (
        f"---\ntitle: {title}\ndate: {on}\n{extra}---\n\n{body or f'All about {title}.'}\n\n"
        f"## Key takeaways\n\n- {title} is the first point.\n- {title} is the second point.\n"
    )


def wordless(title: str, *, on: str = "2026-11-20") -> str:
    """Markdown of which sentences can be suggested, and which has no takeaways."""
    return f"---\ntitle: {title}\ndate: {on}\n---\n\n{WORDLESS}"
