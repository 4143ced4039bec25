"""theme.toml: every fault with its line and a mend; no colours that cannot be read."""

from __future__ import annotations

import tomllib
from itertools import product

import pytest

from digest.config.contrast import LEAST_CONTRAST, contrast
from digest.config.theme import GROUNDS, DarkPalette, LightPalette, ThemeConfig
from digest.config.theme_load import parse_theme
from digest.errors import ConfigError

LOOKS = ("compact", "default", "plain")


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_theme(text, looks=LOOKS)
    return caught.value.faults


def test_nothing_said_is_the_theme_as_shipped() -> None:
    assert parse_theme("", looks=LOOKS) == ThemeConfig()


def test_what_is_said_goes_first() -> None:
    theme = parse_theme('look = "plain"\n[light]\naccent = "#8A1C1C"\n', looks=LOOKS)
    assert (theme.look, theme.light.accent) == ("plain", "#8a1c1c")
    assert theme.dark == DarkPalette()


@pytest.mark.parametrize("palette", [LightPalette(), DarkPalette()], ids=["light", "dark"])
def test_the_shipped_colours_can_be_read(palette: LightPalette) -> None:
    for words, grounds in GROUNDS.items():
        for ground in grounds:
            assert contrast(getattr(palette, words), getattr(palette, ground)) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[light]\naccnt = '#123456'", "2: unknown key `light.accnt`; did you mean `accent`?"),
        ("wdth = 500", "1: unknown key `wdth`; did you mean `width`?"),
        ("width = 60", "1: `width`: input should be greater than or equal to 320"),
        ("lead = 'yes'", "1: `lead`: input should be a valid boolean"),
        ("lead = 'yes please'", "1: `lead`: input should be a valid boolean"),
        ("look = 'Fancy!'", "1: `look`: must be the name of a look, in small letters"),
        ("look = 'plian'", "1: `look`: there is neither a look 'plian' nor a template"),
        ("look = 'plian'", "mail/plian.mjml.j2; did you mean `plain`?"),
        ("look = 'x'", "mail/x.mjml.j2; there are compact, default, plain"),
        ("look = 'base'", "1: `look`: there is neither a look 'base'"),
        ("[dark]\n\ntext = '#fff'", "3: `dark.text`: must have six digits, since Outlook"),
        ("[dark]\n\ntext = '#fff'", "write #ffffff"),
        ("[dark]\ntext = 'red'", "2: `dark.text`: must be a colour of # and six hexadecimal"),
        ("[dark]\ntext = '#12345g'", "2: `dark.text`: must be a colour of # and six hexadecimal"),
        ("[light\n", "1: is not TOML"),
    ],
)
def test_a_fault_has_its_line_and_its_mend(text: str, fault: str) -> None:
    (found,) = faults(text)
    assert found.startswith("theme.toml:")
    assert fault in found


@pytest.mark.parametrize(
    "families",
    [
        "Georgia, 'Times New Roman', serif",
        '"Segoe UI", sans-serif',
        "Georgia; color: red, serif",
        "x}body{display:none, serif",
        "</style><script>, serif",
        "url(https://e.org/f.woff), serif",
        "Source Sans 3, sans-serif",
        "Georgia,, serif",
        "",
    ],
)
def test_a_font_that_is_no_plain_name_is_refused(families: str) -> None:
    (found,) = faults(f"[fonts]\ntext = '''{families}'''")
    assert found.startswith("theme.toml:2: `fonts.text`: must be font families without quotes")


def test_fonts_end_with_one_that_everybody_has() -> None:
    (found,) = faults('[fonts]\nheading = "Palatino, Georgia"')
    assert "must end with one of serif, sans-serif" in found
    theme = parse_theme('[fonts]\nheading = "Palatino ,  Book  Antiqua,serif"', looks=LOOKS)
    assert theme.fonts.heading == "Palatino, Book Antiqua, serif"


def test_words_that_cannot_be_read_are_refused_with_a_colour_that_can() -> None:
    assert faults('[light]\n\nmuted = "#999999"') == (
        (
            "theme.toml:3: `light.muted` #999999 on `light.panel` #eaf1f8 has a contrast of "
            "2.5:1 and needs 4.5:1; the nearest that can be read is #6d6d6d"
        ),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colour_that_a_fault_proposes_is_taken(scheme: str) -> None:
    text = f'[{scheme}]\naccent = "#e4572e"\n'
    for _ in range(2):
        try:
            parse_theme(text, looks=LOOKS)
        except ConfigError as error:
            (fault,) = error.faults
            role, colour = fault.split("`")[1].split(".")[1], fault[-7:]
            kept = [line for line in text.splitlines() if not line.startswith(f"{role} ")]
            text = "\n".join([*kept, f'{role} = "{colour}"'])
    assert parse_theme(text, looks=LOOKS)


def test_a_ground_is_named_when_it_alone_was_changed() -> None:
    found = faults('[light]\nrule = "#cccccc"\npaper = "#888888"')
    assert {fault.split("` ")[0] for fault in found} == {
        f"theme.toml:3: `light.{words}" for words in ("text", "muted", "accent")
    }


def test_grounds_that_differ_too_much_are_told() -> None:
    found = faults('[light]\npaper = "#ffffff"\npanel = "#000000"')
    assert any("no colour can be read on all of paper, panel, canvas" in it for it in found)


def test_a_ratio_is_cut_off_and_not_rounded() -> None:
    # 4.4998:1 on white, which would round to 4.5.
    theme = '[light]\ncanvas = "#ffffff"\npanel = "#ffffff"\nmuted = "#{}"'
    (found,) = faults(theme.format("707972"))
    assert "4.49:1" in found


@pytest.mark.parametrize(("scheme", "role"), [*product(("light", "dark"), GROUNDS)])
def test_every_kind_of_words_is_measured_in_both_schemes(scheme: str, role: str) -> None:
    shipped = getattr(ThemeConfig(), scheme)
    ground = getattr(shipped, GROUNDS[role][0])
    found = faults(f'[{scheme}]\n{role} = "{ground}"')
    assert f"theme.toml:2: `{scheme}.{role}` {ground} on" in found[0]


def test_colours_of_both_schemes_are_told_at_once() -> None:
    found = faults('[light]\nmuted = "#999999"\n[dark]\nmuted = "#333333"\n')
    assert [fault.split(" ")[0] for fault in found] == ["theme.toml:2:", "theme.toml:4:"]


def test_tomllib_reads_what_hides_a_key_from_our_eyes() -> None:
    text = "fonts = { heading = \"'x'\" }"
    assert tomllib.loads(text)
    (found,) = faults(text)
    assert found.startswith("theme.toml:1: `fonts.heading`")
