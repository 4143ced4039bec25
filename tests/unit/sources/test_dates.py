from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.dates import date_in_name, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02",
        "2026-11-02T23:59:00+14:00",
        " 2026/11/2",
        "2026.11.02 10:00",
        "Mon, 02 Nov 2026 10:00:00 GMT",
        "2 November 2026",
        "November 2, 2026",
    ],
)
def test_date_is_the_day_that_was_written(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 2)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-02-30", "02.11.2026", "20261102"])
def test_other_text_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("stem", "on"),
    [
        ("2026-11-02-ferries.txt", date(2026, 11, 2)),
        ("2026-11-02.md", date(2026, 11, 2)),
        ("2026-02-30-ferries.txt", None),
        ("2026-11-023.txt", None),
        ("ferries-2026-11-02.txt", None),
    ],
)
def test_file_name_may_begin_with_a_date(stem: str, on: date | None) -> None:
    assert date_in_name(stem) == on


@given(st.text(alphabet="0123456789-/.:,+ \tTZMonNov'()"))
def test_no_date_is_too_odd(text: str) -> None:
    found = parse_date(text)
    assert found is None or isinstance(found, date)
