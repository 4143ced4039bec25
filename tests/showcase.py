"""Whole issues as a reader would get them: one that is a pleasure, one that is an attack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from digest.compose.markdown import escape
from digest.compose.text import one_line
from digest.config.tables import Config
from digest.model import (
    ArticleRef,
    Correction,
    Issue,
    IssueSection,
    Mark,
    Outlook,
    Role,
    Status,
    Story,
    Takeaway,
)
from factories import article_ref_factory, config_factory, issue_factory

KELP = Story(
    slug="kelp-farms-move-offshore",
    title="Kelp farms move offshore, and the accountants follow",
    url="https://www.tideline.example/2026/11/kelp-farms-move-offshore?ref=digest&page=1",
    note="Our pick of the week: read it for the **balance sheet** alone.",
    takeaways=(
        Takeaway(
            markdown="Offshore lines now yield “three to four times” what sheltered bays give."
        ),
        Takeaway(
            markdown="Insurance, not biology, sets the pace: premiums fell by a third after two "
            "winters without a lost mooring."
        ),
        Takeaway(
            markdown="Most of the crop is still sold as food; carbon credits pay for less than "
            "5 % of a farm’s costs."
        ),
        Takeaway(
            markdown="Harbours that once refused the boats have begun to compete for them, with "
            "cold stores built at public expense."
        ),
        Takeaway(
            markdown="Nobody has yet farmed beyond the twelve-mile line for two years running.",
            mark=Mark.EDITED,
        ),
        Takeaway(markdown="No editor has taken this proposal.", mark=Mark.SUGGESTED),
    ),
    outlook=Outlook(
        paragraphs=(
            (
                "The next two seasons decide whether the crop becomes an industry or remains a "
                "subsidy. Three licences beyond the twelve-mile line are due in spring, and each "
                "needs a mooring that nobody has built before at that depth. If they hold through "
                "one winter, lenders say that they will price a farm like a ferry rather than a "
                "gamble."
            ),
            (
                "Prices are the other unknown. Processors have signed for twice the present "
                "harvest, but at a figure that only the largest growers can meet. Smaller farms "
                "are likely to merge, or to sell to cosmetics makers, who pay more and buy less."
            ),
            "Expect the first public accounts of an offshore farm in 2028.",
        ),
        edited=frozenset({2}),
        is_shortened=True,
    ),
)
BALKONE = Story(
    slug="balkonkraftwerke",
    title="Warum Balkone plötzlich Kraftwerke sind – und was das Netz davon hält",
    url="https://stadtstrom.example/balkone",
    takeaways=(
        Takeaway(
            markdown="„Steckerfertig“ heißt seit Juli: anmelden in zwei Minuten, ohne Elektriker."
        ),
        Takeaway(
            markdown="Die Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
            "gesellschaft meldet dreimal so viele Anträge wie im Vorjahr."
        ),
        Takeaway(
            markdown="Netzbetreiber sehen bei 800 Watt je Wohnung keine Gefahr für das Ortsnetz."
        ),
    ),
    outlook=Outlook(
        paragraphs=(
            (
                "Ab 2028 sollen Speicher für die Steckdose folgen. Ob sie sich rechnen, hängt "
                "weniger vom Wetter ab als von Tarifen, die sich stündlich ändern."
            ),
        )
    ),
)
BETA = Story(
    slug="att-beta",
    title="AT&T <beta> opens: what “fixed wireless” fixes",
    url="https://lines.example/att-beta?a=1&b=2",
    takeaways=(
        Takeaway(
            markdown="Speeds of 300 Mbit/s hold where `n < 40` homes share a mast & its backhaul."
        ),
        Takeaway(markdown="A family of four 👩‍👩‍👧‍👦 streams all evening; five gamers 🎮 do not."),
        Takeaway(markdown="The price, $55, is guaranteed until the word *beta* goes away."),
        Takeaway(markdown="More in [the carrier’s own map](https://lines.example/map?x=1&y=2)."),
    ),
)
ARCHIVE = Story(
    slug="the-archive-that-burned-twice",
    title="The archive that burned twice",
    takeaways=(
        Takeaway(
            markdown="What survived the first fire was copied by hand, and the copies burned."
        ),
        Takeaway(markdown="A single catalogue, lent out by mistake, names 11,000 lost books."),
    ),
    outlook=Outlook(
        paragraphs=("Readers are asked to send what they have; the list goes online in January.",)
    ),
)
BRIDGES = Story(
    slug="bridges-that-count",
    title="Bridges that count their own cracks",
    url="https://spans.example/bridges-that-count",
    takeaways=(
        Takeaway(
            markdown="Acoustic sensors heard a breaking wire eleven days before any eye saw it."
        ),
        Takeaway(
            markdown="One in nine road bridges in the survey carries more than it was built for."
        ),
        Takeaway(markdown="Listening costs about 0.4 % of a bridge’s value in ten years."),
    ),
    outlook=Outlook(
        paragraphs=(
            (
                "From 2029 new spans of more than fifty metres must listen to themselves. The "
                "harder question is who listens to the bridges: no road authority in the survey "
                "has a desk that is staffed at night."
            ),
        )
    ),
)

LAMPS = Story(
    slug="the-lamps-that-stay-on",
    title="The lamps that stay on",
    url="https://nightwork.example/lamps",
    takeaways=(
        Takeaway(
            markdown="A town that wanted to sleep asked its street lamps who still needed them.",
            mark=Mark.STANDFIRST,
        ),
    ),
)


def showcase_config(**what_matters: Any) -> Config:
    """A publication that lives on a sub-path."""
    publication = {
        "title": "The Quiet Works",
        "base_url": "https://www.example.org/quiet-works/",
        "description": "Long reads on the machines, trades and habits that hold a town together.",
        "timezone": "Europe/Berlin",
        "postal_address": "The Quiet Works, 14 Mole End, Port Anselm PA2 9XE",
    }
    return config_factory(publication=publication | what_matters)


def showcase_issue(**what_matters: Any) -> Issue:
    """Six stories: German, without an outlook, an address or takeaways, with signs that hurt."""
    stories = (KELP, BALKONE, BETA, ARCHIVE, BRIDGES, LAMPS)
    sources = ("Tideline", "Stadtstrom", "Lines", "Night Shelf", "Spans Review", "Nightwork")
    fields: dict[str, Any] = {
        "number": 12,
        "on": date(2026, 11, 23),
        "title": "The sea gets a bookkeeper",
        "subject": "The sea gets a bookkeeper · kelp, balconies, bridges",
        "preheader": "Kelp farms leave the bay, balconies feed the grid, bridges learn to listen.",
        "intro": "Five stories about things that used to be *background* and have begun to send "
        "bills. The longest one is about kelp; the shortest made us look up.",
        "sections": (
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
            IssueSection(role=Role.PROSE, heading="From the desk", markdown=DESK_NOTES),
            IssueSection(role=Role.PROSE, heading="Also noted", markdown=ALSO_NOTED),
        ),
        "stories": stories,
        "articles": (
            *(
                _ref(story, source=source, number=number)
                for number, (story, source) in enumerate(zip(stories, sources, strict=True))
            ),
            _SECOND_LOOK,
        ),
    }
    return issue_factory(**{**fields, **what_matters})


DESK_NOTES = """\
Three things that did not become stories:

