"""A publication's own templates, words and `theme.toml` over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError, RenderError
from digest.model import MailEdition
from digest.render.mail import render_mail
from digest.render.theme import Theme
from digest.render.web import render_web
from factories import issue_factory
from showcase import showcase_config, showcase_issue

CONFIG = showcase_config()
NONCE = "n0123456789abcdef01234567n"


def own(folder: Path, **files: str) -> Theme:
    """A theme with these files: `mail__default` is `mail/default.mjml.j2`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Theme(folder)


def mail(theme: Theme) -> MailEdition:
    return render_mail(showcase_issue(), config=CONFIG, theme=theme, nonces=lambda: NONCE)


# --- one block --------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["compact", "default", "plain"])
def test_one_block_of_a_look_changes_and_the_rest_stays(tmp_path: Path, look: str) -> None:
    text = f"""{{% extends "shipped/mail/{look}.mjml.j2" %}}
{{% block kicker %}}<p>From {{{{ story.credits[0].source }}}}</p>{{% endblock %}}
"""
    files = {f"mail/{look}.mjml.j2": text, "theme.toml": f'look = "{look}"'}
    html = mail(own(tmp_path, **files)).html
    assert "<p>From Tideline</p>" in html
    assert "<p>From Spans Review</p>" in html
    assert "16 November 2026" not in html
    assert "Offshore lines now yield" in html
    assert "You receive this mail" in html


def test_a_block_may_keep_what_it_had(tmp_path: Path) -> None:
    text = """{% extends "shipped/mail/default.mjml.j2" %}
{% block read_article %}{{ super() }}<p>No {{ story.slug }}</p>{% endblock %}
"""
    html = mail(own(tmp_path, **{"mail/default.mjml.j2": text})).html
    assert html.count('class="button"') == 5
    assert "<p>No bridges-that-count</p>" in html


def test_a_block_of_the_frame_changes_in_all_looks(tmp_path: Path) -> None:
    text = """{% extends "shipped/mail/base.mjml.j2" %}
{% block address %}<p>Somewhere else</p>{% endblock %}
"""
    for look in ("compact", "default", "plain"):
        files = {"mail/base.mjml.j2": text, "theme.toml": f'look = "{look}"'}
        html = mail(own(tmp_path, **files)).html
        assert "<p>Somewhere else</p>" in html
        assert "14 Mole End" not in html


def test_a_block_may_stand_in_a_file_of_its_own_folder(tmp_path: Path) -> None:
    files = {
        "mail/default.mjml.j2": '{% extends "shipped/mail/default.mjml.j2" %}'
        '{% block imprint %}{% include "mail/parts/imprint.j2" %}{% endblock %}',
        "mail/parts/imprint.j2": "<p>No. {{ issue.number }} of {{ publication.title }}</p>",
    }
    assert "<p>No. 12 of The Quiet Works</p>" in mail(own(tmp_path, **files)).html


def test_a_block_of_the_text_part_changes(tmp_path: Path) -> None:
    text = (
        '{% extends "shipped/mail/issue.txt.j2" %}{% block masthead %}QUIET & LOUD\n{% endblock %}'
    )
    edition = mail(own(tmp_path, **{"mail/issue.txt.j2": text}))
    assert "QUIET & LOUD\n" in edition.text
    assert "Offshore lines now yield" in edition.text


def test_a_block_of_a_page_changes(tmp_path: Path) -> None:
    text = """{% extends "shipped/web/base.html.j2" %}
{% block masthead %}<header>Mine</header>{% endblock %}
"""
    pages = render_web(
        [issue_factory()], config=CONFIG, theme=own(tmp_path, **{"web/base.html.j2": text})
    )
    bodies = {page.path: page.body.decode() for page in pages}
    assert "<header>Mine</header>" in bodies["404.html"]
    assert "The bell of line four" in bodies["2026-10-05/index.html"]


def test_a_whole_look_is_a_new_file(tmp_path: Path) -> None:
    files = {
        "mail/tiny.mjml.j2": '<mjml lang="en" dir="ltr"><mj-body><mj-section><mj-column><mj-text>'
        '<h1>{{ issue.title }}</h1><a href="{{ unsubscribe_url }}">Leave</a>'
        "</mj-text></mj-column></mj-section></mj-body></mjml>",
        "theme.toml": 'look = "tiny"',
    }
    theme = own(tmp_path, **files)
    assert theme.looks == ("compact", "default", "plain", "tiny")
    assert "<h1>The sea gets a bookkeeper</h1>" in mail(theme).html


