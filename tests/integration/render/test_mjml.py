"""The real mrml behind the pre-pass: what it gets wrong by itself comes out right."""

from __future__ import annotations

import re
import subprocess
import sys

import mjml
import pytest

from digest.errors import RenderError
from digest.render.mjml.engine import mjml_to_html, unlinted_html
from digest.render.template_lines import TemplateLines
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
@pytest.mark.parametrize("start", ["", "<!--[if mso]>", "<!--[if <]>", "<br/>"])
def test_deep_nesting_is_refused_before_it_can_kill_the_process(start: str, depth: int) -> None:
    with pytest.raises(RenderError, match=r"^test\.mjml\.j2: more than 50"):
        rendered(f"<mj-text>{start}" + "<é>" * depth + "x" + "</é>" * depth + "</mj-text>")


def test_an_error_names_the_template_and_shows_the_line() -> None:
    source = "<mjml>\n<!-- é -->\n  <mj-bod></mj-bod>\n<mj-body></mj-body></mjml>"
    with pytest.raises(
        RenderError,
        match=r"^test\.mjml\.j2: <mj-bod> is no .*`mj-body`\?, at line 3 .*: <mj-bod></mj-bod>$",
    ):
        mjml_to_html(source, name="test.mjml.j2")


def test_an_error_names_file_and_line_where_they_are_known() -> None:
    source = document("<mj-text>a</mj-text><mj-foo />")
    lines = TemplateLines(offsets=(0, source.index("<mj-foo")), places=("a.j2:1", "b.j2:7"))
    with pytest.raises(RenderError, match=r"^b\.j2:7: <mj-foo> is no element of MJML"):
        mjml_to_html(source, name="test.mjml.j2", lines=lambda: lines)


def test_the_lines_are_not_asked_for_while_all_is_well() -> None:
    def lines() -> TemplateLines:
        raise AssertionError

    assert mjml_to_html(document("<mj-text>a</mj-text>"), name="test.mjml.j2", lines=lines)


def test_the_first_faults_are_told_together() -> None:
    with pytest.raises(RenderError) as refusal:
        rendered("<mj-foo />\n" * 9)
    assert str(refusal.value).count("<mj-foo> is no element") == 5


@pytest.mark.parametrize(
    "source",
    ["", "x", "<html></html>", "<mjml><mj-body><mj-section>", document("<mj-text>a < b</mj-text>"),
     document("<mj-text>\ud800</mj-text>"), document("<mj-text>\ufffe</mj-text>"),
     document("<mj-text><!--[if mso] >x<![endif]--></mj-text>")],
)  # fmt: skip
def test_what_mrml_refuses_is_our_error(source: str) -> None:
    with pytest.raises(RenderError, match=r"^test\.mjml\.j2: "):
        mjml_to_html(source, name="test.mjml.j2")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<mjml>\n<mj-body>\r\n<mj-carousel>\n<mj-text>x</mj-text></mj-carousel></mj-body></mjml>",
         "is not MJML: unexpected element, at line 4 .*: <mj-text>x"),
        ("<mjml><mj-body><p></mj-body></mjml>", "is not MJML: unexpected end of stream"),
    ],
)  # fmt: skip
def test_what_mrml_refuses_without_the_lint_is_told_with_its_line(source: str, told: str) -> None:
    with pytest.raises(RenderError, match=rf"^test\.mjml\.j2: {told}"):
        unlinted_html(source, name="test.mjml.j2")


def test_mrml_panics_at_a_broken_conditional_comment() -> None:
    """When this fails, mrml has learnt it, and the pre-pass need not refuse it."""
    with pytest.raises(BaseException, match="oops") as panic:
        mjml.mjml2html(document("<mj-text><!--[if mso] >x</mj-text>"), fonts={})
    assert not isinstance(panic.value, Exception)


@pytest.mark.parametrize(
    "start", ["<!--[if mso]><b>", "<!--[if <]><b>", "<![if mso]><b>", "<é><b>"]
)
def test_mrml_reads_elements_where_the_depth_is_counted(start: str) -> None:
    end = "</é>" if start.startswith("<é>") else "<![endif]-->"
    source = document(f'<mj-text>{start[:-3]}<b title="\xa0">x</b>{end}</mj-text>')
    assert "\\u{a0}" in mjml.mjml2html(source, fonts={})


def test_an_element_that_mrml_passes_through_is_found() -> None:
    with pytest.raises(RenderError, match="<mj-foo> is no element of MJML"):
        rendered("<mj-text><mj-foo>x</mj-foo></mj-text>")


