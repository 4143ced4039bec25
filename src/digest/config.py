"""`digest.toml` → one frozen `Config`.

Every fault of a file is reported at once, with file, line and the nearest known key. Secrets never
stand in the file: the SMTP password comes from `DIGEST_SMTP_PASSWORD`, or from the file that
`DIGEST_SMTP_PASSWORD_FILE` names.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
import zoneinfo
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from digest.address import ascii_domain, parse_address
from digest.errors import AddressError, ConfigError
from digest.language import is_language_tag

CONFIG_NAME = "digest.toml"

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


def _overlap(one: str, other: str) -> bool:
    paths = PurePosixPath(one), PurePosixPath(other)
    return paths[0].is_relative_to(paths[1]) or paths[1].is_relative_to(paths[0])


class _Misplaced(ValueError):
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
Timezone = Annotated[str, AfterValidator(_timezone)]
Language = Annotated[str, AfterValidator(_language)]
Duration = Annotated[str, AfterValidator(_duration)]
InnerPath = Annotated[str, AfterValidator(_inner_path)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublicationConfig(_Part):
    """`[publication]`: who publishes what, where."""

    title: SomeWords
    base_url: BaseUrl  #: address of the archive's front page, ends in `/`
    description: Words = ""
    language: Language = "en"
    timezone: Timezone = "UTC"
    editor: Words = ""
    postal_address: SomeWords


class SourceConfig(_Part):
    """`[[sources]]`: one place to collect from."""

    kind: Literal["folder"]
    name: SomeWords
    path: Line  #: relative to the folder of `digest.toml`, or anywhere
    language: Language | None = None


class IssueConfig(_Part):
    """`[issue]`: how an issue is composed."""

    min_stories: Annotated[int, Field(ge=1)] = 1
    max_stories: Annotated[int, Field(ge=1, le=100)] = 20
    max_takeaways: Annotated[int, Field(ge=1, le=20)] = 5


class MailConfig(_Part):
    """`[mail]`: what stands in the headers."""

    from_address: Address
    from_name: Words = ""
    reply_to: Address | None = None
    unsubscribe_address: Address  #: mail to it unsubscribes, until there is a page
    envelope_from: Address | None = None  #: bounces go there; default `from_address`


class SmtpConfig(_Part):
    """`[delivery.smtp]`: the relay."""

    host: Line = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["plain", "starttls", "tls"] = "plain"
    username: Line = ""
    ca_file: Path | None = None
    connections: Annotated[int, Field(ge=1, le=50)] = 10
    timeout_seconds: Annotated[float, Field(gt=0)] = 600.0  #: RFC 5321 §4.5.3.2.6


class DeliveryConfig(_Part):
    """`[delivery]`: the way to the subscribers."""

    transport: Literal["smtp", "folder"] = "folder"
    folder: InnerPath = "var/outbox"  #: relative to the folder of `digest.toml`
    on_uncertain: Literal["hold", "resend"] = "hold"
    max_attempts: Annotated[int, Field(ge=1, le=50)] = 8
    smtp: SmtpConfig = SmtpConfig()


class ScheduleConfig(_Part):
    """`[schedule]`: when an issue is due."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "main"
    cron: Line
    timezone: Timezone = "UTC"
    catch_up: Literal["latest", "all", "skip"] = "latest"
    max_age: Duration = "2d"  #: a slot that is older is passed over
    on_ready: Literal["draft", "publish", "deliver"] = "draft"
    max_slots: Annotated[int, Field(ge=1, le=1000)] = 50  #: with more at once: only the latest


class FeedConfig(_Part):
    """`[feeds]`: what the feeds carry."""

    window: Annotated[int, Field(ge=1, le=50)] = 20
    hub: Url | None = None


class PathConfig(_Part):
    """`[paths]`, relative to the folder of `digest.toml`; none lies in another."""

    issues: InnerPath = "issues"
    public: InnerPath = "public"
    templates: InnerPath = "templates"
    var: InnerPath = "var"

    @model_validator(mode="after")
    def _are_apart(self) -> Self:
        paths: dict[str, str] = self.model_dump()
        # Those that stand in the file come first: the fault is put to one of them.
        keys = sorted(paths, key=lambda key: key not in self.model_fields_set)
        for number, key in enumerate(keys):
            for other in keys[number + 1 :]:
                if _overlap(paths[key], paths[other]):
                    message = f"must be apart from `paths.{other}`, which is {paths[other]}"
                    raise _Misplaced(message, key=key)
        return self


