"""Editions in which the preflight finds nothing, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from digest.archive.format import format_issue
from digest.archive.parse import parse_issue
from digest.config.tables import Config
from digest.model import Field, Issue, MailEdition, Status, Takeaway
from digest.render.preflight.editions import WEB, Earlier, Editions
from digest.render.preflight.finding import Finding
from digest.render.preflight.lines import IssueLines
from digest.render.preflight.rules import preflight
from factories import article_ref_factory, config_factory, issue_factory, story_factory

ON = date(2026, 10, 5)
LEAVE = "n00112233445566778899aabbn"
PREFERENCES = "nffeeddccbbaa998877665544n"
PATH = "issues/2026-10-05.md"

HTML = """\
<!doctype html><html lang="en" dir="ltr"><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>{subject}</title>
<style>
.sheet { background-color: #ffffff; }
@media (prefers-color-scheme: dark) {
.sheet, .sheet table { background-color: #1a1e24 !important; color: #e8eaed !important; }
.sheet a { color: #8fbcf0 !important; }
}
</style></head>
<body><div style="display:none;font-size:1px">{preheader}{filler}</div>
<!--[if mso]><table bgcolor="#ffffff"><tr><td><![endif]-->
<div class="sheet" lang="en" dir="ltr" style="background-color:#ffffff;color:#23272f">
<table role="presentation"><tr><td>
<a href="https://loom-review.net/2026-10-05/" style="color:#1f4f82">View in your browser</a>
<h1>{title}</h1>
<p>Good morning.</p>
<h2><a style="color:#1f4f82"
href="https://articles.loom-review.net/bell">The bell of line four</a></h2>
<ol><li>It rings <em>twice</em>.</li><li>Nobody knows why.</li></ol>
<h3>Future outlook</h3>
<p>It may ring a third time.</p>
<p><a href="{leave}" style="color:#1f4f82">Unsubscribe</a>
<a href="{preferences}" style="color:#1f4f82">Your preferences</a></p>
<p>1 Loom Street, Millford</p>
</td></tr></table></div></body></html>
"""
TEXT = """\
View in your browser:
https://loom-review.net/2026-10-05/

{title}

Good morning.

The bell of line four <https://articles.loom-review.net/bell>

 1. It rings twice.
 2. Nobody knows why.

Future outlook

It may ring a third time.

Unsubscribe: {leave}
Your preferences: {preferences}

1 Loom Street, Millford
"""
MESSAGE = b"""\
From: news@loom-review.net\r
Content-Type: multipart/alternative; boundary="=_1"\r
\r
--=_1\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
Good morning.\r
--=_1\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
<p>Good morning.</p>\r
--=_1--\r
"""


def sound_config(**what_matters: Mapping[str, Any]) -> Config:
    """A publication whose addresses could be real."""
    tables: dict[str, Mapping[str, Any]] = {
        "publication": {"base_url": "https://loom-review.net/"},
        "mail": {
            "from_address": "news@loom-review.net",
            "unsubscribe_address": "leave@loom-review.net",
            "preferences_url": "https://loom-review.net/preferences?for={token}",
        },
    }
    for name, keys in what_matters.items():
        tables[name] = {**tables.get(name, {}), **keys}
    return config_factory(**tables)


def sound_issue(**what_matters: Any) -> Issue:
    """A draft of one story, as its file reads."""
    url = "https://articles.loom-review.net/bell"
    fields: dict[str, Any] = {
        "status": Status.DRAFT,
        "on": ON,
        "slot": "main/2026-10-05T07:00",
        "preheader": "A bell that rings twice, and a keeper who has stopped counting",
        "stories": (story_factory(url=url),),
        "articles": (article_ref_factory(url=url),),
    }
    issue = issue_factory(**{**fields, **what_matters})
    return parse_issue(format_issue(issue), path=PATH, name=issue.name)


def sound_editions(**what_matters: Any) -> Editions:
    """Editions without a fault; a keyword takes the place of one of their parts.

    `html` and `text` are the mail's two parts; the issue's own words stand in the sound ones.
    """
    issue = what_matters.pop("issue", None) or sound_issue()
    trims = what_matters.pop("trims", ())
    values = {
        "subject": issue.subject,
        "preheader": issue.preheader,
        "title": issue.title,
        "filler": 60 * "&#847;&zwnj;&nbsp;",
        "leave": LEAVE,
        "preferences": PREFERENCES,
    }
    parts = {
        name: what_matters.pop(name, None) or filled(template, values)
        for name, template in (("html", HTML), ("text", TEXT))
    }
    fields: dict[str, Any] = {
        "issue": issue,
        "config": sound_config(),
        "lines": IssueLines(path=PATH, text=format_issue(issue)),
        "mail": MailEdition(
            subject=issue.subject,
            placeholders={LEAVE: Field.UNSUBSCRIBE_URL, PREFERENCES: Field.PREFERENCES_URL},
            trims=trims,
            **parts,
        ),
        "message": MESSAGE,
        "public": {WEB: "<p>Good morning.</p>", "feed.rss": "<rss/>"},
        "today": ON,
        "earlier": Earlier(),
    }
    return Editions(**{**fields, **what_matters})


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with `{name}` replaced; CSS has braces of its own."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def spoiled(part: str, old: str, new: str) -> Editions:
    """The sound editions with `old` replaced in the mail's `html` or `text`."""
    sound = sound_editions()
    before = getattr(sound.mail, part)
    assert old in before
    return sound_editions(**{part: before.replace(old, new)})


def with_story(**what_matters: Any) -> Editions:
    """The sound editions of an issue whose story differs; the mail's parts stay as they are."""
    sound = sound_issue()
    return sound_editions(
        issue=sound_issue(stories=(replace(sound.stories[0], **what_matters),)),
        html=sound_editions().mail.html,
        text=sound_editions().mail.text,
    )


def with_takeaway(takeaway: Takeaway) -> Editions:
    """The sound editions of an issue with one more takeaway."""
    return with_story(takeaways=(*sound_issue().stories[0].takeaways, takeaway))


def findings_of(editions: Editions, code: str) -> list[Finding]:
    """What the rules find of one code."""
    return [finding for finding in preflight(editions) if finding.code == code]
