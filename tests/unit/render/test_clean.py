"""The second lock on the door: what of HTML may stand in a mail, a page or a feed."""

from __future__ import annotations

import sys
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.render.clean import MAX_CHARACTERS, MAX_DEPTH, clean_html
from visible import start_tags, visible_words


@pytest.mark.parametrize("language", ["de", "pt-BR", "zh-Hant-TW", "de-CH-1996"])
@pytest.mark.parametrize("direction", ["ltr", "rtl", "auto"])
def test_language_and_direction_are_kept(language: str, direction: str) -> None:
    html = f'<p lang="{language}" dir="{direction}">a</p>'
    assert clean_html(html) == html


@pytest.mark.parametrize(
    "attribute",
    [
        *('lang=""', 'lang="d"', 'lang="de_DE"', 'lang="de "', 'lang="de&#10;"', 'lang="x y"'),
        *('dir=""', 'dir="rtl;"', 'dir="sideways"'),
        *('style="x"', 'onclick="x"', 'class="x"', 'id="x"'),
    ],
)
def test_other_values_and_attributes_are_dropped(attribute: str) -> None:
    assert clean_html(f"<div {attribute}>a</div>") == "<div>a</div>"


@pytest.mark.parametrize("url", ["https://e.org/x", "http://e.org", "mailto:a@e.org"])
def test_whole_addresses_are_kept(url: str) -> None:
    assert clean_html(f'<a href="{url}">a</a>') == f'<a href="{url}">a</a>'


@pytest.mark.parametrize("url", ["/x", "x", "#x", "//e.org", "javascript:x", "data:text/html,x"])
def test_other_addresses_are_dropped(url: str) -> None:
    assert clean_html(f'<a title="t" href="{url}">a <b>b</b></a>') == "a <b>b</b>"
    assert clean_html(f'<img src="{url}" alt="a &lt; b">') == "a &lt; b"


def test_headings_above_the_level_become_text() -> None:
    html = "<h1>a</h1><h2>b</h2><h3>c</h3>"
    assert clean_html(html) == "ab<h3>c</h3>"
    assert clean_html(html, headings_from=2) == "a<h2>b</h2><h3>c</h3>"


@pytest.mark.parametrize("html", ["<script>x</script>", "<style>x</style>", "<!-- x -->"])
def test_what_runs_or_hides_is_gone_with_its_content(html: str) -> None:
    assert clean_html(f"a{html}b") == "ab"


@pytest.mark.parametrize("tag", ["svg", "math", "iframe", "object", "video", "select", "textarea"])
def test_what_is_no_words_is_gone_with_its_content(tag: str) -> None:
    assert clean_html(f"a<{tag}>x</{tag}>b") == "ab"


def test_the_words_of_a_form_stay_without_it() -> None:
    html = '<form action="https://e.org"><p>Vote <input name="a"></p></form>'
    assert clean_html(html) == "<p>Vote </p>"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://e.org/a.gif" width="1" height="1">',
        '<img src="https://e.org/a.gif" width="1px" height="40">',
        '<img height=" 0 " src="https://e.org/a.gif">',
        '<img src="https://e.org/a.gif" width="01.0" alt="a > b">',
        '<img src="https://www.facebook.com/tr?id=1&amp;ev=PageView" alt="">',
        '<img src="https://pixel.wp.com/b.gif?v=noscript">',
        '<img src="https://us1.list-manage.com/track/open.php?u=1">',
        '<img src="http://feeds.feedburner.com/~r/a/~4/b">',
    ],
)
def test_counters_are_dropped(image: str) -> None:
    assert clean_html(f"<p>a {image}b</p>") == "<p>a b</p>"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://e.org/pixel.png" alt="A pixel, enlarged">',
        '<img src="https://notfacebook.com/tr/a.png" alt="">',
        '<img src="https://e.org/a.png" alt="a &gt; b" width="2" height="300">',
    ],
)
def test_pictures_are_kept(image: str) -> None:
    assert clean_html(image) == image


def test_a_picture_always_has_an_alternative_text() -> None:
    html = '<img src="https://e.org/a.png" width="80">'
    assert clean_html(html) == '<img alt="" src="https://e.org/a.png" width="80">'


@pytest.mark.parametrize("size", ["100%", "auto", "-4", "1e3", "4000000", "12;color:red"])
def test_a_size_that_is_no_pixels_is_dropped(size: str) -> None:
    html = f'<img src="https://e.org/a.png" alt="" width="{size}">'
    assert clean_html(html) == '<img src="https://e.org/a.png" alt="">'


def test_no_image_leads_into_a_mail_program() -> None:
    assert clean_html('<img src="mailto:a@e.org" alt="a">') == "a"


@pytest.mark.parametrize("url", ["https:///x", "https:", "http://[::1", "https://?x"])
def test_an_address_without_a_host_is_dropped(url: str) -> None:
    assert clean_html(f'<a href="{url}">a</a>') == "a"


@pytest.mark.parametrize("opening", ["<b>", "<div>", "<ul><li>", "<blockquote><p>", "<x-a>"])
@pytest.mark.parametrize("closed", [True, False])
def test_what_nests_too_deep_keeps_its_words_only(opening: str, *, closed: bool) -> None:
    closing = "</b>" if opening == "<b>" else ""
    html = f"<p>1 &lt; 2</p>{opening * 20_000}deep{closing * 20_000 if closed else ''}<p>after</p>"
    cleaned = clean_html(html)
    assert start_tags(cleaned) == [("p", {})]
    assert visible_words(cleaned) == ["1", "<", "2", "deep", "after"]


def test_what_nests_too_deep_loses_what_is_no_words() -> None:
    html = f"{'<i>' * 40}a<script>x<b>y</b></script><svg><title>t</title></svg>b<br>c"
    assert clean_html(html) == "<p>a b c</p>"


def test_a_long_passage_is_not_a_deep_one() -> None:
    html = "<p>a</p>" * (MAX_DEPTH * 10)
    assert clean_html(html) == html


def test_a_passage_of_millions_of_characters_is_refused() -> None:
    with pytest.raises(RenderError, match="2,000,001 characters"):
        clean_html("<" + "a" * MAX_CHARACTERS)


def test_no_character_passes_that_xml_or_mrml_refuses() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    kept = set(unescape(clean_html(f"<p>{every.replace('<', '')}</p>")))
    assert not kept & {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0x7F, 0x80, 0x9F)}
    assert not any("\ud800" <= character <= "\udfff" for character in kept)
    assert not any(ord(character) & 0xFFFE == 0xFFFE for character in kept)
    assert not any("\ufdd0" <= character <= "\ufdef" for character in kept)
    assert {"\xa0", "\xad", "\u200d", "\u0645", "\U0001f469", "\ufffd"} <= kept


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<img src=", "https://e.org/a.png", '"', "'", ">", "<", "&lt;",
     "<!--", "-->", "<script>", "</script>", " onerror=", "<a href=javascript:x>", "a", "\n", "\0",
     "<svg>", "<math>", "<mj-raw>", "{{ 7*7 }}", "]]>", "<table>", "<td>", "\ud800", "\u202e"]
)  # fmt: skip


@given(html=st.lists(PIECES, max_size=60).map("".join))
def test_whatever_comes_in_only_listed_tags_come_out(html: str) -> None:
    cleaned = clean_html(html)
    for tag, values in start_tags(cleaned):
        assert tag in {"p", "b", "a", "img", "table", "tbody", "tr", "td"}
        assert set(values) <= {"src", "alt", "href"}
    assert visible_words(clean_html(cleaned)) == visible_words(cleaned)