class Config(_Part):
    """A publication's whole configuration."""

    publication: PublicationConfig
    sources: Annotated[tuple[SourceConfig, ...], Field(min_length=1)]
    issue: IssueConfig = IssueConfig()
    mail: MailConfig
    paths: PathConfig = PathConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    schedule: ScheduleConfig | None = None
    feeds: FeedConfig = FeedConfig()

    @field_validator("delivery")
    @classmethod
    def _outbox_is_private(cls, delivery: DeliveryConfig, info: ValidationInfo) -> DeliveryConfig:
        paths: PathConfig | None = info.data.get("paths")
        for key in ("issues", "public", "templates") if paths else ():
            if _overlap(delivery.folder, getattr(paths, key)):
                message = f"holds addresses and must be apart from `paths.{key}`"
                raise _Misplaced(message, key="folder")
        return delivery


def load_config(path: Path) -> Config:
    """Read and check a `digest.toml`. Raises ConfigError with all faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"{path}: there is no {CONFIG_NAME} here; `digest init FOLDER` makes one"
        raise ConfigError((message,)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path}: cannot be read as UTF-8 text: {error}",)) from error
    return parse_config(text, name=str(path))


def parse_config(text: str, *, name: str = CONFIG_NAME) -> Config:
    """`digest.toml`'s text as a Config; `name` stands in messages. Raises ConfigError."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError also for a number of 5,000 digits
        raise ConfigError((_broken(text, name, error=error),)) from error
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        # pydantic does not count a source with a fault, and then also finds too few of them.
        real = (it for it in error.errors() if it["type"] != "too_short" or not data["sources"])
        lines = sorted(_fault(text, dict(fault)) for fault in real)
        raise ConfigError(tuple(f"{name}:{line}: {fault}" for line, fault in lines)) from error


def smtp_password(environ: Mapping[str, str] = os.environ) -> SecretStr | None:
    """The SMTP password, if the environment holds one or names its file. Raises ConfigError."""
    if name := environ.get("DIGEST_SMTP_PASSWORD_FILE"):
        try:
            return SecretStr(Path(name).read_text(encoding="utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            fault = f"DIGEST_SMTP_PASSWORD_FILE: {name} cannot be read: {error}"
            raise ConfigError((fault,)) from error
    value = environ.get("DIGEST_SMTP_PASSWORD")
    return SecretStr(value) if value else None


def _broken(text: str, name: str, *, error: Exception) -> str:
    """The fault with its line in front; Python's parser names it in brackets at the end."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    if place is None:
        return f"{name}: is not TOML: {error}"
    line, column = place[1] or max(1, len(text.splitlines())), place[2] and f" at column {place[2]}"
    return f"{name}:{line}: is not TOML: {str(error)[: place.start()]}{column or ''}"


def _fault(text: str, fault: dict[str, Any]) -> tuple[int, str]:
    """The line of a fault, and what it is."""
    location = tuple(fault["loc"])
    if isinstance(error := fault.get("ctx", {}).get("error"), _Misplaced):
        location += (error.key,)
    line = _line_of(text, location)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(Config, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        return line, f"unknown key `{key}`; {hint}"
    if fault["type"] == "missing":
        return line, f"`{key}` is missing"
    if fault["type"] == "too_short":
        return line, f"`{key}`: must have one entry or more"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return line, f"`{key}`: {message[:1].lower()}{message[1:]}"


def _known_keys(model: Any, location: tuple[str | int, ...]) -> list[str]:
    for part in location:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        while get_origin(annotation) is not None:
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        model = annotation
    return list(model.model_fields)


def _line_of(text: str, location: tuple[str | int, ...]) -> int:
    """The line of a key, or of the nearest table around it. TOML keeps no positions for us."""
    tables = [str(part) for part in location if not isinstance(part, int)]
    index = next((part for part in location if isinstance(part, int)), 0)
    current: list[str] = []
    seen: dict[str, int] = {}
    best = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?", line):
            current = [part.strip().strip("\"'") for part in header[1].split(".")]
            seen[header[1]] = seen.get(header[1], -1) + 1
            wanted = seen[header[1]] == index if line.lstrip().startswith("[[") else True
            if wanted and current == tables[: len(current)]:
                best = number
            elif current == tables[: len(current)]:
                current = ["another of the same array"]
        elif key := re.match(r"\s*([\w\"'.-]+?)\s*=", line):
            path = current + [part.strip("\"'") for part in key[1].split(".")]
            if path == tables[: len(path)]:
                best = number
    return best
