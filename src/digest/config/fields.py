"""The kinds of values in `digest.toml`, each with its check."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from digest.address import ascii_domain, parse_address
from digest.errors import AddressError
from digest.language import is_language_tag

_DURATION = re.compile(r"(\d{1,8})\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=36_500)
_URL_SAFE = "/?:@!$&'()*+,;=-._~%"  # what may stand in a path or a query (RFC 3986 §3.3, §3.4)
# Besides line breaks and controls, U+FFFE and U+FFFF, which XML forbids (XML 1.0 §2.2).
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\xa0\u202f]+")  # no-break spaces are typography and stay


def _one_line(value: str) -> str:
    if bad := _FORBIDDEN.search(value):
        raise ValueError(f"must be one line without control characters like U+{ord(bad[0]):04X}")
    return value.strip()


def _words(value: str) -> str:
    """Text for readers, with single spaces."""
    return _SPACES.sub(" ", _one_line(value)).strip()


def _some_words(value: str) -> str:
    if not any(letter.isprintable() and not letter.isspace() for letter in value):
        raise ValueError("must not be empty")
    return _words(value)


def _address(value: str) -> str:
    """One of our own addresses: ASCII, since not every relay takes other ones (RFC 6531)."""
    try:
        email = parse_address(_one_line(value)).email
    except AddressError as error:
        raise ValueError(f"must be an e-mail address like news@example.org: {error}") from error
    if not email.isascii():
        raise ValueError("must be an e-mail address with only ASCII characters before the @")
    return email


def _url(value: str) -> str:
    """The URL in ASCII (RFC 3986): host in A-labels, path and query percent-encoded."""
    value = _one_line(value)
    try:
        parts = urlsplit(value)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError as error:
        raise ValueError(f"must be an http or https address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or "#" in value:
        raise ValueError("must be an http or https address without #")
    if "@" in parts.netloc:
        raise ValueError("must be an address without user name and password")
    if any(character.isspace() for character in value):
        raise ValueError("must have no spaces; write %20 for a space in a path")
    if re.search("%(?![0-9A-Fa-f]{2})", value):
        raise ValueError("must have two hexadecimal digits behind every %; write %25 for a %")
    path, query = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, _host(parts.hostname) + port, path, query, ""))


def _host(name: str) -> str:
    try:
        return f"[{ipaddress.IPv6Address(name)}]" if ":" in name else ascii_domain(name)
    except (ValueError, AddressError) as error:
        raise ValueError(f"must have a host name like example.org, not {name!r}") from error


def _personal_url(value: str) -> str:
    """The URL; `{token}` in its path or query stands for what is each recipient's own."""
    return _url(value).replace("%7Btoken%7D", "{token}")


def _base_url(value: str) -> str:
    value = _url(value)
    if "?" in value:
        raise ValueError("must be an http or https address without ? and #")
    return value if value.endswith("/") else value + "/"


def _timezone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be a time zone of the IANA list, like Europe/Berlin") from error
    return value


def _language(value: str) -> str:
    if not is_language_tag(value):
        raise ValueError("must be a language tag (BCP 47), like en or pt-BR")
    return value


def parse_duration(value: str) -> timedelta:
    """`90m`, `6h`, `2d` or `1w` as a timedelta. Raises ValueError."""
    match = _DURATION.fullmatch(value.strip())
    if match is None:
        raise ValueError("must be a number of 8 digits at most with m, h, d or w, like 6h")
    if (duration := timedelta(**{_UNITS[match[2]]: int(match[1])})) > _LONGEST:
        raise ValueError(f"must be {_LONGEST.days}d at most")
    return duration


def _duration(value: str) -> str:
    parse_duration(value)
    return value


def _inner_path(value: str) -> str:
    value = _one_line(value)
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError("must be a folder below the one of digest.toml, like var, without ..")
    return str(path)


def overlap(one: str, other: str) -> bool:
    """Whether one of two relative paths lies in the other."""
    paths = PurePosixPath(one), PurePosixPath(other)
    return paths[0].is_relative_to(paths[1]) or paths[1].is_relative_to(paths[0])


def parse_backlog(value: str) -> Backlog:
    """`none`, `all`, `since:2026-11-01` or `last:5`. Raises ValueError."""
    kind, _, rest = value.strip().partition(":")
    if kind in {"none", "all"} and not rest:
        return Backlog(last=0 if kind == "none" else None)
    try:
        if kind == "since":
            return Backlog(since=date.fromisoformat(rest))
        if kind == "last" and rest.isdecimal() and len(rest) <= 6:
            return Backlog(last=int(rest))
    except ValueError as error:
        raise ValueError(f"has no date of the calendar behind since: ({error})") from error
    raise ValueError("must be none, all, since:2026-11-01 or last:5")


def _backlog(value: str) -> str:
    parse_backlog(value)
    return value


def _endpoint(value: str) -> str:
    """A host with or without its port, as it stands in an address."""
    parts = urlsplit(f"//{_one_line(value).lower()}")
    try:
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError as error:
        raise ValueError(f"must be a host like wiki.internal or 10.0.0.5:8080: {error}") from error
    if not parts.hostname or parts.path or "@" in parts.netloc:
        raise ValueError("must be a host like wiki.internal or 10.0.0.5:8080")
    return _host(parts.hostname) + port


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Which of a source's articles count that were there before the first run."""

    last: int | None = None  #: the newest so many; None for all
    since: date | None = None  #: those published on this day or later


class Misplaced(ValueError):
    """A fault that is found in a whole table and belongs to one `key` of it."""

    def __init__(self, message: str, *, key: str) -> None:
        self.key = key
        super().__init__(message)


Line = Annotated[str, AfterValidator(_one_line)]
Words = Annotated[str, AfterValidator(_words)]
SomeWords = Annotated[str, AfterValidator(_some_words)]
Address = Annotated[str, AfterValidator(_address)]
Url = Annotated[str, AfterValidator(_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
PersonalUrl = Annotated[str, AfterValidator(_personal_url)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Language = Annotated[str, AfterValidator(_language)]
Duration = Annotated[str, AfterValidator(_duration)]
InnerPath = Annotated[str, AfterValidator(_inner_path)]
Weight = Annotated[float, Field(ge=0, le=100)]
BacklogText = Annotated[str, AfterValidator(_backlog)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]


class Part(BaseModel):
    """A table of `digest.toml`: an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)
