from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FeedError, FetchError
from digest.ports import PausedBy, PlaceKey, PlaceKind, PlaceState
from digest.sources.polling.state import (
    LONGEST_WAIT,
    after_answer,
    after_failure,
    has_moved,
    is_due,
    polled_address,
    validators,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://loom.example.org/feed"
NEW = "https://loom.example.net/feed"
FRESH = PlaceState(key=PlaceKey(PlaceKind.FEED, URL))


def answered(
    state: PlaceState = FRESH, *, at: datetime = NOON, **what_matters: object
) -> PlaceState:
    usual = {"status": 200, "headers": {}, "body_sha256": "0" * 64, "permanent_url": ""}
    return after_answer(state, **{**usual, "at": at, "interval": HOUR, **what_matters})


def failed(state: PlaceState = FRESH, *, status: int = 503, **what_matters: object) -> PlaceState:
    error = FetchError(URL, "is down", status=status, **what_matters)
    return after_failure(state, error, reason=error.reason, at=NOON, interval=HOUR)


def wait(state: PlaceState) -> timedelta:
    assert state.next_at is not None
    return state.next_at - NOON


def test_place_that_was_never_polled_is_due() -> None:
    assert is_due(FRESH, at=NOON)


def test_place_is_due_after_its_interval_and_not_before() -> None:
    state = answered()

    assert not is_due(state, at=NOON + HOUR * 0.84)
    assert is_due(state, at=NOON + HOUR * 1.16)


def test_place_that_was_polled_in_the_future_is_due_once_the_clock_is_right_again() -> None:
    assert is_due(answered(), at=NOON - timedelta(days=400))


@given(st.text(min_size=1))
def test_wait_is_within_15_percent_of_the_interval_and_always_the_same(name: str) -> None:
    state = PlaceState(key=PlaceKey(PlaceKind.FEED, f"https://example.org/{name}"))

    waits = {wait(answered(state)) for _ in range(2)}

    assert len(waits) == 1
    assert HOUR * 0.85 <= min(waits) <= HOUR * 1.15


def test_waits_of_several_places_differ() -> None:
    keys = [PlaceKey(PlaceKind.FEED, f"https://example.org/{number}") for number in range(20)]

    assert len({wait(answered(PlaceState(key=key))) for key in keys}) == 20


def test_validators_go_back_as_they_came() -> None:
    headers = {"etag": 'W/"a"', "last-modified": "Mon, 23 Nov 2026 06:00:00 GMT"}

    assert validators(answered(headers=headers)) == {
        "If-None-Match": 'W/"a"',
        "If-Modified-Since": "Mon, 23 Nov 2026 06:00:00 GMT",
    }


def test_validators_that_an_answer_does_not_repeat_are_dropped() -> None:
    state = answered(headers={"etag": '"a"'})

    assert validators(answered(state)) == {}


def test_304_keeps_validators_and_hash() -> None:
    state = answered(headers={"etag": '"a"'}, body_sha256="a" * 64)

    again = answered(state, status=304, body_sha256="e" * 64)

    assert (again.etag, again.body_sha256) == ('"a"', "a" * 64)


@pytest.mark.parametrize(
    ("asked", "hours"),
    [
        ({"headers": {"cache-control": "public, max-age=21600"}}, 6),
        ({"headers": {"cache-control": 'private,max-age = "21600"'}}, 6),
        ({"ttl": timedelta(hours=6)}, 6),
        ({"headers": {"cache-control": "max-age=999999999"}}, 24),
        ({"ttl": timedelta(days=700)}, 24),
    ],
)
def test_wish_to_be_left_alone_is_honoured_up_to_a_day(
    asked: dict[str, object], hours: int
) -> None:
    assert wait(answered(**asked)) == timedelta(hours=hours)


@pytest.mark.parametrize("cache", ["max-age=0", "no-cache", "s-maxage=86400", "max-age=-5", "💥"])
def test_interval_is_the_least_wait(cache: str) -> None:
    assert wait(answered(headers={"cache-control": cache})) == wait(answered())


def test_failures_double_the_wait_up_to_a_day() -> None:
    state, waits = FRESH, []
    for _ in range(30):
        state = failed(state)
        waits.append(wait(state))

    assert [waits[n + 1] / waits[n] for n in range(3)] == pytest.approx([2, 2, 2])
    assert waits[-1] == LONGEST_WAIT
    assert state.fail_count == 30


def test_success_forgets_failures() -> None:
    state = answered(failed(failed()))

    assert (state.fail_count, state.error, wait(state)) == (0, "", wait(answered()))


def test_failure_keeps_validators_and_the_last_success() -> None:
    before = answered(headers={"etag": '"a"'})

    state = failed(before)

    assert (state.etag, state.ok_at, state.error) == ('"a"', NOON, "is down")


def test_retry_after_is_the_least_wait() -> None:
    state = failed(status=429, retry_after=timedelta(hours=7))

    assert wait(state) == timedelta(hours=7)
    assert wait(failed(retry_after=timedelta(days=9))) == LONGEST_WAIT
    assert wait(failed(retry_after=timedelta())) == wait(failed())


def test_410_pauses_and_says_who() -> None:
    state = failed(status=410)

    assert state.paused_by is PausedBy.SERVER
    assert "410" in state.paused_reason
    assert not is_due(state, at=NOON + timedelta(days=999))


def test_document_that_is_no_feed_is_a_failure_like_others() -> None:
    error = FeedError(URL, "is a web page")

    state = after_failure(FRESH, error, reason=error.reason, at=NOON, interval=HOUR)

    assert (state.fail_count, state.error, state.paused_by) == (1, "is a web page", None)


def test_move_is_believed_when_it_is_seen_three_times_in_a_row() -> None:
    state, asked = FRESH, []
    for _ in range(4):
        asked.append(polled_address(state))
        moved = NEW if polled_address(state) == URL else ""
        state = answered(state, permanent_url=moved)

    assert asked == [URL, URL, URL, NEW]
    assert has_moved(state)


def test_move_that_is_interrupted_is_counted_anew() -> None:
    state = answered(answered(permanent_url=NEW), permanent_url=NEW)

    state = answered(answered(state), permanent_url=NEW)

    assert (state.moved_count, polled_address(state)) == (1, URL)


def test_move_elsewhere_is_counted_anew() -> None:
    state = answered(answered(permanent_url=NEW), permanent_url="https://other.example.org/")

    assert (state.moved_to, state.moved_count) == ("https://other.example.org/", 1)


def test_new_address_that_fails_sends_us_back_to_the_first_one() -> None:
    moved = answered(answered(answered(permanent_url=NEW), permanent_url=NEW), permanent_url=NEW)

    state = failed(moved, status=410)

    assert polled_address(state) == URL
    assert state.paused_by is None
