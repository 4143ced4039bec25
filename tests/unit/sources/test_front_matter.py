from __future__ import annotations

from datetime import date

import pytest

from digest.errors import ArticleError
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
[extra]
depth = 3
+++
Body
"""


def head(text: str) -> Head:
    return split_front_matter(text, where="a.md")[0]


def fault(text: str) -> str:
    with pytest.raises(ArticleError) as caught:
        split_front_matter(text, where="a.md")
    assert caught.value.where == "a.md"
    return caught.value.reason


@pytest.mark.parametrize("text", [YAML, TOML])
def test_front_matter_is_split_off(text: str) -> None:
    found, body = split_front_matter(text, where="a.md")
    assert body.strip() == "Body"
    assert found == Head(
        title="Slow: ferries",
        standfirst="Boats at night.",
        author="Ada Quay",
        language="de",
        url="https://example.org/ferries",
        published_on=date(2026, 11, 2),
    )


@pytest.mark.parametrize("text", ["Body", "", "--\ntitle: x\n", "text\n---\n", "----\nBody\n----"])
def test_text_without_front_matter_stays_as_it_is(text: str) -> None:
    assert split_front_matter(text, where="a.md") == (Head(title=""), text)


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


def test_yaml_fault_names_its_line() -> None:
    assert fault("---\ntitle: T\nsummary: a: b\n---\n").startswith("line 3: is not YAML: ")


def test_toml_fault_names_its_line() -> None:
    assert fault('+++\ntitle = "T"\ndate = soon\n+++\n') == "line 3: is not TOML: Invalid value"


def test_toml_fault_at_the_end_names_the_last_line() -> None:
    assert fault('+++\ntitle = "T"\nlist = [1,\n+++\n').startswith("line 3: is not TOML: ")


def test_open_front_matter_is_a_fault() -> None:
    assert fault("---\ntitle: T\n\nBody") == (
        "line 1: the front matter is not closed; put a line --- behind it"
    )


def test_front_matter_without_keys_is_a_fault() -> None:
    assert "key: value" in fault("---\nonly text\n---\n")


def test_huge_front_matter_is_refused() -> None:
    assert "longer than 32768" in fault(f"---\n{'a: b' * 10_000}\n---\n")


@pytest.mark.parametrize(("fence", "text"), [("---", "- " * 9000), ("+++", f"a = {'[' * 9000}")])
def test_deep_front_matter_is_refused(fence: str, text: str) -> None:
    assert fault(f"{fence}\n{text}\n{fence}\n").startswith("line 2: ")


def test_alias_bomb_costs_nothing() -> None:
    lines = ['a0: &a0 "lol"', *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 30))]
    text = "\n".join(["---", *lines, "title: *a29", "author: *a0", "---", ""])
    assert head(text) == Head(title="", author="lol")
