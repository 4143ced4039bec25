"""`digest compile`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from digest.app.compile import CompileReport, CompileRequest, compile_issue
from digest.cli.progress import progress
from digest.cli.run import EXIT_NOTHING, Run, common, plural


def _iso_date(text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = None
    if on is None or on.isoformat() != text:  # Python reads 20261123 and 2026-W48-1 as well
        raise click.BadParameter(f"{text!r} is no date like 2026-11-23 (YYYY-MM-DD)")
    return on


@click.command("compile")
@click.option("--dry-run", is_flag=True, help="Show what would be taken; make nothing.")
@click.option(
    "--date",
    "on",
    type=_iso_date,
    metavar="YYYY-MM-DD",
    help="Date of the issue; default: today in the publication's time zone.",
)
@common
def compile_command(run: Run, *, dry_run: bool, on: date | None) -> int:
    """Compile the new articles into a draft issue.

    Ends with exit code 3 when there is nothing new to say.
    """
    request = CompileRequest(on=on, dry_run=dry_run)
    with progress("articles read") as advance:
        report = compile_issue(run.open(), request, progress=advance)
    run.show(report, _lines(report))
    return 0 if report.name else EXIT_NOTHING


def _lines(report: CompileReport) -> Iterator[str]:
    for ref in report.taken:
        yield f"  + {ref.title}  ({ref.source})"
    for left_out in report.left_out:
        yield f"  - {left_out.location}: {left_out.reason}"
    for shortened in report.shortened:
        yield f"  ~ {shortened.location}: {shortened.reason}"
    if not report.name:
        yield f"no issue: {report.reason}"
    elif report.dry_run:
        yield f"would make {report.path} with {plural(len(report.taken), 'story', many='stories')}"
    else:
        yield f"made {report.path} with {plural(len(report.taken), 'story', many='stories')}"
