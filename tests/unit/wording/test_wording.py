"""Phrases with their values, in whatever language."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from digest.errors import RenderError
from digest.wording.wording import Grammar, Wording

GRAMMAR = Grammar(
    plural=lambda number: {0: "zero", 1: "one", 2: "two"}.get(number, "many"),
    long_date=lambda on: f"day {on.day}",
)
WORDS = Wording(
    language="xx",
    phrases={
        "plain": "Read on",
        "also": "{source}: {title} & more",
        "braces": "{unknown} {0} {} {Title}",
        "stories": {"one": "one story", "two": "both stories", "other": "{n} stories of {title}"},
        "number": "No. {n}",
    },
    grammar=GRAMMAR,
)


def test_a_phrase_is_said_as_it_is() -> None:
    assert WORDS.say("plain") == "Read on"


def test_values_take_their_places() -> None:
    assert WORDS.say("also", source="Lines", title="AT&T") == "Lines: AT&T & more"


def test_a_brace_in_a_value_names_nothing() -> None:
    assert WORDS.say("also", source="{title}", title="{source}") == "{title}: {source} & more"


def test_a_brace_that_names_no_value_stays() -> None:
    assert WORDS.say("braces", title="x") == "{unknown} {0} {} {Title}"


def test_a_phrase_with_markup_is_markup_and_all_else_in_it_escaped() -> None:
    said = WORDS.say("also", source="<b>", title=Markup("<bdi>x</bdi>"))

    assert isinstance(said, Markup)
    assert said == "&lt;b&gt;: <bdi>x</bdi> &amp; more"


def test_a_phrase_without_markup_is_left_to_the_template_to_escape() -> None:
    assert not hasattr(WORDS.say("also", source="<b>", title="x"), "__html__")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "one story"), (2, "both stories"), (0, "0 stories of X"), (7, "7 stories of X")],
)
def test_a_number_takes_its_form_else_the_one_for_all_others(number: int, said: str) -> None:
    assert WORDS.count("stories", number, title="X") == said


def test_a_phrase_of_one_form_can_be_counted() -> None:
    assert WORDS.count("number", 4) == "No. 4"


def test_a_date_is_written_by_the_grammar() -> None:
    assert WORDS.date(date(2026, 11, 23)) == "day 23"


def test_a_phrase_that_is_none_is_named() -> None:
    with pytest.raises(RenderError, match=r"no phrase `mistake`; docs/languages\.md"):
        WORDS.say("mistake")


def test_a_phrase_that_counts_is_not_said() -> None:
    with pytest.raises(RenderError, match=r"`stories` counts things; ask for words\.count"):
        WORDS.say("stories")
