"""The HTML of a feed item: plain article markup that readers keep, from the shipped template."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from digest.config.tables import Config
from digest.model import Correction, IssueSection, Outlook, Role, Takeaway
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import article_ref_factory, config_factory, issue_factory, story_factory

CONFIG = config_factory()
THEME = Theme()

GOLDEN = """\
<p>Good morning.</p>
<h2><a href="https://articles.example.org/bell">The bell of line four</a></h2>
<p>articles · Jo Carder · 30 September 2026 · \
<a href="https://loom.example.org/2026-10-05/#the-bell">Permalink</a></p>
<h3>Key takeaways</h3>
<ul>
<li>It rings <em>twice</em>.</li>
<li>Nobody knows why.</li>
</ul>
<h3>Future outlook</h3>
<p>It may ring a third time.</p>
<p><a href="https://loom.example.org/2026-10-05/">Read this issue in the browser</a></p>"""


def content(config: Config = CONFIG, **what_matters: Any) -> str:
    pages = render_feeds([issue_factory(**what_matters)], config=config, theme=THEME)
    html: str = json.loads(pages[2].body)["items"][0]["content_html"]
    return html


def prose(heading: str) -> IssueSection:
    return IssueSection(role=Role.PROSE, heading=heading, markdown=f"About {heading}.")


def test_content_of_a_plain_issue() -> None:
    assert content() == GOLDEN


def test_content_keeps_the_order_and_the_headings_of_the_issue() -> None:
    sections = (
        prose("Before"),
        IssueSection(role=Role.TAKEAWAYS, heading="Das Wichtigste"),
        IssueSection(role=Role.OUTLOOK, heading="Ausblick"),
        prose("After"),
    )
    stories = (story_factory(), story_factory(slug="mill", title="The mill", url="", outlook=None))
    headings = re.findall(
        r"<(h[23])>(?:<a [^>]*>)?([^<]*)", content(sections=sections, stories=stories)
    )
    assert headings == [
        ("h2", "Before"),
        ("h2", "The bell of line four"),
        ("h3", "Das Wichtigste"),
        ("h3", "Ausblick"),
        ("h2", "The mill"),
        ("h3", "Das Wichtigste"),
        ("h2", "After"),
    ]


def test_content_has_no_heading_over_nothing() -> None:
    bare = story_factory(takeaways=(), outlook=None, note="Only this.")
    assert "<h3>" not in content(stories=(bare,))
    assert "<h2>" not in content(stories=())


def test_content_credits_every_article_of_a_story() -> None:
    articles = (
        article_ref_factory(),
        article_ref_factory(title="Bells & ropes", url="https://b.example/", author="Cy"),
        article_ref_factory(title="No address", url="", author="", published_on=None),
    )
    html = content(articles=articles)
    assert '<p>articles · Jo Carder · 30 September 2026 · <a href="' in html
    assert (
        '<p>Also covered by articles: <a href="https://b.example/">Bells &amp; ropes</a></p>\n'
        "<p>Also covered by articles: No address</p>"
    ) in html


def test_content_names_an_article_whose_headline_an_editor_reworded() -> None:
    html = content(stories=(story_factory(title="A bell, and nobody knows why"),))
    assert "<p>The bell of line four · articles · Jo Carder · 30 September 2026 · <a" in html


def test_content_has_a_permalink_where_there_is_no_credit() -> None:
    assert '<p><a href="https://loom.example.org/2026-10-05/#the-bell">' in content(articles=())


def test_content_leads_to_the_permalink_where_the_article_has_no_address() -> None:
    html = content(stories=(story_factory(url=""),), articles=(article_ref_factory(url=""),))
    headline = '<h2><a href="https://loom.example.org/2026-10-05/#the-bell">The bell of line four'
    assert headline in html
    assert "articles.example.org" not in html


def test_content_keeps_quotations_lists_and_paragraphs_of_markdown() -> None:
    outlook = Outlook(paragraphs=("> It will ring.\n\n— the keeper", "1. First\n2. Then"))
    takeaways = (Takeaway(markdown="Three\n\n- one\n- two"),)
    html = content(stories=(story_factory(takeaways=takeaways, outlook=outlook),))
    assert "<blockquote>\n<p>It will ring.</p>\n</blockquote>" in html
    assert "<ol>\n<li>First</li>\n<li>Then</li>\n</ol>" in html
    assert "<li><p>Three</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n</li>" in html


def test_content_shows_corrections_with_their_dates() -> None:
    correction = Correction(at=datetime(2026, 10, 6, tzinfo=UTC), note="It was <three>, not two.")
    html = content(corrections=(correction,))
    assert "<h2>Corrections</h2>" in html
    assert "<li>6 October 2026 · It was &lt;three&gt;, not two.</li>" in html


def test_content_dates_corrections_in_the_publications_zone() -> None:
    late = Correction(at=datetime(2026, 10, 6, 23, 30, tzinfo=UTC), note="Late.")
    berlin = config_factory(publication={"timezone": "Europe/Berlin"})
    assert "<li>7 October 2026 · Late.</li>" in content(berlin, corrections=(late,))


def marks(html: str) -> list[str]:
    return re.findall(r"<(\w+[^>]* (?:lang|dir)=[^>]*)>", html)


def test_content_marks_the_words_of_a_story_in_another_language() -> None:
    german = (article_ref_factory(language="de"),)
    assert marks(content(articles=german)) == ['h2 lang="de"', 'ul lang="de"', 'div lang="de"']
    persian = (article_ref_factory(language="fa"),)
    both = 'lang="fa" dir="rtl"'
    assert marks(content(articles=persian)) == [f"h2 {both}", f"ul {both}", f"div {both}"]


def test_content_drops_a_language_that_is_none() -> None:
    odd = (article_ref_factory(language='x" onclick="y'),)
    assert marks(content(articles=odd)) == []
    assert "onclick" not in content(articles=odd)


def test_content_is_marked_as_a_whole_where_a_feed_cannot_say_it() -> None:
    german = content(language="de")
    assert german.startswith('<div lang="de" dir="ltr">\n<p>Good morning.</p>')
    assert german.endswith("</p>\n</div>")
    assert marks(german) == ['div lang="de" dir="ltr"']
    hebrew = config_factory(publication={"language": "he"})
    assert marks(content(hebrew, language="he")) == [
        'div lang="he" dir="rtl"',
        *['span dir="auto"'] * 2,
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ("30. September 2026", "Permalink", "Diese Ausgabe im Browser lesen")),
        ("ru", ("30 сентября 2026", "Постоянная ссылка", "Читать этот выпуск в браузере")),
        ("ja", ("2026年9月30日", "固定リンク", "今号をブラウザで読む")),
        ("he", ("30 בספטמבר 2026", "קישור קבוע", "לקריאת הגיליון בדפדפן")),
    ],
)
def test_content_speaks_the_issues_language(language: str, said: tuple[str, ...]) -> None:
    articles = (article_ref_factory(published_on=date(2026, 9, 30)),)
    html = content(language=language, articles=articles)
    assert [words for words in said if words not in html] == []
    assert "Read" not in html


def test_content_marks_fixed_words_where_the_language_has_none() -> None:
    html = content(language="fa")
    assert '<span lang="en" dir="ltr">30 September 2026</span>' in html
    assert '<span lang="en" dir="ltr">Permalink</span>' in html
    assert '<span lang="en">Permalink</span>' in content(language="da")


def test_content_keeps_names_and_stories_of_another_direction_apart() -> None:
    articles = (article_ref_factory(language="ar", title="الجرس", source="الخط", author=""),)
    html = content(articles=articles, stories=(story_factory(title="الجرس"),))
    assert '<p><span dir="auto">الخط</span> · 30 September 2026' in html
    assert [mark for mark in marks(html) if "ar" in mark] == [
        'h2 lang="ar" dir="rtl"',
        'ul lang="ar" dir="rtl"',
        'div lang="ar" dir="rtl"',
    ]


def test_content_leaves_its_own_headings_above_those_of_the_texts() -> None:
    html = content(intro="## Two\n\n### Three", stories=())
    assert re.findall(r"<h\d>[^<]*", html) == ["<h3>Three"]


def test_content_drops_addresses_that_lead_nowhere_in_a_reader() -> None:
    html = content(intro="[a](/about) [b](#x) [c](javascript:alert(1)) [d](https://d.example/)")
    assert re.findall(r'href="([^"]*)', html.partition("</p>")[0]) == ["https://d.example/"]


def test_content_shows_markup_in_texts_as_text() -> None:
    hostile = '<script>alert(1)</script><table style="x">'
    story = story_factory(title=hostile, note=hostile, takeaways=(Takeaway(markdown=hostile),))
    html = content(intro=hostile, stories=(story,))
    assert "<script" not in html
    assert "<table" not in html
    assert html.count("&lt;script&gt;") == 4


def test_content_survives_characters_that_only_a_reference_can_name() -> None:
    assert "\x0c" not in content(intro="a&#12;b &#x1;")
