"""Which issues the feeds carry, with which ids, dates and texts; and what no feed can carry."""

import json
import locale
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import feedgen.feed
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.compose.text import one_line
from digest.errors import RenderError
from digest.model import Correction, Issue, Status
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import article_ref_factory, config_factory, issue_factory, story_factory

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = config_factory()
THEME = Theme()
NOTE = "It rang three times."


class Feeds:
    """The three documents, parsed."""

    def __init__(self, *issues: Issue, **config: Any) -> None:
        pages = render_feeds(issues, config=config_factory(**config), theme=THEME)
        self.raw = {page.path: page.body for page in pages}
        self.channel = etree.fromstring(self.raw["feed.rss"])[0]
        self.atom = etree.fromstring(self.raw["feed.atom"])
        self.document = json.loads(self.raw["feed.json"])

    def ids(self) -> list[list[str | None]]:
        return [
            [guid.text for guid in self.channel.iterfind("item/guid")],
            [entry.text for entry in self.atom.iterfind(f"{ATOM}entry/{ATOM}id")],
            [item["id"] for item in self.document["items"]],
        ]

    def titles(self) -> list[list[str | None]]:
        return [
            [title.text for title in self.channel.iterfind("item/title")],
            [title.text for title in self.atom.iterfind(f"{ATOM}entry/{ATOM}title")],
            [item["title"] for item in self.document["items"]],
        ]


def corrected(issue: Issue, *, days: int = 1) -> Issue:
    assert issue.published_at is not None
    correction = Correction(at=issue.published_at + timedelta(days=days), note=NOTE)
    return issue_factory(number=issue.number, corrections=(correction,))


# --- which issues -----------------------------------------------------------------------------


def test_feeds_are_three_pages() -> None:
    pages = render_feeds([issue_factory()], config=CONFIG, theme=THEME)
    assert [page.path for page in pages] == ["feed.rss", "feed.atom", "feed.json"]


def test_feeds_show_the_newest_first_with_the_same_ids_whatever_order_issues_come_in() -> None:
    first, second, third = (issue_factory(number=number) for number in (1, 2, 3))
    expected = [third.id, second.id, first.id]
    assert Feeds(second, third, first).ids() == [expected] * 3


