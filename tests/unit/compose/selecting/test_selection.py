from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from composing import NOW, article, compose, decisions, titles
from digest.article import Article, Suggestion
from digest.compose.selecting.decision import Verdict
from digest.compose.selecting.policy import SourcePolicy
from digest.compose.selecting.ranking import SCORE
from digest.config.tables import RankingConfig
from digest.errors import SuggestError
from digest.model import Mark, Role

SUGGEST = {"desk": SourcePolicy(missing="suggest")}
STANDFIRST = {"desk": SourcePolicy(missing="standfirst")}


class FakeSuggester:
    """Proposes the first words of an article, and counts how often it is asked."""

    def __init__(self, *, fails_on: str = "", words: int = 3) -> None:
        self.asked: list[str] = []
        self._fails_on, self._words = fails_on, words

    def suggest(self, article: Article, *, count: int) -> tuple[Suggestion, ...]:
        self.asked.append(article.title)
        if article.title == self._fails_on:
            raise SuggestError("the model does not answer")
        start = article.blocks[0].start
        spans = [(start + 4 * n, start + 4 * n + 4) for n in range(min(count, self._words))]
        return tuple(
            Suggestion(text=article.text[a:b], evidence=((a, b),), origin="fake") for a, b in spans
        )


def days(*ages: int) -> list[Article]:
    return [article(f"Age {age}", on=NOW.date() - timedelta(days=age)) for age in ages]


# --- order ------------------------------------------------------------------------------------


def test_heavier_source_goes_first_until_age_outweighs_it() -> None:
    here = article("Here", on=NOW.date())
    for age, expected in ((1, ["There", "Here"]), (5, ["Here", "There"])):
        there = article("There", on=NOW.date() - timedelta(days=age), source="far")
        assert titles(here, there, sources={"far": SourcePolicy(weight=3)}) == expected


def test_plainer_takeaways_go_first_on_the_same_day() -> None:
    conclusion = article("A", heading="Conclusion", on=NOW.date())
    assert titles(conclusion, article("B", on=NOW.date())) == ["B", "A"]
    ranking = RankingConfig(conclusion=2)
    assert titles(conclusion, article("B", on=NOW.date()), ranking=ranking) == ["A", "B"]


def test_undated_article_counts_as_old_as_the_oldest_and_seven_days_at_least() -> None:
    undated = article("Undated")
    assert titles(undated, *days(1, 20)) == ["Age 1", "Age 20", "Undated"]
    assert titles(undated, *days(1, 8, 6)) == ["Age 1", "Age 6", "Age 8", "Undated"]
    assert decisions(undated)["desk/Undated.txt"].score["age"] == pytest.approx(2 ** -(7 / 1.5))


def test_article_of_the_future_is_as_new_as_today() -> None:
    future = article("Future", on=date(2040, 1, 1))
    assert decisions(future)["desk/Future.txt"].score[SCORE] == 1


def test_time_of_a_file_ranks_and_is_not_shown() -> None:
    old, new = (
        article(name, changed_at=NOW - timedelta(days=age)) for name, age in (("A", 9), ("B", 2))
    )
    draft = compose(old, new)
    assert [(ref.title, ref.published_on) for ref in draft.taken] == [("B", None), ("A", None)]


# --- caps and budgets -------------------------------------------------------------------------


def test_source_at_its_cap_waits_and_others_come_in() -> None:
    near = article("Near", source="near", on=date(2026, 1, 1))
    sources = {"desk": SourcePolicy(max_stories=2)}
    found = decisions(*days(1, 2, 3), near, sources=sources)
    assert Counter(one.verdict for one in found.values()) == {Verdict.TAKEN: 3, Verdict.WAITS: 1}
    assert found["desk/Age 3.txt"].reason == (
        "over the limit of 2 articles of its source; stays for the next issue"
    )


