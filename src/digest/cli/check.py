"""`digest check`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.app.check import CheckReport, check, default_issue
from digest.app.desk import resolve_name
from digest.cli.checks import counted, finding_lines
from digest.cli.issues import issue_argument
from digest.cli.progress import progress
from digest.cli.run import EXIT_ERROR, Run, common, plural


@click.command("check")
@issue_argument
@click.option("--offline", is_flag=True, help="Do not follow the links.")
@common
def check_command(run: Run, name: str | None, *, offline: bool) -> int:
    """Check an issue's mail, web page and feeds before they go out; the newest by default.

    The default is the newest issue that is not published yet. Ends with exit code 1 when there are
    errors: `digest approve` would refuse the issue.
    """
    publication = run.open()
    name = resolve_name(publication, name) if name else default_issue(publication)
    with progress("following links") as advance:
        report = check(publication, name, offline=offline, progress=advance)
    run.show(report, _lines(report))
    return 0 if report.is_fit else EXIT_ERROR


def _lines(report: CheckReport) -> Iterator[str]:
    yield from finding_lines(report.findings)
    yield _summary(report)


def _summary(report: CheckReport) -> str:
    parts = [counted(report.counts)]
    if report.message_bytes:
        parts.append(f"a message has {report.message_bytes:,} bytes")
    if report.links_followed:
        parts.append(f"{plural(report.links_followed, 'link')} followed")
    return f"{report.name} ({report.status}): {'; '.join(parts)}"
