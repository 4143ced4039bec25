"""A TOML file of ours → its tables, or all of its faults at once, with lines and mends."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from digest.config.fields import Misplaced
from digest.errors import ConfigError

#: The kinds of entries of an array of tables that tell theirs by `kind`.
Kinds = Mapping[str, type[BaseModel]]
_File = TypeVar("_File", bound=BaseModel)


def parse_tables(
    text: str, *, name: str, tables: type[_File], arrays: Mapping[str, Kinds] | None = None
) -> _File:
    """The text of a file called `name`, checked against `tables`.

    `arrays` names the arrays whose entries are of several kinds. Raises ConfigError.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError also for a number of 5,000 digits
        raise ConfigError((_broken(text, name, error=error),)) from error
    try:
        return tables.model_validate(data)
    except ValidationError as error:
        reader = _Reader(text, tables=tables, arrays=arrays or {})
        real = (dict(fault) for fault in error.errors() if _is_real(dict(fault), data))
        lines = sorted(map(reader.fault, real))
        raise ConfigError(tuple(f"{name}:{line}: {fault}" for line, fault in lines)) from error


def line_of(text: str, location: tuple[str | int, ...]) -> int:
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


def _broken(text: str, name: str, *, error: Exception) -> str:
    """The fault with its line in front; Python's parser names it in brackets at the end."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    if place is None:
        return f"{name}: is not TOML: {error}"
    line, column = place[1] or max(1, len(text.splitlines())), place[2] and f" at column {place[2]}"
    return f"{name}:{line}: is not TOML: {str(error)[: place.start()]}{column or ''}"


def _is_real(fault: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    # pydantic does not count an entry with a fault, and then also finds too few of them.
    return fault["type"] != "too_short" or len(fault["loc"]) > 1 or not data[fault["loc"][0]]


class _Reader:
    """Finds where in a file a fault of pydantic's is, and says what it is."""

    def __init__(self, text: str, *, tables: type[BaseModel], arrays: Mapping[str, Kinds]) -> None:
        self._text = text
        self._tables = tables
        self._arrays = arrays

    def fault(self, fault: dict[str, Any]) -> tuple[int, str]:
        """The line of a fault, and what it is."""
        location, table = self._location(tuple(fault["loc"]))
        if isinstance(error := fault.get("ctx", {}).get("error"), Misplaced):
            location += (error.key,)
        line = line_of(self._text, location)
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
        if fault["type"] == "extra_forbidden":
            known = _known_keys(table, location[:-1] if table is self._tables else location[2:-1])
            near = difflib.get_close_matches(str(location[-1]), known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
            return line, f"unknown key `{key}`; {hint}"
        if fault["type"] == "union_tag_invalid":
            return line, f"`{key}.kind`: must be {self._kinds(location)}"
        if fault["type"] == "union_tag_not_found":
            return line, f"`{key}.kind` is missing; it is {self._kinds(location)}"
        if fault["type"] == "missing":
            return line, f"`{key}` is missing"
        if fault["type"] == "too_short":
            return line, f"`{key}`: must have one entry or more"
        message = str(fault["msg"]).removeprefix("Value error, ")
        return line, f"`{key}`: {message[:1].lower()}{message[1:]}"

    def _kinds(self, location: tuple[str | int, ...]) -> str:
        return " or ".join(self._arrays[str(location[0])])

    def _location(
        self, location: tuple[str | int, ...]
    ) -> tuple[tuple[str | int, ...], type[BaseModel]]:
        """Where a fault is without the kind of its entry, and the table that the rest begins in."""
        if len(location) > 2 and (kinds := self._arrays.get(str(location[0]))):
            return location[:2] + location[3:], kinds[str(location[2])]
        return location, self._tables


def _known_keys(table: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    for part in location:
        if isinstance(part, int):
            continue
        annotation: Any = table.model_fields[part].annotation
        while get_origin(annotation) is not None:
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        table = annotation
    return list(table.model_fields)
