"""What docs/themes.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2.nodes
import pytest

from digest.config.theme import FontConfig, Palette, ThemeConfig
from digest.config.theme_load import parse_theme
from digest.errors import DigestError
from digest.model import Issue
from digest.render.mail import render_mail
from digest.render.mjml.engine import mjml_to_html
from digest.render.theme import Theme, shipped_templates
from digest.render.view import view_issue
from digest.render.web import render_web
from showcase import KELP, long_issue, showcase_config, showcase_issue

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
#: Each block of code: its language, where it is to be saved, what it says.
CODE = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TEMPLATES = {path: text for language, path, text in CODE if language == "jinja"}
LOOKS = ("compact", "default", "evening", "plain")
CONFIG = showcase_config()


def saved(folder: Path, *paths: str, theme: str = "") -> Theme:
    """A theme with the page's templates at these paths."""
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEMPLATES[path], encoding="utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "theme.toml").write_text(theme, encoding="utf-8")
    return Theme(folder / "templates")


def html(theme: Theme, issue: Issue | None = None) -> str:
    issue = issue or showcase_issue()
    return render_mail(issue, config=CONFIG, theme=theme, nonces=lambda: "n0123456789n").html


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    below = re.split(rf"^#+ {heading}$", PAGE, flags=re.MULTILINE)[1]
    rows = re.findall(r"(?:^\|.*\n)+", below, re.MULTILINE)[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_shown_settings_load_and_the_refused_one_is_refused_as_shown() -> None:
    loaded = 0
    for (language, _, text), (following, _, output) in zip(
        CODE, [*CODE[1:], ("", "", "")], strict=True
    ):
        if language != "toml":
            continue
        if following == "text" and "`light." in output.splitlines()[0] and "contrast" in output:
            with pytest.raises(DigestError) as caught:
                parse_theme(text, name="templates/theme.toml", looks=LOOKS)
            assert f"{caught.value}\n" == output
        else:
            assert parse_theme(text, looks=LOOKS) != ThemeConfig()
            loaded += 1
    assert loaded == 3


def test_the_first_theme_changes_mail_and_pages(tmp_path: Path) -> None:
    theme = saved(tmp_path, theme=next(text for language, _, text in CODE if language == "toml"))
    pages = {page.path: page.body.decode() for page in render_web([], config=CONFIG, theme=theme)}
    for accent in ("#8a2b2b", "#f0a8a0"):
        assert accent in html(theme)
        assert accent in pages["style.css"]
    assert "#8a2b2b" in pages["favicon.svg"]


def test_shown_pictures_are_there_and_have_words() -> None:
    pictures = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]+)">', PAGE)
    assert len(pictures) == PAGE.count('<img src="images/') == 5
    assert all((ROOT / "docs" / path).is_file() for path, _ in pictures)


def test_every_key_is_told() -> None:
    told = {key for row in table("Every key") for key in re.findall(r"`([\w.]+)`", row[0])}
    top = {key for key in ThemeConfig.model_fields if key not in {"fonts", "light", "dark"}}
    assert told == top | {f"fonts.{key}" for key in FontConfig.model_fields} | set(
        Palette.model_fields
    )


def test_every_shipped_look_is_told_with_what_it_costs() -> None:
    rows = {row[0].strip("`"): row[2] for row in table("A look")}
    assert tuple(sorted(rows)) == Theme().looks
    for look, cost in rows.items():
        few, many = (len(looked(long_issue(count), look=look).encode()) for count in (3, 10))
        assert f"{(many - few) / 7000:.1f} KB" == cost


def looked(issue: Issue, *, look: str) -> str:
    theme = Theme()
    source = theme.render(
        f"mail/{look}.mjml.j2",
        issue=view_issue(issue, publication=CONFIG.publication),
        publication=CONFIG.publication,
        design=theme.design,
        words=theme.wording("en"),
        unsubscribe_url="mailto:leave@example.org",
        preferences_url="",
    )
    return mjml_to_html(source, name=look)


