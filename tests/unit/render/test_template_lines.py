"""Which template line a place comes from, through all that templates are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from digest.render.template_lines import TemplateLines, find_lines

TEMPLATES = {
    "base": (
        "{# two\nlines #}\n<mjml>\n{% block body %}\n<one>\n  {% if value %}\n"
        '  <two a="{{ value }}"\n     b="c">\n  {% endif %}\n'
        "{%- for number in (1, 2) -%}\n  <three{{ number }}>\n{%- endfor %}\n\n{% endblock %}\n"
        "{% raw %}\n  <raw {{ }}>\n{% endraw %}\n{% include 'included' %}\n{{ value }}<after>\n"
    ),
    "included": "<four>\n<five>\n",
    "macros": "\n\n{% macro of(value) %}\n<macro {{ value }}\n  end>\n{% endmacro %}\n",
    "child": (
        '{% extends "base" %}\n{% from "macros" import of %}\n\n{% block body %}\n{{ super() }}\n'
        '<mine>\n{{ of("x") }}\n{# a\ncomment #}\n<next>{% set kept %}\n<kept>\n{% endset %}\n'
        "<last>{{ kept }}\n{% endblock %}\n"
    ),
}


def environment(templates: dict[str, str] = TEMPLATES) -> Environment:
    return Environment(
        loader=DictLoader(templates),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def lines_of(name: str, *, value: str = "v\nw") -> tuple[str, TemplateLines]:
    values = {"value": value}
    text = environment().get_template(name).render(values)
    return text, find_lines(environment(), name, values=values, text=text)


@pytest.mark.parametrize(
    ("piece", "place"),
    [
        ("<mjml>", "base:3"),
        ("<one>", "base:5"),
        ("<two", "base:7"),
        ('b="c"', "base:8"),
        ("<three1", "base:11"),
        ("<three2", "base:11"),
        ("<raw", "base:16"),
        ("<four>", "included:1"),
        ("<five>", "included:2"),
        ("<after>", "base:19"),
        ("<mine>", "child:6"),
        ("<macro", "macros:4"),
        ("end>", "macros:5"),
        ("<next>", "child:10"),
        ("<kept>", "child:11"),
        ("<last>", "child:13"),
    ],
)
def test_each_piece_comes_from_its_line(piece: str, place: str) -> None:
    text, lines = lines_of("child")
    assert lines.at(text.index(piece)) == place


def test_what_a_value_holds_comes_from_the_line_that_shows_it() -> None:
    text, lines = lines_of("base", value="first\nsecond")
    assert lines.at(text.index("second")) == "base:7"
    assert lines.at(text.rindex("second")) == "base:19"


def test_every_place_in_the_text_is_known() -> None:
    text, lines = lines_of("child")
    assert all(lines.at(offset) for offset in range(len(text)))


@given(st.text(alphabet="<>&\n\r x\xa0\u200d\U000f0000", max_size=20))
def test_a_value_never_leads_astray(value: str) -> None:
    text, lines = lines_of("base", value=value)
    assert lines.at(text.rindex("<after>")) in {"base:19", ""}


def test_a_text_that_marks_would_change_has_no_lines() -> None:
    templates = {"counted": "{% set words %}abc{% endset %}{{ words | length }}"}
    lines = find_lines(environment(templates), "counted", values={}, text="3")
    assert lines.at(0) == ""


def test_a_template_that_stumbles_over_marks_has_no_lines() -> None:
    templates = {"number": "{% set words %}12{% endset %}{{ 1 // (words | int) }}"}
    lines = find_lines(environment(templates), "number", values={}, text="0")
    assert lines.at(0) == ""


def test_nothing_is_known_before_the_first_line() -> None:
    assert TemplateLines(offsets=(3,), places=("a:1",)).at(2) == ""


def test_the_environment_stays_as_it_was() -> None:
    plain = environment()
    find_lines(plain, "base", values={"value": "v"}, text="")
    assert plain.get_template("base").render(value="v").isascii()
