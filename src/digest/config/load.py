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
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError

from digest.config.fields import Misplaced
from digest.config.sources import KINDS
from digest.config.tables import Config
from digest.errors import ConfigError

CONFIG_NAME = "digest.toml"


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
        is_real = {"too_short": not data.get("sources")}
        faults = error.errors()
        real = (it for it in faults if it["loc"] != ("sources",) or is_real.get(it["type"], True))
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
    location, tables = _location(tuple(fault["loc"]))
    if isinstance(error := fault.get("ctx", {}).get("error"), Misplaced):
        location += (error.key,)
    line = _line_of(text, location)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(tables, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        return line, f"unknown key `{key}`; {hint}"
    if fault["type"] == "union_tag_invalid":
        return line, f"`{key}.kind`: must be {' or '.join(KINDS)}"
    if fault["type"] == "union_tag_not_found":
        return line, f"`{key}.kind` is missing; it is {' or '.join(KINDS)}"
    if fault["type"] == "missing":
        return line, f"`{key}` is missing"
    if fault["type"] == "too_short":
        return line, f"`{key}`: must have one entry or more"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return line, f"`{key}`: {message[:1].lower()}{message[1:]}"


def _location(location: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], type[BaseModel]]:
    """Where a fault is without the kind of its source, and the table that the rest begins in."""
    if len(location) > 2 and location[0] == "sources":
        return location[:2] + location[3:], KINDS[str(location[2])]
    return location, Config


def _known_keys(table: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    in_table = location[2:] if table is not Config else location
    for part in in_table:
        if isinstance(part, int):
            continue
        annotation: Any = table.model_fields[part].annotation
        while get_origin(annotation) is not None:
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        table = annotation
    return list(table.model_fields)


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
