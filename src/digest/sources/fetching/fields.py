"""Values of HTTP response headers, as untrusted as all else that a server says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: A server that asks for more than this is asked again after it.
LONGEST_WAIT = timedelta(hours=24)

_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)", re.ASCII)
# Names of encodings hold no other characters; a NUL in one makes Python's codecs raise.
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)


def retry_after(value: str, *, now: datetime) -> timedelta | None:
    """How long a Retry-After asks us to wait: seconds or a date (RFC 9110 §10.2.3), 24 h at most.

    None when there is no such header, or nobody can say what it means. A date in the past is a
    wait of zero.
    """
    text = value.strip()
    if text.isascii() and text.isdecimal():
        # Python refuses to read numbers of more than 4,300 digits.
        digits = text.lstrip("0") or "0"
        seconds = int(digits) if len(digits) < 10 else LONGEST_WAIT.total_seconds()
        return min(timedelta(seconds=seconds), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        wait = until - now
    except (ValueError, OverflowError):
        return None
    return max(timedelta(), min(wait, LONGEST_WAIT))


def media_type(content_type: str) -> str:
    """`type/subtype` in lower case, or nothing (RFC 9110 §8.3.1)."""
    match = _MEDIA_TYPE.match(content_type)
    return match[1].lower() if match else ""


def charset(content_type: str) -> str:
    """The charset parameter in lower case, or nothing; whether it is true is another matter."""
    match = _CHARSET.search(content_type)
    return match[1].lower() if match else ""
