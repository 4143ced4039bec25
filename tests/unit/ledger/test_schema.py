from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from digest.ledger.schema import Instant

DIALECT = sqlite.dialect()
TIMES = st.datetimes(timezones=st.timezones() | st.just(UTC), allow_imaginary=False).filter(
    lambda at: 2 <= at.year <= 9998
)


def stored(at: datetime) -> str:
    text = Instant().process_bind_param(at, DIALECT)
    assert text is not None
    return text


@given(TIMES)
def test_instant_comes_back_equal_and_in_utc(at: datetime) -> None:
    back = Instant().process_result_value(stored(at), DIALECT)

    assert back is not None
    assert back == at.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


@given(TIMES, TIMES)
def test_instant_sorts_as_text_as_it_does_in_time(one: datetime, other: datetime) -> None:
    assert (stored(one) < stored(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


def test_instant_is_readable_text() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=timezone(timedelta(hours=1)))

    assert stored(at) == "2026-11-23T06:00:00.000000Z"


def test_instant_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        stored(datetime(2026, 11, 23))  # noqa: DTZ001  # the fault under test