- The **ferry timetable** is out, with
  *one* boat less on Sundays.
- A reader counted [the lamps on Mole End](https://example.net/lamps): 212.
- Next week:
  1. the sound of an empty theatre,
  2. why paint peels.

> “Nobody misses a bridge until it is closed.”

| Week | Letters |
|------|---------|
| 46   | 31      |
| 47   | 58      |

```
$ tide --port anselm

  06:12  4.1 m
```
"""


ALSO_NOTED = """\
- [The quietest crane in the harbour](https://lines.example/crane) — Lines
- [Ein Fahrplan für Fledermäuse](https://stadtstrom.example/fahrplan) — Stadtstrom
"""
_SECOND_LOOK = article_ref_factory(
    story=BRIDGES.slug,
    title="What a bridge sounds like at night",
    source="Harbour & Road",
    url="https://harbour-road.example/night?lane=2&dir=out",
    sha256="5" * 64,
)


def corrected(issue: Issue) -> Issue:
    """The issue with a correction, made late on a day that is over in its time zone."""
    note = "An earlier version gave the survey’s share as one in six; it is one in nine."
    correction = Correction(at=datetime(2026, 11, 24, 23, 30, tzinfo=UTC), note=note)
    return replace(issue, corrections=(correction,))


HOSTILE_TEXTS = (
    "{{ 7*7 }} {% raw %}",
    "@@UNSUBSCRIBE@@ [[unsubscribe_url]] %(unsubscribe_url)s",
    "<script>alert(1)</script><mj-raw>x</mj-raw>",
    '" onerror="alert(1)" x="',
    "]]> --> <!-- \\u{a0} \\n",
    "a\xa0b\u200dc\u00add\u202ee",
)


def hostile_issue() -> Issue:
    """Every place that holds text holds an attack, written as the compiler would write it."""
    text = one_line(" ".join(HOSTILE_TEXTS))
    story = Story(
        slug="attack",
        title=text,
        url="javascript:alert(1)",
        note=escape(text),
        takeaways=tuple(Takeaway(markdown=escape(one_line(each))) for each in HOSTILE_TEXTS),
        outlook=Outlook(paragraphs=(escape(text),)),
    )
    return issue_factory(
        title=text,
        subject=text,
        preheader=text,
        intro="<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) [b](data:text/html,x)",
        stories=(story,),
        articles=(
            article_ref_factory(
                story="attack", title=text, source=text, author=text, url="javascript:alert(1)"
            ),
        ),
        corrections=(Correction(at=datetime(2026, 10, 6, tzinfo=UTC), note=text),),
        status=Status.PUBLISHED,
    )


def long_issue(count: int) -> Issue:
    """`count` stories of five takeaways and three paragraphs of outlook, of the usual length."""
    stories = tuple(
        Story(
            slug=f"{KELP.slug}-{number}",
            title=f"{KELP.title} ({number})",
            url=f"https://www.tideline.example/2026/11/{number}",
            takeaways=KELP.takeaways,
            outlook=KELP.outlook,
        )
        for number in range(1, count + 1)
    )
    articles = (_ref(story, source="Tideline", number=0) for story in stories)
    return showcase_issue(stories=stories, articles=tuple(articles))


def _ref(story: Story, *, source: str, number: int) -> ArticleRef:
    return article_ref_factory(
        story=story.slug,
        title=story.title,
        source=source,
        url=story.url,
        author=("Ines Falk", "", "R. Okafor", "Mara Lindqvist", "", "")[number],
        language="de" if story is BALKONE else "en",
        published_on=date(2026, 11, 16 + number) if number != 3 else None,
    )
