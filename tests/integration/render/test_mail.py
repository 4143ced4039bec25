"""The mail of whole issues through the real theme and the real mrml."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.model import Issue, MailEdition
from digest.render.mail import render_mail
from digest.render.theme import Theme
from digest.render.view import view_issue
from factories import article_ref_factory, issue_factory, story_factory
from golden import assert_golden
from showcase import (
    BETA,
    KELP,
    corrected,
    showcase_config,
    showcase_issue,
)
from visible import links, start_tags, visible_words

NONCE = "n0123456789abcdef01234567n"
THEME = Theme()
CONFIG = showcase_config()


def mail(issue: Issue, *, nonces: Callable[[], str] = lambda: NONCE) -> MailEdition:
    return render_mail(issue, config=CONFIG, theme=THEME, nonces=nonces)


@pytest.fixture(scope="module")
def edition() -> MailEdition:
    return mail(corrected(showcase_issue()))


def test_the_showcase_is_as_it_was_looked_at(edition: MailEdition) -> None:
    assert_golden("mail/showcase.html", edition.html)


def test_two_renderings_are_the_same_bytes(edition: MailEdition) -> None:
    assert mail(corrected(showcase_issue())) == edition


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_hash_seed_changes_nothing(edition: MailEdition, seed: str) -> None:
    code = (
        "import hashlib; from test_mail import mail, corrected, showcase_issue;"
        "e = mail(corrected(showcase_issue()));"
        "print(hashlib.sha256((e.html + e.text).encode()).hexdigest())"
    )
    here = Path(__file__).parent
    path = os.pathsep.join((str(here), str(here.parents[1])))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    expected = hashlib.sha256((edition.html + edition.text).encode()).hexdigest()
    assert run.stdout.strip() == expected


# --- what a reader finds ----------------------------------------------------------------------


def test_every_word_of_a_story_stands_in_the_html_in_order() -> None:
    issue = showcase_issue(stories=(KELP, BETA), intro="", sections=())
    view = view_issue(issue, publication=CONFIG.publication)
    expected: list[str] = []
    for story in view.stories:
        credit = story.credits[0]
        expected += [credit.source, "·", *credit.author.split(), "·"]
        expected += ["16" if story.slug == KELP.slug else "18", "November", "2026"]
        expected += story.title.split()
        expected += visible_words(story.note) if story.note else []
        expected += ["Key", "takeaways"]
        for takeaway in story.takeaways:
            expected += visible_words(takeaway)
        expected += ["Future", "outlook"] if story.outlook else []
        for passage in story.outlook:
            expected += visible_words(passage)
        expected += ["Read", "on"] if story.goes_on else []
        expected += f"Read the full article on {story.url.split('/')[2]}".split()
    expected = [word.removeprefix("www.") for word in expected]
    words = visible_words(mail(issue).html)
    start = words.index("Tideline")
    assert words[start : start + len(expected)] == expected


def test_a_correction_bears_the_day_of_the_publications_zone(edition: MailEdition) -> None:
    assert "25 November 2026" in edition.html
    assert "25 November 2026 · An earlier version" in edition.text


@pytest.mark.parametrize(("count", "words"), [(1, "1 story"), (2, "2 stories")])
def test_stories_are_counted_in_words(count: int, words: str) -> None:
    stories = tuple(story_factory(slug=f"s{n}") for n in range(count))
    edition = mail(issue_factory(stories=stories))
    assert f"· {words} ·" in edition.html
    assert f"· {words} ·" in edition.text


def test_a_story_without_an_address_leads_to_its_own_page(edition: MailEdition) -> None:
    own = "https://www.example.org/quiet-works/2026-11-23/#the-archive-that-burned-twice"
    assert links(edition.html).count(own) == 2  # contents and headline


def test_all_articles_of_a_story_are_linked() -> None:
    refs = (
        article_ref_factory(),
        article_ref_factory(title="A second look", url="https://other.example/2", sha256="1" * 64),
    )
    edition = mail(issue_factory(articles=refs))
    assert "https://other.example/2" in links(edition.html)
    assert "Also covered by articles: A second look [" in edition.text


# --- what a mail program needs ----------------------------------------------------------------


def test_language_and_direction_are_told(edition: MailEdition) -> None:
    tags = start_tags(edition.html)
    told = [(tag, v["lang"], v["dir"]) for tag, v in tags if "lang" in v and "dir" in v]
    assert told == [("html", "en", "ltr"), ("div", "en", "ltr")]
    foreign = [tag for tag, values in tags if values.get("lang") == "de"]
    assert foreign == ["h2", "ol", "div"]


def test_a_right_to_left_issue_is_turned_round() -> None:
    issue = replace(showcase_issue(), language="he")
    html = mail(issue).html
    assert '<html lang="he" dir="rtl"' in html
    assert "direction:ltr" not in html
    assert '<ol lang="en" style="margin:0 0 0px 30px;' in html  # English stories keep their side
    assert '<div dir="ltr">' in html
    assert "text-align:left;" in html


def test_headings_are_one_tree(edition: MailEdition) -> None:
    levels = [int(tag[1]) for tag, _ in start_tags(edition.html) if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_layout_tables_are_presentation_and_data_tables_have_scopes(edition: MailEdition) -> None:
    tags = start_tags(edition.html)
    tables = [values for tag, values in tags if tag == "table"]
    assert sum("role" not in values for values in tables) == 1  # the editor's own
    assert all(values.get("scope") == "col" for tag, values in tags if tag == "th")


def test_nothing_is_loaded_from_anywhere(edition: MailEdition) -> None:
    assert not {"img", "link", "script", "iframe"} & {tag for tag, _ in start_tags(edition.html)}
    assert not re.search(r"url\(|@import|@font-face", edition.html)


def test_dark_rules_have_a_space_before_important(edition: MailEdition) -> None:
    style = "".join(re.findall(r"<style.*?</style>", edition.html, flags=re.DOTALL))
    assert len(style.encode()) < 16_000
    assert "prefers-color-scheme: dark" in style
    assert "[data-ogsc] .ink div" in style
    assert "[data-ogsb] .paper" in style
    assert not re.search(r"\S!important", style)


def test_every_coloured_ground_has_a_class_with_a_dark_rule(edition: MailEdition) -> None:
    style = "".join(re.findall(r"<style.*?</style>", edition.html, flags=re.DOTALL))
    dark = style[style.index("prefers-color-scheme: dark") :]
    grounds = [v for tag, v in start_tags(edition.html) if "background" in v.get("style", "")]
    named = {name for values in grounds for name in values.get("class", "").split()}
    assert named == {"canvas", "band", "paper", "top", "panel", "button"}
    assert all(f".{name}" in dark for name in named)


def test_the_preheader_is_followed_by_filler_and_stays_out_of_the_text(
    edition: MailEdition,
) -> None:
    assert "bridges learn to listen.&#847;&zwnj;&nbsp;" in edition.html
    assert "learn to listen" not in edition.text


def test_an_issue_without_a_preheader_has_no_empty_one() -> None:
    assert "&#847;" not in mail(issue_factory(preheader="")).html


def test_an_editors_image_has_a_width_and_words() -> None:
    html = mail(issue_factory(intro="![A chart of tides](https://e.org/t.png)")).html
    images = [values for tag, values in start_tags(html) if tag == "img"]
    assert [(v["alt"], v["width"]) for v in images] == [("A chart of tides", "552")]


def test_a_story_that_nobody_is_credited_for_has_no_empty_line() -> None:
    edition = mail(issue_factory(articles=()))
    assert "<p></p>" not in re.sub(r" (class|style)=\"[^\"]*\"", "", edition.html)
    assert "\n\n\n" not in edition.text
