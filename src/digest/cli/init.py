"""`digest init`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.app.init import init_publication
from digest.cli.run import Run, common, plural


@click.command("init")
@click.argument("new_folder", metavar="FOLDER", type=click.Path(path_type=Path))
@common
def init_command(run: Run, new_folder: Path) -> None:
    """Make a new publication in FOLDER from the starter: a digest.toml and six articles."""
    report = init_publication(new_folder)
    steps = (f"  {number}. {step}" for number, step in enumerate(report.next_steps, start=1))
    run.show(report, [f"{new_folder}: {plural(len(report.files), 'file')}. Next:", *steps])
