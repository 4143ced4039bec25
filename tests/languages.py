"""Issues in other languages and scripts than English, and of several at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from digest.config.tables import Config
from digest.model import (
    Correction,
    Issue,
    IssueSection,
    Mark,
    Outlook,
    Role,
    Story,
    Takeaway,
)
from digest.wording.load import load_wording
from factories import article_ref_factory, config_factory, issue_factory

ARABIC_STORY: Final = Story(
    slug="kelp",
    title="مزارع عشب البحر تنتقل إلى عرض البحر، و«Tideline» تحسب الكلفة",
    url="https://www.tideline.example/ar/kelp",
    takeaways=(
        Takeaway(markdown="الإنتاج في عرض البحر (offshore) يبلغ 3–4 أضعاف ما تعطيه الخلجان."),
        Takeaway(markdown="انخفضت أقساط التأمين بنسبة 33% بعد شتاءين بلا خسائر."),
    ),
    outlook=Outlook(
        paragraphs=(
            "من المقرر منح ثلاث رخص في ربيع 2027. وإذا صمدت المراسي شتاءً كاملًا، عوملت كعبّارة.",
        ),
        is_shortened=True,
    ),
)
ENGLISH_STORY: Final = Story(
    slug="att-beta",
    title="AT&T opens its beta (at last): what “fixed wireless” fixes!",
    url="https://lines.example/att-beta",
    takeaways=(
        Takeaway(markdown="Speeds of 300 Mbit/s hold where fewer than 40 homes share a mast."),
        Takeaway(markdown="The price, $55, is guaranteed until the word *beta* goes away."),
    ),
    outlook=Outlook(paragraphs=("A second town follows in spring; nobody says which.",)),
)
GERMAN_STORY: Final = Story(
    slug="balkone",
    title="Warum Balkone plötzlich Kraftwerke sind",
    url="https://stadtstrom.example/balkone",
    takeaways=(Takeaway(markdown="„Steckerfertig“ heißt: anmelden in zwei Minuten."),),
    outlook=Outlook(paragraphs=("Ab 2028 sollen Speicher für die Steckdose folgen.",)),
)
LAMPS_STORY: Final = Story(
    slug="lamps",
    title="مصابيح لا تنطفئ",
    takeaways=(
        Takeaway(markdown="بلدة سألت مصابيحها: من ما زال يحتاج إليها؟", mark=Mark.STANDFIRST),
    ),
)
_NOTED: Final = """\
- [The quietest crane](https://lines.example/crane) — Lines
- [رافعة لا تُسمع](https://lines.example/r) — الميناء

> لا أحد يفتقد الجسر حتى يُغلق.
"""


def arabic_config(**what_matters: Any) -> Config:
    """An Arabic publication with an English name and an address of both scripts."""
    publication = {
        "title": "The Quiet Works (Beirut)",
        "base_url": "https://www.example.org/hudu/",
        "language": "ar",
        "description": "قراءات طويلة في الآلات والمهن والعادات التي تُبقي المدينة متماسكة.",
        "editor": "R. Okafor",
        "postal_address": "The Quiet Works، شارع الحمراء 14، بيروت",
    }
    return config_factory(publication=publication | what_matters)


def arabic_issue(**what_matters: Any) -> Issue:
    """Arabic with English and German stories, names and sources in it, and a correction."""
    words = load_wording("ar")
    stories = (ARABIC_STORY, ENGLISH_STORY, GERMAN_STORY, LAMPS_STORY)
    fields: dict[str, Any] = {
        "number": 12,
        "on": date(2026, 11, 23),
        "language": "ar",
        "title": "البحر يستعين بمحاسب: The Sea Gets a Bookkeeper!",
        "subject": "البحر يستعين بمحاسب",
        "preheader": "AT&T opens its beta (at last) · Warum Balkone plötzlich Kraftwerke sind",
        "intro": "أربع حكايات عن أشياء كانت *خلفية* ثم بدأت ترسل الفواتير؛ أطولها من Tideline.",
        "sections": (
            IssueSection(role=Role.TAKEAWAYS, heading=words.say("takeaways")),
            IssueSection(role=Role.OUTLOOK, heading=words.say("outlook")),
            IssueSection(
                role=Role.PROSE,
                heading=words.say("also_noted"),
                markdown=_NOTED,
            ),
            IssueSection(role=Role.SOURCES, heading=words.say("sources")),
        ),
        "stories": stories,
        "articles": (
            _ref(ARABIC_STORY, language="ar", source="Tideline", author="Ines Falk"),
            _ref(ENGLISH_STORY, language="en", source="Lines (UK)", author="رامي عكّار"),
            _ref(GERMAN_STORY, language="de", source="Stadtstrom", author=""),
            _ref(LAMPS_STORY, language="ar", source="الليل", author=""),
            replace(
                _ref(GERMAN_STORY, language="en", source="Harbour & Road", author=""),
                title="What a balcony gives (and takes)",
                url="https://harbour-road.example/balcony",
                sha256="5" * 64,
            ),
        ),
        "corrections": (
            Correction(at=datetime(2026, 11, 24, 9, tzinfo=UTC), note="النسبة هي 1 من 9."),
        ),
    }
    return issue_factory(**{**fields, **what_matters})


def german_issue(**what_matters: Any) -> Issue:
    """German, and one of its stories Arabic."""
    words = load_wording("de")
    fields: dict[str, Any] = {
        "number": 12,
        "on": date(2026, 11, 23),
        "language": "de",
        "title": "Das Meer bekommt einen Buchhalter",
        "preheader": "Warum Balkone plötzlich Kraftwerke sind",
        "intro": "Drei Geschichten von Dingen, die jetzt Rechnungen schicken.",
        "sections": (
            IssueSection(role=Role.TAKEAWAYS, heading=words.say("takeaways")),
            IssueSection(role=Role.OUTLOOK, heading=words.say("outlook")),
            IssueSection(role=Role.SOURCES, heading=words.say("sources")),
        ),
        "stories": (GERMAN_STORY, ARABIC_STORY, ENGLISH_STORY),
        "articles": (
            _ref(GERMAN_STORY, language="de", source="Stadtstrom", author="Mara Lindqvist"),
            _ref(ARABIC_STORY, language="ar", source="المدّ (Tideline)", author="إيناس فالك"),
            _ref(ENGLISH_STORY, language="en", source="Lines", author=""),
        ),
    }
    return issue_factory(**{**fields, **what_matters})


def _ref(story: Story, **what_matters: Any) -> Any:
    return article_ref_factory(
        story=story.slug,
        title=story.title,
        url=story.url,
        published_on=date(2026, 11, 16),
        **what_matters,
    )
