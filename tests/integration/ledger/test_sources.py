from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from digest.article import Article, Block, BlockKind, DateOrigin
from digest.ledger.database import Database
from digest.ledger.sources import KEPT_WHEN_GONE, Sources
from digest.ports import (
    KnownArticle,
    ListedFeed,
    PausedBy,
    PlaceKey,
    PlaceKind,
    PlaceState,
    Polled,
    StoredArticle,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED = PlaceKey(PlaceKind.FEED, "https://loom.example.org/feed")
OTHER = PlaceKey(PlaceKind.PAGE, FEED.url)


@pytest.fixture
def sources(database: Database) -> Sources:
    return Sources(database)


def stored(key: str, *, title: str = "Bell", **what_matters: Any) -> StoredArticle:
    fields: dict[str, Any] = {
        "key": key,
        "guid": key,
        "link": f"https://loom.example.org/{key}",
        "item_sha256": "a" * 64,
        "url": f"https://loom.example.org/{key}",
        "sha256": "b" * 64,
        "first_seen_at": NOON,
        "changed_at": NOON,
    }
    article = Article(
        title=title,
        source="loom",
        location="https://loom.example.org/",
        language="en",
        text=f"{title}\nIt rang.",
        blocks=(Block(kind=BlockKind.PARAGRAPH, text="It rang.", start=5, end=13),),
        sha256="b" * 64,
        published_on=date(2026, 11, 22),
        date_origin=DateOrigin.FEED,
    )
    return StoredArticle(known=KnownArticle(**{**fields, **what_matters}), article=article)


def polled(*articles: StoredArticle, **what_matters: Any) -> Polled:
    state = PlaceState(key=what_matters.pop("key", FEED), **what_matters.pop("state", {}))
    return Polled(state=state, stored=articles, **what_matters)


def test_nothing_is_known_at_first(sources: Sources) -> None:
    assert sources.states() == {}
    assert sources.known(FEED) == []
    assert sources.article(FEED, "g1") is None
    assert sources.resume([FEED]) == 0


def test_state_comes_back_whole(sources: Sources) -> None:
    state = PlaceState(
        key=PlaceKey(PlaceKind.OPML, "https://loom.example.org/list"),
        etag='W/"ä"',
        last_modified="Mon, 23 Nov 2026 06:00:00 GMT",
        body_sha256="c" * 64,
        status=301,
        error="is down",
        polled_at=NOON,
        ok_at=NOON - timedelta(hours=1),
        next_at=NOON + timedelta(hours=1),
        fail_count=2,
        moved_to="https://loom.example.net/list",
        moved_count=2,
        paused_by=PausedBy.SERVER,
        paused_reason="gone",
        listed=(ListedFeed(title="Ä «B»", url="https://a.example.org/"),),
    )

    sources.record([Polled(state=state)], at=NOON)

    assert sources.states() == {state.key: state}


def test_article_comes_back_whole(sources: Sources) -> None:
    one = stored("g1", page_tries=1, page_url="https://loom.example.org/g1")

    sources.record([polled(one)], at=NOON)

    assert sources.known(FEED) == [one.known]
    assert one.article is not None
    assert sources.article(FEED, "g1") == replace(
        one, article=replace(one.article, changed_at=NOON)
    )


def test_article_with_a_fault_and_backlog_have_no_text(sources: Sources) -> None:
    fault = StoredArticle(known=stored("g1").known, fault="is empty")
    old = StoredArticle(known=stored("g2", is_backlog=True).known)

    sources.record([polled(fault, old)], at=NOON)

    assert sources.article(FEED, "g1") == fault
    assert sources.article(FEED, "g2") == old


def test_articles_of_two_places_with_one_address_are_apart(sources: Sources) -> None:
    sources.record([polled(stored("g1")), polled(stored("g2"), key=OTHER)], at=NOON)

    assert [one.key for one in sources.known(FEED)] == ["g1"]
    assert [one.key for one in sources.known(OTHER)] == ["g2"]


def test_change_replaces_the_article_in_its_place(sources: Sources) -> None:
    later = NOON + timedelta(days=1)
    sources.record([polled(stored("g1"), stored("g2"))], at=NOON)

    changed = stored("g1", title="Gong", changed_at=later, first_seen_at=later)
    sources.record([polled(changed)], at=later)

    found = sources.article(FEED, "g1")
    assert found is not None
    assert found.article is not None
    assert (found.article.title, found.article.changed_at) == ("Gong", later)
    assert found.known.first_seen_at == NOON
    assert [one.key for one in sources.known(FEED)] == ["g1", "g2"]


def test_article_that_is_gone_stays_for_90_days(sources: Sources) -> None:
    sources.record([polled(stored("g1"), stored("g2"))], at=NOON)
    sources.record([polled(gone=("g1",))], at=NOON)

    sources.record([polled()], at=NOON + KEPT_WHEN_GONE)
    assert [one.gone_at for one in sources.known(FEED)] == [NOON, None]

    sources.record([polled()], at=NOON + KEPT_WHEN_GONE + timedelta(seconds=1))
    assert [one.key for one in sources.known(FEED)] == ["g2"]


@pytest.mark.parametrize("again", [{"back": ("g1",)}, {}])
def test_article_that_is_back_is_not_gone(sources: Sources, again: dict[str, Any]) -> None:
    sources.record([polled(stored("g1"), gone=("g1",))], at=NOON)

    articles = () if again else (stored("g1"),)  # unchanged, or changed
    sources.record([polled(*articles, **again)], at=NOON)

    assert [one.gone_at for one in sources.known(FEED)] == [None]


def test_record_that_fails_leaves_no_validator_without_its_articles(sources: Sources) -> None:
    bad = StoredArticle(known=replace(stored("g2").known, link=b"no text"))  # type: ignore[arg-type]  # on purpose
    worse = replace(bad, known=replace(bad.known, first_seen_at=NOON.replace(tzinfo=None)))

    with pytest.raises(Exception, match="no time zone"):
        sources.record(
            [polled(stored("g1"), state={"etag": '"1"'}), polled(worse, key=OTHER)], at=NOON
        )

    assert sources.states() == {}
    assert sources.known(FEED) == []


def test_pause_is_remembered_whatever_a_poll_under_way_records(sources: Sources) -> None:
    sources.record([polled(state={"etag": '"1"'})], at=NOON)
    sources.pause([FEED], reason="too loud")

    sources.record([polled(state={"etag": '"2"'})], at=NOON)

    state = sources.states()[FEED]
    assert (state.paused_by, state.paused_reason) == (PausedBy.OPERATOR, "too loud")
    assert state.etag == '"2"'


def test_pause_of_a_place_that_was_never_polled(sources: Sources) -> None:
    sources.pause([FEED], reason="not yet")

    assert sources.states()[FEED].paused_by is PausedBy.OPERATOR
    assert sources.states()[FEED].ok_at is None


def test_resume_lifts_any_pause_and_makes_the_place_due(sources: Sources) -> None:
    gone = {"paused_by": PausedBy.SERVER, "paused_reason": "410", "next_at": NOON, "fail_count": 3}
    sources.record([polled(state=gone), polled(key=OTHER, state={"next_at": NOON})], at=NOON)

    assert sources.resume([FEED, OTHER]) == 1

    state = sources.states()[FEED]
    assert (state.paused_by, state.paused_reason, state.next_at) == (None, "", None)
    assert state.fail_count == 0
    assert sources.states()[OTHER].next_at == NOON


def test_texts_of_articles_are_not_read_to_know_which_there_are(database: Database) -> None:
    with database.read() as connection:
        columns = [row.name for row in connection.execute(text("PRAGMA table_info(place_article)"))]

    assert columns[-1] == "article"
