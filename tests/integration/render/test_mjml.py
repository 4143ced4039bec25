"""The real mrml behind the pre-pass: what it gets wrong by itself comes out right."""

from __future__ import annotations

import re

import mjml
import pytest

from digest.errors import RenderError
from digest.render.mjml import mjml_to_html
from visible import start_tags, visible_words


def document(body: str, *, section: str = "", head: str = "") -> str:
    return (
        f'<mjml lang="en" dir="ltr"><mj-head>{head}</mj-head><mj-body><mj-section {section}>'
        f"<mj-column>{body}</mj-column></mj-section></mj-body></mjml>"
    )


def rendered(body: str, *, section: str = "", head: str = "") -> str:
    return mjml_to_html(document(body, section=section, head=head), name="test.mjml.j2")


def alt_of(html: str) -> str:
    return next(values["alt"] for tag, values in start_tags(html) if tag == "img")


ODD_ALTS = ["caf\xe9\xa0au lait", "👩\u200d👧", "soft\xadhyphen", "a\u202eb", "back\\slash", "it's"]


@pytest.mark.parametrize("alt", ODD_ALTS)
def test_attribute_values_arrive_as_they_were(alt: str) -> None:
    html = rendered(f'<mj-image src="https://e.org/a.png" width="100px" alt="{alt}" />')
    assert alt_of(html) == alt


def test_mrml_alone_would_spoil_a_value() -> None:
    """When this fails, mrml has learnt it and the pre-pass may shrink."""
    source = document('<mj-image src="https://e.org/a.png" alt="caf\xa0" />')
    assert "\\u{a0}" in mjml.mjml2html(source, fonts={})


def test_quotes_and_line_breaks_in_values_keep_the_tag_whole() -> None:
    html = rendered("<mj-image src='https://e.org/a.png' alt='say \"hi\"\nnow' />")
    assert alt_of(html) == 'say "hi" now'


def test_words_between_inline_tags_stay_apart() -> None:
    html = rendered("<mj-text><b>one</b>\n<b>two</b>\n<i>three</i></mj-text>")
    assert visible_words(html) == ["one", "two", "three"]


def test_line_breaks_in_preformatted_text_are_kept() -> None:
    html = rendered("<mj-text><pre><code>a\n</code>\n\nb</pre></mj-text>")
    assert "<pre><code>a&#10;</code>&#10;&#10;b</pre>" in html


@pytest.mark.parametrize("padding", ["0 24px", "28px 24px 0", "24px 24px 0 24px"])
def test_outlook_gets_the_width_that_the_padding_leaves(padding: str) -> None:
    html = rendered(
        '<mj-image src="https://e.org/a.png" alt="" padding="0" /><mj-divider padding="0" />',
        section=f'padding="{padding}"',
    )
    assert 'width="552"' in html
    assert set(re.findall(r"(?<![-\w])width:(\d+)px", html)) == {"552", "600"}


def test_nothing_is_loaded_from_a_font_service() -> None:
    assert "fonts.g" not in rendered("<mj-text>x</mj-text>")


def test_the_title_comes_out_whole() -> None:
    html = rendered("<mj-text>x</mj-text>", head='<mj-title>a\xa0"b" \\ c</mj-title>')
    names = [values["aria-label"] for _, values in start_tags(html) if "aria-label" in values]
    assert names == ['a\xa0"b" \\ c']


@pytest.mark.parametrize("depth", [60, 9_000])
def test_deep_nesting_is_refused_before_it_can_kill_the_process(depth: int) -> None:
    with pytest.raises(RenderError, match=r"^test\.mjml\.j2: more than 50"):
        rendered("<mj-text>" + "<b>" * depth + "x" + "</b>" * depth + "</mj-text>")


def test_an_error_names_the_template_and_shows_the_line() -> None:
    source = "<mjml>\n<!-- é -->\n  <mj-bod></mj-bod>\n</mjml>"
    with pytest.raises(
        RenderError,
        match=r"^test\.mjml\.j2: is not MJML: unexpected element, at line 3 .*: <mj-bod></mj-bod>$",
    ):
        mjml_to_html(source, name="test.mjml.j2")


@pytest.mark.parametrize(
    "source",
    ["", "x", "<html></html>", "<mjml><mj-body><mj-section>", document("<mj-text>a < b</mj-text>"),
     document("<mj-text>\ud800</mj-text>"), document("<mj-text>\ufffe</mj-text>")],
)  # fmt: skip
def test_what_mrml_refuses_is_our_error(source: str) -> None:
    with pytest.raises(RenderError, match=r"^test\.mjml\.j2: "):
        mjml_to_html(source, name="test.mjml.j2")


def test_an_element_that_mrml_passes_through_is_found() -> None:
    with pytest.raises(RenderError, match="does not know <mj-foo>"):
        rendered("<mj-text><mj-foo>x</mj-foo></mj-text>")


def test_an_image_without_words_is_found() -> None:
    with pytest.raises(RenderError, match="no alt text"):
        rendered('<mj-image src="https://e.org/a.png" />')


def test_debris_in_running_text_is_an_articles_own_business() -> None:
    html = rendered("<mj-text>In Rust, \\u{a0} and &lt;mj-text&gt; are text.</mj-text>")
    assert "\\u{a0}" in html