def test_feeds_show_the_later_publication_first_whatever_its_number() -> None:
    late = issue_factory(number=1, published_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert Feeds(late, issue_factory(number=2)).titles()[0] == ["Loom no. 1", "Loom no. 2"]


def test_feeds_show_the_higher_number_first_at_the_same_time() -> None:
    at = datetime(2026, 10, 5, 6, tzinfo=UTC)
    names = {2: "2026-10-05-c", 3: "2026-10-05-a", 1: "2026-10-05-b"}
    issues = [issue_factory(number=n, name=name, published_at=at) for n, name in names.items()]
    assert Feeds(*issues).titles()[0] == ["Loom no. 3", "Loom no. 2", "Loom no. 1"]


def test_feeds_end_at_the_window() -> None:
    issues = [issue_factory(number=number) for number in range(1, 6)]
    feeds = Feeds(*issues, feeds={"window": 2})
    assert feeds.titles() == [["Loom no. 5", "Loom no. 4"]] * 3


@pytest.mark.parametrize("status", [Status.DRAFT, Status.APPROVED, Status.WITHDRAWN])
def test_feeds_leave_out_what_is_not_published(status: Status) -> None:
    feeds = Feeds(issue_factory(number=1), issue_factory(number=2, status=status))
    assert feeds.titles() == [["Loom no. 1"]] * 3


# --- ids, dates, marks ------------------------------------------------------------------------


def test_ids_stay_when_title_name_and_address_change() -> None:
    before = issue_factory()
    after = issue_factory(title="Another", name="2026-10-05-extra")
    moved = Feeds(after, publication={"base_url": "https://elsewhere.example.net/loom/"})
    assert moved.ids() == Feeds(before).ids()
    assert moved.document["items"][0]["url"] == (
        "https://elsewhere.example.net/loom/2026-10-05-extra/"
    )


def test_feeds_are_dated_by_their_newest_issue() -> None:
    feeds = Feeds(issue_factory(number=1), issue_factory(number=2))
    assert feeds.channel.findtext("lastBuildDate") == "Mon, 12 Oct 2026 06:00:00 +0000"
    assert feeds.channel.findtext("pubDate") == "Mon, 12 Oct 2026 06:00:00 +0000"
    assert feeds.atom.findtext(f"{ATOM}updated") == "2026-10-12T06:00:00+00:00"


def test_feeds_without_issues_bear_a_fixed_date() -> None:
    feeds = Feeds()
    assert feeds.ids() == [[], [], []]
    assert feeds.channel.findtext("lastBuildDate") == "Sat, 01 Jan 2000 00:00:00 +0000"
    assert feeds.channel.find("pubDate") is None
    assert feeds.atom.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00+00:00"


def test_dates_are_the_same_moment_in_all_feeds_and_in_utc() -> None:
    at = datetime.fromisoformat("2026-10-05T08:30:15.750+02:00")
    feeds = Feeds(issue_factory(published_at=at))
    assert feeds.channel.findtext("item/pubDate") == "Mon, 05 Oct 2026 06:30:15 +0000"
    assert feeds.atom.findtext(f"{ATOM}entry/{ATOM}published") == "2026-10-05T06:30:15+00:00"
    assert feeds.document["items"][0]["date_published"] == "2026-10-05T06:30:15+00:00"


def test_a_correction_marks_its_item_and_no_other() -> None:
    plain = issue_factory(number=2)
    feeds = Feeds(corrected(issue_factory(number=1)), plain)
    moved = "2026-10-06T06:00:00+00:00"
    in_rss = [item.findtext(f"{ATOM}updated") for item in feeds.channel.iterfind("item")]
    in_atom = [entry.findtext(f"{ATOM}updated") for entry in feeds.atom.iterfind(f"{ATOM}entry")]
    in_json = [item.get("date_modified") for item in feeds.document["items"]]
    assert in_rss == [None, moved]
    assert in_atom == ["2026-10-12T06:00:00+00:00", moved]
    assert in_json == [None, moved]


def test_the_newest_of_several_corrections_dates_the_item() -> None:
    days = (datetime(2026, 10, day, tzinfo=UTC) for day in (6, 7))
    issue = issue_factory(corrections=tuple(Correction(at=day, note=NOTE) for day in days))
    assert Feeds(issue).document["items"][0]["date_modified"] == "2026-10-07T00:00:00+00:00"


def test_a_correction_moves_the_feed_and_not_the_order() -> None:
    feeds = Feeds(corrected(issue_factory(number=1), days=30), issue_factory(number=2))
    assert feeds.titles()[0] == ["Loom no. 2", "Loom no. 1"]
    assert feeds.channel.findtext("lastBuildDate") == "Wed, 04 Nov 2026 06:00:00 +0000"
    assert feeds.channel.findtext("pubDate") == "Mon, 12 Oct 2026 06:00:00 +0000"


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        'AT&T <beta> & "co"',
        "&amp; &#38; <b>bold</b>",
        "]]> and <![CDATA[",
        "😀 🏳️‍🌈 שלום مرحبا",
        "tab\tand\nline",
        "bad\x00\x0b\x1b\ufffe\uffff\ud800 ones",
    ],
)
def test_titles_are_the_same_text_in_all_feeds(title: str) -> None:
    assert Feeds(issue_factory(title=title)).titles() == [[one_line(title)]] * 3


def test_feeds_write_letters_and_not_their_numbers() -> None:
    for body in Feeds(issue_factory(title="שלום 😀")).raw.values():
        assert "שלום 😀".encode() in body


def test_texts_that_nobody_cleaned_before_are_cleaned() -> None:
    bad = "a\x00\x1b\ufffe\ud800b"
    note = Correction(at=datetime(2026, 10, 6, tzinfo=UTC), note=bad)
    article = article_ref_factory(title=bad, source=bad, author=bad)
    feeds = Feeds(issue_factory(corrections=(note,), articles=(article,)))
    html = feeds.document["items"][0]["content_html"]
    assert "<p>ab · ab · ab · 30 September" in html
    assert "<li>6 October 2026 · ab</li>" in html


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60).filter(one_line), st.data())
def test_any_text_comes_through_every_field(text: str, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(["title", "preheader", "intro"]))
    feeds = Feeds(issue_factory(**{field: text}, stories=(story_factory(title=text, note=text),)))
    items = feeds.document["items"]
    assert feeds.channel.findtext("item/{*}encoded") == items[0]["content_html"]
    assert feeds.atom.findtext(f"{ATOM}entry/{ATOM}content") == items[0]["content_html"]
    assert feeds.titles() == [[items[0]["title"]]] * 3


