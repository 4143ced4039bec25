"""Bad input: each kind gives a right edition of every sort, or a sentence with file and line."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from digest.compose.markdown import escape
from digest.compose.text import one_line
from digest.errors import ConfigError, RenderError
from digest.model import Issue, MailEdition, Outlook, Takeaway
from digest.render.feeds import render_feeds
from digest.render.mail import fill, personal_urls, render_mail
from digest.render.theme import Theme
from digest.render.web import render_preview
from factories import config_factory, issue_factory, story_factory
from visible import links, start_tags, visible_words

CONFIG = config_factory()
THEME = Theme()
LONG = "w" * 400
ARABIC = "كيف غيّر Tim Berners-Lee العالم"
PAINS = (
    "AT&T <b>bold</b> “so” 'to' \"say\"", "👩‍👩‍👧‍👦 and 🏳️‍🌈", "10\u00a0000\u202fkm",
    "Schiff\u00adfahrt", "a ]]> b", "{{ 7*7 }}", "{% raw %}{{ x }}{% endraw %}", "{# a #}",
    "<mj-raw><p></mj-raw>", '" onerror=alert(1) x="', "@@UNSUB@@", "&amp;lt;",
)  # fmt: skip


def mail(issue: Issue, theme: Theme = THEME) -> MailEdition:
    nonces = (f"n{number:024x}n" for number in itertools.count())
    return render_mail(issue, config=CONFIG, theme=theme, nonces=lambda: next(nonces))


def editions(issue: Issue) -> dict[str, str]:
    """Mail, text, page and feeds, by name, as everybody would get them."""
    html, text = fill(mail(issue), personal_urls(CONFIG, token=""))
    pages = (
        render_preview(issue, config=CONFIG, theme=THEME)[-1],
        *render_feeds([issue], config=CONFIG, theme=THEME),
    )
    return {"mail": html, "text": text} | {page.path: page.body.decode() for page in pages}


def told(**what_matters: object) -> Issue:
    return issue_factory(stories=(story_factory(**what_matters),), intro="")


def takeaways(*texts: str) -> Issue:
    """An issue with takeaways as a compiler makes them of an article's text."""
    return told(takeaways=tuple(Takeaway(markdown=escape(one_line(text))) for text in texts))


INPUTS = {
    "200 stories": issue_factory(
        stories=tuple(story_factory(slug=f"story-{each}") for each in range(200)), articles=()
    ),
    "a headline without a space": told(title=LONG),
    "an Arabic headline with an English name": told(title=ARABIC),
    "pains": takeaways(*PAINS),
    "an outlook of pains": told(outlook=Outlook(paragraphs=tuple(map(escape, PAINS)))),
    "a headline of pains": told(title=" ".join(PAINS)),
    "images": told(
        note="![a](https://e.org/a.png) ![b](data:image/png;base64,AAAA) ![c](c.png) ![d](/d.png)"
    ),
    "ten thousand words": takeaways("word " * 10_000),
    "one word of a megabyte": takeaways("w" * 1_000_000),
    "five thousand links": told(note=" ".join(f"[l](https://e.org/{n})" for n in range(5_000))),
    "quotations in quotations": issue_factory(intro="> " * 300 + "x"),
    "lists in lists": issue_factory(intro="- " * 300 + "x"),
    "a preheader that turns round": issue_factory(preheader="\u202e\u2066" * 50 + "x"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_bad_input_becomes_sound_editions(name: str) -> None:
    for where, text in editions(INPUTS[name]).items():
        assert "49" not in text.split(), where
        assert not {sign for sign in ("\\u{", "\u202e", "\u2066", "\ufffd") if sign in text}, where
        if where not in {"mail", f"{INPUTS[name].name}/index.html"}:
            continue
        tags = start_tags(text)
        assert not {tag for tag, _ in tags} & {"script", "mj-raw", "iframe", "svg"}, where
        assert not any(key.startswith("on") for _, values in tags for key in values), where
        assert all("alt" in values for tag, values in tags if tag == "img"), where
        assert not any(link.startswith(("data:", "javascript:")) for link in links(text)), where


@pytest.mark.parametrize("pain", PAINS)
def test_pain_is_read_as_it_was_written(pain: str) -> None:
    issue = takeaways(pain)
    shown = editions(issue)
    wanted = one_line(pain).split()
    for where in ("mail", f"{issue.name}/index.html"):
        words = visible_words(shown[where])
        start = words.index("takeaways") + 1
        assert words[start : start + len(wanted)] == wanted
    assert " ".join(wanted) in " ".join(shown["text"].split())


def test_image_that_cannot_be_loaded_leaves_its_words() -> None:
    shown = editions(INPUTS["images"])
    images = [values for tag, values in start_tags(shown["mail"]) if tag == "img"]

    assert [values["src"] for values in images] == ["https://e.org/a.png"]
    assert images[0]["width"] == "552"
    assert {"b", "c", "d"} <= set(visible_words(shown["mail"]))


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("{% block title %}\n<b>x\n{% endblock %}", "3: <b> is not closed"),
        ("{% block title %}\n<mj-foo>x</mj-foo>\n{% endblock %}", "3: <mj-foo> is no element"),
        ("{% block titel %}x{% endblock %}", "2: there is no block `titel`"),
        ("{% block title %}{{ nothing }}{% endblock %}", "2: 'nothing' is undefined"),
    ],
)
def test_broken_template_is_told_with_file_and_line(tmp_path: Path, block: str, fault: str) -> None:
    (tmp_path / "mail").mkdir()
    template = tmp_path / "mail/default.mjml.j2"
    template.write_text(f'{{% extends "shipped/mail/default.mjml.j2" %}}\n{block}', "utf-8")

    with pytest.raises(RenderError) as refusal:
        mail(issue_factory(), Theme(tmp_path))

    assert str(refusal.value).startswith(f"{template}:{fault}")


def test_theme_that_cannot_be_read_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('[light]\ntext = "#eeeeee"\n', "utf-8")

    with pytest.raises(ConfigError, match=r"theme\.toml:2: `light\.text` #eeeeee .* is #6d6d6d"):
        Theme(tmp_path)
