"""What response headers say, and what they only seem to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.fetching.fields import charset, media_type, retry_after

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta()),
        (" 120 ", timedelta(minutes=2)),
        ("86400", DAY),
        ("86401", DAY),
        ("0000000000000000005", timedelta(seconds=5)),
        ("9" * 5000, DAY),
        ("Mon, 23 Nov 2026 07:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 08:10:00 +0100", timedelta(minutes=10)),
        ("Monday, 23-Nov-26 07:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 07:10:00 -0000", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 06:00:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("Mon, 99 Nov 2026 07:10:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -9959", None),
    ],
)
def test_retry_after_says_how_long_to_wait(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, now=NOW) == wait


@given(st.text(max_size=40))
def test_retry_after_of_any_text_is_a_day_at_most(value: str) -> None:
    wait = retry_after(value, now=NOW)
    assert wait is None or timedelta() <= wait <= DAY


@pytest.mark.parametrize(
    ("value", "kind", "encoding"),
    [
        ("text/html; charset=UTF-8", "text/html", "utf-8"),
        ('Application/Atom+XML;charset="iso-8859-1"', "application/atom+xml", "iso-8859-1"),
        ("text/html;version=1; CHARSET = koi8-r ", "text/html", "koi8-r"),
        ("text/html", "text/html", ""),
        ("text/html; charset=", "text/html", ""),
        ("text/html; charset=\0utf", "text/html", ""),
        ("text/html; charset=utf\0-8", "text/html", "utf"),
        ("text/html; xcharset=utf-8", "text/html", ""),
        ("html", "", ""),
        ("", "", ""),
    ],
)
def test_content_type_says_kind_and_encoding(value: str, kind: str, encoding: str) -> None:
    assert (media_type(value), charset(value)) == (kind, encoding)
