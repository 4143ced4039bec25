"""The web archive through the real theme."""

from __future__ import annotations

import itertools
import posixpath
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from markupsafe import escape

from digest.model import Issue, IssueSection, Page, Role, Status
from digest.render.theme import Theme
from digest.render.web import render_preview, render_web
from factories import article_ref_factory, config_factory, issue_factory, story_factory
from golden import assert_golden
from showcase import corrected, showcase_config, showcase_issue
from visible import links, start_tags, visible_words

THEME = Theme()
CONFIG = showcase_config()
BASE = CONFIG.publication.base_url


def site(*issues: Issue) -> dict[str, str]:
    pages = render_web(issues, config=CONFIG, theme=THEME)
    assert len({page.path for page in pages}) == len(pages)
    return {page.path: page.body.decode("utf-8") for page in pages}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    withdrawn = issue_factory(number=3, status=Status.WITHDRAWN)
    return site(
        corrected(showcase_issue()),
        issue_factory(number=1),
        issue_factory(number=4, status=Status.DRAFT),
        withdrawn,
        issue_factory(number=2),
    )


def html_pages(files: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.endswith(".html")}


def test_the_showcase_is_as_it_was_looked_at(files: dict[str, str]) -> None:
    assert_golden("web/issue.html", files["2026-11-23/index.html"])
    assert_golden("web/index.html", files["index.html"])
    assert_golden("web/withdrawn.html", files["2026-10-19/index.html"])


def test_every_published_issue_has_its_page_and_drafts_have_none(files: dict[str, str]) -> None:
    assert sorted(files) == [
        "2026-10-05/index.html",
        "2026-10-12/index.html",
        "2026-10-19/index.html",
        "2026-11-23/index.html",
        "404.html",
        "favicon.svg",
        "index.html",
        "latest/index.html",
        "style.css",
    ]


def test_the_order_of_the_issues_given_does_not_matter() -> None:
    issues = [issue_factory(number=number) for number in (1, 2, 3)]
    renderings = {
        render_web(order, config=CONFIG, theme=THEME) for order in itertools.permutations(issues)
    }
    assert len(renderings) == 1


def test_the_front_page_lists_the_newest_first(files: dict[str, str]) -> None:
    dates = re.findall(r'<time datetime="([\d-]+)"', files["index.html"])
    assert dates == ["2026-11-23", "2026-10-12", "2026-10-05"]
    words = " ".join(visible_words(files["index.html"]))
    assert "Kelp farms move offshore, and the accountants follow" in words
    assert CONFIG.publication.description in words


def test_two_issues_of_one_day_are_both_listed() -> None:
    extra = issue_factory(number=2, on=date(2026, 10, 5), name="2026-10-05-extra")
    index = site(extra, issue_factory(number=1))["index.html"]
    assert index.index('href="2026-10-05-extra/"') < index.index('href="2026-10-05/"')


def test_latest_is_the_newest_issue_under_its_own_address(files: dict[str, str]) -> None:
    assert files["latest/index.html"] == files["2026-11-23/index.html"]
    canonical = f'<link rel="canonical" href="{BASE}2026-11-23/">'
    assert canonical in files["latest/index.html"]


def test_an_archive_without_an_issue_is_a_front_page() -> None:
    files = site()
    assert "There is no issue at present" in files["index.html"]
    assert "latest/" not in files["index.html"]


def test_latest_is_a_notice_while_there_is_no_issue() -> None:
    notice = site()["latest/index.html"]
    assert "<h1>No issue at present</h1>" in notice
    assert 'content="noindex"' in notice
    assert 'href="../style.css"' in notice


def test_withdrawing_the_only_issue_leaves_none_of_its_words_on_any_page() -> None:
    issue = showcase_issue()
    before, after = site(issue), site(replace(issue, status=Status.WITHDRAWN))
    assert set(before) == set(after)
    marks = [issue.title, *(story.title.split(",")[0] for story in issue.stories)]
    marks = [str(escape(mark)) for mark in marks]
    assert all(mark in before["latest/index.html"] for mark in marks)
    assert not [mark for mark in marks if mark in "".join(after.values())]
    assert '<a href="2026-11-23/">' not in after["index.html"]


def test_latest_falls_back_to_the_issue_before_the_withdrawn_one() -> None:
    files = site(issue_factory(number=1), issue_factory(number=2, status=Status.WITHDRAWN))
    assert files["latest/index.html"] == files["2026-10-05/index.html"]


def test_a_withdrawn_issue_leaves_a_notice_and_none_of_its_words(files: dict[str, str]) -> None:
    notice = files["2026-10-19/index.html"]
    assert "This issue was withdrawn" in notice
    assert 'content="noindex"' in notice
    assert "bell" not in notice
    others = "".join(text for path, text in files.items() if path != "2026-10-19/index.html")
    assert "2026-10-19" not in others


def test_a_draft_that_was_withdrawn_has_no_page() -> None:
    never_out = issue_factory(status=Status.WITHDRAWN, published_at=None)
    assert "2026-10-05/index.html" not in site(never_out)


