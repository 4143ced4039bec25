"""Hypothesis strategies for issues: hostile text in valid shapes, and shapes that are not valid."""

from __future__ import annotations

import string
from datetime import UTC, date
from typing import Any

from hypothesis import strategies as st

from digest.compose.markdown import escape
from digest.compose.text import one_line
from digest.compose.web import web_address
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

HOSTILE = (
    "+++", "##", "## a", "### b", "{#takeaways}", "{#sources}", " {#x}", "{", "}", "{story=\"",
    "#", " #", "\"", "'", "\\", "\\\\", "\\{", "`", "```", "~~~", "~~", "*", "**", "_", "__", "[",
    "](", ")", "[x]: /y", "![", "<", "<a>", "<!--", "&amp;", "&", "1.", "1) ", "- ", "* ", "+ ",
    "> ", "| a |", "---", "===", "***", "=", "    ", "\u00a0", "\u202e", "\u05d0\u05d1", "\u0645",
    "\U0001f980", "e\u0301", "ß", "«", "’", "…", "http://x.example/?a=1&lt;", "<<<<<<<", ">>>>>>>",
    "C #", "\u2028", "\ufeff", " {edited}", "{more}", "\\{suggested}", "{ Edited }", "{suggest}",
)  # fmt: skip

_pieces = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8), st.sampled_from(["a", "b", " "]))
raw_lines = st.lists(_pieces, max_size=6).map("".join)
lines = raw_lines.map(one_line)
texts = lines.filter(bool)
slugs = st.text(alphabet=string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20)
dates = st.dates(min_value=date(1999, 1, 1), max_value=date(2199, 12, 31))
instants = st.datetimes(timezones=st.just(UTC))
languages = st.sampled_from(["en", "de", "pt-BR", "zh-Hant-TW"])
urls = st.one_of(
    st.sampled_from(
        [
            "https://example.org/a",
            "https://en.example.org/wiki/Mercury_(planet)?a=1&lt;b=2&copy#c",
            "http://[::1]:8080/ü/%C3%BC?q=a|b",
            "https://example.org/x](y){#z}",
        ]
    ),
    st.text(
        alphabet=string.ascii_letters + string.digits + "/?#&=;()[]!*_~{}\"'äß%+:@,.-", min_size=1
    ).map(lambda tail: web_address(f"https://example.org/{tail}")),
)

#: Paragraphs as the composer makes them: any text, escaped.
_escaped = texts.map(escape)
_code = st.lists(raw_lines.map(one_line), max_size=3).map(
    lambda code: "~~~~ text\n" + "".join(f"{line}\n" for line in code) + "~~~~"
)
_fixed_blocks = st.sampled_from(
    [
        "```md\n## not a section {#takeaways}\n\n### nor a story\n+++\n```",
        "> quoted\n> ## not a section",
        "1. one\n2. two\n   - nested",
        "Two lines\\\nwith a break",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "A [link][ref].\n\n[ref]: https://example.org/ref",
        "#### A small heading",
        "Underlined\n----------",
        "    indented code\n\n    ## of two parts",
        "***",
    ]
)
_tails = st.sampled_from(["{edited}", "\\{edited}", "\\\\{more}", "{sugested}", "{Edited}", "{}"])
_takeaways = st.one_of(
    _escaped,
    st.tuples(_escaped, _escaped).map("\n".join),
    st.tuples(_escaped, _tails).map(" ".join),
    st.sampled_from(
        [
            "First\n\n- nested\n- list",
            "Text\n\n```\n## code\n```",
            "*emphasis*, `code`, [a link](https://example.org/)",
            "# a heading in an item",
        ]
    ),
)
_outlook_blocks = st.one_of(
    _escaped, st.tuples(_escaped, _tails).map(" ".join), _code, _fixed_blocks
)


def _has_no_marker(text: str) -> bool:
    return not any(line.startswith(("<<<<<<<", ">>>>>>>")) for line in text.split("\n"))


def _separate(blocks: list[str]) -> list[str]:
    """Without neighbours that CommonMark would take for one block."""
    kept: list[str] = []
    for block in blocks:
        mergers = ("1.", "    ")
        if not (kept and block.startswith(mergers) and kept[-1].startswith(mergers)):
            kept.append(block)
    return kept


