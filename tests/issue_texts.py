"""A canonical issue file, and ways to edit it as an editor would."""

from __future__ import annotations

from digest.archive.parse import parse_issue
from digest.model import Issue

SHA = "0f" * 32
TEXT = f"""\
+++
format = 1
id = "tag:news.example.org,2026-11-23:issue/2026-11-23"
number = 12
date = 2026-11-23
slot = "manual"
language = "en"
title = "Harbour Notes #12"
subject = "Cranes"
preheader = "And more"
status = "published"
published_at = 2026-11-23T07:00:00Z
corrections = [
  {{ at = 2026-11-24T09:00:00Z, note = "One." }},
  {{ at = 2026-11-25T09:00:00Z, note = "Two." }},
]
+++

Good morning.

## Key takeaways {{#takeaways}}

### [Cranes](https://example.org/a) {{#cranes}}

A note.

- First
- Second

## Elsewhere

Prose.

## Future outlook {{#outlook}}

### [Cranes](https://example.org/a) {{#cranes}}

They return.

## Sources {{#sources}}

- [Cranes](https://example.org/a) {{story="cranes" source="Notes" date=2026-11-20 sha256="{SHA}"}}
"""


def parse(text: str) -> Issue:
    return parse_issue(text, path="issues/2026-11-23.md", name="2026-11-23")


ISSUE = parse(TEXT)


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)
