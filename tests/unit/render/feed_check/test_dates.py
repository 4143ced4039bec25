"""Dates of feeds: what each format takes, and what is said of the others."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.feed_check.dates import read_stamp
from digest.render.feed_check.feed import Form, Stamp
from digest.render.preflight.finding import Finding

MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 2),  # noqa: DTZ001  # hypothesis wants them bare
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


def read(text: str, form: Form) -> datetime | str:
    found = read_stamp(Stamp(value=text, place="feed"), form)
    return found.code if isinstance(found, Finding) else found


@given(MOMENTS)
def test_dates_of_the_standard_library_are_read_back(moment: datetime) -> None:
    assert read(format_datetime(moment), Form.RSS) == moment
    assert read(moment.isoformat(), Form.ATOM) == moment
    assert read(moment.isoformat().replace("+00:00", "Z"), Form.JSON) == moment


@given(st.text(), st.sampled_from(Form))
def test_any_text_is_a_date_or_a_fault(text: str, form: Form) -> None:
    assert isinstance(read(text, form), datetime | str)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 19 Oct 2026 06:00:00 +0000",
        "Mon, 19 Oct 2026 06:00 GMT",
        "19 Oct 2026 06:00:00 UT",
        "Mon, 19 Oct 2026 02:00:00 EDT",
        "Mon, 19 Oct 2026 11:30:00 +0530",
        " Sun, 18 Oct 2026 22:00:00 -0800\n",
    ],
)
def test_rfc_822_may_say_a_moment_in_several_ways(text: str) -> None:
    assert read(text, Form.RSS) == datetime(2026, 10, 19, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-10-19T06:00:00Z", "time-form"),
        ("Mon, 19 Oct 26 06:00:00 +0000", "time-form"),
        ("Mon, 19 October 2026 06:00:00 +0000", "time-form"),
        ("mon, 19 oct 2026 06:00:00 +0000", "time-form"),
        ("Mon, 19 Oct 2026 24:00:00 +0000", "time-form"),
        ("31 Feb 2026 06:00:00 +0000", "time-form"),
        ("Mon, 19 Oct 2026 06:00:00 +9900", "time-form"),
        ("Mon, 19 Oct 2026 06:00:00 CET", "time-form"),
        ("Mon, ١٩ Oct 2026 06:00:00 +0000", "time-form"),
        ("Mon, 19 Oct 2026 06:00:00", "time-zone"),
        ("Tue, 19 Oct 2026 06:00:00 +0000", "time-weekday"),
        ("", "time-form"),
    ],
)
def test_fault_of_an_rss_date_has_its_code(text: str, code: str) -> None:
    assert read(text, Form.RSS) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mon, 19 Oct 2026 06:00:00 +0000", "time-form"),
        ("2026-10-19", "time-form"),
        ("2026-10-19 06:00:00Z", "time-form"),
        ("2026-10-19t06:00:00z", "time-form"),
        ("2026-02-31T06:00:00Z", "time-form"),
        ("2026-10-19T06:00:00+0000", "time-form"),
        ("2026-10-19T06:00:00", "time-zone"),
    ],
)
def test_fault_of_an_rfc_3339_date_has_its_code(text: str, code: str) -> None:
    assert read(text, Form.ATOM) == read(text, Form.JSON) == code


def test_fractions_of_a_second_are_read() -> None:
    moment = datetime(2026, 10, 19, 6, 0, 0, 250_000, tzinfo=UTC)

    assert read("2026-10-19T08:00:00.25+02:00", Form.ATOM) == moment