_blocks = st.lists(_outlook_blocks.filter(_has_no_marker), max_size=3).map(_separate)
_prose = st.lists(
    st.one_of(
        _outlook_blocks, st.just("### A heading of the editor's"), st.just("- a\n- b")
    ).filter(_has_no_marker),
    max_size=3,
).map("\n\n".join)


@st.composite
def outlooks(draw: st.DrawFn) -> Outlook:
    paragraphs = tuple(draw(_blocks.filter(bool)))
    return Outlook(
        paragraphs=paragraphs,
        edited=frozenset(draw(st.sets(st.integers(0, len(paragraphs) - 1)))),
        is_shortened=draw(st.booleans()),
    )


@st.composite
def stories(draw: st.DrawFn, *, slug: str) -> Story:
    return Story(
        slug=slug,
        title=draw(texts),
        url=draw(st.one_of(st.just(""), urls)),
        note=draw(_blocks.map("\n\n".join)),
        takeaways=tuple(
            Takeaway(markdown=text, mark=draw(st.sampled_from(Mark)))
            for text in draw(st.lists(_takeaways.filter(_has_no_marker), max_size=3))
        ),
        outlook=draw(st.one_of(st.none(), outlooks())),
    )


@st.composite
def article_refs(draw: st.DrawFn) -> ArticleRef:
    return ArticleRef(
        story=draw(st.one_of(st.just(""), slugs)),
        title=draw(texts),
        source=draw(texts),
        sha256=draw(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)),
        url=draw(st.one_of(st.just(""), urls)),
        guid=draw(lines),
        author=draw(lines),
        language=draw(st.one_of(st.just(""), languages)),
        published_on=draw(st.one_of(st.none(), dates)),
    )


@st.composite
def issues(draw: st.DrawFn) -> Issue:
    """A valid issue."""
    chosen = draw(st.lists(slugs, max_size=4, unique=True))
    told = tuple(draw(stories(slug=slug)) for slug in chosen)
    prose = draw(st.lists(st.tuples(texts, _prose), max_size=2))
    sections = [IssueSection(role=Role.PROSE, heading=head, markdown=text) for head, text in prose]
    sections += [
        IssueSection(role=role, heading=draw(texts))
        for role in (Role.TAKEAWAYS, Role.OUTLOOK, Role.SOURCES)
    ]
    on, status = draw(dates), draw(st.sampled_from(Status))
    published_at = draw(instants) if status is Status.PUBLISHED else None
    corrections = draw(st.lists(st.tuples(instants, texts), max_size=2)) if published_at else []
    return Issue(
        id=draw(texts),
        name=on.isoformat() + draw(st.one_of(st.just(""), slugs.map(lambda slug: f"-{slug}"))),
        number=draw(st.integers(min_value=1)),
        on=on,
        slot=draw(texts),
        language=draw(languages),
        title=draw(texts),
        subject=draw(texts),
        preheader=draw(lines),
        status=status,
        published_at=published_at,
        corrections=tuple(Correction(at=at, note=note) for at, note in corrections),
        override=draw(st.one_of(st.just(""), texts)),
        intro=draw(_prose.filter(lambda text: not text.startswith("## "))),
        sections=tuple(draw(st.permutations(sections))),
        stories=told,
        articles=tuple(draw(st.lists(article_refs(), max_size=2))),
    )


@st.composite
def any_issues(draw: st.DrawFn) -> Issue:
    """An issue whose texts are anything at all; most are not valid."""
    anything = st.lists(st.one_of(_pieces, st.just("\n")), max_size=8).map("".join)
    fields: dict[str, Any] = {
        field: draw(anything) for field in ("id", "slot", "title", "subject", "preheader", "intro")
    }
    return Issue(
        **fields,
        name="2026-11-23",
        number=1,
        on=date(2026, 11, 23),
        language="en",
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading=draw(anything)),
            IssueSection(role=Role.PROSE, heading=draw(anything), markdown=draw(anything)),
            IssueSection(role=Role.OUTLOOK, heading=draw(anything)),
        ),
        stories=(
            Story(
                slug=draw(anything),
                title=draw(anything),
                url=draw(anything),
                note=draw(anything),
                takeaways=tuple(
                    Takeaway(markdown=draw(anything), mark=draw(st.sampled_from(Mark)))
                    for _ in range(2)
                ),
                outlook=Outlook(
                    paragraphs=(draw(anything), draw(anything)),
                    edited=draw(st.frozensets(st.integers(0, 1))),
                    is_shortened=draw(st.booleans()),
                ),
            ),
        ),
    )
