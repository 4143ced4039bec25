"""Laws of the composer: order of arrival does not matter, and no article is used twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from composing import NOW, article, compose
from digest.archive.format import format_issue
from digest.article import Article, Unreadable
from digest.compose.identity import known_by
from digest.compose.issue import Draft
from digest.compose.selecting.decision import Verdict
from digest.compose.selecting.policy import SourcePolicy
from digest.compose.selecting.request import Earlier
from digest.compose.text import slugify

SOURCES = ("desk", "quay", "list/Tides")
POLICIES = {
    "desk": SourcePolicy(weight=1.5, missing="standfirst"),
    "quay": SourcePolicy(max_stories=2, max_age=timedelta(days=400)),
    "list": SourcePolicy(settle=timedelta(hours=1)),
}
ADDRESSES = ["", "https://a.example/1", "http://www.a.example/1/", "https://b.example/(&lt;2)"]
WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("rn", "st", "l", "m", "th")]


def prose(seed: int, *, words: int = 60) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


articles = st.builds(
    article,
    st.sampled_from(["Ferries", "Tides", "1. [Quays] *of* <b>\\", "~~Cranes~~ &amp; {#x}"]),
    takeaways=st.integers(0, 7),
    heading=st.sampled_from(["Key takeaways", "Summary", "Conclusion"]),
    outlook=st.booleans(),
    body=st.tuples(st.integers(0, 3).map(prose), st.text("ab", max_size=2)).map(" ".join),
    source=st.sampled_from(SOURCES),
    location=st.uuids().map(str),
    on=st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 25)),
    changed_at=st.none() | st.integers(0, 300).map(lambda n: NOW - timedelta(minutes=n)),
    url=st.sampled_from(ADDRESSES),
    guid=st.sampled_from(["", "1", "tag:a.example,2026:1"]),
)
unreadable = st.builds(Unreadable, location=st.uuids().map(str), reason=st.just("is empty"))


def compose_some(items: list[Article | Unreadable]) -> Draft:
    return compose(*items, sources=POLICIES, max_stories=3, max_noted=2, max_takeaways=4)


def outcome(draft: Draft) -> Any:
    by_place = sorted(draft.decisions, key=lambda decision: decision.location)
    return replace(draft, decisions=tuple(by_place))


@given(st.lists(articles | unreadable, max_size=9), st.randoms())
@settings(max_examples=60)
def test_draft_does_not_depend_on_the_order_of_arrival(
    items: list[Article | Unreadable], rng: random.Random
) -> None:
    shuffled = list(items)
    rng.shuffle(shuffled)
    assert outcome(compose_some(shuffled)) == outcome(compose_some(items))


@given(st.lists(articles | unreadable, max_size=9))
@settings(max_examples=60)
def test_every_article_is_accounted_for_within_the_budgets(
    items: list[Article | Unreadable],
) -> None:
    draft = compose_some(items)
    assert [it.location for it in draft.decisions] == [it.location for it in items]
    verdicts = Counter(decision.verdict for decision in draft.decisions)
    assert len(draft.left_out) + len(draft.taken) == len(items)
    assert verdicts[Verdict.TAKEN] + verdicts[Verdict.NOTED] == len(draft.taken)
    if draft.issue is None:
        assert draft.reason
        return
    format_issue(draft.issue)  # refuses what would read back otherwise
    assert verdicts[Verdict.TAKEN] == len(draft.issue.stories) <= 3
    assert verdicts[Verdict.NOTED] <= 2
    assert all(1 <= len(story.takeaways) <= 4 for story in draft.issue.stories)
    credited = Counter(ref.id for ref in draft.issue.articles)
    chosen = [it.id for it in draft.decisions if it.verdict in {Verdict.TAKEN, Verdict.NOTED}]
    assert all(credited[article_id] == 1 for article_id in chosen)
    assert set(draft.texts) == {ref.sha256 for ref in draft.issue.articles}
    of_quay = [ref for ref in draft.taken if ref.source == "quay"]
    assert len(of_quay) <= 2


class Months(RuleBasedStateMachine):
    """Sources over months: articles come, move, are renamed, re-dated, mended and cross-posted."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2026, 1, 1)
        self.serial = 0
        self.shown: list[tuple[int, dict[str, Any]]] = []  # a work and how it appears
        self.mended: Counter[int] = Counter()
        self.work_of: dict[str, int] = {}  # by the hash of a text
        self.used: dict[str, str] = {}
        self.earlier: list[Earlier] = []
        self.issues: list[list[int]] = []  # the works of each

    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        for _ in range(count):
            self.publish("desk", has_url=True, has_guid=True)

    @rule(source=st.sampled_from(SOURCES), has_url=st.booleans(), has_guid=st.booleans())
    def publish(self, source: str, *, has_url: bool, has_guid: bool) -> None:
        work = self._number()
        self.shown.append(
            (
                work,
                {
                    "title": f"Work {work}",
                    "body": prose(work, words=400),
                    "source": source,
                    "on": self.day,
                    "url": f"https://{slugify(source)}.example/{work}" if has_url else "",
                    "guid": str(work) if has_guid else "",
                },
            )
        )

    @rule(data=st.data(), source=st.sampled_from(SOURCES))
    def cross_post(self, data: st.DataObject, source: str) -> None:
        work, look = self._some(data)
        if source not in {it["source"] for known, it in self.shown if known == work}:
            url = f"https://{slugify(source)}.example/copy/{self._number()}"
            body = f"{look['body']} From our friends."
            self.shown.append(
                (work, {**look, "source": source, "url": url, "guid": "", "body": body})
            )

    @rule(data=st.data(), source=st.sampled_from(SOURCES))
    def move(self, data: st.DataObject, source: str) -> None:
        work, look = self._some(data)
        if source not in {it["source"] for known, it in self.shown if known == work}:
            look["source"] = source

    @rule(data=st.data(), what=st.sampled_from(["url", "guid", "title", "on", "body"]))
    def change(self, data: st.DataObject, what: str) -> None:
        work, look = self._some(data)
        if what == "url":
            look["url"] = f"https://moved.example/{self._number()}?utm_source=rss"
        elif what == "guid":
            look["guid"] = f"urn:new:{self._number()}"
        elif what == "title":
            look["title"] = f"Work {work}, version {self._number()}"
        elif what == "on":
            look["on"] = self.day
        elif self.mended[work] < 2:
            self.mended[work] += 1
            look["body"] = look["body"].replace(" ", f" {self._number()} ", 1)

    @precondition(lambda self: self.shown)
    @rule(days=st.integers(1, 40), rng=st.randoms())
    def compile(self, days: int, rng: random.Random) -> None:
        self.day += timedelta(days=days)
        items = [article(**look, location=str(at)) for at, (_, look) in enumerate(self.shown)]
        self.work_of |= {
            item.sha256: work for item, (work, _) in zip(items, self.shown, strict=True)
        }
        rng.shuffle(items)
        draft = compose(
            *items,
            max_stories=2,
            max_noted=1,
            used=dict(self.used),
            earlier=list(self.earlier),
        )
        if draft.issue is None:
            return
        name = f"issue {len(self.issues)}"
        for ref in draft.issue.articles:
            self.used |= dict.fromkeys(known_by(ref), name)
            self.earlier.append(Earlier(issue=name, ref=ref, text=draft.texts[ref.sha256]))
        self.issues.append([self.work_of[ref.sha256] for ref in draft.taken])

    @invariant()
    def no_work_is_used_twice(self) -> None:
        uses = Counter(work for issue in self.issues for work in issue)
        assert all(count == 1 for count in uses.values()), uses

    def teardown(self) -> None:
        """Nothing is lost: once no more comes in, all that was shown has been used."""
        made = -1
        while made < len(self.issues):
            made = len(self.issues)
            self.compile(1, random.Random(0))
        self.no_work_is_used_twice()
        assert {work for issue in self.issues for work in issue} >= {w for w, _ in self.shown}

    def _number(self) -> int:
        self.serial += 1
        return self.serial

    def _some(self, data: st.DataObject) -> tuple[int, dict[str, Any]]:
        return self.shown[data.draw(st.integers(0, len(self.shown) - 1))]


Months.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestMonths = Months.TestCase
