"""What every command shares: where the publication is, how a report is shown, how it ends."""

from __future__ import annotations

import dataclasses
import enum
import functools
import json
import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Concatenate, ParamSpec

import click

from digest.app.publication import Publication, find_publication, open_publication

#: Exit codes beside 0 (done) and 2 (wrong usage, by click).
EXIT_ERROR, EXIT_NOTHING, EXIT_PARTIAL = 1, 3, 4

# They warn of what a server did wrong, with tracebacks and its very words; our reports say it too.
_CHATTY = ("urllib3", "requests_hardened", "charset_normalizer")

P = ParamSpec("P")

# What a line's text begins behind: a sign, or the space that aligns a column.
_SIGN = re.compile(r" *[-+~·!=] (?=\S)")
_COLUMN = re.compile(r"(?<=\S) {2,}(?=\S)")
_LAST_COLUMN = 26
_COMMAND = ": digest "


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command."""

    folder: Path
    as_json: bool

    def open(self) -> Publication:
        """The publication that the command is about. Raises ConfigError."""
        return open_publication(find_publication(self.folder))

    def show(self, report: object, lines: Iterable[str] = ()) -> None:
        """Print the report: as JSON if asked for, else as `lines`."""
        if self.as_json:
            click.echo(json.dumps(plain_data(report), ensure_ascii=False, indent=2))
        else:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
            for line in lines:
                click.echo(wrapped(line, width=width) if width else line)


def wrapped(line: str, *, width: int) -> str:
    """The line, broken between words so that it goes on under the text that it began with.

    A line with a command stays whole, to be copied.
    """
    if len(line) <= width or _COMMAND in line:
        return line
    margin = len(line) - len(line.lstrip())
    sign = _SIGN.match(line)
    columns = [match.end() for match in _COLUMN.finditer(line, 0, _LAST_COLUMN + 1)]
    indent = sign.end() if sign else max(columns, default=margin and margin + 2)
    return "\n".join(
        textwrap.wrap(
            line,
            width,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def common(command: Callable[Concatenate[Run, P], int | None]) -> Callable[P, int | None]:
    """Give a command `--json`, `--publication`, `--debug`, and its Run as first argument."""

    @click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
    @click.option(
        "-C",
        "--publication",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=".",
        envvar="DIGEST_PUBLICATION",
        help="Folder of digest.toml; default: here or above.",
    )
    @click.option("--debug", is_flag=True, help="Log everything; show a traceback on an error.")
    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> int | None:
        options: dict[str, Any] = dict(kwargs)
        as_json, debug = options.pop("as_json"), options.pop("debug")
        # `main` shows errors by these; the outermost context's object is its own.
        click.get_current_context().ensure_object(dict).update(as_json=as_json, debug=debug)
        run = Run(folder=options.pop("folder"), as_json=as_json)
        level = logging.DEBUG if debug else logging.WARNING
        logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.NOTSET if debug else logging.CRITICAL)
        return command(run, *args, **options)

    return wrapper


def plain_data(value: object) -> Any:
    """A report as what `json` can write: records as objects, dates as ISO 8601, paths as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (item.name for item in dataclasses.fields(value))
        return {name: plain_data(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, enum.Enum | PurePath):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain_data(item) for item in value]
    return value


def iso_date(text: str) -> date:
    """A date as an option has it. Raises click.BadParameter."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = None
    if on is None or on.isoformat() != text:  # Python reads 20261123 and 2026-W48-1 as well
        raise click.BadParameter(f"{text!r} is no date like 2026-11-23 (YYYY-MM-DD)")
    return on


def plural(count: int, noun: str, *, many: str = "") -> str:
    """`1 story`, `3 stories`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {many or noun + 's'}"