def test_summary_is_one_text_escaped_as_html_in_both_xml_feeds() -> None:
    feeds = Feeds(issue_factory(preheader="What <b>\n& moved"))
    summary = feeds.atom.find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "What &lt;b&gt; &amp; moved")
    assert feeds.channel.findtext("item/description") == "What &lt;b&gt; &amp; moved"
    assert feeds.document["items"][0]["summary"] == "What <b> & moved"


def test_summary_names_the_stories_where_there_is_no_preheader() -> None:
    stories = (story_factory(), story_factory(slug="mill", title="The mill"))
    feeds = Feeds(issue_factory(preheader="", stories=stories))
    assert feeds.document["items"][0]["summary"] == "The bell of line four; The mill"


def test_summary_is_the_title_where_there_is_nothing_else() -> None:
    feeds = Feeds(issue_factory(preheader="", stories=()))
    assert feeds.document["items"][0]["summary"] == "Loom no. 1"


def test_rss_titles_hold_hexadecimal_references() -> None:
    feeds = Feeds(issue_factory(title="AT&T <beta>"))
    assert b"<title>AT&#x26;T &#x3C;beta&gt;</title>" in feeds.raw["feed.rss"]


def test_publication_stands_in_for_a_missing_editor_and_description() -> None:
    feeds = Feeds(issue_factory(), publication={"editor": "", "description": ""})
    assert feeds.channel.findtext("description") == "The Weekly Loom"
    assert feeds.channel.findtext("item/{*}creator") == "The Weekly Loom"
    assert feeds.atom.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "The Weekly Loom"
    assert feeds.document["items"][0]["authors"] == [{"name": "The Weekly Loom"}]


def test_feeds_without_a_hub_name_none() -> None:
    assert not [name for name, body in Feeds(issue_factory()).raw.items() if b"hub" in body]


def test_feeds_hold_no_mail_address_and_no_version() -> None:
    for body in Feeds(issue_factory()).raw.values():
        assert b"@" not in body
        assert b"feedgen" not in body
    feeds = Feeds()
    generator = feeds.atom.find(f"{ATOM}generator")
    assert generator is not None
    assert (generator.text, dict(generator.attrib)) == ("digest", {})
    assert feeds.channel.findtext("generator") == "digest"


# --- what no feed can carry -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what_matters", "says"),
    [
        ({"title": "\x00 \ufffe"}, "no title"),
        ({"published_at": None}, "published_at is missing"),
        ({"published_at": datetime(2026, 10, 5)}, "needs an offset"),  # noqa: DTZ001  # the fault
        ({"corrections": (Correction(at=datetime(2026, 10, 6), note=""),)}, "needs an offset"),  # noqa: DTZ001  # the fault
        ({"id": ""}, "the id must be"),
        ({"id": "tag:" + "x" * 242}, "the id must be"),
        ({"id": "tag:a\x0bb"}, "the id must be"),
    ],
)
def test_an_issue_that_no_feed_can_carry_is_named(what_matters: dict[str, Any], says: str) -> None:
    with pytest.raises(RenderError, match=rf"^2026-10-05: .*{says}"):
        Feeds(issue_factory(**what_matters))


def test_two_issues_with_one_id_are_named() -> None:
    first = issue_factory(number=1)
    second = issue_factory(number=2, id=first.id)
    with pytest.raises(RenderError, match="2026-10-05: has the same id as 2026-10-12"):
        Feeds(first, second)


# --- the process around -----------------------------------------------------------------------


def calls_during(work: Callable[[], object]) -> set[str]:
    """Names of the Python functions that `work` calls."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, arg: object) -> None:
        if event == "call":
            called.add(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return called


def test_feeds_never_switch_the_locale_of_the_process() -> None:
    calls = calls_during(lambda: Feeds(issue_factory()))
    assert "render_feeds" in calls
    assert "setlocale" not in calls


def test_the_locale_test_sees_what_feedgen_itself_would_do() -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        date = datetime(2026, 10, 5, tzinfo=UTC)
        assert "setlocale" in calls_during(lambda: feedgen.util.formatRFC2822(date))
    finally:
        locale.setlocale(locale.LC_ALL, before)
