"""Makes this repository's own `issues/`: what the starter publication compiles to, week by week.

Usage: .venv/bin/python scripts/own_issues.py [FOLDER]     default: issues/, which must not be there

The clock is set by hand, so that every run writes the same bytes; a test compares them.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

from digest.app.compile import CompileRequest, compile_issue
from digest.app.desk import approve, publish
from digest.app.init import init_publication
from digest.app.publication import open_publication

ROOT = Path(__file__).resolve().parents[1]
MONDAYS = (datetime(2026, 11, 16, 6, tzinfo=UTC), datetime(2026, 11, 23, 6, tzinfo=UTC))


@dataclass(frozen=True)
class SetClock:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def make_issues(publication_folder: Path) -> Path:
    """A new starter publication with two published issues; the folder of its issues."""
    init_publication(publication_folder)
    for monday in MONDAYS:
        publication = open_publication(publication_folder, clock=SetClock(monday))
        report = compile_issue(publication, CompileRequest())
        approve(publication, report.name)
        publish(publication, report.name)
    return publication_folder / "issues"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "issues"
    with tempfile.TemporaryDirectory() as folder:
        copytree(make_issues(Path(folder) / "publication"), target)
    print(*sorted(path.name for path in target.iterdir()), sep="\n")


if __name__ == "__main__":
    main()
