"""What docs/sources.md and docs/compiling.md show is what happens."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin

import click
import pytest
from click.testing import CliRunner

from digest.article import Tier
from digest.cli import digest
from digest.compose.finding.headings import announced
from digest.config.fields import Part
from digest.config.load import parse_config
from digest.config.sources import KINDS
from digest.config.tables import Config
from digest.model import Role
from examples import blocks, pattern, steps
from feeds import rss
from http_server import HttpServer, page

ROOT = Path(__file__).resolve().parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
PAGES["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES, COMPILING, OPERATOR = (
    PAGES[name] for name in ("sources.md", "compiling.md", "operator.md")
)
SITE = "https://harbour.example.org"
MINIMAL = """
[publication]
title = "T"
base_url = "https://t.example.org/"
postal_address = "A"

[mail]
from_address = "news@t.example.org"
unsubscribe_address = "leave@t.example.org"
"""
FOLDER = '[[sources]]\nkind = "folder"\nname = "F"\npath = "articles"\n'


@pytest.mark.parametrize("block", blocks(SOURCES, "toml") + blocks(COMPILING, "toml"))
def test_shown_settings_load(block: str) -> None:
    parse_config(MINIMAL + ("" if "[[sources]]" in block else FOLDER) + block)


def parts(model: type[Part], *, table: str = "") -> Iterator[tuple[str, str]]:
    """Each key of `digest.toml` with its table, but for those of sources."""
    for name, field in model.model_fields.items():
        kinds = [field.annotation]
        if get_origin(field.annotation) in {Union, UnionType}:
            kinds = list(get_args(field.annotation))
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)]
        if inner:
            yield from parts(inner[0], table=f"{table}.{name}".strip("."))
        elif name != "sources":
            yield table, name


@pytest.mark.parametrize(("table", "name"), list(parts(Config)))
def test_each_setting_stands_in_the_operators_table(table: str, name: str) -> None:
    rows = [row for row in OPERATOR.splitlines() if row.startswith(f"| `{table}.")]

    assert any(f"`{table}.{name}`" in row or f"`.{name}`" in row for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_each_setting_of_a_source_is_explained(kind: str) -> None:
    for name in KINDS[kind].model_fields:
        assert f"`{name}`" in SOURCES or re.search(rf"^{name} = ", SOURCES, re.MULTILINE), name


def command_lines() -> Iterator[str]:
    """Every command line of `digest` in the pages, with its options."""
    for text in PAGES.values():
        shown = "\n".join(blocks(text, "sh") + blocks(text, "console"))
        lines = re.findall(r"^(?:\$ )?(digest [a-z].*)$", shown, re.MULTILINE)
        yield from (line.split("   ")[0].split(" #")[0].strip() for line in lines)
        yield from re.findall(r"`(digest [a-z][^`]*)`", text)


@pytest.mark.parametrize("line", sorted(set(command_lines())))
def test_shown_command_line_has_a_command_and_options_that_are_there(line: str) -> None:
    context = click.Context(digest)
    name, *words = shlex.split(line.replace("…", "").partition(" >")[0])[1:]
    _, command, _ = digest.resolve_command(context, [name])
    if isinstance(command, click.Group) and words:
        command = command.commands[words[0]]
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}

    assert {word for word in words if word.startswith("-")} <= known


TIERS = [
    (tier, heading)
    for tier, cell in re.findall(r"^\| (\w+) \| (.+?) \|", COMPILING, re.MULTILINE)
    if " · " in cell
    for heading in cell.split(" · ")
]


@pytest.mark.parametrize(("tier", "heading"), TIERS)
def test_shown_heading_announces_what_the_table_says(tier: str, heading: str) -> None:
    found = announced(heading)

    assert found is not None
    is_outlook = tier == "outlook"
    assert found.role is (Role.OUTLOOK if is_outlook else Role.TAKEAWAYS)
    assert found.tier == (None if is_outlook else Tier(tier))


def test_shown_explanation_is_what_the_starter_gives(tmp_path: Path) -> None:
    runner = CliRunner()
    runner.invoke(digest, ["init", str(tmp_path / "p")])
    ((command, output),) = (it for block in blocks(COMPILING, "console") for it in steps(block))

    result = runner.invoke(digest, [*command.split()[1:], "-C", str(tmp_path / "p")])

    assert re.fullmatch(pattern(output), result.stdout), result.stdout


QUAY = (
    "<p>The harbour master has closed the north quay: crane number four leans by a hand.</p>"
    "<h2>Key takeaways</h2><ul><li>The north quay is closed.</li><li>Ferries leave from the coal"
    " pier.</li></ul><h2>Outlook</h2><p>The quay may open again in May.</p>"
)
GULLS = (
    "<article><h1>A Note on Gulls</h1><p>Gulls follow the ferries because the wake brings up"
    " fish. They have done so for as long as there have been ferries.</p><p>On Sundays they wait"
    " in vain for the boat at six, which does not run.</p></article>"
)


def test_shown_trial_of_a_feed_is_what_such_a_feed_gives(tmp_path: Path) -> None:
    ((command, output),) = (it for block in blocks(SOURCES, "console") for it in steps(block))
    (tmp_path / "digest.toml").write_text(MINIMAL + FOLDER, encoding="utf-8")
    with HttpServer() as server:
        items = (
            ("The Quay Closes at Noon", "quay", 20, QUAY),
            ("A Note on Gulls", "gulls", 19, "Gulls."),
        )
        feed = rss(
            [
                f"<item><title>{title}</title><link>{server.url(f'/{path}')}</link>"
                f"<pubDate>{day} Nov 2026 06:00:00 GMT</pubDate>"
                f"<description><![CDATA[{html}]]></description></item>"
                for title, path, day, html in items
            ],
            title="Harbour Weekly",
        )
        server.add("/feed.xml", page(feed, ("Content-Type", "application/rss+xml")))
        server.add("/quay", page(f"<html><body><article>{QUAY}</article></body></html>"))
        server.add(
            "/gulls",
            page(f"<html><head><title>A Note on Gulls</title></head><body>{GULLS}</body></html>"),
        )
        with (tmp_path / "digest.toml").open("a", encoding="utf-8") as toml:
            toml.write(f'[fetch]\nallow_private = ["{server.address}"]\n')
        words = [word.replace(SITE, server.url("")) for word in command.split()[1:]]

        result = CliRunner().invoke(digest, [*words, "-C", str(tmp_path)])

        shown = result.stdout.replace(server.url(""), SITE)
    assert re.fullmatch(pattern(output), shown), shown
