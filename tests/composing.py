"""Requests and articles for tests of the composer. A test names what matters to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from digest.article import Article, BlockKind, Unreadable
from digest.compose.issue import Draft, compose_issue
from digest.compose.selecting.decision import Decision
from digest.compose.selecting.request import ComposeRequest
from digest.config.tables import IssueConfig
from digest.sources.assemble import Head, Origin, RawBlock, assemble
from digest.wording.load import load_wording

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENGLISH = load_wording("en")

_BUDGET = frozenset(IssueConfig.model_fields)


def request(**what_matters: Any) -> ComposeRequest:
    """A request; keys of `[issue]` go into its budget, which notes nothing unless told so."""
    budget = {key: what_matters.pop(key) for key in _BUDGET & what_matters.keys()}
    fields: dict[str, Any] = {
        "name": "2026-11-23",
        "id": "tag:news.example.org,2026-11-23:issue/2026-11-23",
        "number": 12,
        "on": ON,
        "now": NOW,
        "slot": "manual",
        "publication_title": "Harbour Notes",
        "language": "en",
        "words": ENGLISH,
        "budget": IssueConfig(**{"max_stories": 20, "max_noted": 0, **budget}),
    }
    return ComposeRequest(**{**fields, **what_matters})


def article(
    title: str,
    *,
    takeaways: int = 2,
    heading: str = "Key takeaways",
    outlook: bool | str = True,
    body: str = "",
    source: str = "desk",
    location: str = "",
    on: date | None = None,
    changed_at: datetime | None = None,
    **head: Any,
) -> Article:
    """An article with takeaways and an outlook, as a reader gives it."""
    body = body or f"All about {title}, at some length."
    blocks = [RawBlock(BlockKind.PARAGRAPH, line) for line in body.split("\n")]
    if takeaways:
        blocks.append(RawBlock(BlockKind.HEADING, heading, 2))
        blocks += [
            RawBlock(BlockKind.ITEM, f"What is to be kept of {title} is point {n}.", 1)
            for n in range(takeaways)
        ]
    if outlook:
        blocks.append(RawBlock(BlockKind.HEADING, "Outlook", 2))
        usual = f"{title} will go on for a long time, as far as anybody can see."
        text = outlook if isinstance(outlook, str) else usual
        blocks.append(RawBlock(BlockKind.PARAGRAPH, text))
    origin = Origin(
        source=source,
        location=location or f"{source}/{title}.txt",
        language="en",
        modified_at=changed_at,
    )
    return assemble(Head(title=title, published_on=on, **head), blocks, origin=origin)


def compose(*articles: Article | Unreadable, **what_matters: Any) -> Draft:
    """The draft of an issue from these articles."""
    return compose_issue(articles, request=request(**what_matters))


def titles(*articles: Article | Unreadable, **what_matters: Any) -> list[str]:
    """The headlines of the issue from these articles."""
    draft = compose(*articles, **what_matters)
    return [story.title for story in draft.issue.stories] if draft.issue else []


def decisions(*articles: Article | Unreadable, **what_matters: Any) -> Mapping[str, Decision]:
    """What became of each article, by its location."""
    draft = compose(*articles, **what_matters)
    return {decision.location: decision for decision in draft.decisions}


def reasons(*articles: Article | Unreadable, **what_matters: Any) -> Mapping[str, str]:
    """Why articles were left out, by their locations."""
    draft = compose(*articles, **what_matters)
    return {left.location: left.reason for left in draft.left_out}
