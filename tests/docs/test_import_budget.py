"""`digest --help` and completion start fast because they import next to nothing."""

import subprocess
import sys

HEAVY = {
    "apscheduler", "cronsim", "datasketch", "email_validator", "feedgen", "feedparser", "jinja2",
    "lingua", "lxml", "markdown_it", "mjml", "nh3", "numpy", "protego", "pydantic", "pydantic_ai",
    "requests", "resiliparse", "rich", "sqlalchemy", "starlette", "trafilatura", "yaml",
}  # fmt: skip


def imported_by(*arguments: str) -> set[str]:
    program = (
        "import sys; from digest.cli import digest\n"
        f"try: digest.main({list(arguments)!r}, prog_name='digest')\n"
        "except SystemExit: pass\n"
        "print('MODULES', *{name.partition('.')[0] for name in sys.modules})"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(result.stdout.rpartition("MODULES")[2].split())


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_compile_imports_what_it_needs_when_it_needs_it() -> None:
    needed = {"markdown_it", "pydantic"}
    assert imported_by("compile", "--help") & HEAVY == needed


def test_the_probe_sees_what_a_command_imports() -> None:
    assert "pydantic" in imported_by("doctor", "--help")
