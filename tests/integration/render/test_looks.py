"""What each look that ships must be, whatever stands in the issue."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import replace
from functools import cache

import pytest

from digest.config.theme import ThemeConfig
from digest.config.theme_load import parse_theme
from digest.model import Issue
from digest.render.mjml.engine import mjml_to_html
from digest.render.theme import Theme, shipped_templates
from digest.render.trim import most_steps, trim
from digest.render.view import view_issue
from golden import assert_golden
from languages import arabic_issue
from showcase import KELP, corrected, long_issue, showcase_config, showcase_issue
from visible import links, start_tags, visible_words

CONFIG = showcase_config()
THEME = Theme()
LOOKS = ("compact", "default", "plain")


@cache
def design(text: str = "") -> ThemeConfig:
    return parse_theme(text, looks=LOOKS)


def html(issue: Issue, look: str, *, theme: str = "", steps: int = 0) -> str:
    """The mail before it is trimmed, or after so many `steps` of trimming."""
    view = trim(view_issue(issue, publication=CONFIG.publication), steps=steps)
    name = f"mail/{look}.mjml.j2"
    source = THEME.render(
        name,
        issue=view,
        publication=CONFIG.publication,
        design=design(theme),
        words=THEME.wording(issue.language),
        unsubscribe_url="mailto:leave@example.org",
        preferences_url="https://example.org/preferences",
    )
    return mjml_to_html(source, name=name)


@pytest.fixture(scope="module", params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(look: str) -> str:
    return html(corrected(showcase_issue()), look)


def style_of(page: str) -> str:
    return "".join(re.findall(r"<style.*?</style>", page, flags=re.DOTALL))


def per_story(look: str) -> float:
    few, many = (len(html(long_issue(count), look).encode()) for count in (3, 10))
    return (many - few) / 7


def test_the_look_is_as_it_was_looked_at(look: str, page: str) -> None:
    if look != "default":  # whose pair is that of `test_mail`
        assert_golden(f"mail/{look}.html", page)
    assert_golden(f"mail/{look}-arabic.html", html(arabic_issue(), look))


def test_looks_are_those_that_are_shipped() -> None:
    assert THEME.looks == LOOKS


# --- size -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "most"), [("default", 5_500), ("plain", 4_500), ("compact", 2_400)]
)
def test_a_story_costs_no_more_than_it_may(look: str, most: int) -> None:
    assert per_story(look) <= most


def test_twenty_five_stories_fit_into_a_compact_mail() -> None:
    assert len(html(long_issue(25), "compact").encode()) < 90_000


def test_gmail_reads_the_whole_style_sheet(page: str) -> None:
    assert len(style_of(page).encode()) < 16_000


# --- every look -------------------------------------------------------------------------------


def test_every_takeaway_and_outlook_is_told_in_order(page: str) -> None:
    view = view_issue(showcase_issue(), publication=CONFIG.publication)
    words = " ".join(visible_words(page))
    at = words.index("Tideline")
    for story in view.stories:
        lines = (*story.standfirst, *story.takeaways, *story.outlook)
        for line in (story.title, *(" ".join(visible_words(line)) for line in lines)):
            found = words.find(line, at)
            assert found >= at, line
            at = found


def test_the_footer_says_all_that_it_must(page: str) -> None:
    footer = page[page.index("You receive this mail") :]
    assert CONFIG.publication.postal_address in footer
    assert links(footer) == [
        "mailto:leave@example.org",
        "https://example.org/preferences",
        "https://www.example.org/quiet-works/2026-11-23/",
        "https://www.example.org/quiet-works/",
        "https://www.example.org/quiet-works/feed.rss",
        "https://www.example.org/quiet-works/feed.atom",
        "https://www.example.org/quiet-works/feed.json",
    ]


def test_headings_are_one_tree(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in start_tags(page) if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_layout_tables_are_presentation(page: str) -> None:
    tables = [values for tag, values in start_tags(page) if tag == "table"]
    assert sum("role" not in values for values in tables) == 1  # the editor's own


def test_every_ground_and_all_words_have_their_dark_colours(page: str) -> None:
    style = style_of(page)
    dark = style[style.index("prefers-color-scheme: dark") :]
    for tag, values in start_tags(page):
        classes = values.get("class", "").split()
        if "background" in values.get("style", "") and tag != "body":
            # A table inside of its band has the band's rule.
            assert not classes or any(f".{name}" in dark for name in classes)
            assert classes or tag in {"table", "td"}
        if "color:#" in values.get("style", "").replace("background-color", "") and classes:
            assert any(f".{name}" in dark for name in classes)
    for name in ("ogsc", "ogsb"):
        assert f"[data-{name}] ." in dark


def test_dark_rules_stand_in_both_forms(page: str) -> None:
    style = style_of(page)
    media, outlook = style[style.index("prefers-color-scheme: dark") :].split("[data-ogsc]", 1)
    for name in ("canvas", "band", "paper", "ink", "head", "accent", "meta", "small", "rule"):
        assert f".{name}" in media
        assert f".{name}" in outlook
    assert not re.search(r"\S!important", style)


def test_type_is_never_smaller_than_13_px(page: str) -> None:
    assert min(int(px) for px in re.findall(r"font-size:(\d+)px", page) if int(px) > 1) >= 13


def test_an_issue_of_nothing_leaves_nothing_empty(look: str) -> None:
    issue = showcase_issue(stories=(), articles=(), sections=(), intro="", preheader="")
    page = html(issue, look)
    assert not re.search(r"<(p|h\d|ol|ul|li|div|a)\b[^>]*>\s*</\1>", page)
    assert "In this issue" not in page
    assert "0 stories" not in page


@pytest.mark.parametrize("count", [1, 2])
def test_few_stories_need_no_table_of_contents(look: str, count: int) -> None:
    assert "In this issue" not in html(long_issue(count), look)
    assert "In this issue" in html(long_issue(3), look)


def test_a_story_without_sections_has_its_usual_headings(look: str) -> None:
    page = html(replace(long_issue(1), sections=()), look)
    assert "Future outlook" in page
    assert not re.search(r"<h3[^>]*></h3>", page)


def test_headlines_alone_become_a_list_that_leads_to_the_web(look: str) -> None:
    issue = long_issue(4)
    most = most_steps(view_issue(issue, publication=CONFIG.publication))
    page = html(issue, look, steps=most)
    assert "More in this issue" not in page
    assert page.count("In this issue") == 1
    permalink = f"https://www.example.org/quiet-works/2026-11-23/#{KELP.slug}-4"
    assert links(page).count(permalink) == 1
    assert "More in this issue" in html(issue, look, steps=most - 2)


def test_a_story_that_was_cut_leads_to_the_rest_and_not_on(look: str) -> None:
    page = html(long_issue(1), look, steps=1)
    assert "The rest of this story, on the web" in page
    assert ">Read on<" not in page


# --- right to left ----------------------------------------------------------------------------


def test_a_right_to_left_issue_has_nothing_on_the_wrong_side(look: str) -> None:
    page = html(arabic_issue(stories=arabic_issue().stories[:1]), look)
    body = page[page.index('class="paper top"') :]  # above it the link to the web is at the end
    assert "direction:ltr" not in page
    assert not re.search(r"line-height:\d+px;text-align:left;color", body)
    assert re.search(r"<ol[^>]* style=\"margin:\d(px)? 30px 0px 0;", body)
    assert not re.search(r"margin:\d+(px)? 0 \d+px 30px", body)


def test_words_of_ours_run_their_way_in_a_story_that_does_not() -> None:
    (english,) = (
        story for story in arabic_issue().stories if story.url.startswith("https://lines")
    )
    page = html(arabic_issue(stories=(english,)), "default")
    assert '<div dir="ltr">' in page
    assert '<a dir="rtl" href="https://lines.example/att-beta"' in page


# --- what makes a look ------------------------------------------------------------------------


def test_the_default_has_one_button_for_each_story_with_an_article() -> None:
    page = html(showcase_issue(), "default")
    assert page.count('class="button"') == 5
    assert page.count('class="panel"') == 4


@pytest.mark.parametrize("look", ["compact", "plain"])
def test_the_others_have_neither_buttons_nor_panels(look: str) -> None:
    page = html(showcase_issue(), look)
    assert 'class="button"' not in page
    assert 'class="panel"' not in page


def test_the_plain_look_has_one_ground_and_one_family() -> None:
    body = html(showcase_issue(), "plain").partition("<body")[2]
    assert set(re.findall(r"background-color:(#\w+)", body)) == {"#ffffff"}
    assert "Georgia" not in body


# --- theme.toml -------------------------------------------------------------------------------


def test_width_is_nowhere_else(look: str) -> None:
    page = html(showcase_issue(intro="![A chart](https://e.org/t.png)"), look, theme="width = 440")
    assert "max-width:440px" in page
    assert 'width="392"' in page
    assert "max-width:439px" in style_of(page)
    assert not re.search(r"\b(600|552|479)(px|\")", page)


def test_a_lead_story_is_set_larger(look: str) -> None:
    page = html(long_issue(2), look, theme="lead = true")
    sizes = re.findall(r'<h2 class="(lead|headline)" style="[^"]*font-size:(\d+)px', page)
    assert [name for name, _ in sizes] == ["lead", "headline"]
    assert int(sizes[0][1]) > int(sizes[1][1])
    assert 'class="lead"' not in html(long_issue(2), look)


def test_colours_and_fonts_are_the_themes(look: str) -> None:
    theme = """
        [fonts]
        heading = "Palatino, serif"
        text = "Verdana, sans-serif"
        [light]
        canvas = "#f0f0f1"
        paper = "#fdfdfe"
        panel = "#f5f5f6"
        text = "#010203"
        muted = "#040506"
        accent = "#070809"
        on_accent = "#fafafb"
        rule = "#0a0b0c"
        [dark]
        canvas = "#101011"
        paper = "#111112"
        panel = "#121213"
        text = "#e1e2e3"
        muted = "#e4e5e6"
        accent = "#e7e8e9"
        on_accent = "#131314"
        rule = "#eaebec"
    """
    page = html(showcase_issue(preheader=""), look, theme=theme)  # mrml colours its own
    shipped = THEME.design
    for palette in (shipped.light, shipped.dark):
        for colour in palette.model_dump().values():
            assert colour not in page
    for family in ("Georgia", "Segoe", "Roboto"):
        assert family not in page


def test_the_shipped_file_says_what_is_so_without_it() -> None:
    text = (shipped_templates() / "theme.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == ThemeConfig().model_dump()
    assert design(text) == ThemeConfig()
