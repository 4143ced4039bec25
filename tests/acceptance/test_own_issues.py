"""This repository is a publication: its issues are what the starter compiles to, byte for byte."""

import runpy
from pathlib import Path

from digest.archive.seal import verify_seals
from digest.archive.store import IssueFolder

ROOT = Path(__file__).resolve().parents[2]


def test_own_issues_compile_anew_to_the_same_bytes(tmp_path: Path) -> None:
    make_issues = runpy.run_path(str(ROOT / "scripts" / "own_issues.py"))["make_issues"]

    made = make_issues(tmp_path / "publication")

    expected = {path.name: path.read_bytes() for path in (ROOT / "issues").iterdir()}
    assert {path.name for path in made.iterdir()} == set(expected)
    for name, body in expected.items():
        assert (made / name).read_bytes() == body, name


def test_own_issues_are_sealed() -> None:
    assert verify_seals(IssueFolder(ROOT / "issues")) == ()
