"""`digest.toml` → one frozen `Config`.

Every fault of a file is reported at once, with file, line and the nearest known key. Secrets never
stand in the file: the SMTP password comes from `DIGEST_SMTP_PASSWORD`, or from the file that
`DIGEST_SMTP_PASSWORD_FILE` names.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
import zoneinfo
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from digest.errors import ConfigError

CONFIG_NAME = "digest.toml"

_DURATION = re.compile(r"(\d+)\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("must be one line without control characters")
    return value.strip()


def _address(value: str) -> str:
    value = _one_line(value)
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\.?[A-Za-z0-9-]+", value):
        raise ValueError("must be an e-mail address like news@example.org")
    return value


def _url(value: str) -> str:
    parts = urlsplit(_one_line(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
        raise ValueError("must be an http or https address without #")
    return value


def _base_url(value: str) -> str:
    if "?" in _url(value):
        raise ValueError("must be an http or https address without ? and #")
    return value if value.endswith("/") else value + "/"


def _timezone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be a time zone of the IANA list, like Europe/Berlin") from error
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("must be a language tag (BCP 47), like en or pt-BR")
    return value


def parse_duration(value: str) -> timedelta:
    """`90m`, `6h`, `2d` or `1w` as a timedelta. Raises ValueError."""
    match = _DURATION.fullmatch(value.strip())
    if match is None:
        raise ValueError("must be a number with m, h, d or w, like 6h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _duration(value: str) -> str:
    parse_duration(value)
    return value


Line = Annotated[str, AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_address)]
Url = Annotated[str, AfterValidator(_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Language = Annotated[str, AfterValidator(_language)]
Duration = Annotated[str, AfterValidator(_duration)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublicationConfig(_Part):
    """`[publication]`: who publishes what, where."""

    title: Line
    base_url: BaseUrl  #: address of the archive's front page, ends in `/`
    description: Line = ""
    language: Language = "en"
    timezone: Timezone = "UTC"
    editor: Line = ""
    postal_address: Line


class SourceConfig(_Part):
    """`[[sources]]`: one place to collect from."""

    kind: Literal["folder"]
    name: Line
    path: Line
    language: Language | None = None


class IssueConfig(_Part):
    """`[issue]`: how an issue is composed."""

    min_stories: Annotated[int, Field(ge=1)] = 1
    max_stories: Annotated[int, Field(ge=1, le=100)] = 20
    max_takeaways: Annotated[int, Field(ge=1, le=20)] = 5


class MailConfig(_Part):
    """`[mail]`: what stands in the headers."""

    from_address: Address
    from_name: Line = ""
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
    folder: Line = "var/outbox"
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
    max_slots: Annotated[int, Field(ge=1, le=1000)] = (
        50  #: more than these at once: only the latest
    )


class FeedConfig(_Part):
    """`[feeds]`: what the feeds carry."""

    window: Annotated[int, Field(ge=1, le=50)] = 20
    hub: Url | None = None


class PathConfig(_Part):
    """`[paths]`, relative to the folder of `digest.toml`."""

    issues: Line = "issues"
    public: Line = "public"
    templates: Line = "templates"
    var: Line = "var"


class Config(_Part):
    """A publication's whole configuration."""

    publication: PublicationConfig
    sources: Annotated[tuple[SourceConfig, ...], Field(min_length=1)]
    issue: IssueConfig = IssueConfig()
    mail: MailConfig
    delivery: DeliveryConfig = DeliveryConfig()
    schedule: ScheduleConfig | None = None
    feeds: FeedConfig = FeedConfig()
    paths: PathConfig = PathConfig()


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
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{name}: is not TOML: {error}",)) from error
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        faults = [_fault(text, name, dict(fault)) for fault in error.errors()]
        raise ConfigError(tuple(faults)) from error


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


def _fault(text: str, name: str, fault: dict[str, Any]) -> str:
    location = tuple(fault["loc"])
    line = _line_of(text, location)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(Config, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        return f"{name}:{line}: unknown key `{key}`; {hint}"
    if fault["type"] == "missing":
        return f"{name}:{line}: `{key}` is missing"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}:{line}: `{key}`: {message[:1].lower()}{message[1:]}"


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
