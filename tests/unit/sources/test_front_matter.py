from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.article import DateOrigin
from digest.sources.assemble import Head
from digest.sources.front_matter import split_front_matter

YAML = """\
---
title: "Slow: ferries"
description: Boats at night.
author: Ada Quay
date: 2026-11-02
lang: de
canonical_url: https://example.org/ferries
tags: [sea, road]
---
Body
"""
TOML = """\
+++
title = "Slow: ferries"
subtitle = "Boats at night."
authors = ["Ada Quay"]
date = 2026-11-02T08:00:00Z
language = "de"
link = "https://example.org/ferries"
tags = ["sea", "road"]
[extra]
depth = 3
+++
Body
"""

JSON = """\
{
  "title": "Slow: ferries", "subtitle": "Boats at night.", "author": {"name": "Ada Quay"},
  "date": "2026-11-02", "lang": "de", "url": "https://example.org/ferries",
  "keywords": "sea, road"
}
Body
"""


def head(text: str) -> Head:
    return split_front_matter(text)[0]


@pytest.mark.parametrize("text", [YAML, TOML, JSON, f"\n\n{YAML}"])
def test_front_matter_is_split_off(text: str) -> None:
    found, body = split_front_matter(text)
    assert body.strip() == "Body"
    assert found == Head(
        title="Slow: ferries",
        standfirst="Boats at night.",
        author="Ada Quay",
        language="de",
        url="https://example.org/ferries",
        topics=("sea", "road"),
        published_on=date(2026, 11, 2),
        date_origin=DateOrigin.FRONT_MATTER,
    )


@pytest.mark.parametrize("text", ["Body", "", "--\ntitle: x\n", "text\n---\n", "----\nBody\n----"])
def test_text_without_front_matter_stays_as_it_is(text: str) -> None:
    assert split_front_matter(text) == (Head(title=""), text)


def test_empty_front_matter_says_nothing() -> None:
    assert head("---\n---\nBody") == Head(title="")


@pytest.mark.parametrize("title", ["No", "2026", "1e3", "08:30", "~"])
def test_yaml_title_is_never_taken_for_something_else(title: str) -> None:
    assert head(f"---\ntitle: {title}\n---\n").title == title


def test_keys_are_known_in_any_case_and_by_rank() -> None:
    found = head("---\nTitle: T\nsummary: second\nstandfirst: first\n---\n")
    assert (found.title, found.standfirst) == ("T", "first")


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("[Ada, Grace]", "Ada, Grace"),
        ("{name: Ada, url: x}", "Ada"),
        ("[{name: Ada}, Grace, [x]]", "Ada, Grace"),
        ("", ""),
    ],
)
def test_authors_may_be_lists_and_maps(value: str, author: str) -> None:
    assert head(f"---\nauthor: {value}\n---\n").author == author


def test_date_that_is_none_is_passed_over() -> None:
    assert head("---\ndate: soon\n---\n").published_on is None


def test_entities_in_a_title_are_what_they_stand_for() -> None:
    assert head("---\ntitle: Boats &mdash; why&#63;\n---\n").title == "Boats — why?"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\nsummary: a: b\ntags: [\n---\nBody",
        "---\ntitle: 'T'\nsummary: 'a' b\n---\nBody",
        '+++\ntitle = "T"\ndate = soon\n+++\nBody',
        '+++\ntitle = "T"\nlist = [1,\n+++\nBody',
        f"---\ntitle: T\na: {'[' * 9000}\n---\nBody",
        f"---\ntitle: T\n{'b: c: d' * 10_000}\n---\nBody",
    ],
)
def test_slip_loses_neither_the_title_nor_the_text(text: str) -> None:
    found, body = split_front_matter(text)
    assert (found.title, body.strip()) == ("T", "Body")


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\n\nBody",
        "---\nonly text\n---\n",
        "---\n- a\n- b\n---\nBody",
        '{"title": ',
        '{"a": ' * 9000,
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == (Head(title=""), text)


@given(st.text(alphabet="-+.\n{}[]\":= atil&*!|>#'"))
def test_no_text_is_too_odd(text: str) -> None:
    _, body = split_front_matter(text)
    assert text.endswith(body)


def test_alias_bomb_costs_nothing() -> None:
    lines = ['a0: &a0 "lol"', *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 30))]
    text = "\n".join(["---", *lines, "title: *a29", "author: *a0", "---", ""])
    assert head(text) == Head(title="", author="lol")
