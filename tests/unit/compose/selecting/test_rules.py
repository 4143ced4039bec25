from __future__ import annotations

import pytest

from composing import article
from digest.compose.selecting.rules import rule_of
from digest.config.sources import RuleConfig


@pytest.mark.parametrize(
    ("pattern", "title"),
    [
        ("harbour*", "Harbour news"),
        ("*NEWS", "Harbour news"),
        ("*sponsor*", "A word of our sponsors"),
        ("harbour * of *", "Harbour news of today"),
        ("l'avenir", "L’avenir"),
        ("a+b (c)?", "A+B (c)?"),
        ("*", "Anything"),
    ],
)
def test_pattern_matches_the_whole_title(pattern: str, title: str) -> None:
    rule = rule_of(RuleConfig(titles=(pattern,)))
    assert rule.hit(article(title)) == f"its title matches «{pattern}»"
    assert rule.miss(article(title)) == ""


@pytest.mark.parametrize(
    ("pattern", "title"),
    [("harbour", "Harbour news"), ("*news", "Harbour news today"), ("a*a", "A"), ("a.c", "abc")],
)
def test_pattern_of_another_title_does_not_match(pattern: str, title: str) -> None:
    rule = rule_of(RuleConfig(titles=(pattern,)))
    assert rule.hit(article(title)) == ""
    assert rule.miss(article(title)) == f"its title matches none of «{pattern}»"


@pytest.mark.parametrize(
    ("pattern", "body", "is_hit"),
    [
        ("quay", "On the quay.", True),
        ("quay", "On the quays.", False),
        ("quay*", "On the quays.", True),
        ("*quay", "On Southquay now.", True),
        ("the * quay", "On the old quay now.", True),
        ("the * quay", "On the old quays and quay.", True),
        ("渡轮", "夜间渡轮已经开通。", True),
        ("c++", "Written in C++ and C.", True),
    ],
)
def test_words_match_at_the_bounds_of_words(pattern: str, body: str, is_hit: bool) -> None:
    rule = rule_of(RuleConfig(words=(pattern,)))
    assert bool(rule.hit(article("Ferries", body=body))) is is_hit


@pytest.mark.parametrize(
    ("rule", "head"),
    [
        (RuleConfig(authors=("*quay*",)), {"author": "Ada Quay"}),
        (RuleConfig(topics=("tide*",)), {"topics": ("harbours", "Tides")}),
        (RuleConfig(urls=("https://example.org/*",)), {"url": "https://Example.org/a/b"}),
    ],
)
def test_each_key_looks_at_its_part_of_the_article(
    rule: RuleConfig, head: dict[str, object]
) -> None:
    assert rule_of(rule).hit(article("Ferries", **head))
    assert not rule_of(rule).hit(article("Ferries"))


def test_every_key_that_is_given_is_asked() -> None:
    rule = rule_of(RuleConfig(titles=("ferries",), authors=("ada", "bo")))
    assert rule.miss(article("Ferries", author="Bo")) == ""
    assert rule.miss(article("Ferries", author="Cy")) == "its author matches none of «ada», «bo»"
    assert rule_of(RuleConfig()).miss(article("Ferries")) == ""


def test_long_text_with_half_a_match_everywhere_is_looked_through_quickly() -> None:
    rule = rule_of(RuleConfig(words=("a * b * c * d",), titles=("*a*a*a*a*a*a*b",)))
    assert not rule.hit(article("a" * 250, body="a b c " * 5_000))
