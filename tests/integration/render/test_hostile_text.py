"""Text that attacks: it stays text in the mail, in its text part and on the page."""

from __future__ import annotations

import pytest

from digest.compose.markdown import escape
from digest.compose.text import one_line
from digest.errors import RenderError
from digest.model import Issue, MailEdition, Takeaway
from digest.render.mail import render_mail
from digest.render.theme import Theme
from digest.render.web import render_preview
from factories import config_factory, issue_factory, story_factory
from showcase import HOSTILE_TEXTS, hostile_issue
from visible import links, start_tags, visible_words

NONCE = "n0123456789abcdef01234567n"
THEME = Theme()
CONFIG = config_factory()


def mail(issue: Issue) -> MailEdition:
    return render_mail(issue, config=CONFIG, theme=THEME, nonces=lambda: NONCE)


def page(issue: Issue) -> str:
    return render_preview(issue, config=CONFIG, theme=THEME)[-1].body.decode()


def html_of(medium: str, issue: Issue) -> str:
    return mail(issue).html if medium == "mail" else page(issue)


@pytest.mark.parametrize("medium", ["mail", "page"])
def test_hostile_text_never_becomes_markup(medium: str) -> None:
    html = html_of(medium, hostile_issue())
    tags = start_tags(html)
    names = {tag for tag, _ in tags}
    assert not names & {"script", "img", "mj-raw", "iframe"}
    assert not any(name.startswith("on") for _, values in tags for name in values)
    assert all(link.startswith(("https://", "mailto:", "#", "../", NONCE)) for link in links(html))


@pytest.mark.parametrize("medium", ["mail", "page"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_is_shown_as_it_is(medium: str, text: str) -> None:
    text = one_line(text)
    story = story_factory(title="Headline", takeaways=(Takeaway(markdown=escape(text)),))
    html = html_of(medium, issue_factory(stories=(story,), intro=""))
    words = visible_words(html)
    start = words.index("takeaways") + 1
    assert words[start : start + len(text.split())] == text.split()


def test_hostile_text_is_text_in_the_text_part() -> None:
    text = " ".join(mail(hostile_issue()).text.split())
    for hostile in HOSTILE_TEXTS:
        assert " ".join(one_line(hostile).split()) in text


@pytest.mark.parametrize("sign", ["**", "> ", "[", "*a ", "- "])
def test_nine_thousand_signs_of_markdown_do_not_crash(sign: str) -> None:
    issue = issue_factory(intro=f"{sign * 9_000}x{sign.strip()[::-1] * 9_000}")
    try:
        html = mail(issue).html
    except RenderError:
        html = page(issue)
    assert "<main" in html or "<title" in html


@pytest.mark.parametrize("medium", ["mail", "page"])
def test_emphasis_nested_too_deep_keeps_its_words(medium: str) -> None:
    html = html_of(medium, issue_factory(intro=f"before {'**' * 200}x{'**' * 200} after"))
    words = visible_words(html)
    assert words[words.index("before") :][:3] == ["before", "x", "after"]


@pytest.mark.parametrize("medium", ["mail", "page"])
def test_a_headline_without_a_space_is_taken(medium: str) -> None:
    assert "w" * 400 in html_of(medium, issue_factory(stories=(story_factory(title="w" * 400),)))
