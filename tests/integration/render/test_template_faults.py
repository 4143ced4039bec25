"""A publication's own templates with a fault in them: each is told with its file and line."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from digest.errors import RenderError
from digest.model import MailEdition
from digest.render.mail import render_mail
from digest.render.mjml.engine import mjml_to_html
from digest.render.mjml.lint import lint_mjml
from digest.render.theme import Theme
from showcase import showcase_config, showcase_issue

CONFIG = showcase_config()
BASE = "<mjml><mj-body>\n{% block content %}\n{% endblock %}\n</mj-body></mjml>\n"
EXTENDS = '{% extends "mail/small.mjml.j2" %}\n'
SHIPPED = '{% extends "shipped/mail/default.mjml.j2" %}\n{% block footer %}'


def section(content: str) -> str:
    """A template with something of the publication's own, from its line 5 on."""
    return (
        f"{EXTENDS}{{% block content %}}\n{{{{ super() }}}}\n<mj-section><mj-column>\n{content}\n"
        "</mj-column></mj-section>\n{% endblock %}\n"
    )


def write(folder: Path, **templates: str) -> Theme:
    (folder / "mail").mkdir()
    for name, text in templates.items():
        (folder / f"mail/{name}.mjml.j2").write_text(text, encoding="utf-8")
    return Theme(folder)


def html_of(theme: Theme) -> str:
    name, values = "mail/own.mjml.j2", {"title": "A title"}
    text = theme.render(name, **values)
    return mjml_to_html(text, name=name, lines=lambda: theme.lines(name, text=text, values=values))


def fault(folder: Path, template: str, **others: str) -> str:
    """What is said of a publication's template, beside a small one that it extends."""
    theme = write(folder, own=template, small=BASE, **others)
    with pytest.raises(RenderError) as refusal:
        html_of(theme)
    return str(refusal.value).replace(f"{folder}/", "")


def mail(theme: Theme) -> MailEdition:
    nonces = (f"n{number:024x}n" for number in itertools.count())
    return render_mail(showcase_issue(), config=CONFIG, theme=theme, nonces=lambda: next(nonces))


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (section("<mj-text>\n<b>mine\n</mj-text>"), "6: <b> is not closed before </mj-text>"),
        (section("<mj-text>mine"), "5: <mj-text> is not closed before </mj-column>"),
        (section("\n<mj-txet>mine</mj-txet>"), "6: <mj-txet> is no element of MJML; did you mean"),
        (section('<mj-text\n  colour="red">x</mj-text>'), "6: <mj-text> knows no `colour`"),
        (section('<mj-text colour="{{ title }}">x</mj-text>'), "5: <mj-text> knows no"),
        (section("<mj-text>1 < 2</mj-text>"), "5: a `<` that begins no tag"),
        (section('<mj-image src="https://e.org/a.png" />'), "5: <mj-image> has no `alt`"),
        (section("{% raw %}<mj-text>\n\n<i>{{ x }}</mj-text>{% endraw %}"), "7: <i> is not closed"),
        (section("{# a\nb #}\n{% if title %}\n<mj-foo />\n{% endif %}"), "8: <mj-foo> is no"),
        (section("<mj-text><!--[if mso] >x</mj-text>"), "5: a conditional comment is broken"),
        (section(f"<mj-text>\n{'<b>' * 50}x{'</b>' * 50}</mj-text>"), "6: more than 50 elements"),
        (f"{EXTENDS}\n{{% block kontent %}}{{% endblock %}}", "3: there is no block `kontent`"),
        (f"{EXTENDS}\n{{% block content %}}", "3: Unexpected end of template."),
        (section("{{ nothing }}"), "5: "),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, template: str, told: str) -> None:
    assert fault(tmp_path, template).startswith(f"mail/own.mjml.j2:{told}")


def test_a_fault_in_an_included_template_is_told_there(tmp_path: Path) -> None:
    told = fault(tmp_path, section("{% include 'mail/part.mjml.j2' %}"), part="\n<mj-foo />\n")
    assert told.startswith("mail/part.mjml.j2:2: <mj-foo> is no")


def test_a_fault_in_a_macro_is_told_where_it_is_written(tmp_path: Path) -> None:
    macro = "\n{% macro part(words) %}\n<mj-text>{{ words }}\n</mj-button>\n{% endmacro %}\n"
    template = section("{% from 'mail/macros.mjml.j2' import part %}\n{{ part('x') }}")
    told = fault(tmp_path, template, macros=macro).split("\n")
    assert told[0].startswith("mail/macros.mjml.j2:3: <mj-text> is not closed")
    assert told[1].startswith("mail/macros.mjml.j2:4: </mj-button> closes nothing")


def test_a_fault_beside_the_shipped_templates_is_told(tmp_path: Path) -> None:
    own = f"{SHIPPED}\n{{{{ super() }}}}\n<mj-section>\n<mj-txet /></mj-section>{{% endblock %}}"
    with pytest.raises(RenderError, match=r"mail/default\.mjml\.j2:5: <mj-txet> is no element"):
        mail(write(tmp_path, default=own))


def test_without_the_address_that_unsubscribes_nothing_is_rendered(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="nobody could leave"):
        mail(write(tmp_path, default=f"{SHIPPED}{{% endblock %}}"))


def test_odd_characters_leave_no_debris(tmp_path: Path) -> None:
    image = '<mj-image src="https://e.org/a.png" width="20px" alt="a\xa0b 👩\u200d👧\n\\ \'c\'" />'
    theme = write(tmp_path, small=BASE, own=section(f"{image}<mj-text>a\xa0b\u200d\\</mj-text>"))
    html = html_of(theme)
    assert "alt=\"a&#160;b &#128105;&#8205;&#128103; &#92; 'c'\"" in html
    assert "a\xa0b\u200d\\</div>" in html


@pytest.mark.parametrize("look", ["default", "compact", "plain"])
def test_the_shipped_looks_have_no_fault(tmp_path: Path, look: str) -> None:
    sources: list[str] = []

    class Spy(Theme):
        def render(self, name: str, **values: object) -> str:
            text = super().render(name, **values)
            if name.endswith(".mjml.j2"):
                sources.append(text)
            return text

    (tmp_path / "theme.toml").write_text(f'look = "{look}"\n', encoding="utf-8")
    mail(Spy(tmp_path))
    assert sources
    assert not any(map(lint_mjml, sources))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("cycler()", "at least one item has to be provided"),
        ("'x' * 10 ** 18", "MemoryError"),
        ("title.nothing()", "'str object' has no attribute 'nothing'"),
    ],
)
def test_whatever_a_template_raises_is_told_with_its_place(
    tmp_path: Path, call: str, told: str
) -> None:
    assert fault(tmp_path, section(f"{{{{ {call} }}}}")).startswith(f"mail/own.mjml.j2:5: {told}")


def test_a_template_in_another_encoding_is_told(tmp_path: Path) -> None:
    theme = write(tmp_path, own="")
    (tmp_path / "mail/own.mjml.j2").write_bytes("one\ncafé".encode("latin-1"))

    with pytest.raises(RenderError, match=r"mail/own\.mjml\.j2:2: byte 0xE9 is not UTF-8; save"):
        html_of(theme)
