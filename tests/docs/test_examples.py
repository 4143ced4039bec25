"""What the docs show is what happens: their examples run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digest.archive.parse import parse_issue
from digest.config.load import parse_config
from examples import blocks, pattern, steps

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EDITOR = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
OPERATOR = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")


def test_readme_first_issue_happens_as_shown(tmp_path: Path) -> None:
    folder = tmp_path
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command, output in (step for block in blocks(README, "console") for step in steps(block)):
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
            continue

        result = subprocess.run(
            command.split(),
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 0, f"{command}\n{result.stderr}"
        assert re.fullmatch(pattern(output), result.stdout), f"{command}\n{result.stdout}"


def test_readme_begins_with_the_two_commands() -> None:
    first = blocks(README, "sh")[0].splitlines()

    assert [line.split()[0] for line in first] == ["scripts/demo", "scripts/test"]
    assert all((ROOT / line.split()[0]).stat().st_mode & 0o111 for line in first)


def test_readme_shows_pictures_that_are_there() -> None:
    pictures = re.findall(r'src(?:set)?="([^"]+)"', README)

    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_editor_shows_an_issue_file_that_parses() -> None:
    (example,) = blocks(EDITOR, "markdown")

    text = example.replace('sha256="…"', f'sha256="{"0" * 64}"')

    issue = parse_issue(text, path="example", name="2026-11-23")

    assert issue.stories[0].note
    assert issue.stories[0].outlook
    assert issue.articles[0].story == issue.stories[0].slug


def test_operator_shows_settings_that_load() -> None:
    starter = (ROOT / "templates" / "starter" / "digest.toml").read_text(encoding="utf-8")
    without = re.sub(r"^\[delivery\].*?(?=^\[)", "", starter, flags=re.MULTILINE | re.DOTALL)

    config = parse_config(without + "\n".join(blocks(OPERATOR, "toml")))

    assert config.delivery.smtp.security == "starttls"