def test_an_image_without_words_is_found() -> None:
    with pytest.raises(RenderError, match="<mj-image> has no `alt`"):
        rendered('<mj-image src="https://e.org/a.png" />')


def test_what_the_lint_warns_of_is_mended() -> None:
    html = rendered(
        '<mj-text padding="0" color="#abc"><!-- a -- b -->x]]>y<BR></mj-text>',
        section='padding="0 24px"',
        head="<mj-attributes> <!-- a --><mj-all color='red' /> </mj-attributes> ",
    )
    assert "color:#aabbcc" in html
    assert visible_words(html) == ["x]]>y"]


def test_the_first_of_two_equal_attributes_counts_without_the_lint() -> None:
    source = document('<mj-text color="#111111" color="#222222">x</mj-text>')
    assert "color:#111111" in unlinted_html(source, name="test.mjml.j2")


def test_a_picture_without_words_is_passed_over_by_readers_without_the_lint() -> None:
    source = document('<mj-image src="https://e.org/a.png" /><mj-social><mj-social-element '
                      'src="https://e.org/b.png">x</mj-social-element></mj-social>')  # fmt: skip
    html = unlinted_html(source, name="test.mjml.j2")
    alts = [values["alt"] for tag, values in start_tags(html) if tag == "img"]
    assert alts == ["", ""]


def test_the_width_of_an_image_is_a_whole_number() -> None:
    html = rendered(
        '<mj-image src="https://e.org/a.png" alt="" padding="0" />', section='padding="0 0.6px"'
    )
    widths = [values["width"] for tag, values in start_tags(html) if tag == "img"]
    assert widths == ["598"]


def test_links_of_a_navbar_stay_apart_without_styles() -> None:
    link = '<mj-navbar-link href="https://e.org/">{}</mj-navbar-link>'
    html = rendered(f"<mj-navbar>{link.format('one')}{link.format('two')}</mj-navbar>")
    assert "one</a> <!--" in html
    assert visible_words(html)[-2:] == ["one", "two"]


INLINE = (
    "<mj-style>@media (max-width:479px) { .a > b { color: red !important; } }</mj-style>"
    '<mj-style inline="inline">.a { color: #123456; } .a b { font-weight: 800 }</mj-style>'
)


def test_inline_styles_are_written_into_the_elements() -> None:
    html = rendered('<mj-text><p class="a">x <b>y</b></p></mj-text>', head=INLINE)
    styles = {tag: values.get("style") for tag, values in start_tags(html) if tag in {"p", "b"}}
    assert styles == {"p": "color: #123456;", "b": "font-weight: 800;"}


def test_inline_styles_leave_the_rest_as_it_was() -> None:
    body = (
        '<mj-text><p title="a&#160;&#34;b">caf&eacute;&#847;&zwnj;</p></mj-text>'
        "<mj-text><pre>a\n <i>b</i></pre></mj-text>"
        '<mj-text><!--[if mso]><table><tr><td width="3"><![endif]-->x'
        "<!--[if mso]></td></tr></table><![endif]--></mj-text>"
    )
    plain, styled = rendered(body), rendered(body, head=INLINE)
    conditions = re.compile(r"<!--\[if.*?<!\[endif\]-->", re.DOTALL)
    assert conditions.findall(styled) == conditions.findall(plain)
    assert visible_words(styled) == visible_words(plain)
    assert [item for item in start_tags(styled) if item[0] != "style"] == [
        item for item in start_tags(plain) if item[0] != "style"
    ]
    assert "@media (max-width:479px) { .a > b { color: red !important; } }" in styled


def test_no_style_is_loaded_from_elsewhere() -> None:
    style = '<mj-style inline="inline">p { background: url(https://e.org/a.png) }</mj-style>'
    raw = '<mj-raw><link rel="stylesheet" href="https://e.invalid/a.css"></mj-raw>'
    html = rendered("<mj-text><p>x</p></mj-text>", head=raw + style)
    assert '<link rel="stylesheet" href="https://e.invalid/a.css">' in html


def test_the_package_that_inlines_is_imported_only_when_it_is_asked_for() -> None:
    code = (
        "import sys; from digest.render.mjml.engine import mjml_to_html;"
        "mjml_to_html('<mjml><mj-body></mj-body></mjml>', name='a');"
        "sys.exit('css_inline' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_debris_in_running_text_is_an_articles_own_business() -> None:
    html = rendered("<mj-text>In Rust, \\u{a0} and &lt;mj-text&gt; are text.</mj-text>")
    assert "\\u{a0}" in html
