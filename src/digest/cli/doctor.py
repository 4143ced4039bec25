"""`digest doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.app.doctor import Check, examine
from digest.app.publication import Publication
from digest.cli.progress import progress
from digest.cli.run import EXIT_ERROR, Run, common
from digest.scheduling.cron import describe


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Leave out what opens a connection.")
@common
def doctor_command(run: Run, *, offline: bool) -> int:
    """Check configuration, templates, sources, issues, ledger, schedule and relay."""
    with progress("examining"):
        checks = examine(run.open(), offline=offline, more=[("schedule", _schedule)])
    run.show(checks, (_line(check) for check in checks))
    return 0 if all(check.ok for check in checks) else EXIT_ERROR


def _schedule(publication: Publication) -> Iterator[Check]:
    schedule = publication.config.schedule
    detail = describe(schedule) if schedule else "none; issues are compiled by hand"
    yield Check(name="schedule", ok=True, detail=detail)


def _line(check: Check) -> str:
    mark = "FAULT" if not check.ok else "note " if check.is_warning else "ok   "
    return f"{mark}  {check.name:<13}  {check.detail}"
