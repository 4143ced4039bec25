"""`digest compile`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import click

from digest.app.compile import CompileReport, CompileRequest, compile_issue
from digest.app.recompile import RecompileReport, recompile
from digest.cli.progress import progress
from digest.cli.run import EXIT_NOTHING, EXIT_PARTIAL, Run, common, iso_date, plural

_MOST_ALIKE = 20  #: lines with one reason: a feed of thousands would hide all others


@click.command("compile")
@click.option("--dry-run", is_flag=True, help="Show what would be taken; make nothing.")
@click.option(
    "--date",
    "on",
    type=iso_date,
    metavar="YYYY-MM-DD",
    help="Date of the issue; default: today in the publication's time zone.",
)
@click.option("--into", metavar="ISSUE", help="Merge what is new into this draft instead.")
@common
def compile_command(run: Run, *, dry_run: bool, on: date | None, into: str | None) -> int:
    """Poll the sources and compile the new articles into a draft issue.

    Ends with exit code 3 when there is nothing new to say, 4 when a draft now shows conflicts.
    """
    publication = run.open()
    if into:
        if dry_run or on:
            raise click.UsageError("--into goes without --dry-run and --date")
        # It knows the renderers, which cost more to import than a compile takes.
        from digest.app.desk import resolve_name

        with progress("articles read") as advance:
            merged = recompile(publication, resolve_name(publication, into), progress=advance)
        run.show(merged, _merge_lines(merged))
        return EXIT_PARTIAL if merged.conflicts else 0
    request = CompileRequest(on=on, dry_run=dry_run)
    with progress("articles read") as advance:
        report = compile_issue(publication, request, progress=advance)
    run.show(report, _lines(report))
    return 0 if report.name else EXIT_NOTHING


def _lines(report: CompileReport) -> Iterator[str]:
    for ref in report.taken:
        yield f"  {'+' if ref.story else '·'} {ref.title}  ({ref.source})"
    yield from _left_out(report)
    for shortened in report.shortened:
        yield f"  ~ {shortened.location}: {shortened.reason}"
    for note in report.notes:
        yield f"  ! {note.location}: {note.reason}"
    for cluster in report.clusters:
        yield f"  = one event? {', '.join(cluster.stories)}: {'; '.join(cluster.reasons)}"
        yield f"    if so: digest merge {' '.join(cluster.stories)}"
    stories = sum(bool(ref.story) for ref in report.taken)
    count = plural(stories, "story", many="stories")
    if noted := len(report.taken) - stories:
        count += f", {noted:,} also noted"
    if not report.name:
        yield f"no issue: {report.reason}"
    elif report.dry_run:
        yield f"would make {report.path} with {count}"
    else:
        yield f"made {report.path} with {count}"


def _left_out(report: CompileReport) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for left in report.left_out:
        if not left.is_used:
            counts[left.reason] += 1
            if counts[left.reason] <= _MOST_ALIKE:
                yield f"  - {left.location}: {left.reason}"
    for reason, count in counts.items():
        if count > _MOST_ALIKE:
            yield f"  - and {count - _MOST_ALIKE:,} more, which --json names: {reason}"
    if used := sum(left.is_used for left in report.left_out):
        yield f"  - {plural(used, 'article')} already used by earlier issues"


def _merge_lines(report: RecompileReport) -> Iterator[str]:
    stories = report.stories
    for sign, titles, what in (
        ("+", stories.added, ""),
        ("~", stories.updated, ": its lines have changed"),
        ("-", stories.deleted, ": stays deleted"),
        ("!", stories.gone, ": kept, but no source has it any more"),
    ):
        for title in titles:
            yield f"  {sign} {title}{what}"
    for conflict in report.conflicts:
        yield f"  conflict in line {conflict.line}: {conflict.field}"
    if report.conflicts:
        yield f"{report.path}: decide for one side at each <<<<<<<, then delete the markers"
    else:
        yield f"{report.path} {'is changed' if report.has_changed else 'stays as it is'}"