def test_next_ones_are_noted_and_the_rest_waits() -> None:
    draft = compose(*days(1, 2, 3, 4, 5), max_stories=2, max_noted=2)
    assert [one.verdict for one in draft.decisions] == [
        Verdict.TAKEN,
        Verdict.TAKEN,
        Verdict.NOTED,
        Verdict.NOTED,
        Verdict.WAITS,
    ]
    assert draft.decisions[4].reason == (
        "over the limit of 2 stories and 2 notes; stays for the next issue"
    )
    assert draft.issue is not None
    assert [ref.story for ref in draft.issue.articles] == ["age-1", "age-2", "", ""]
    assert set(draft.texts) == {ref.sha256 for ref in draft.taken}


def test_notes_are_a_section_before_the_sources() -> None:
    first = article("First", on=NOW.date())
    second = article("A [b] *c*", url="https://example.org/a_(b)?x=1&copy=2")
    draft = compose(first, second, article("No address"), max_stories=1, max_noted=9)
    assert draft.issue is not None
    *_, noted, sources = draft.issue.sections
    assert (noted.role, noted.heading, sources.role) == (Role.PROSE, "Also noted", Role.SOURCES)
    assert noted.markdown == (
        "- [A \\[b\\] \\*c\\*](<https://example.org/a_(b)?x=1&copy=2>) — desk\n- No address — desk"
    )


def test_too_few_stories_leave_every_article_for_the_next_issue() -> None:
    draft = compose(*days(1, 2), min_stories=3, max_stories=9)
    assert (draft.issue, draft.taken, dict(draft.texts)) == (None, (), {})
    assert draft.reason == "an issue needs 3 stories and there are 2"
    assert {one.verdict for one in draft.decisions} == {Verdict.WAITS}
    assert all(one.score[SCORE] > 0 for one in draft.decisions)


@pytest.mark.parametrize(
    ("url", "kept"), [("https://news.example.org/ferries", 2), ("", 9)], ids=["address", "none"]
)
def test_outlook_is_cut_to_its_budget_where_readers_can_go_on(url: str, kept: int) -> None:
    sentences = [f"In year {n} the boats will be faster than they were before." for n in range(9)]
    draft = compose(article("Ferries", outlook=" ".join(sentences), url=url), max_outlook_words=30)
    assert draft.issue is not None
    outlook = draft.issue.stories[0].outlook
    assert outlook is not None
    assert outlook.paragraphs == (" ".join(sentences[:kept]),)
    assert outlook.is_shortened is (kept < len(sentences))


def test_section_that_is_both_is_told_once() -> None:
    body = "\n".join(f"On day {n} the ferry went out with its lamps lit." for n in range(20))
    read = article("Ferries", heading="Conclusion and outlook", outlook=False, body=body)
    draft = compose(read)
    assert draft.issue is not None
    (story,) = draft.issue.stories
    assert (len(story.takeaways), story.outlook) == (2, None)


# --- articles without takeaways ---------------------------------------------------------------


def test_standfirst_stands_for_takeaways_and_says_so() -> None:
    read = article("Ferries", takeaways=0, standfirst="Boats *ran* late.")
    draft = compose(read, sources=STANDFIRST)
    assert draft.issue is not None
    (takeaway,) = draft.issue.stories[0].takeaways
    assert (takeaway.markdown, takeaway.mark) == ("Boats \\*ran\\* late.", Mark.STANDFIRST)
    span = takeaway.provenance
    assert span is not None
    assert read.text[span.start : span.end] == "Boats *ran* late."
    assert draft.decisions[0].score["takeaways"] == 0.6


def test_article_without_standfirst_is_left_out_with_the_reason() -> None:
    read = article("Ferries", takeaways=0, outlook=False)
    found = decisions(read, sources=STANDFIRST)
    assert found["desk/Ferries.txt"].reason == "has neither key takeaways nor a standfirst"


def test_suggestions_are_marked_and_rest_on_their_spans() -> None:
    read = article("Ferries", takeaways=0)
    draft = compose(read, sources=SUGGEST, suggester=FakeSuggester(), suggestions=2)
    assert draft.issue is not None
    story = draft.issue.stories[0]
    assert [takeaway.mark for takeaway in story.takeaways] == [Mark.SUGGESTED] * 2
    span = story.takeaways[1].provenance
    assert span is not None
    assert read.text[span.start : span.end].strip() == story.takeaways[1].markdown


