"""Every code is found where it should be, and in nothing that is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from digest.model import IssueSection, Mark, Outlook, Role, Takeaway
from digest.render.mjml.lint import LintFault
from digest.render.preflight.codes import CODES
from digest.render.preflight.editions import HTML, MESSAGE, TEXT, WEB, Earlier, Editions
from digest.render.preflight.finding import Severity
from digest.render.preflight.links import web_links
from digest.render.preflight.rules import preflight
from digest.render.preflight.text import leftovers
from preflights import (
    LEAVE,
    ON,
    PATH,
    PREFERENCES,
    findings_of,
    sound_config,
    sound_editions,
    sound_issue,
    spoiled,
    with_story,
    with_takeaway,
)

BELL = "https://articles.loom-review.net/bell"
DISPATCHED = b"\r\n" + b"X" * 80_000
ONCE_MORE = replace(sound_issue().stories[0], slug="again", url=f"{BELL}/again")


def with_cut_note() -> Editions:
    """A mail that has left a note to the web page, and says so."""
    issue = sound_issue(stories=(replace(sound_issue().stories[0], note="A *note*."),))
    return sound_editions(issue=issue, trims=("«The bell of line four» stands without its note",))


def of_issue(**what_matters: object) -> Callable[[], Editions]:
    return lambda: sound_editions(
        issue=sound_issue(**what_matters),
        html=sound_editions().mail.html,
        text=sound_editions().mail.text,
    )


def of_words(**what_matters: object) -> Callable[[], Editions]:
    """The mail has the new title, subject and preheader."""
    return lambda: sound_editions(issue=sound_issue(**what_matters))


def html(old: str, new: str) -> Callable[[], Editions]:
    return lambda: spoiled("html", old, new)


def text(old: str, new: str) -> Callable[[], Editions]:
    return lambda: spoiled("text", old, new)


def public(name: str, body: str) -> Callable[[], Editions]:
    return lambda: sound_editions(public={name: body})


def link(address: str) -> Callable[[], Editions]:
    return html(BELL, address)


def takeaway(markdown: str, mark: Mark = Mark.NONE) -> Callable[[], Editions]:
    return lambda: with_takeaway(Takeaway(markdown=markdown, mark=mark))


ADVICE = LintFault(
    line=9, offset=90, code="mjml-colour", message="<mj-text> has color=#fff", is_error=False
)
PROSE = IssueSection(role=Role.PROSE, heading="Letters")
SECTIONS = sound_issue().sections
LINE_IN_QP = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
LINE_IN_BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"

#: code, editions that have it, and where it is found
SPOILED: list[tuple[str, Callable[[], Editions], str]] = [
    ("mail-size", lambda: sound_editions(message=DISPATCHED + b"X" * 11_000), MESSAGE),
    ("mail-large", lambda: sound_editions(message=DISPATCHED + b"X" * 1_000), MESSAGE),
    ("mail-trimmed", lambda: sound_editions(trims=("«The bell» is short",)), MESSAGE),
    ("style-size", html("<style>", "<style>" + ".a{color:#000000}" * 1_000), HTML),
    ("mime-line", lambda: sound_editions(message=LINE_IN_QP + b"x" * 77), MESSAGE),
    ("mime-line", lambda: sound_editions(message=LINE_IN_BASE64 + b"x" * 80), MESSAGE),
    ("mime-line", lambda: sound_editions(message=b"Subject: " + b"x" * 990), MESSAGE),
    ("mime-line", lambda: sound_editions(message="Subject: ü".encode()), MESSAGE),
    ("charset", html("UTF-8", "latin-1"), HTML),
    (
        "charset",
        lambda: sound_editions(message=b"Content-Type: text/plain;\r\n charset=ascii\r\n\r\n"),
        MESSAGE,
    ),
    ("template-mjml", lambda: sound_editions(mjml=(("base.mjml.j2:7", ADVICE),)), "base.mjml.j2:7"),
    ("html-debris", html("<h3>", "<mj-foo><h3>"), HTML),
    ("html-debris", html("<h3>", '<h3 title="a\\u{a0}b">'), HTML),
    ("html-debris", html("Good morning.", "Good {{ time }}."), HTML),
    ("html-debris", text("Good morning.", "n0123456789abcdef01234567n"), HTML),
    ("remote-font", html("</head>", '<link rel="stylesheet" href="https://f.net/f"></head>'), HTML),
    ("remote-font", html("<style>", "<style>@import url(https://f.net/f);"), HTML),
    (
        "remote-icon",
        html("<h3>", '<img alt="x" width="9" src="https://www.mailjet.com/i.png"><h3>'),
        HTML,
    ),
    ("image-insecure", html("<h3>", '<img alt="x" width="9" src="http://x.net/i.png"><h3>'), HTML),
    ("image-alt", html("<h3>", '<img width="9" src="https://x.net/i.png"><h3>'), HTML),
    (
        "image-alt-name",
        html("<h3>", '<img alt="IMG_2041.jpg" width="9" src="https://x.net/i.png"><h3>'),
        HTML,
    ),
    ("image-alt-empty", html("<h3>", f'<img alt="" width="9" src="{BELL}"><h3>'), f"{PATH}:18"),
    ("image-width", html("<h3>", '<img alt="a bell" src="https://x.net/i.png"><h3>'), HTML),
    ("image-weight", html("<h3>", '<img alt="a bell" width="9" src="https://x.net/i"><h3>'), HTML),
    ("html-language", html('<html lang="en" dir="ltr">', '<html lang="und" dir="auto">'), HTML),
    ("html-language", html('"sheet" lang="en" dir="ltr"', '"sheet"'), HTML),
    ("html-title", html("<title>Loom no. 1: the bell", "<title> "), HTML),
    ("heading-first", html("<h1>Loom no. 1</h1>", "<p>Loom no. 1</p>"), HTML),
    ("heading-first", html("<p>Good morning.</p>", "<h1>Good morning.</h1>"), HTML),
    ("heading-skip", html("<h3>Future outlook</h3>", "<h4>Future outlook</h4>"), f"{PATH}:23"),
    ("table-role", html('<table role="presentation">', "<table>"), HTML),
    ("table-scope", html("<h3>", "<table><tr><th>Bell</th></tr></table><h3>"), HTML),
    ("contrast-unreadable", html("color:#23272f", "color:#dddddd"), HTML),
    ("contrast-unreadable", html("color: #e8eaed", "color: #222222"), HTML),
    ("contrast-low", html("color:#23272f", "color:#888888"), HTML),
    ("dark-band", html("<h3>", '<div style="background:#ffffcc">A band</div><h3>'), HTML),
    ("words-glued", html("It rings <em>", "It rings<em>"), f"{PATH}:20"),
    ("words-missing", html("<li>Nobody knows why.</li>", ""), f"{PATH}:21"),
    ("part-left-out", html("It may ring a third time.", ""), HTML),
    ("text-incomplete", text("Nobody knows why.", ""), TEXT),
    ("text-markup", text("Good morning.", "<p>Good morning.</p>"), TEXT),
    ("text-filler", text("Good morning.", "Good morning.\u034f\u034f"), TEXT),
    ("text-line", text("Good morning.", "Good morning. " * 6), TEXT),
    ("text-link", text(f" <{BELL}>", ""), TEXT),
    ("unsubscribe-missing", html(LEAVE, "https://loom-review.net/"), HTML),
    ("unsubscribe-missing", text(LEAVE, "by answering"), TEXT),
    ("preferences-missing", html(PREFERENCES, "https://loom-review.net/"), HTML),
    ("web-link-missing", html("https://loom-review.net/2026-10-05/", BELL), HTML),
    ("web-link-missing", text("https://loom-review.net/2026-10-05/", ""), TEXT),
    ("address-missing", html("1 Loom Street, Millford", ""), HTML),
    ("address-missing", text("1 Loom Street, Millford", "1 Loom\nStreet"), TEXT),
    ("token-public", public(WEB, f'<a href="{LEAVE}">'), WEB),
    ("token-public", public("feed.rss", "mailto:a?subject=unsubscribe%20" + 32 * "a"), "feed.rss"),
    ("person-public", public("feed.json", "Dear reader@home.net"), "feed.json"),
    ("address-shown", html("Good morning.", "Good morning. Write to ada@loom-review.net"), HTML),
    ("link-broken", link("/bell"), HTML),
    ("link-broken", link("javascript:alert(1)"), HTML),
    ("link-broken", link("https://"), f"{PATH}:18"),
    ("link-broken", html(f'href="{BELL}"', ""), f"{PATH}:18"),
    ("link-anchor", link("#the-bell"), HTML),
    ("link-insecure", link("http://articles.loom-review.net/bell"), HTML),
    ("link-private", link("https://wiki.internal/bell"), HTML),
    ("link-private", link("https://192.168.1.7/bell"), HTML),
    ("link-private", link("https://localhost:8000/bell"), HTML),
    ("link-example", link("https://www.example.org/bell"), HTML),
    (
        "link-empty",
        html("The bell of line four</a>", '<img alt="" width="9" src="x"></a>'),
        f"{PATH}:18",
    ),
    ("link-vague", html("The bell of line four</a>", "here »</a>"), f"{PATH}:18"),
    ("link-vague", html("The bell of line four</a>", "Lire la suite…</a>"), f"{PATH}:18"),
    (
        "link-plain",
        html("Good morning.", f'Good <a style="text-decoration:none" href="{BELL}">bell</a> m.'),
        f"{PATH}:18",
    ),
    (
        "link-ambiguous",
        html("<h3>", '<a href="https://a.net/">A</a> <a href="https://b.net/">A</a><h3>'),
        HTML,
    ),
    ("link-tracking", link(f"{BELL}?a=1&amp;utm_source=x"), HTML),
    ("link-shortened", link("https://bit.ly/bell"), HTML),
    (
        "link-repeated",
        lambda: sound_editions(earlier=Earlier(articles={BELL: "2026-09-28"})),
        f"{PATH}:18",
    ),
    ("subject-length", of_words(subject="The bell"), f"{PATH}:9"),
    ("subject-length", of_words(subject=79 * "x"), f"{PATH}:9"),
    ("subject-shouts", of_words(subject="THE BELL RINGS 2 TIMES"), f"{PATH}:9"),
    ("subject-shouts", of_words(subject="The bell rings twice!!"), f"{PATH}:9"),
    (
        "subject-repeated",
        lambda: sound_editions(earlier=Earlier(subjects={"loom no. 1: the bell": "2026-09-28"})),
        f"{PATH}:9",
    ),
    ("preheader-length", of_words(preheader=""), f"{PATH}:10"),
    ("preheader-length", of_words(preheader=131 * "x"), f"{PATH}:10"),
    ("preheader-same", of_words(title=50 * "x", preheader=50 * "x"), f"{PATH}:10"),
    ("preheader-missing", html("A bell that rings twice, and", "A bell, and"), HTML),
    (
        "preheader-filler",
        html(60 * "&#847;&zwnj;&nbsp;", "&nbsp;"),
        HTML,
    ),
    ("date-past", lambda: sound_editions(today=ON.replace(day=6)), f"{PATH}:5"),
    ("date-future", lambda: sound_editions(today=ON.replace(day=4)), f"{PATH}:5"),
    ("date-slot", of_issue(slot="main/2026-10-12T07:00"), f"{PATH}:5"),
    (
        "number-repeated",
        lambda: sound_editions(earlier=Earlier(numbers={1: "2026-09-28"})),
        f"{PATH}:4",
    ),
    ("leftover", of_issue(intro="Good morning.\n\nTODO: say more."), f"{PATH}:16"),
    ("leftover", of_issue(intro="Lorem ipsum dolor sit amet."), f"{PATH}:14"),
    ("leftover", of_issue(intro="Dear *|FNAME|*, good morning."), f"{PATH}:14"),
    ("leftover", of_issue(intro="[insert joke]"), f"{PATH}:14"),
    ("leftover", of_words(subject="XXX: the bell of line four"), f"{PATH}:9"),
    ("leftover", takeaway("It weighs TBD tons.", Mark.EDITED), f"{PATH}:22"),
    ("suggested", takeaway("It rings.", Mark.SUGGESTED), f"{PATH}:22"),
    ("issue-empty", of_issue(intro="", stories=(), articles=()), PATH),
    ("section-empty", of_issue(sections=(PROSE, *SECTIONS)), f"{PATH}:16"),
    ("story-empty", lambda: with_story(takeaways=(), outlook=None), f"{PATH}:18"),
    ("story-no-takeaways", lambda: with_story(takeaways=()), f"{PATH}:20"),
    ("story-no-outlook", lambda: with_story(outlook=None), f"{PATH}:18"),
    ("story-no-link", lambda: with_story(url=""), f"{PATH}:18"),
    ("headline-long", lambda: with_story(title=121 * "x"), f"{PATH}:18"),
    (
        "headline-repeated",
        of_issue(stories=(sound_issue().stories[0], ONCE_MORE)),
        f"{PATH}:23",
    ),
    ("takeaway-repeated", takeaway("It rings twice."), f"{PATH}:22"),
    ("takeaway-long", takeaway(" ".join(61 * ["word"])), f"{PATH}:22"),
]
#: Not of editions: they are tested with those who look for them.
ELSEWHERE = {"edition-broken", "link-dead", "link-unsure", "link-moved", "links-not-asked"}


def test_sound_editions_have_no_finding() -> None:
    assert preflight(sound_editions()) == ()


@pytest.mark.parametrize(("code", "make", "place"), SPOILED)
def test_fault_is_found_where_it_stands(
    code: str, make: Callable[[], Editions], place: str
) -> None:
    found = findings_of(make(), code)

    assert place in [finding.place for finding in found]
    assert {finding.severity for finding in found} == {CODES[code].severity}
    assert all(finding.message and finding.mend for finding in found)


def test_every_code_is_tried() -> None:
    assert {code for code, _, _ in SPOILED} | ELSEWHERE == set(CODES)


def test_findings_come_in_the_order_of_their_severity() -> None:
    found = preflight(of_issue(intro="TODO", subject="Bell", number=1, slot="main/2026-10-12")())
    order = [finding.severity for finding in found]

    assert order == sorted(order, key=list(Severity).index)
    assert order[0] is Severity.ERROR


@pytest.mark.parametrize(
    ("code", "make"),
    [
        # An article may write about templates, to-do lists and tags.
        ("html-debris", lambda: with_takeaway(Takeaway(markdown="Write {{ time }} there."))),
        ("leftover", takeaway("A TODO list that nobody reads.")),
        ("leftover", of_issue(intro="`TODO` stands for work.")),
        ("leftover", of_issue(intro="``a ` TODO`` and `b ``` TODO`.")),
        ("part-left-out", with_cut_note),
        ("words-missing", with_cut_note),
        ("leftover", of_issue(intro="Super Bowl XXX was played in Tempe.")),
        ("leftover", of_issue(intro="[add](https://loom-review.net/)")),
        # Words between others that a template puts around them, marks of direction, soft hyphens.
        ("words-glued", html("Nobody knows why.", "«Nobody knows why.»")),
        ("words-glued", html("Nobody knows", "<bdi>\u2068No&shy;body\u2069</bdi> knows")),
        # What the plan for large mails takes away is told by `mail-trimmed`.
        (
            "words-missing",
            lambda: sound_editions(
                trims=("short",),
                html=sound_editions().mail.html.replace("<li>Nobody knows why.</li>", ""),
            ),
        ),
        # A ground without a dark rule of its own inside of one that has it, and what is not shown.
        ("dark-band", html("<h3>", '<div style="display:none;background:#ffffcc">x</div><h3>')),
        ("contrast-low", html("<h1>", '<h1 style="color:#8a8a8a;font-size:24px">')),
        # The address of an editor who is named in the issue.
        ("person-public", lambda: showing("ada@home.net", intro="ada@home.net")),
        ("person-public", lambda: showing("a_b@home.net", intro="Write to\\\na\\_b@home.net.")),
        ("link-private", lambda: allowed("https://wiki.internal/bell")),
        (
            "link-ambiguous",
            html("<h3>", f'<a href="{BELL}">Bell</a> <a href="{BELL}">Bell</a><h3>'),
        ),
        ("link-vague", html("<h3>", f'<a href="{BELL}">Read on</a><h3>')),
        (
            "link-plain",
            html("Good morning.", f'<a style="text-decoration:none" href="{BELL}">Bell</a>'),
        ),
        ("link-empty", html("The bell of line four</a>", '<img alt="Bell" width="9" src="x"></a>')),
        ("preheader-length", of_words(preheader=40 * "x")),
        ("preheader-length", of_words(preheader=130 * "x")),
        ("subject-length", of_words(subject=10 * "x")),
        ("subject-length", of_words(subject=78 * "x")),
        ("subject-shouts", of_words(subject="NATO in 2026")),
        ("date-slot", of_issue(slot="manual")),
        ("text-line", text("Good morning.", "https://loom-review.net/" + 80 * "x")),
        ("text-line", lambda: with_code("a = b; " * 12)),
        ("text-markup", lambda: quoting("Use <br> there.")),
        ("image-alt-empty", html("<h3>", '<img alt="" width="9" src="https://x.net/i.png"><h3>')),
    ],
)
def test_what_only_looks_like_a_fault_is_none(code: str, make: Callable[[], Editions]) -> None:
    assert findings_of(make(), code) == []


def allowed(address: str) -> Editions:
    config = sound_config(fetch={"allow_private": ["wiki.internal"]})
    return replace(spoiled("html", BELL, address), config=config)


def showing(address: str, *, intro: str) -> Editions:
    """The issue shows an address to everybody, as its editor wanted."""
    return replace(of_issue(intro=intro)(), public={WEB: f"<p>{address}</p>"})


def with_code(line: str) -> Editions:
    editions = sound_editions()
    html = editions.mail.html.replace("</body>", f"<pre>x\n{line}\n</pre></body>")
    mail = replace(editions.mail, html=html, text=f"{editions.mail.text}\n> {line}\n")
    return replace(editions, mail=mail)


def quoting(words: str) -> Editions:
    editions = with_takeaway(Takeaway(markdown=words.replace("<", "\\<")))
    mail = replace(editions.mail, text=f"{editions.mail.text}\n{words}\n")
    return replace(editions, mail=mail)


def test_outlook_line_of_the_editors_is_read_for_leftovers_also_unmarked() -> None:
    outlook = Outlook(paragraphs=("It may ring TODO times.",))
    editions = with_story(outlook=outlook)
    lines = editions.issue.stories[0].outlook
    assert lines is not None
    assert findings_of(editions, "leftover") == []

    own = replace(editions, own_lines=frozenset(lines.lines))

    assert [finding.place for finding in findings_of(own, "leftover")] == [
        f"{PATH}:{lines.lines[0]}"
    ]


def test_many_trims_are_told_as_a_number() -> None:
    editions = sound_editions(trims=tuple(f"story {number}" for number in range(9)))

    assert [finding.message for finding in findings_of(editions, "mail-trimmed")] == [
        "story 0", "story 1", "story 2", "further stories are shortened: 6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "note", ["`" * 4_999 + "a " * 20_000, "TODO\n\n" * 30_000, "[insert " * 30_000]
)
def test_any_note_is_read_once(note: str) -> None:
    # Read once more for each of its marks, it would take minutes.
    sound = sound_editions()
    story = replace(sound.issue.stories[0], note=note)
    editions = replace(sound, issue=replace(sound.issue, stories=(story,)))

    assert len(list(leftovers(editions))) == int("TODO" in note)


@pytest.mark.parametrize("address", ["https://[x", "https://e\u2100.com/", "https://e.org:x/"])
def test_address_that_cannot_be_taken_apart_is_told(address: str) -> None:
    link = f'<p>Good morning. <a href="{address}">There</a><img alt="" src="{address}"></p>'
    editions = spoiled("html", "<p>Good morning.</p>", link)

    assert [finding.place for finding in findings_of(editions, "link-broken")] == [HTML]
    assert address not in {each.url for each in web_links(editions)}
