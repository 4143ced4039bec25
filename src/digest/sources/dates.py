"""Dates as they stand in front matter, meta elements and file names."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_tz

_ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_IN_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")


def parse_date(text: str) -> date | None:
    """The date of `2026-11-23…`, `2026/11/23` or an English date with the month's name, or None.

    A time and its offset are passed over: the date is the one that the author wrote.
    """
    if match := _ISO.match(text):
        return _date(*map(int, match.groups()))
    parts = parsedate_tz(text) or parsedate_tz(f"{text} 00:00")
    return _date(*parts[:3]) if parts else None


def date_in_name(stem: str) -> date | None:
    """The date that a file's name begins with, as in `2026-11-23-harbour`."""
    match = _IN_NAME.match(stem)
    return _date(*map(int, match.groups())) if match else None


def _date(*numbers: int) -> date | None:
    try:
        return date(*numbers)
    except ValueError:
        return None
