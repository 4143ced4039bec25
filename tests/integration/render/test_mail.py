"""The mail of whole issues through the real theme and the real mrml."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest.errors import RenderError
from digest.model import Field, Issue, MailEdition, Story, Takeaway
from digest.render.mail import MAX_HTML_BYTES, fill, render_mail, unsubscribe_url
from digest.render.theme import Theme
from digest.render.view import view_issue
from factories import article_ref_factory, config_factory, issue_factory, story_factory
from golden import assert_golden
from showcase import (
    BETA,
    KELP,
    corrected,
    long_issue,
    showcase_config,
    showcase_issue,
)
from visible import links, start_tags, visible_words

NONCE = "n0123456789abcdef01234567n"
THEME = Theme()
CONFIG = showcase_config()


def mail(issue: Issue, *, nonces: Callable[[], str] = lambda: NONCE) -> MailEdition:
    return render_mail(issue, config=CONFIG, theme=THEME, nonces=nonces)


def text_words(text: str) -> list[str]:
    return re.sub(r"^[-*]{3,}$", "", text, flags=re.MULTILINE).split()


def is_subsequence(words: list[str], of: list[str]) -> bool:
    rest: Iterator[str] = iter(of)
    return all(word in rest for word in words)


@pytest.fixture(scope="module")
def edition() -> MailEdition:
    return mail(corrected(showcase_issue()))


def test_the_showcase_is_as_it_was_looked_at(edition: MailEdition) -> None:
    assert_golden("mail/showcase.html", edition.html)
    assert_golden("mail/showcase.txt", edition.text)


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


def test_the_text_part_has_every_word_of_the_html(edition: MailEdition) -> None:
    words = visible_words(edition.html)
    marks = {"·", "|", ">", "-"}
    text = re.sub(r" <https?://[^>]*>", "", edition.text).split()
    wanted = [w.rstrip(":") for w in words[words.index("Issue") : words.index("Corrections")]]
    assert is_subsequence([w for w in wanted if w not in marks], [w.rstrip(":") for w in text])


def test_both_parts_have_the_same_links(edition: MailEdition) -> None:
    in_text = set(re.findall(r"https?://[^\s>]+", edition.text))
    assert {link for link in links(edition.html) if link != NONCE} == in_text


def test_both_parts_say_how_to_leave_who_writes_and_why(edition: MailEdition) -> None:
    for part in (edition.html, edition.text):
        assert part.count(NONCE) == 1
        words = " ".join(part.split())
        assert CONFIG.publication.postal_address in words
        assert "You receive this mail because you subscribed to The Quiet Works." in words
        assert "https://www.example.org/quiet-works/2026-11-23/" in part
        assert "https://www.example.org/quiet-works/feed.rss" in part


def test_the_text_part_draws_no_line_that_quoted_printable_would_triple(
    edition: MailEdition,
) -> None:
    assert "==" not in edition.text


def test_a_correction_bears_the_day_of_the_publications_zone(edition: MailEdition) -> None:
    assert "25 November 2026" in edition.html
    assert "25 November 2026: An earlier version" in edition.text


@pytest.mark.parametrize(("count", "words"), [(1, "1 story"), (2, "2 stories")])
def test_stories_are_counted_in_words(count: int, words: str) -> None:
    stories = tuple(story_factory(slug=f"s{n}") for n in range(count))
    edition = mail(issue_factory(stories=stories))
    assert f"· {words} ·" in edition.html
    assert f"· {words} ·" in edition.text


def test_a_story_without_an_address_leads_to_its_own_page(edition: MailEdition) -> None:
    own = "https://www.example.org/quiet-works/2026-11-23/#the-archive-that-burned-twice"
    assert links(edition.html).count(own) == 2  # contents and headline
    assert edition.text.count(own) == 2


def test_all_articles_of_a_story_are_linked() -> None:
    refs = (
        article_ref_factory(),
        article_ref_factory(title="A second look", url="https://other.example/2", sha256="1" * 64),
    )
    edition = mail(issue_factory(articles=refs))
    assert "https://other.example/2" in links(edition.html)
    assert "Also covered by articles: A second look\nhttps://other.example/2\n" in edition.text


def test_text_lines_end_at_72_but_for_addresses_and_single_words(edition: MailEdition) -> None:
    for line in edition.text.splitlines():
        assert len(line) <= 72 or len(line.split()) == 1, line


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
    assert "padding:0;padding-left:30px" in html  # its English stories keep their own side
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
    assert named == {"canvas", "band", "paper", "top", "panel"}
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


# --- size -------------------------------------------------------------------------------------


def test_a_story_of_five_takeaways_and_an_outlook_costs_little() -> None:
    sizes = [len(mail(long_issue(count)).html.encode()) for count in (3, 10)]
    assert (sizes[1] - sizes[0]) / 7 < 5_500


def filled_size(edition: MailEdition) -> int:
    url = unsubscribe_url(CONFIG, token="0" * 32)
    return len(fill(edition, {Field.UNSUBSCRIBE_URL: url})[0].encode())


def test_a_large_issue_is_shortened_to_what_gmail_shows() -> None:
    edition = mail(long_issue(19))
    assert filled_size(edition) <= MAX_HTML_BYTES
    assert edition.html.count("The rest of this story, on the web") == 19
    assert edition.html.count("Most of the crop is still sold as food") == 19
    assert edition.text.count("the first public accounts") == 19


def test_the_largest_issue_becomes_a_list_of_its_stories() -> None:
    edition = mail(long_issue(100))
    assert filled_size(edition) <= MAX_HTML_BYTES
    assert all(f"accountants follow ({number})" in edition.html for number in range(1, 101))
    assert edition.text.count("the first public accounts") == 100


def test_what_cannot_be_shortened_enough_is_refused() -> None:
    with pytest.raises(RenderError, match=r"cuts it off above 90; take stories out"):
        mail(issue_factory(intro="word " * 20_000))


# --- placeholders -----------------------------------------------------------------------------


def test_a_nonce_that_the_issue_holds_is_drawn_again() -> None:
    draws = iter(["nguessed1n", "nguessed2n", NONCE])
    stories = (story_factory(title="nguessed1n", takeaways=(Takeaway(markdown="nguessed2n"),)),)
    edition = mail(issue_factory(stories=stories), nonces=lambda: next(draws))
    assert edition.placeholders == {NONCE: Field.UNSUBSCRIBE_URL}


def test_a_source_of_nonces_that_never_helps_is_refused() -> None:
    with pytest.raises(RenderError, match="no placeholder"):
        mail(issue_factory(title="nsamen"), nonces=lambda: "nsamen")
    with pytest.raises(RenderError, match="no placeholder"):
        mail(issue_factory(), nonces=lambda: "<not a nonce>")


def test_filling_escapes_in_html_only() -> None:
    edition = mail(issue_factory())
    html, text = fill(edition, {Field.UNSUBSCRIBE_URL: 'https://e.org/?a=1&b="2"'})
    assert 'href="https://e.org/?a=1&amp;b=&quot;2&quot;"' in html
    assert '\nhttps://e.org/?a=1&b="2"\n' in text
    assert NONCE not in html + text


def test_an_article_that_guesses_a_placeholder_gets_nothing() -> None:
    guesses = "@@UNSUBSCRIBE_URL@@ {{unsubscribe_url}} [[unsubscribe]] %(unsubscribe_url)s $url"
    stories = (Story(slug="s", title=guesses, takeaways=(Takeaway(markdown=guesses),)),)
    edition = mail(issue_factory(stories=stories))
    html, text = fill(edition, {Field.UNSUBSCRIBE_URL: "mailto:secret@example.org"})
    assert html.count("secret@example.org") == text.count("secret@example.org") == 1


@pytest.mark.parametrize(
    ("token", "url"),
    [
        ("abc", "mailto:leave@loom.example.org?subject=unsubscribe%20abc"),
        ("", "mailto:leave@loom.example.org?subject=unsubscribe"),
    ],
)
def test_the_unsubscribe_address_is_a_mail_with_the_token(token: str, url: str) -> None:
    assert unsubscribe_url(config_factory(), token=token) == url


def test_signs_in_the_unsubscribe_mailbox_are_quoted() -> None:
    config = config_factory(mail={"unsubscribe_address": "a+b&c@example.org"})
    assert unsubscribe_url(config, token="").startswith("mailto:a%2Bb%26c@example.org?")


# --- a publication's own templates ------------------------------------------------------------


def own_theme(folder: Path, *, name: str, text: str) -> Theme:
    (folder / "mail").mkdir()
    (folder / "mail" / name).write_text(text, encoding="utf-8")
    return Theme(folder)


@pytest.mark.parametrize("name", ["issue.mjml.j2", "issue.txt.j2"])
def test_a_theme_that_lets_nobody_leave_is_refused(tmp_path: Path, name: str) -> None:
    text = "<mjml><mj-body></mj-body></mjml>" if "mjml" in name else "Hello"
    theme = own_theme(tmp_path, name=name, text=text)
    with pytest.raises(RenderError, match=f"mail/{name}: has no `unsubscribe_url`"):
        render_mail(issue_factory(), config=CONFIG, theme=theme, nonces=lambda: NONCE)


def test_a_fault_in_a_theme_names_its_file(tmp_path: Path) -> None:
    theme = own_theme(tmp_path, name="issue.mjml.j2", text="<mjml>\n{{ issue.titel }}\n</mjml>")
    with pytest.raises(RenderError, match=r"issue\.mjml\.j2:2: .*titel"):
        render_mail(issue_factory(), config=CONFIG, theme=theme, nonces=lambda: NONCE)


def test_a_story_that_nobody_is_credited_for_has_no_empty_line() -> None:
    edition = mail(issue_factory(articles=()))
    assert "<p></p>" not in re.sub(r" (class|style)=\"[^\"]*\"", "", edition.html)
    assert "\n\n\n" not in edition.text


def test_takeaway_that_mrml_would_refuse_is_left_to_the_web_page() -> None:
    huge = Story(slug="huge", title="Huge", takeaways=(Takeaway(markdown="word " * 300_000),))
    edition = mail(replace(showcase_issue(), stories=(huge,)))
    assert len(edition.html.encode()) <= MAX_HTML_BYTES
    assert "Huge" in edition.html
    assert len(edition.text) > 1_000_000