def test_all_links_between_pages_resolve(files: dict[str, str]) -> None:
    for path, text in html_pages(files).items():
        at = urljoin(BASE, path)
        targets = [*links(text), *(v["href"] for t, v in start_tags(text) if t == "link")]
        for url in (urljoin(at, target) for target in targets):
            if not url.startswith(BASE) or urlsplit(url).path.split("/")[-1].startswith("feed."):
                continue
            name = url.removeprefix(BASE).partition("#")[0]
            name = posixpath.join(name, "index.html") if not name or name.endswith("/") else name
            assert name in files, f"{path} leads to {url}"
            if fragment := urlsplit(url).fragment:
                ids = {v.get("id") for _, v in start_tags(files[name])}
                assert fragment in ids, f"{path} leads to {url}"


def test_the_page_for_lost_addresses_works_at_any_depth(files: dict[str, str]) -> None:
    tags = start_tags(files["404.html"])
    targets = [v["href"] for tag, v in tags if tag in {"a", "link"}]
    assert all(target.startswith((BASE, "#")) for target in targets)


@pytest.mark.parametrize("feed", ["feed.rss", "feed.atom", "feed.json"])
def test_every_page_leads_to_the_feeds(files: dict[str, str], feed: str) -> None:
    for text in html_pages(files).values():
        alternates = [v["href"] for t, v in start_tags(text) if v.get("rel") == "alternate"]
        assert BASE + feed in alternates


def test_pages_load_nothing_from_elsewhere_and_run_nothing(files: dict[str, str]) -> None:
    for text in html_pages(files).values():
        tags = start_tags(text)
        assert not {"script", "style", "iframe", "img"} & {tag for tag, _ in tags}
        assert not any("style" in values for _, values in tags)
        policy = next(v["content"] for _, v in tags if "http-equiv" in v)
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' https:")
    assert not re.search(r"url\(|@import", files["style.css"])


def test_a_page_is_one_tree_of_headings(files: dict[str, str]) -> None:
    for text in html_pages(files).values():
        levels = [int(tag[1]) for tag, _ in start_tags(text) if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
        assert sum(tag == "main" for tag, _ in start_tags(text)) == 1


def test_a_story_has_its_slug_as_fragment_and_its_language(files: dict[str, str]) -> None:
    tags = start_tags(files["2026-11-23/index.html"])
    assert [v["id"] for tag, v in tags if tag == "article"] == [
        "kelp-farms-move-offshore",
        "balkonkraftwerke",
        "att-beta",
        "the-archive-that-burned-twice",
        "bridges-that-count",
        "the-lamps-that-stay-on",
    ]
    german = [tag for tag, values in tags if values.get("lang") == "de"]
    assert german == ["a", "h2", "ol", "div", "cite"]


def test_corrections_and_sources_are_shown(files: dict[str, str]) -> None:
    words = " ".join(visible_words(files["2026-11-23/index.html"]))
    assert "25 November 2026 · An earlier version gave" in words
    assert "Lines · R. Okafor · 18 November 2026" in words


def test_the_sources_stand_under_the_editors_heading() -> None:
    quellen = IssueSection(role=Role.SOURCES, heading="Quellen & Belege")
    page = site(issue_factory(sections=(quellen,)))["2026-10-05/index.html"]
    assert "<h2>Quellen &amp; Belege</h2>" in page
    assert "Sources" not in page


def test_no_heading_stands_over_no_sources() -> None:
    assert "<h2>Sources</h2>" in site(issue_factory())["2026-10-05/index.html"]
    assert "Sources" not in site(issue_factory(articles=()))["2026-10-05/index.html"]


def test_neighbours_are_linked_past_a_withdrawn_issue(files: dict[str, str]) -> None:
    tags = start_tags(files["2026-10-12/index.html"])
    neighbours = {v["rel"]: v["href"] for tag, v in tags if tag == "a" and "rel" in v}
    assert neighbours == {"next": "../2026-11-23/", "prev": "../2026-10-05/"}


def test_nothing_of_recipients_stands_in_the_archive(files: dict[str, str]) -> None:
    assert not re.search("unsubscribe|mailto:|@loom", "".join(files.values()), re.IGNORECASE)


def test_a_preview_of_a_draft_brings_what_its_page_needs() -> None:
    draft = issue_factory(status=Status.DRAFT)
    pages = render_preview(draft, config=CONFIG, theme=THEME)
    assert [page.path for page in pages] == ["style.css", "favicon.svg", "2026-10-05/index.html"]
    assert isinstance(pages[-1], Page)
    assert b'href="../style.css"' in pages[-1].body


def test_a_right_to_left_story_says_so() -> None:
    issue = issue_factory(articles=(article_ref_factory(language="fa"),))
    page = render_preview(issue, config=CONFIG, theme=THEME)[-1].body.decode()
    turned = [tag for tag, values in start_tags(page) if values.get("dir") == "rtl"]
    assert turned == ["article", "h2", "ol", "div", "cite"]


def test_a_publication_in_another_language_says_so() -> None:
    config = config_factory(publication={"language": "he"})
    files = render_web([], config=config, theme=THEME)
    index = next(page.body for page in files if page.path == "index.html")
    assert b'<html lang="he" dir="rtl">' in index


def test_a_story_without_an_article_links_to_itself() -> None:
    issue = issue_factory(stories=(story_factory(url="javascript:alert(1)"),), articles=())
    page = render_preview(issue, config=CONFIG, theme=THEME)[-1].body.decode()
    assert "javascript:" not in page
    assert '<a href="#the-bell">' in page
