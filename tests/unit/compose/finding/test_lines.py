from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.finding.lines import Entry, Line, reach, start_of, starts
from digest.compose.finding.phrases import expand, fold

ENTRY = Entry("en", "explicit")
LINES = [
    "gist",
    "[key|main] (point|points) [to remember|learned]",
    "l'[avenir]",
    "[未来] 展望",
    "(pontos|ideias)[-| ](chave|principais)",
    "to (sum up|end)",
    "[향후] [의] 전망",
]


def line(text: str) -> Line:
    return Line(fold(text), ENTRY)


@pytest.mark.parametrize("text", LINES)
def test_a_line_reaches_the_end_of_all_that_it_stands_for(text: str) -> None:
    for heading in expand(text):
        assert reach(line(text), heading) == len(heading)


@pytest.mark.parametrize("text", [*LINES, "(a|in) (word|nutshell)", "what * next", "(über|zu) uns"])
def test_starts_are_those_of_all_that_a_line_stands_for(text: str) -> None:
    headings = {start_of(heading.partition("*")[0].strip()) for heading in expand(text)}
    assert headings <= starts(fold(text))


@given(st.sampled_from(LINES), st.text(alphabet="keymainpoints tor", max_size=20))
def test_a_line_reaches_no_other_heading(text: str, heading: str) -> None:
    known = set(expand(text))
    assert bool(reach(line(text), heading)) == (heading in known)


@pytest.mark.parametrize(
    ("text", "heading", "length"),
    [
        ("lessons from *", "lessons from the sea", 13),
        ("lessons from *", "lessons from", 0),
        ("lessons *", "lessons" + "x" * 9, 0),
        ("まとめ *", "まとめサイト", 0),
        ("未来的*", "未来的港", 3),
        ("lessons *", "lessons " + "x" * 61, 0),
        ("what * next", "what the port does next", 23),
        ("what * next", "what the port does later", 0),
    ],
)
def test_a_star_stands_for_a_few_more_words(text: str, heading: str, length: int) -> None:
    assert reach(line(text), heading) == length


def test_a_long_heading_is_followed_in_one_pass() -> None:
    assert reach(line("a * a * a * a * b"), "a " * 20_000) == 0
