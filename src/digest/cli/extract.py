"""`digest extract`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from digest.app.extract import Extracted, extract
from digest.article import Found
from digest.cli.findings import found_by
from digest.cli.run import EXIT_PARTIAL, Run, common


@click.command("extract")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="Print one JSON object a file and line.")
@click.option("--language", default="en", show_default=True, help="Where a text cannot tell.")
@common
def extract_command(run: Run, *, files: tuple[Path, ...], jsonl: bool, language: str) -> int:
    """Show what files say of takeaways and outlook; needs no publication.

    Ends with exit code 4 when a file could not be read.
    """
    faults = 0
    records = []
    for found in extract(files, language=language):
        faults += bool(found.fault)
        if jsonl:
            click.echo(json.dumps(found.as_record(), ensure_ascii=False))
        elif run.as_json:
            records.append(found.as_record())
        else:
            run.show(found, _lines(found))
    if run.as_json and not jsonl:
        run.show(records)
    return EXIT_PARTIAL if faults else 0


def _lines(found: Extracted) -> Iterator[str]:
    if found.article is None:
        yield f"{found.file}: {found.fault}"
        return
    yield f"{found.file}: {found.article.title}  ({found.article.language})"
    yield from _section("takeaways", found.findings.takeaways)
    yield from _section("outlook", found.findings.outlook)
    for passed in found.findings.passed:
        yield f"  passed over «{passed.heading}»: {passed.reason}"


def _section(name: str, found: Found | None) -> Iterator[str]:
    if found is None:
        yield f"  {name}: none"
        return
    yield f"  {name}: {found_by(found)}"
    for passage in found.passages:
        yield f"    - {passage.text}"