def test_suggestions_are_asked_for_only_when_it_is_an_articles_turn() -> None:
    suggester = FakeSuggester()
    wordless = [article(f"W{n}", takeaways=0, on=date(2026, 11, 22 - n)) for n in range(4)]
    found = decisions(*wordless, sources=SUGGEST, suggester=suggester, max_stories=2)
    assert suggester.asked == ["W0", "W1"]
    assert found["desk/W2.txt"].verdict is Verdict.WAITS


def test_article_waits_when_the_suggester_fails_and_the_next_one_takes_its_place() -> None:
    wordless = [article(f"W{n}", takeaways=0, on=date(2026, 11, 22 - n)) for n in range(2)]
    suggester = FakeSuggester(fails_on="W0")
    found = decisions(*wordless, sources=SUGGEST, suggester=suggester, max_stories=1)
    assert found["desk/W0.txt"].verdict is Verdict.WAITS
    assert "the model does not answer" in found["desk/W0.txt"].reason
    assert found["desk/W1.txt"].verdict is Verdict.TAKEN


def test_article_of_which_nothing_can_be_suggested_is_left_out() -> None:
    found = decisions(article("W", takeaways=0), sources=SUGGEST, suggester=FakeSuggester(words=0))
    assert found["desk/W.txt"].verdict is Verdict.DROPPED


def test_nothing_is_suggested_where_no_editor_reads_it() -> None:
    suggester = FakeSuggester()
    wordless = article("W", takeaways=0)
    found = decisions(wordless, sources=SUGGEST, suggester=suggester, has_editor=False)
    assert "suggestions need an editor" in found["desk/W.txt"].reason
    assert suggester.asked == []


def test_of_very_many_articles_only_the_first_are_kept_for_suggestions() -> None:
    wordless = [article(f"W{n}", takeaways=0, on=date(2026, 11, 1)) for n in range(310)]
    draft = compose(*wordless, sources=SUGGEST, suggester=FakeSuggester(), max_stories=1)
    verdicts = Counter(one.verdict for one in draft.decisions)
    assert verdicts == {Verdict.TAKEN: 1, Verdict.WAITS: 309}
    others = [one for one in draft.decisions if "300 others come first" in one.reason]
    assert len(others) == 10


# --- decisions --------------------------------------------------------------------------------


def test_decision_shows_what_was_found_and_how_it_scored() -> None:
    read = article("Ferries", on=NOW.date(), url="https://example.org/f")
    decision = compose(read).decisions[0]
    assert (decision.title, decision.source, decision.id) == ("Ferries", "desk", read.id)
    assert (decision.verdict, decision.reason) == (Verdict.TAKEN, "story 1 of the issue")
    assert decision.findings is not None
    assert decision.findings.takeaways is not None
    assert decision.findings.takeaways.heading == "Key takeaways"
    assert decision.findings.takeaways.passages == ()
    assert set(decision.score) == {"source", "age", "takeaways", "cluster", SCORE}


def test_cluster_lifts_its_best_report_and_is_told_to_the_editor() -> None:
    body = "The crews of Blue Funnel in Port Alma have stopped the night boats over {}."
    crowd = [article(f"C{n}", body=f"Roads {n} in town.", on=date(2026, 10, 1)) for n in range(6)]
    one = article("One", body=body.format("shifts"), on=NOW.date())
    two = article("Two", body=body.format("pay"), on=NOW.date(), source="b")
    draft = compose(one, two, *crowd)
    scores = {decision.title: decision.score["cluster"] for decision in draft.decisions}
    assert scores["One"] > 1
    assert scores["Two"] == 1
    (cluster,) = draft.clusters
    assert cluster.stories == ("one", "two")
    assert cluster.reasons[0].startswith("both name Blue Funnel, Port Alma")
