"""Valid nouns for tests. A test names what matters to it and gets the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

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

_CONFIG: Mapping[str, Any] = {
    "publication": {
        "title": "The Weekly Loom",
        "base_url": "https://loom.example.org/",
        "description": "What moved, and what comes next",
        "editor": "Ada Weaver",
        "postal_address": "1 Loom Street, Millford",
    },
    "sources": [{"kind": "folder", "name": "articles", "path": "articles"}],
    "mail": {
        "from_address": "news@loom.example.org",
        "unsubscribe_address": "leave@loom.example.org",
    },
}


def config_factory(**what_matters: Mapping[str, Any]) -> Config:
    """A configuration; each keyword is a table whose keys are laid over the usual ones."""
    tables = dict(_CONFIG)
    for name, keys in what_matters.items():
        usual = tables.get(name, {})
        tables[name] = {**usual, **keys} if isinstance(usual, Mapping) else keys
    return Config.model_validate(tables)


def story_factory(**what_matters: Any) -> Story:
    """A story with two takeaways and one paragraph of outlook."""
    fields: dict[str, Any] = {
        "slug": "the-bell",
        "title": "The bell of line four",
        "url": "https://articles.example.org/bell",
        "takeaways": (
            Takeaway(markdown="It rings *twice*."),
            Takeaway(markdown="Nobody knows why."),
        ),
        "outlook": Outlook(paragraphs=("It may ring a third time.",)),
    }
    return Story(**{**fields, **what_matters})


def article_ref_factory(**what_matters: Any) -> ArticleRef:
    """The reference that belongs to `story_factory()`."""
    fields: dict[str, Any] = {
        "story": "the-bell",
        "title": "The bell of line four",
        "source": "articles",
        "sha256": "0" * 64,
        "url": "https://articles.example.org/bell",
        "author": "Jo Carder",
        "published_on": date(2026, 9, 30),
    }
    return ArticleRef(**{**fields, **what_matters})


def issue_factory(**what_matters: Any) -> Issue:
    """A published issue with one story; `number` n is dated n − 1 weeks after 5 October 2026."""
    number = what_matters.get("number", 1)
    on = what_matters.get("on", date(2026, 10, 5) + timedelta(weeks=number - 1))
    status = what_matters.get("status", Status.PUBLISHED)
    fields: dict[str, Any] = {
        "id": f"tag:loom.example.org,{on.isoformat()}:issue/{on.isoformat()}",
        "name": on.isoformat(),
        "number": number,
        "on": on,
        "slot": "manual",
        "language": "en",
        "title": f"Loom no. {number}",
        "subject": f"Loom no. {number}: the bell",
        "preheader": "A bell that rings twice",
        "status": status,
        "published_at": (
            datetime(on.year, on.month, on.day, 6, tzinfo=UTC)
            if status in {Status.PUBLISHED, Status.WITHDRAWN}
            else None
        ),
        "intro": "Good morning.",
        "sections": (
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
            IssueSection(role=Role.SOURCES, heading="Sources"),
        ),
        "stories": (story_factory(),),
        "articles": (article_ref_factory(),),
    }
    return Issue(**{**fields, **what_matters})
