"""What is taken of a source, and how: the keys that all tables of `[[sources]]` share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from digest.article import Article
from digest.compose.finding.headings import ExtraHeadings
from digest.compose.selecting.rules import Rule, rule_of
from digest.config.fields import parse_duration
from digest.config.sources import SourceConfig

_NOON = time(12, tzinfo=UTC)
_NO_HEADINGS = ExtraHeadings()
_NO_RULE = Rule(patterns={})
_AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePolicy:
    """What is taken of a source, and how."""

    weight: float = 1.0
    missing: Literal["skip", "standfirst", "suggest"] = "skip"
    headings: ExtraHeadings = _NO_HEADINGS
    settle: timedelta = _AT_ONCE
    max_age: timedelta | None = None
    max_stories: int | None = None
    include: Rule = _NO_RULE
    exclude: Rule = _NO_RULE

    def must_settle(self, article: Article, *, now: datetime) -> str:
        """Why to wait for an article that may still be changing; empty when it need not.

        A time far in the future is a wrong clock, and is no reason to wait for ever.
        """
        if article.changed_at is None or abs(now - article.changed_at) >= self.settle:
            return ""
        return (
            f"changed at {article.changed_at:%H:%M} UTC; waits until it has not changed for"
            f" {_in_words(self.settle)}"
        )

    def bars(self, article: Article, *, now: datetime) -> str:
        """Why age, `include` or `exclude` keep an article out; empty when they do not."""
        age = age_of(article.published_on, now=now)
        if self.max_age is not None and age is not None and age > self.max_age:
            return f"is older than {_in_words(self.max_age)}, the source's `max_age`"
        if reason := self.include.miss(article):
            return f"not in `include`: {reason}"
        if reason := self.exclude.hit(article):
            return f"in `exclude`: {reason}"
        return ""


def policy_of(source: SourceConfig) -> SourcePolicy:
    """The policy that a table of `digest.toml` states."""
    return SourcePolicy(
        weight=source.weight,
        missing=source.missing,
        headings=ExtraHeadings(
            takeaways=source.takeaways_headings, outlook=source.outlook_headings
        ),
        settle=parse_duration(source.settle),
        max_age=parse_duration(source.max_age) if source.max_age else None,
        max_stories=source.max_stories,
        include=rule_of(source.include),
        exclude=rule_of(source.exclude),
    )


def policy_for(source: str, policies: Mapping[str, SourcePolicy]) -> SourcePolicy:
    """The policy of an article's source; a feed `list/title` of an OPML list has that of `list`."""
    name = source
    while name not in policies and "/" in name:
        name = name.rpartition("/")[0]
    return policies.get(name, SourcePolicy())


def age_of(published_on: date | None, *, now: datetime) -> timedelta | None:
    """The time since noon (UTC) of a date; never below 0, None without a date."""
    if published_on is None:
        return None
    return max(timedelta(), now - datetime.combine(published_on, _NOON))


def _in_words(duration: timedelta) -> str:
    minutes = int(duration.total_seconds()) // 60
    for name, length in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % length == 0 and minutes >= length:
            count = minutes // length
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "0 minutes"
