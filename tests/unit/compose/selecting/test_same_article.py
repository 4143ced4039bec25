from __future__ import annotations

import itertools
from datetime import date

from composing import article, compose, decisions, titles
from digest.article import Article
from digest.compose.identity import known_by
from digest.compose.selecting.decision import Verdict
from digest.compose.selecting.policy import SourcePolicy
from digest.compose.selecting.request import Earlier
from digest.model import ArticleRef

TIDES = " ".join(
    f"On day {n} the tide of harbour {n * 7} rose by {n * 3} hands." for n in range(40)
)


def post(source: str, *, extra: str = "", title: str = "Tides", **what: object) -> Article:
    url = f"https://{source}.example/tides"
    return article(title, body=TIDES + extra, source=source, **{"url": url, **what})


def test_copy_at_another_source_gives_way_to_the_earlier_one() -> None:
    first = post("a", on=date(2026, 11, 20))
    second = post("b", on=date(2026, 11, 21), extra=" From a friend.")
    for order in itertools.permutations([first, second]):
        found = decisions(*order)
        assert found["a/Tides.txt"].verdict is Verdict.TAKEN
        assert found["b/Tides.txt"].verdict is Verdict.DUPLICATE
        assert found["b/Tides.txt"].reason == "the same article as a/Tides.txt"


def test_copy_at_the_heavier_source_is_kept() -> None:
    first = post("a", on=date(2026, 11, 20))
    second = post("b", on=date(2026, 11, 21), extra=" From a friend.")
    sources = {"b": SourcePolicy(weight=2)}
    assert decisions(first, second, sources=sources)["b/Tides.txt"].verdict is Verdict.TAKEN


def test_copy_with_takeaways_of_its_own_is_kept_whatever_the_weights() -> None:
    summary = post("a", takeaways=0, standfirst="The tides rose.")
    sources = {"a": SourcePolicy(weight=9, missing="standfirst")}
    assert decisions(summary, post("b"), sources=sources)["b/Tides.txt"].verdict is Verdict.TAKEN


def test_original_that_a_copy_names_is_kept_whatever_the_weights() -> None:
    original = post("a", on=date(2026, 11, 22))
    copy = post("b", on=date(2026, 11, 21), extra="\nOriginally published on a.example.")
    found = decisions(original, copy, sources={"b": SourcePolicy(weight=9)})
    assert found["a/Tides.txt"].verdict is Verdict.TAKEN


def test_copy_with_another_address_is_credited_beside_its_original() -> None:
    draft = compose(post("a"), post("b", extra=" From a friend."))
    assert draft.issue is not None
    assert [(ref.story, ref.source) for ref in draft.issue.articles] == [
        ("tides", "a"),
        ("tides", "b"),
    ]
    assert [ref.source for ref in draft.taken] == ["a"]
    assert set(draft.texts) == {ref.sha256 for ref in draft.issue.articles}


def test_parts_of_a_series_stay_apart_also_when_another_source_copies_one() -> None:
    parts = [
        article(f"Part {n}", body=f"{TIDES} Part {n}.", url=f"https://a.example/{n}", source="a")
        for n in (1, 2)
    ]
    copy = article("Part 1", body=f"{TIDES} Part 1!", url="https://b.example/1", source="b")
    assert sorted(titles(*parts, copy)) == ["Part 1", "Part 2"]


def test_round_up_takes_the_place_of_none_of_the_articles_that_it_holds() -> None:
    bodies = [
        " ".join(
            f"On day {n} the {word} stood {n * 7} hands above its {n * 3} marks." for n in days
        )
        for word, days in (("gauge", range(30)), ("weir", range(30)), ("lock", range(30)))
    ]
    parts = [
        article(f"Part {number}", body=body, source="b", url=f"https://b.example/{number}")
        for number, body in enumerate(bodies)
    ]
    whole = article("All", body="\n".join(bodies), source="a", on=date(2026, 11, 1))
    for order in itertools.permutations([whole, *parts]):
        found = decisions(*order, sources={"a": SourcePolicy(weight=9)})
        assert {one.verdict for one in found.values()} == {Verdict.TAKEN}


def test_same_address_at_two_sources_is_one_article_whatever_the_texts() -> None:
    url = "https://a.example/tides"
    full = article("Tides", body=TIDES, url=url, source="a")
    short = article("Tides, in short", url="http://www.a.example/tides/?utm_source=x", source="b")
    found = decisions(short, full)
    assert found["b/Tides, in short.txt"].reason == "the same article as a/Tides.txt"


def test_cross_post_of_an_earlier_issue_is_used() -> None:
    published = post("a")
    earlier = [Earlier(issue="2026-11-16", ref=ref(published), text=published.text)]
    found = decisions(post("b", extra=" From a friend."), earlier=earlier)["b/Tides.txt"]
    assert found.verdict is Verdict.USED
    assert found.reason == "already used in issue 2026-11-16, as «Tides» (a)"


def test_used_article_with_new_address_guid_and_title_is_known_by_its_text() -> None:
    published = post("a", guid="1")
    again = post("a", guid="2", url="https://a.example/new", title="The tides", extra=" Mended.")
    assert not set(known_by(published)) & set(known_by(again))
    earlier = [Earlier(issue="2026-11-16", ref=ref(published), text=published.text)]
    assert decisions(again, earlier=earlier)["a/The tides.txt"].verdict is Verdict.USED


def test_copy_of_a_copy_of_an_earlier_article_is_used() -> None:
    published = post("a")
    earlier = [Earlier(issue="2026-11-16", ref=ref(published), text=published.text)]
    more = "".join(f" And harbour {n} too was wet." for n in range(9))
    b, c = post("b", extra=more), post("c", extra=more + more)
    found = decisions(b, c, earlier=earlier)
    assert {decision.verdict for decision in found.values()} == {Verdict.USED}


def ref(read: Article) -> ArticleRef:
    """As an issue has it."""
    (taken,) = compose(read).taken
    return taken