def test_every_block_of_the_mail_is_told_in_its_place() -> None:
    (shown,) = (text for language, _, text in CODE if language == "text" and "web_link" in text)
    told = [(len(line) - len(line.lstrip()), line.split()[0]) for line in shown.splitlines()]
    source = (shipped_templates() / "mail" / "base.mjml.j2").read_text(encoding="utf-8")
    found: list[tuple[int, str]] = []

    def walk(node: jinja2.nodes.Node, depth: int) -> None:
        for child in node.iter_child_nodes():
            is_block = isinstance(child, jinja2.nodes.Block)
            if is_block:
                found.append((2 * depth, child.name))
            walk(child, depth + is_block)

    walk(jinja2.Environment().parse(source), 0)
    assert sorted(told) == sorted(found)


def test_the_text_part_has_the_blocks_that_are_told() -> None:
    text = (shipped_templates() / "mail" / "issue.txt.j2").read_text(encoding="utf-8")
    base = (shipped_templates() / "mail" / "base.mjml.j2").read_text(encoding="utf-8")
    blocks = re.findall(r"^{% block (\w+)", text, re.MULTILINE)
    assert {"web_link", "masthead", "stories", "footer"} <= set(blocks)
    assert set(blocks) <= set(re.findall(r"{% block (\w+)", base))


def test_shown_blocks_change_the_mail_in_their_place(tmp_path: Path) -> None:
    page = html(saved(tmp_path, "templates/mail/default.mjml.j2"))
    assert 'src="https://www.example.org/quiet-works/logo.png"' in page
    assert page.count("Questions? Answer this mail.") == 6
    assert page.count('class="button"') == 5


def test_shown_block_changes_the_pages(tmp_path: Path) -> None:
    theme = saved(tmp_path, "templates/web/base.html.j2")
    pages = {page.path: page.body.decode() for page in render_web([], config=CONFIG, theme=theme)}
    assert "Printed on recycled electrons." in pages["404.html"]


def test_shown_look_is_one(tmp_path: Path) -> None:
    theme = saved(tmp_path, "templates/mail/evening.mjml.j2", theme='look = "evening"')
    assert theme.looks == LOOKS
    page = html(theme, showcase_issue(stories=(KELP,)))
    assert "font-size:30px;line-height:38px;" in page
    assert "In this issue" not in page


def test_told_values_are_what_templates_get() -> None:
    rows = [row[0].strip("`") for row in table("Values")]
    mail = (ROOT / "src" / "digest" / "render" / "mail.py").read_text(encoding="utf-8")
    for value in rows:
        assert value == "story" or f'"{value}"' in mail or f"{value}=" in mail
    for expression in re.findall(r"`(issue|story|design)\.(\w+)", PAGE):
        source = (shipped_templates() / "mail" / "base.mjml.j2").read_text(encoding="utf-8")
        assert ".".join(expression) in source


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("theme.toml", '[light]\n\nacent = "#123456"\n'),
        (
            "mail/default.mjml.j2",
            '{% extends "shipped/mail/default.mjml.j2" %}\n'  # noqa: ISC004  # one text
            "{% block headline %}\n{{ story.titel }}{% endblock %}",
        ),
        ("mail/default.mjml.j2", '{% extends "shipped/mail/defalt.mjml.j2" %}'),
    ],
)
def test_faults_are_told_as_shown(tmp_path: Path, path: str, text: str) -> None:
    file = tmp_path / "templates" / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DigestError) as caught:
        html(Theme(tmp_path / "templates"))
    shown = str(caught.value).replace(f"{tmp_path}/", "")
    assert f"{shown}\n" in PAGE


def test_the_operators_table_names_templates_that_are_shipped() -> None:
    operator = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    section = operator.partition("## Templates\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([\w./]+\.(?:j2|toml))`", section)
    shipped = [path for path in shipped_templates().rglob("*.j2") if "preview" not in path.parts]
    assert {shipped_templates() / name for name in named} >= set(shipped)
    assert all((shipped_templates() / name).is_file() for name in named)
