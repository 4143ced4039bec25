from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from composing import ON, article, reasons, request, titles
from digest.article import Article, Unreadable
from digest.compose.identity import identity_keys
from digest.compose.issue import LeftOut, compose_issue, issue_tag
from digest.model import Role


def test_issue_bears_what_was_asked_for() -> None:
    draft = compose_issue([article("Ferries run late")], request=request())
    issue = draft.issue
    assert issue is not None
    assert (issue.id, issue.name, issue.number) == (request().id, "2026-11-23", 12)
    assert (issue.on, issue.slot, issue.language) == (ON, "manual", "en")
    assert (issue.title, issue.subject) == ("Harbour Notes #12", "Ferries run late")
    assert draft.taken == issue.articles


def test_story_holds_takeaways_outlook_and_its_article() -> None:
    url = "https://example.org/ferries"
    read = article("Ferries run late", on=ON, url=url, author="Ada Quay", language="de")
    issue = compose_issue([read], request=request()).issue
    assert issue is not None
    (story,), (ref,) = issue.stories, issue.articles
    assert (story.slug, story.title, story.url) == ("ferries-run-late", "Ferries run late", url)
    assert [t.markdown for t in story.takeaways] == [
        "What is to be kept of Ferries run late is point 0.",
        "What is to be kept of Ferries run late is point 1.",
    ]
    assert story.outlook is not None
    assert (ref.story, ref.id, ref.sha256) == (story.slug, url, read.sha256)
    assert (ref.source, ref.author, ref.language, ref.published_on) == (
        "desk",
        "Ada Quay",
        "de",
        ON,
    )


def test_reference_names_a_language_only_where_it_differs() -> None:
    draft = compose_issue([article("Ferries run late")], request=request())
    assert [ref.language for ref in draft.taken] == [""]


def test_sections_have_an_outlook_only_where_a_story_has_one() -> None:
    def roles(**shape: bool) -> list[Role]:
        issue = compose_issue([article("Ferries", **shape)], request=request()).issue
        assert issue is not None
        return [section.role for section in issue.sections]

    assert roles(outlook=True) == [Role.TAKEAWAYS, Role.OUTLOOK, Role.SOURCES]
    assert roles(outlook=False) == [Role.TAKEAWAYS, Role.SOURCES]


def test_order_is_newest_first_then_by_title() -> None:
    articles = [
        article("Undated"),
        article("Old", on=date(2026, 11, 1)),
        article("B new", on=date(2026, 11, 9)),
        article("a new", on=date(2026, 11, 9)),
    ]
    for order in itertools.permutations(articles):
        assert titles(*order) == ["a new", "B new", "Old", "Undated"]


def test_slugs_are_unique() -> None:
    same = [article("Ferries", author=str(n), takeaways=n + 1) for n in range(3)]
    issue = compose_issue(same, request=request()).issue
    assert issue is not None
    assert [story.slug for story in issue.stories] == ["ferries", "ferries-2", "ferries-3"]
    assert [ref.story for ref in issue.articles] == ["ferries", "ferries-2", "ferries-3"]


def test_slug_is_no_id_that_the_page_has_itself() -> None:
    names = ("Content", "Contents", "Corrections")
    issue = compose_issue(
        [article(name, takeaways=n + 1) for n, name in enumerate(names)], request=request()
    ).issue
    assert issue is not None
    assert {story.slug for story in issue.stories} == {"content-2", "contents-2", "corrections-2"}


def test_article_without_takeaways_is_left_out() -> None:
    found = reasons(article("Ferries", takeaways=0))
    assert "no key takeaways" in found["desk/Ferries.txt"]


def test_unreadable_file_is_left_out_with_its_reason() -> None:
    assert reasons(Unreadable(location="a.txt", reason="is empty")) == {"a.txt": "is empty"}


@pytest.mark.parametrize("key", [0, 1, 2])
def test_used_article_is_left_out_by_text_or_address(key: int) -> None:
    read = article("Ferries", url="https://example.org/ferries")
    found = reasons(read, used={identity_keys(read)[key]: "2026-11-16"})
    assert found == {"desk/Ferries.txt": "already used in issue 2026-11-16"}


