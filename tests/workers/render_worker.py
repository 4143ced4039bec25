"""A process that renders random articles as mail: prints how many, and dies of what it cannot bear.

Arguments: the seed, and how many articles. mrml overflows its stack without an exception, so only
another process can tell.
"""

from __future__ import annotations

import re
import sys
from random import Random

from digest.compose.markdown import escape
from digest.compose.text import clean_text, one_line
from digest.model import Issue, IssueSection, MailEdition, Outlook, Role, Story, Takeaway
from digest.render.mail import render_mail
from digest.render.theme import Theme
from factories import config_factory, issue_factory
from hostile import hostile_text
from visible import links, start_tags

STORIES = 10
NONCE = re.compile(r"n\d{12}n")
#: Few enough that most mails need no trimming, which renders them again and again.
PIECES = 4


def random_story(random: Random, *, number: int) -> Story:
    """A story as a compiler makes it of an article, or as an editor writes one by hand."""

    def passage() -> str:
        text = hostile_text(random, pieces=PIECES)
        return escape(one_line(text)) if random.random() < 0.5 else clean_text(text)

    return Story(
        slug=f"story-{number}",
        title=one_line(hostile_text(random, pieces=PIECES)) or "Untitled",
        url=f"https://e.org/{number}?a=1&b=“”" if random.random() < 0.8 else "javascript:x",
        note=passage() if random.random() < 0.2 else "",
        takeaways=tuple(Takeaway(markdown=passage()) for _ in range(random.randint(1, 5))),
        outlook=Outlook(paragraphs=tuple(passage() for _ in range(random.randint(1, 3)))),
    )


def random_issue(random: Random, *, number: int) -> Issue:
    """An issue of random stories in a language that may run from right to left."""
    return issue_factory(
        number=number,
        language=random.choice(("en", "de", "ar", "he", "zh")),
        title=one_line(hostile_text(random)) or "Untitled",
        subject=one_line(hostile_text(random)) or "Untitled",
        preheader=one_line(hostile_text(random)),
        intro=clean_text(hostile_text(random)),
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading=one_line(hostile_text(random)) or "x"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
            IssueSection(
                role=Role.PROSE, heading="Notes", markdown=clean_text(hostile_text(random))
            ),
        ),
        stories=tuple(random_story(random, number=each) for each in range(STORIES)),
    )


def check(edition: MailEdition) -> None:
    """Nothing of the articles has become markup, a template or debris."""
    for tag, values in start_tags(edition.html):
        assert not tag.startswith("mj-"), tag
        assert tag not in {"script", "svg", "iframe"}
        assert not any(name.startswith("on") for name in values), values
        assert tag != "img" or {"alt", "width"} <= set(values), values
    for address in links(edition.html):
        assert address.startswith(("https://", "http://", "mailto:")) or NONCE.fullmatch(address), (
            address
        )
    assert all(
        nonce in part for nonce in edition.placeholders for part in (edition.html, edition.text)
    )
    edition.html.encode()
    edition.text.encode()


def main(seed: str, count: str) -> None:
    random, theme, config = Random(int(seed)), Theme(), config_factory()
    rendered = 0
    while rendered < int(count):
        issue = random_issue(random, number=rendered // STORIES + 1)

        def nonce() -> str:
            return f"n{random.randrange(10**12):012}n"

        check(render_mail(issue, config=config, theme=theme, nonces=nonce))
        rendered += STORIES
    print(rendered)


if __name__ == "__main__":
    main(*sys.argv[1:])
