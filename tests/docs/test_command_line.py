"""Every command is in the table, helps, speaks JSON, and is documented."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from digest.cli import COMMANDS, digest

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
)


def leaves() -> list[tuple[str, click.Command]]:
    found = []
    context = click.Context(digest)
    for name in COMMANDS:
        _, command, _ = digest.resolve_command(context, [name])
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", item) for sub, item in command.commands.items()]
        elif command is not None:
            found.append((name, command))
    return found


LEAVES = leaves()


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_command_helps_speaks_json_and_is_documented(name: str, command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}

    assert command.help
    assert command.name == name.rsplit(maxsplit=1)[-1]
    assert {"--json", "--publication", "--debug"} <= options
    assert f"digest {name}" in DOCS


def test_table_says_what_the_commands_say() -> None:
    context = click.Context(digest)
    for name, (_, line) in COMMANDS.items():
        _, command, _ = digest.resolve_command(context, [name])
        assert command is not None
        assert line.endswith(".")
        assert len(line) <= 66, f"{name}: its help line is cut on a terminal of 80 columns"


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_is_whole_at_80_columns(arguments: list[str]) -> None:
    result = CliRunner().invoke(digest, [*arguments, "--help"], terminal_width=80)

    assert result.exit_code == 0
    assert "..." not in result.output.replace("[ARGS]...", "")


def test_misspelt_command_names_the_near_one() -> None:
    result = CliRunner().invoke(digest, ["complie"])

    assert result.exit_code == 2
    assert "compile" in result.output
