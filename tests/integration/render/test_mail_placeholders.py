"""What stands in a mail for its recipient: nobody else can place it, and it comes out safe."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from digest.config.tables import Config
from digest.errors import RenderError
from digest.model import (
    Correction,
    Field,
    Issue,
    IssueSection,
    MailEdition,
    Outlook,
    Role,
    Story,
    Takeaway,
)
from digest.render.mail import fill, personal_urls, render_mail
from digest.render.theme import Theme
from factories import article_ref_factory, config_factory, issue_factory, story_factory
from showcase import HOSTILE_TEXTS

THEME = Theme()
TOKEN = "5ec4e7" * 5 + "5e"
PREFERENCES = "https://loom.example.org/me?a=1&t={token}"
CONFIG = config_factory(mail={"preferences_url": PREFERENCES})
GUESSES = (
    "@@UNSUB@@ @@UNSUBSCRIBE_URL@@ [[unsubscribe]] %(unsubscribe_url)s ${unsubscribe_url}",
    "*|UNSUB|* %unsubscribe_url% <%= unsubscribe_url %> $unsubscribe_url",
    "{{ unsubscribe_url }} {{unsubscribe_url}} {{ preferences_url }} {{ links.listed() }}",
    "{% raw %}{{ unsubscribe_url }}{% endraw %} {% block footer %} {# x #}",
    "{token} unsubscribe_url preferences_url",
    *HOSTILE_TEXTS,
)


def nonce() -> str:
    return f"n{secrets.token_hex(12)}n"


def mail(
    issue: Issue, *, config: Config = CONFIG, nonces: Callable[[], str] = nonce
) -> MailEdition:
    return render_mail(issue, config=config, theme=THEME, nonces=nonces)


def everywhere(text: str) -> Issue:
    """An issue that holds the text wherever an article's or an editor's words may stand."""
    return issue_factory(
        title=text,
        subject=text,
        preheader=text,
        intro=f"{text} [a](https://e.org/?{text.replace(' ', '')}) ![{text}](https://e.org/x.png)",
        stories=(
            Story(
                slug="s",
                title=text,
                url="https://e.org/s",
                note=text,
                takeaways=(Takeaway(markdown=text),),
                outlook=Outlook(paragraphs=(text,)),
            ),
        ),
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading=text),
            IssueSection(role=Role.PROSE, heading=text, markdown=text),
        ),
        articles=(article_ref_factory(story="s", title=text, source=text, author=text),),
        corrections=(Correction(at=issue_factory().published_at, note=text),),  # type: ignore[arg-type]  # published
    )


@pytest.mark.parametrize("guess", GUESSES)
def test_an_article_that_guesses_a_placeholder_gets_nothing(guess: str) -> None:
    filled = fill(mail(everywhere(guess)), personal_urls(CONFIG, token=TOKEN))
    for part in filled:
        assert part.count(TOKEN) == 2  # where our own footer has it
    plain = fill(mail(issue_factory()), personal_urls(CONFIG, token=TOKEN))
    for part, usual in zip(filled, plain, strict=True):
        assert part.count("mailto:leave@") == usual.count("mailto:leave@") == 1


def test_an_article_with_the_last_renderings_nonces_gets_nothing() -> None:
    before = mail(issue_factory())
    again = mail(everywhere(" ".join(before.placeholders)))
    assert not set(before.placeholders) & set(again.placeholders)
    for part in fill(again, personal_urls(CONFIG, token=TOKEN)):
        assert part.count(TOKEN) == 2


def drawing(*words: str) -> Callable[[], str]:
    """Draws these again and again, with a good nonce between."""

    def draws() -> Iterator[str]:
        while True:
            yield from words
            yield nonce()

    source = draws()
    return lambda: next(source)


def test_a_nonce_that_the_issue_holds_is_drawn_again() -> None:
    stories = (story_factory(title="nguessed1n", takeaways=(Takeaway(markdown="nguessed2n"),)),)
    edition = mail(issue_factory(stories=stories), nonces=drawing("nguessed1n", "nguessed2n"))
    assert set(edition.placeholders.values()) == {Field.UNSUBSCRIBE_URL, Field.PREFERENCES_URL}
    assert not {"nguessed1n", "nguessed2n"} & set(edition.placeholders)


def test_a_stand_in_that_the_issue_holds_is_drawn_again() -> None:
    stories = (story_factory(title="nguessednnguessedn"),)
    edition = mail(issue_factory(stories=stories), nonces=drawing("nguessedn"))
    html, text = fill(edition, personal_urls(CONFIG, token=TOKEN))
    assert html.count("nguessednnguessedn") == text.count("nguessednnguessedn") == 1


@pytest.mark.parametrize(
    "held",
    [
        config_factory(publication={"title": "nheldn"}),
        config_factory(publication={"postal_address": "1 nheldn Street"}),
        config_factory(mail={"preferences_url": "https://e.org/nheldn"}),
    ],
)
def test_a_nonce_that_the_configuration_holds_is_drawn_again(held: Config) -> None:
    edition = mail(issue_factory(), config=held, nonces=drawing("nheldn"))
    assert "nheldn" not in edition.placeholders


@pytest.mark.parametrize("word", ["because", "nbsp", "tbody", "serif"])
def test_a_nonce_that_the_templates_write_is_drawn_again(word: str) -> None:
    edition = mail(issue_factory(), nonces=drawing(word))
    assert word in edition.html
    assert word not in edition.placeholders


def test_a_source_of_nonces_that_never_helps_is_refused() -> None:
    with pytest.raises(RenderError, match="no placeholder"):
        mail(issue_factory(title="nsamen"), nonces=lambda: "nsamen")
    with pytest.raises(RenderError, match="no placeholder"):
        mail(issue_factory(), nonces=lambda: "<not a nonce>")
    with pytest.raises(RenderError, match="no placeholder"):
        mail(issue_factory(), nonces=lambda: "nonefortwon")


def test_values_are_escaped_in_html_only() -> None:
    urls = {
        Field.UNSUBSCRIBE_URL: 'https://e.org/?a=1&b="2"',
        Field.PREFERENCES_URL: "https://e.org/<me>",
    }
    html, text = fill(mail(issue_factory()), urls)
    assert 'href="https://e.org/?a=1&amp;b=&quot;2&quot;"' in html
    assert 'href="https://e.org/&lt;me&gt;"' in html
    assert '] https://e.org/?a=1&b="2"\n' in text
    assert "] https://e.org/<me>\n" in text


def test_preferences_are_shown_in_both_parts_where_there_are_any() -> None:
    with_them, without = mail(issue_factory()), mail(issue_factory(), config=config_factory())
    for part in (with_them.html, with_them.text):
        assert "Your preferences" in part
    for part in (without.html, without.text):
        assert "Your preferences" not in part
    assert set(without.placeholders.values()) == {Field.UNSUBSCRIBE_URL}


@pytest.mark.parametrize(
    ("token", "unsubscribe", "preferences"),
    [
        ("abc", "mailto:leave@loom.example.org?subject=unsubscribe%20abc", "me?a=1&t=abc"),
        ("", "mailto:leave@loom.example.org?subject=unsubscribe", "me?a=1&t="),
    ],
)
def test_the_token_stands_in_the_recipients_addresses(
    token: str, unsubscribe: str, preferences: str
) -> None:
    assert personal_urls(CONFIG, token=token) == {
        Field.UNSUBSCRIBE_URL: unsubscribe,
        Field.PREFERENCES_URL: f"https://loom.example.org/{preferences}",
    }


def test_signs_in_the_unsubscribe_mailbox_are_quoted() -> None:
    config = config_factory(mail={"unsubscribe_address": "a+b&c@example.org"})
    url = personal_urls(config, token="")[Field.UNSUBSCRIBE_URL]
    assert url.startswith("mailto:a%2Bb%26c@example.org?")


def test_what_nobody_receives_has_no_token() -> None:
    edition = replace(mail(issue_factory()), subject="")
    for part in fill(edition, personal_urls(CONFIG, token="")):
        assert "{token}" not in part
        assert "me?a=1&amp;t=" in part or "me?a=1&t=\n" in part