def test_newer_version_of_an_article_replaces_the_older_one() -> None:
    url = "https://example.org/ferries"
    days = {day: datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2)}
    versions = [article(f"Day {day}", url=url, changed_at=at) for day, at in days.items()]
    for order in itertools.permutations(versions):
        assert titles(*order) == ["Day 2"]
        assert reasons(*order) == {"desk/Day 1.txt": "an older version of desk/Day 2.txt"}


def test_rivals_for_an_address_are_told_where_nothing_says_which_is_newer() -> None:
    url = "https://example.org/ferries"
    found = reasons(article("B", url=url), article("A", url=url))
    assert found == {
        "desk/B.txt": (
            "claims the address of desk/A.txt and differs from it; only one of them can be right"
        ),
    }


def test_same_text_at_the_same_address_is_the_same_article() -> None:
    url = "https://example.org/ferries"
    twins = [article("Ferries", url=url, location=place) for place in ("a", "b")]
    assert reasons(*twins) == {"b": "the same article as a"}


def test_refused_article_is_left_out_with_its_reason() -> None:
    bad, good = article("Bad"), article("Good")
    refused = {bad.id: "cannot stand here"}
    assert titles(bad, good, refused=refused) == ["Good"]
    assert reasons(bad, good, refused=refused) == {"desk/Bad.txt": "cannot stand here"}


def test_stories_over_the_limit_stay_for_the_next_issue() -> None:
    articles = [article(f"Day {day}", on=date(2026, 11, day)) for day in (3, 1, 4, 2)]
    assert titles(*articles, max_stories=2) == ["Day 4", "Day 3"]
    found = reasons(*articles, max_stories=2)
    assert list(found) == ["desk/Day 1.txt", "desk/Day 2.txt"]
    assert set(found.values()) == {"over the limit of 2 stories; stays for the next issue"}


def test_takeaways_over_the_limit_are_reported() -> None:
    draft = compose_issue([article("Ferries", takeaways=7)], request=request(max_takeaways=3))
    assert draft.issue is not None
    assert len(draft.issue.stories[0].takeaways) == 3
    reason = "has 7 takeaways; the first 3 are taken"
    assert draft.shortened == (LeftOut(location="desk/Ferries.txt", reason=reason),)
    assert draft.left_out == ()


def test_too_few_stories_make_no_issue() -> None:
    draft = compose_issue([article("Ferries")], request=request(min_stories=2))
    assert (draft.issue, draft.taken, draft.shortened) == (None, (), ())
    assert draft.left_out[0].reason.startswith("an issue needs 2 stories and there are 1")


def test_no_articles_make_no_issue() -> None:
    assert compose_issue([], request=request()).issue is None


def test_articles_are_let_go_one_by_one() -> None:
    alive: set[str] = set()

    class Text(str):
        """A text that says when it is gone."""

        __slots__ = ("name",)

        def __del__(self) -> None:
            alive.discard(self.name)

    def articles() -> Iterator[Article]:
        for number in range(30):
            read = article(f"Day {number}")
            text = Text(read.text)
            text.name = read.title
            alive.add(read.title)
            fields = {name: getattr(read, name) for name in Article.__slots__}
            del read
            yield Article(**{**fields, "text": text})
            del text, fields
            assert len(alive) <= 1

    assert compose_issue(articles(), request=request()).issue is not None


@pytest.mark.parametrize(
    ("base_url", "tag"),
    [
        ("https://News.Example.org:8443/x/", "tag:news.example.org,2026-11-23:issue/2026-11-23-b"),
        (
            "https://xn--zrich-kva.example/",
            "tag:xn--zrich-kva.example,2026-11-23:issue/2026-11-23-b",
        ),
        ("http://[::1]:8000/", "tag:1,2026-11-23:issue/2026-11-23-b"),
    ],
)
def test_issue_tag_names_host_date_and_issue(base_url: str, tag: str) -> None:
    assert issue_tag(base_url, on=ON, name="2026-11-23-b") == tag


def test_issue_tag_is_never_too_long() -> None:
    host = ".".join(["a" * 60] * 4) + ".example.org"
    tag = issue_tag(f"https://{host}/", on=ON, name="2026-11-23")
    assert len(tag) <= 245
    assert tag.endswith(".example.org,2026-11-23:issue/2026-11-23")