# --- theme.toml -------------------------------------------------------------------------------


def test_colours_and_fonts_reach_mail_and_pages(tmp_path: Path) -> None:
    text = '[fonts]\nheading = "Palatino, serif"\n[light]\naccent = "#7a1f1f"\n'
    theme = own(tmp_path, **{"theme.toml": text})
    pages = render_web([issue_factory()], config=CONFIG, theme=theme)
    bodies = {page.path: page.body.decode() for page in pages}
    assert "--accent: #7a1f1f;" in bodies["style.css"]
    assert "--heading-font: Palatino, serif;" in bodies["style.css"]
    assert 'fill="#7a1f1f"' in bodies["favicon.svg"]
    html = mail(theme).html
    assert 'bgcolor="#7a1f1f"' in html
    assert "font-family:Palatino,serif" in html
    assert "#1f4f82" not in html + bodies["style.css"] + bodies["favicon.svg"]


def test_a_fault_of_the_theme_names_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        own(tmp_path, **{"theme.toml": "\n[light]\nmuted = '#cccccc'\n"})
    assert str(caught.value).startswith(f"{tmp_path / 'theme.toml'}:3: `light.muted` #cccccc on")


def test_a_theme_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read as UTF-8"):
        Theme(tmp_path)


@pytest.mark.parametrize("folder", [None, "missing"])
def test_without_a_folder_the_theme_is_as_shipped(tmp_path: Path, folder: str | None) -> None:
    theme = Theme(folder and tmp_path / folder)
    assert theme.design.look == "default"
    assert theme.looks == ("compact", "default", "plain")


# --- faults of templates ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["default.mjml.j2", "issue.txt.j2"])
def test_a_theme_that_lets_nobody_leave_is_refused(tmp_path: Path, name: str) -> None:
    text = "<mjml><mj-body></mj-body></mjml>" if "mjml" in name else "Hello"
    with pytest.raises(RenderError, match=f"mail/{name}: has no `unsubscribe_url`"):
        mail(own(tmp_path, **{f"mail/{name}": text}))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<mjml>\n{{ issue.titel }}\n</mjml>", r":2: .*titel"),
        ("<mjml>\n{{ isue.title }}\n</mjml>", r":2: 'isue' is undefined; did you mean `issue`\?"),
        ("<mjml>\n\n{% for %}\n</mjml>", r":3: .*mend the template"),
        ("\n{% block a %}\n", r":\d: .*block"),
        (
            '\n{% extends "shipped/mail/defalt.mjml.j2" %}',
            r":2: there is no template shipped/mail/defalt",
        ),
        ('\n\n{% include "mail/missing.j2" %}', r":3: there is no template mail/missing.j2"),
        ('\n{{ words.say("hello") }}', r":2: there is no phrase `hello`"),
        ("\n{{ 1 / 0 }}", r":2: division by zero; mend the template"),
        ("\n{{ issue.number | wrap }}", r":2: .*; mend the template"),
        (
            '{% extends "mail/default.mjml.j2" %}',
            r"extends or includes itself; .* shipped/mail/default",
        ),
    ],
)
def test_a_fault_of_a_template_names_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    theme = own(tmp_path, **{"mail/default.mjml.j2": text})
    with pytest.raises(RenderError, match=rf"mail/default\.mjml\.j2.*{fault}"):
        mail(theme)


def test_a_fault_in_a_block_names_the_line_of_the_block(tmp_path: Path) -> None:
    text = """{% extends "shipped/mail/default.mjml.j2" %}
{% block headline %}
<h2>{{ story.titel }}</h2>
{% endblock %}
"""
    with pytest.raises(RenderError, match=r"mail/default\.mjml\.j2:3: .*titel"):
        mail(own(tmp_path, **{"mail/default.mjml.j2": text}))


def test_a_template_that_the_theme_lacks_is_named() -> None:
    with pytest.raises(RenderError, match=r"there is no template mail/nothing\.mjml\.j2"):
        Theme().render("mail/nothing.mjml.j2")
