"""`digest --help` and completion start fast because they import next to nothing."""

import subprocess
import sys
from pathlib import Path

from digest.app.init import init_publication

HEAVY = {
    "apscheduler", "babel", "cronsim", "css_inline", "datasketch", "email_validator", "feedgen",
    "feedparser", "jinja2", "lingua", "lxml", "markdown_it", "mjml", "nh3", "numpy", "playwright",
    "protego", "pydantic", "pydantic_ai", "requests", "resiliparse", "rich", "sqlalchemy",
    "starlette", "trafilatura", "yaml",
}  # fmt: skip


def imported_by(*arguments: str, folder: Path | None = None) -> set[str]:
    program = (
        "import sys; from digest.cli import digest\n"
        f"try: digest.main({list(arguments)!r}, prog_name='digest')\n"
        "except SystemExit: pass\n"
        "print('MODULES', *{name.partition('.')[0] for name in sys.modules})"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(result.stdout.rpartition("MODULES")[2].split())


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_compile_imports_what_it_needs_when_it_needs_it() -> None:
    needed = {"markdown_it", "pydantic"}
    assert imported_by("compile", "--help") & HEAVY == needed


def test_a_compile_heads_its_issue_without_the_grammar_of_any_language(tmp_path: Path) -> None:
    folder = tmp_path / "publication"
    init_publication(folder)

    assert "babel" not in imported_by("compile", folder=folder)
    assert list((folder / "issues").glob("*.md"))


def test_the_probe_sees_what_a_command_imports() -> None:
    assert "pydantic" in imported_by("doctor", "--help")
