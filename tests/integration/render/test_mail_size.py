"""The size of a mail: what it costs, and what is left of an issue that is too large for one."""

from __future__ import annotations

import re

import pytest

from digest.errors import RenderError
from digest.model import Field, Issue, MailEdition, Story, Takeaway
from digest.render.mail import MAX_MESSAGE_BYTES, fill, render_mail
from digest.render.theme import Theme
from factories import issue_factory, story_factory
from showcase import long_issue, showcase_config
from text_part import text_links
from visible import links

THEME = Theme()
CONFIG = showcase_config()
NONCE = "n0123456789abcdef01234567n"
REST = "The rest of this story, on the web"


def mail(issue: Issue) -> MailEdition:
    return render_mail(issue, config=CONFIG, theme=THEME, nonces=lambda: NONCE)


def size(edition: MailEdition) -> int:
    filled = fill(edition, {Field.UNSUBSCRIBE_URL: f"mailto:{CONFIG.mail.unsubscribe_address}"})
    return sum(len(part.encode()) for part in filled)


def test_a_story_of_five_takeaways_and_an_outlook_costs_little() -> None:
    sizes = [len(mail(long_issue(count)).html.encode()) for count in (3, 8)]
    assert (sizes[1] - sizes[0]) / 5 < 5_500


def test_an_issue_that_fits_is_whole() -> None:
    edition = mail(long_issue(8))
    assert edition.trims == ()
    assert REST not in edition.html + edition.text


def test_a_larger_issue_loses_as_little_as_makes_it_fit() -> None:
    edition = mail(long_issue(11))
    assert MAX_MESSAGE_BYTES - 1_500 < size(edition) <= MAX_MESSAGE_BYTES
    assert len(edition.trims) == edition.html.count(REST) > 0


def test_the_last_stories_give_first() -> None:
    shortened = re.findall(r"follow \((\d+)\)» stands", " ".join(mail(long_issue(11)).trims))
    assert shortened == [str(number) for number in range(12 - len(shortened), 12)]
    assert len(shortened) < 11


@pytest.mark.parametrize("count", [11, 13, 20])
def test_both_parts_lose_the_same(count: int) -> None:
    edition = mail(long_issue(count))
    assert links(edition.html) == text_links(edition.text)
    for words in ("Nobody has yet farmed beyond", "Prices are the other unknown", REST):
        assert edition.html.count(words) == " ".join(edition.text.split()).count(words)


def test_the_largest_issue_becomes_a_list_of_its_stories() -> None:
    edition = mail(long_issue(100))
    assert size(edition) <= MAX_MESSAGE_BYTES
    assert all(f"accountants follow ({number})" in edition.html for number in range(1, 101))
    assert all(f"accountants follow ({number})" in edition.text for number in range(1, 101))
    assert len(edition.trims) == 100
    assert re.search(
        r"\(100\)» stands in the mail with its headline and link only$", edition.trims[-1]
    )


def test_what_cannot_be_shortened_enough_is_refused() -> None:
    with pytest.raises(
        RenderError,
        match=r"2026-10-05: the mail has 2\d\d,\d{3} bytes even with .* may have 90,000",
    ):
        mail(issue_factory(intro="word " * 20_000))


def test_a_passage_that_mrml_would_refuse_is_left_to_the_web_page() -> None:
    huge = Story(slug="huge", title="Huge", takeaways=(Takeaway(markdown="word " * 300_000),))
    edition = mail(issue_factory(stories=(story_factory(), huge)))
    assert size(edition) <= MAX_MESSAGE_BYTES
    assert "Huge" in edition.html
    assert "It rings" in edition.html


def test_the_measure_of_the_whole_message_decides() -> None:
    def twice(edition: MailEdition) -> int:
        return 2 * len(edition.html.encode())

    edition = render_mail(
        long_issue(8), config=CONFIG, theme=THEME, nonces=lambda: NONCE, measure=twice
    )
    assert MAX_MESSAGE_BYTES - 4_000 < twice(edition) <= MAX_MESSAGE_BYTES
    assert edition.trims
