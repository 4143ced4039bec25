"""The second lock on the door: what of HTML may stand in a mail, a page or a feed."""

from __future__ import annotations

import pytest

from digest.render.clean import clean_html


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
    assert clean_html(f'<a href="{url}">a</a>') == "<a>a</a>"
    assert clean_html(f'<img src="{url}" alt="a">') == '<img alt="a">'


def test_headings_above_the_level_become_text() -> None:
    html = "<h1>a</h1><h2>b</h2><h3>c</h3>"
    assert clean_html(html) == "ab<h3>c</h3>"
    assert clean_html(html, headings_from=2) == "a<h2>b</h2><h3>c</h3>"


@pytest.mark.parametrize("html", ["<script>x</script>", "<style>x</style>", "<!-- x -->"])
def test_what_runs_or_hides_is_gone_with_its_content(html: str) -> None:
    assert clean_html(f"a{html}b") == "ab"
