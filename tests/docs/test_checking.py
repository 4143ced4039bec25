"""What docs/checking.md shows is what happens, and it names every code."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from digest.app.check import CheckReport
from digest.app.compile import CompileRequest, compile_issue
from digest.app.init import init_publication
from digest.app.publication import open_publication
from digest.cli import main
from digest.render.preflight.codes import CODES
from digest.render.preflight.finding import Finding
from examples import blocks, pattern, steps

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "checking.md").read_text(encoding="utf-8")
SOUND, UNFINISHED = blocks(PAGE, "console")


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    """The first issue of the starter, compiled today."""
    init_publication(tmp_path / "quiet-works")
    publication = open_publication(tmp_path / "quiet-works")
    compile_issue(publication, CompileRequest(on=publication.today()))
    (name,) = publication.store.names()
    return publication.store.path(name)


def printed(
    command: str, issue: Path, capsys: pytest.CaptureFixture[str], argv: pytest.MonkeyPatch
) -> str:
    argv.setattr(sys, "argv", shlex.split(command))
    argv.setenv("DIGEST_PUBLICATION", str(issue.parents[1]))
    with pytest.raises(SystemExit):
        main()
    output = capsys.readouterr()
    return output.err + output.out


@pytest.mark.parametrize("console", [SOUND, UNFINISHED], ids=["sound", "unfinished"])
def test_shown_commands_print_what_is_shown(
    console: str,
    issue: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if console is UNFINISHED:
        text = issue.read_text("utf-8")
        issue.write_text(text.replace("## Key", "TODO: greet the readers\n\n## Key", 1), "utf-8")
    for command, output in steps(console):
        result = printed(command, issue, capsys, monkeypatch)

        assert re.fullmatch(pattern(output), result), f"{command}\n{result}"


def test_every_code_is_in_the_table_with_its_severity() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)

    assert rows == [(code, str(entry.severity), entry.about) for code, entry in CODES.items()]


def test_report_has_the_keys_that_the_page_names() -> None:
    report, finding = PAGE.partition("The report has ")[2].split("A finding has ", 1)

    assert set(re.findall(r"`(\w+)`", report)) == {field.name for field in fields(CheckReport)}
    named = re.findall(r"`(\w+)`", finding.partition("\n")[0])
    assert named == [field.name for field in fields(Finding)]
