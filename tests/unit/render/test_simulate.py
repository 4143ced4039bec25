"""What mail programs make of a mail: the same words in other clothes."""

from collections.abc import Callable

import pytest

from digest.render.simulate import (
    GREY,
    forced_dark,
    grey_images,
    images_off,
    links_apart,
    outlook,
    unstyled,
)
from visible import visible_words

#: One of everything that the simulations look for.
MAIL = """<!doctype html>
<html lang="en"><head>
<!--[if !mso]><!--><meta name="others"><!--<![endif]-->
<!--[if mso]><noscript><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml></noscript><![endif]-->
<!--[if lte mso 11]><style>.old { width: 1px }</style><![endif]-->
<style>p { color: red } .round { border-radius: 8px; padding: 4px }
@media (max-width: 479px) { .pad { padding: 20px } .wide { width: 100% } }
@media print { p { color: black } }
h1 { margin: 0 }</style>
<link rel="stylesheet" href="https://fonts.example/css">
</head><body background="https://pics.example/sky.png">
<!--[if mso | IE]><table width="600"><tr><td><![endif]-->
<div class="a" style="margin:0px auto;max-width:600px;background:#fff;border-radius:8px">
<h1 style="color:#111;border-top-left-radius:3px">Words & more</h1>
<img alt="A mill" src="https://pics.example/mill.jpg" width="300" height="200">
<img src="data:image/png;base64,AAAA" alt="Inside">
<p style="background:url('https://pics.example/x.png') no-repeat">Text</p>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
<!--[if !mso]><!--><p>Not in Outlook</p><!--<![endif]-->
<!-- a plain comment -->
</body></html>"""


def test_unstyled_mail_keeps_words_and_inline_styles_alone() -> None:
    shown = unstyled(MAIL)

    assert "<style" not in shown
    assert "fonts.example" not in shown
    assert "[if" not in shown
    assert "endif" not in shown
    assert 'width="600"' not in shown
    assert 'style="color:#111;border-top-left-radius:3px"' in shown
    assert '<meta name="others">' in shown
    assert visible_words(shown) == visible_words(MAIL)


def test_outlook_reads_what_is_for_it_alone_and_nothing_else() -> None:
    shown = outlook(MAIL)

    assert '<table width="600"><tr><td>' in shown
    assert shown.count("</td></tr></table>") == 1
    assert "Not in Outlook" not in shown
    assert 'name="others"' not in shown
    assert ".old" not in shown
    assert "96" not in shown
    assert "[if" not in shown
    assert "endif" not in shown


def test_outlook_knows_no_media_query_round_corner_or_centring() -> None:
    shown = outlook(MAIL)

    assert "@media" not in shown
    assert "radius" not in shown
    assert "max-width" not in shown
    assert '<div class="a" style="background:#fff;">' in shown
    assert ".round {  padding: 4px }" in shown
    assert "h1 { margin: 0 }" in shown


@pytest.mark.parametrize(
    ("condition", "is_read"),
    [
        ("mso", True),
        ("mso | IE", True),
        ("(mso)|(IE)", True),
        ("gte mso 9", True),
        ("mso 16", True),
        ("lte mso 11", False),
        ("lt mso 12", False),
        ("!mso", False),
    ],
)
def test_outlook_reads_by_the_condition(condition: str, is_read: bool) -> None:
    assert (outlook(f"<!--[if {condition}]>x<![endif]-->") == "x") is is_read


def test_images_off_leaves_the_words_in_their_places() -> None:
    shown = images_off(MAIL)

    assert "pics.example" not in shown
    assert "data:" not in shown
    assert '<img alt="A mill" width="300" height="200">' in shown
    assert "background:none no-repeat" in shown


def test_grey_image_takes_the_place_and_size_of_one_from_the_web() -> None:
    shown = grey_images(MAIL)

    assert f'<img src="{GREY}" alt="A mill" width="300" height="200">' in shown
    assert '<img src="data:image/png;base64,AAAA" alt="Inside">' in shown


@pytest.mark.parametrize("tag", ["<img alt='x'>", "<IMG SRC=a.png>", '<img\nsrc="a.png">'])
def test_grey_image_needs_a_picture(tag: str) -> None:
    assert (GREY in grey_images(tag)) is ("src" in tag.lower())


def test_forced_dark_inverts_the_unstyled_mail_but_no_picture() -> None:
    shown = forced_dark(MAIL)

    head, _, body = shown.partition("</head>")
    assert head.count("<style>") == 1
    assert "html{background:#fff;filter:invert(1)" in head
    assert "img,svg,video{filter:invert(1)" in head
    assert body in unstyled(MAIL)


def test_links_open_apart_whatever_the_document() -> None:
    assert '<head><base target="_blank">' in links_apart(MAIL)
    assert links_apart("<html lang='en'><p>x") == "<html lang='en'><base target=\"_blank\"><p>x"
    assert links_apart("<p>x") == '<base target="_blank"><p>x'


def test_mail_without_anything_to_simulate_stays_as_it_is() -> None:
    bare = "<!doctype html><html><head></head><body><p>Words</p></body></html>"

    for simulate in (unstyled, outlook, images_off, grey_images):
        assert simulate(bare) == bare


@pytest.mark.parametrize("simulate", [outlook, images_off, unstyled, forced_dark])
def test_words_about_css_are_left_as_they_are(simulate: Callable[[str], str]) -> None:
    words = "Write border-radius: 4px; or @media print { p { color: red } } or url(a.png) here"
    html = f'<html><head></head><body><p style="margin:0">{words}</p></body></html>'

    assert words in simulate(html)


@pytest.mark.parametrize("sign", ["@media ", "border-", "url( "])
def test_any_number_of_words_about_css_is_read_once(sign: str) -> None:
    html = f"<html><head></head><body><p>{sign * 100_000}</p></body></html>"

    assert outlook(html) == images_off(html) == html
