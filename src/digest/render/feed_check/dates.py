"""Dates as feeds write them: RFC 822 with a year of four digits, and RFC 3339."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Form, Stamp
from digest.render.preflight.finding import Finding

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
#: RFC 822 §5.1 in hours; the military letters but Z were specified wrongly (RFC 1123 §5.2.14).
_ZONES: Final = {
    "UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
_RFC822: Final = re.compile(
    rf"(?:({'|'.join(_DAYS)}), )?([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}})"
    r" ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    rf"(?: (?:([+-])([0-9]{{2}})([0-9]{{2}})|({'|'.join(_ZONES)})))?"
)
_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,12})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def read_stamp(stamp: Stamp, form: Form) -> datetime | Finding:
    """The moment, aware, or what is wrong with the way it is written."""
    read = _rfc822 if form is Form.RSS else _rfc3339
    value = read(stamp.value.strip())
    if isinstance(value, datetime):
        return value
    return found(value, place=stamp.place, message=f"the date is {quoted(stamp.value)}")


def _rfc822(text: str) -> datetime | str:
    """The moment, or the code of the fault (RFC 822 §5.1, RSS Advisory Board's profile)."""
    match = _RFC822.fullmatch(text)
    if match is None:
        return "time-form"
    name, day, month, year, hour, minute, second, sign, hours, minutes, zone = match.groups()
    if sign is None and zone is None:
        return "time-zone"
    offset = (
        timedelta(hours=_ZONES[zone])
        if zone
        else timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    )
    try:
        moment = datetime(
            int(year),
            _MONTHS.index(month) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=timezone(offset),
        )
    except ValueError:  # a 31st of February, an offset of 99 hours
        return "time-form"
    if name and _DAYS[moment.weekday()] != name:
        return "time-weekday"
    return moment


def _rfc3339(text: str) -> datetime | str:
    """The moment, or the code of the fault (RFC 3339 §5.6; RFC 4287 §3.3: `T` and `Z` as here)."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        return "time-form"
    if not match[1]:
        return "time-zone"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return "time-form"
