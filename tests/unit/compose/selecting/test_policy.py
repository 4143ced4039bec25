from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import TypeAdapter

from composing import NOW, article
from digest.compose.finding.headings import ExtraHeadings
from digest.compose.selecting.policy import SourcePolicy, age_of, policy_for, policy_of
from digest.compose.selecting.rules import rule_of
from digest.config.sources import RuleConfig, SourceConfig


def test_policy_is_what_the_table_states() -> None:
    table = TypeAdapter(SourceConfig).validate_python(
        {
            "kind": "folder",
            "name": "desk",
            "path": "articles",
            "weight": 2,
            "missing": "suggest",
            "takeaways_headings": ["In short"],
            "settle": "90m",
            "max_age": "2w",
            "max_stories": 3,
            "exclude": {"titles": ["*advert*"]},
        }
    )
    policy = policy_of(table)
    assert (policy.weight, policy.missing, policy.max_stories) == (2, "suggest", 3)
    assert policy.headings == ExtraHeadings(takeaways=("In short",))
    assert (policy.settle, policy.max_age) == (timedelta(minutes=90), timedelta(weeks=2))
    assert policy.bars(article("An advert"), now=NOW) == (
        "in `exclude`: its title matches «*advert*»"
    )


def test_feed_of_a_list_has_the_policy_of_the_list() -> None:
    policies = {"list": SourcePolicy(weight=2), "a/b": SourcePolicy(weight=3)}
    names = ["list", "list/Harbour", "list/Sea/Tides", "a/b", "a/b/c", "a", "lists"]
    weights = [policy_for(name, policies).weight for name in names]
    assert weights == [2, 2, 2, 3, 3, 1, 1]


@pytest.mark.parametrize(
    ("minutes", "waits"), [(0, True), (29, True), (30, False), (-5, True), (-600, False)]
)
def test_article_that_changed_lately_waits(minutes: int, waits: bool) -> None:
    policy = SourcePolicy(settle=timedelta(minutes=30))
    read = article("Ferries", changed_at=NOW - timedelta(minutes=minutes))
    assert bool(policy.must_settle(read, now=NOW)) is waits


def test_article_without_a_time_need_not_settle() -> None:
    policy = SourcePolicy(settle=timedelta(minutes=30))
    assert policy.must_settle(article("Ferries"), now=NOW) == ""
    assert SourcePolicy().must_settle(article("Ferries", changed_at=NOW), now=NOW) == ""


def test_reason_to_settle_says_until_when() -> None:
    policy = SourcePolicy(settle=timedelta(minutes=90))
    assert policy.must_settle(article("Ferries", changed_at=NOW), now=NOW) == (
        "changed at 12:00 UTC; waits until it has not changed for 90 minutes"
    )


@pytest.mark.parametrize(("day", "is_barred"), [(16, False), (15, True)])
def test_article_over_max_age_is_barred(day: int, is_barred: bool) -> None:
    policy = SourcePolicy(max_age=timedelta(days=7))
    found = policy.bars(article("Ferries", on=date(2026, 11, day)), now=NOW)
    assert found == ("is older than 7 days, the source's `max_age`" if is_barred else "")


def test_undated_article_is_never_too_old() -> None:
    assert SourcePolicy(max_age=timedelta(days=7)).bars(article("Ferries"), now=NOW) == ""


def test_age_comes_before_the_rules_and_include_before_exclude() -> None:
    rule = rule_of(RuleConfig(titles=("f*",)))
    no_rule = rule_of(RuleConfig(titles=("g*",)))
    old = article("Ferries", on=date(2026, 1, 1))
    policy = SourcePolicy(max_age=timedelta(days=7), include=no_rule, exclude=rule)
    assert policy.bars(old, now=NOW).startswith("is older")
    assert policy.bars(article("Ferries"), now=NOW).startswith("not in `include`")


def test_age_counts_from_noon_and_never_below_zero() -> None:
    assert age_of(NOW.date() - timedelta(days=2), now=NOW) == timedelta(days=2)
    assert age_of(NOW.date() + timedelta(days=2), now=NOW) == timedelta()
    assert age_of(None, now=NOW) is None
