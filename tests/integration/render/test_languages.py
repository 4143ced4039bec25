"""The web archive in all languages: its words, its direction, and what is kept apart in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from digest.config.tables import Config
from digest.model import Issue, Status
from digest.render.theme import Theme
from digest.render.web import render_web
from digest.wording.load import load_wording
from factories import article_ref_factory, config_factory, issue_factory
from golden import assert_golden
from languages import arabic_config, arabic_issue, german_issue
from visible import start_tags, visible_words

THEME = Theme()
OTHERS = ("de", "fr", "es", "ru", "zh", "zh-Hant", "ja", "ar", "he", "it", "pt", "nl", "pl")


def site(config: Config, *issues: Issue) -> dict[str, str]:
    pages = render_web(issues, config=config, theme=THEME)
    return {page.path: page.body.decode("utf-8") for page in pages}


def archive(language: str) -> dict[str, str]:
    """Every page that there can be, with one issue of one story and all of its parts."""
    config = config_factory(publication={"language": language})
    issue = replace(arabic_issue(), language=language)
    older = issue_factory(number=2, language=language, sections=())
    gone = issue_factory(number=3, language=language, status=Status.WITHDRAWN)
    files = site(config, issue, older, gone)
    return files | {f"empty/{path}": text for path, text in site(config).items()}


def english_phrases() -> list[str]:
    """The fixed words in pieces between their values, those that say enough to be told apart."""
    words = load_wording("en")
    phrases = [
        form
        for phrase in words.phrases.values()
        for form in ([phrase] if isinstance(phrase, str) else phrase.values())
    ]
    pieces = {piece.strip() for phrase in phrases for piece in re.split(r"\{\w+\}", phrase)}
    return sorted(piece for piece in pieces if len(piece) > 4)


def title(page: str) -> str:
    return unescape(page.partition("<title>")[2].partition("</title>")[0])


def marked(page: str, *, language: str = "", direction: str = "") -> list[str]:
    return [
        tag
        for tag, values in start_tags(page)
        if (not language or values.get("lang") == language)
        and (not direction or values.get("dir") == direction)
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_word_of_ours_is_left_on_a_page(language: str) -> None:
    own = {phrase for phrase in english_phrases() if phrase not in {"Feeds", "Permalink"}}
    if language == "fr":
        own.remove("Sources")
    for path, text in archive(language).items():
        if path.endswith(".html"):
            assert [phrase for phrase in own if phrase in text] == [], path


def test_english_words_of_ours_are_found_where_they_stand() -> None:
    text = "".join(archive("en").values())
    found = [phrase for phrase in english_phrases() if phrase in text]
    assert len(found) > 25


@pytest.mark.parametrize(
    ("language", "imprint"),
    [
        ("de", "Ausgabe 12 · 23. November 2026 · 4 Beiträge · 1\xa0Min. Lesezeit"),
        ("fr", "Numéro\xa012 · 23 novembre 2026 · 4 sujets · 1\xa0min de lecture"),
        ("ru", "Выпуск 12 · 23 ноября 2026\u202fг. · 4 материала · 1\xa0мин чтения"),
        ("zh-TW", "第12期 · 2026年11月23日 · 4則報導 · 閱讀約1分鐘"),
        ("ar", "العدد 12 · 23 نوفمبر 2026 · 4 موضوعات · دقيقة قراءة واحدة"),
        ("he", "גיליון 12 · 23 בנובמבר 2026 · 4 ידיעות · דקת קריאה אחת"),
    ],
)
def test_an_issue_is_introduced_in_its_language(language: str, imprint: str) -> None:
    page = archive(language)["2026-11-23/index.html"]
    assert (
        imprint.split()
        == visible_words(page.partition('<p class="meta">')[2])[: len(imprint.split())]
    )


def test_an_issue_speaks_its_own_language_and_the_front_page_the_publications() -> None:
    config = config_factory(publication={"language": "de"})
    files = site(config, issue_factory(language="fr"))
    issue, index = files["2026-10-05/index.html"], files["index.html"]
    assert '<html lang="fr" dir="ltr">' in issue
    assert "Tous les numéros" in issue
    assert '<html lang="de" dir="ltr">' in index
    assert "Alle Ausgaben" in index
    assert '<a href="2026-10-05/" lang="fr">' in index


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur"])
def test_a_page_runs_as_its_language_does(language: str) -> None:
    for path, text in archive(language).items():
        if path.endswith(".html"):
            assert f'<html lang="{language}" dir="rtl">' in text


def test_right_to_left_pages_are_as_they_were_looked_at() -> None:
    files = site(arabic_config(), arabic_issue())
    assert_golden("web/arabic-issue.html", files["2026-11-23/index.html"])
    assert_golden("web/arabic-index.html", files["index.html"])


def test_stories_of_another_direction_carry_it_as_blocks() -> None:
    page = site(arabic_config(), arabic_issue())["2026-11-23/index.html"]
    of_english = marked(page, language="en", direction="ltr")
    assert of_english == ["a", "h2", "ol", "div", "a", "cite", "cite"]
    german = site(config_factory(publication={"language": "de"}), german_issue())
    page = german["2026-11-23/index.html"]
    assert marked(page, language="ar", direction="rtl") == ["a", "h2", "ol", "div", "cite"]
    assert marked(page, language="en", direction="ltr") == []
    assert marked(page, language="en") == ["a", "h2", "ol", "div", "cite"]


def test_a_story_that_runs_the_other_way_has_our_words_run_as_the_page_does() -> None:
    config = config_factory(publication={"language": "de"})
    page = site(config, german_issue())["2026-11-23/index.html"]
    story = page.partition('<article id="kelp" dir="rtl">')[2].partition("</article>")[0]
    for words in ("Das Wichtigste in Kürze", "Ausblick", "Weiterlesen", "Link zu diesem Beitrag"):
        assert f'<span dir="ltr">{words}</span>' in story
    assert re.search(r'<p class="meta">\n<span dir="ltr"><bdi>.*2026</time></span>', story)
    assert '<article id="balkone">' in page
    assert page.count('dir="ltr"') == 1 + story.count('dir="ltr"')


def test_names_are_kept_apart_on_every_page() -> None:
    files = site(arabic_config(), arabic_issue())
    for path, names in {
        "2026-11-23/index.html": ("The Quiet Works (Beirut)", "Lines (UK)", "رامي عكّار"),
        "index.html": ("The Quiet Works (Beirut)", "R. Okafor"),
        "404.html": ("The Quiet Works (Beirut)", "The Quiet Works، شارع الحمراء 14، بيروت"),
    }.items():
        for name in names:
            assert re.search(rf"<bdi[^>]*>{re.escape(name)}</bdi>", files[path]), name


def test_a_host_in_a_phrase_is_kept_apart() -> None:
    page = site(arabic_config(), arabic_issue())["2026-11-23/index.html"]
    assert "قراءة المقال كاملًا على <bdi>tideline.example</bdi></a>" in page


def test_list_items_keep_the_side_of_their_marker() -> None:
    """A direction on the item itself would put its bullet outside of the list."""
    issue = arabic_issue()
    for path, text in site(arabic_config(), issue).items():
        if path.endswith(".html"):
            assert not [v for tag, v in start_tags(text) if tag == "li" and "dir" in v]


def test_the_title_of_a_window_isolates_the_name_in_it_where_scripts_can_meet() -> None:
    files = site(arabic_config(), arabic_issue())
    isolated = "\u2068The Quiet Works (Beirut)\u2069"
    assert title(files["2026-11-23/index.html"]).endswith(f"Bookkeeper! · {isolated}")
    assert title(files["404.html"]) == f"هذه الصفحة غير موجودة · {isolated}"
    mixed = site(config_factory(), arabic_issue())
    assert "\u2068The Weekly Loom\u2069" in title(mixed["2026-11-23/index.html"])
    assert not re.search(
        "[\u2066-\u2069]", "".join(site(config_factory(), german_issue()).values())
    )


def test_english_stands_marked_on_a_page_whose_language_has_no_words() -> None:
    danish, persian = archive("da"), archive("fa")
    for path in ("index.html", "404.html", "2026-11-23/index.html", "2026-10-19/index.html"):
        assert '<span lang="en">Skip to the content</span>' in danish[path]
        assert '<span lang="en" dir="ltr">Skip to the content</span>' in persian[path]
    page = persian["2026-11-23/index.html"]
    assert '<span lang="en" dir="ltr">23 November 2026</span>' in page
    assert '<span dir="ltr">Also covered by <bdi>' in page
    assert (
        'aria-label="This line in the article" title="This line in the article" lang="en"' in page
    )


def test_words_of_a_language_that_has_some_are_not_marked() -> None:
    for language in ("en-GB", "de-AT", "zh-TW", "ar-EG"):
        assert 'lang="en"' not in site(
            config_factory(publication={"language": language}), issue_factory(language=language)
        )["2026-10-05/index.html"].replace('<html lang="en', "")


def test_a_credit_in_another_language_than_its_story_has_its_own_direction() -> None:
    articles = (
        article_ref_factory(language="ar", title="الجرس"),
        article_ref_factory(language="en", title="The bell", url="https://b.example/"),
    )
    page = site(config_factory(), issue_factory(articles=articles))["2026-10-05/index.html"]
    assert '<cite lang="ar" dir="rtl">الجرس</cite>' in page
    assert "<cite>The bell</cite>" in page
