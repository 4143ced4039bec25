"""Rules about what a reader sees in the list of mails, and about the issue's date and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from digest.compose.text import comparison_key, one_line
from digest.model import Status
from digest.render.preflight.codes import found
from digest.render.preflight.editions import HTML, Editions
from digest.render.preflight.finding import Finding

_SUBJECT: Final = range(10, 79)  # characters
_PREHEADER: Final = range(40, 131)
_PREVIEW: Final = 150  # characters; a list of mails hardly shows more
_SHOUT_LETTERS: Final = 8
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def subject(editions: Editions) -> Iterator[Finding]:
    """Long enough to say something, short enough to be seen, calm, and not yet used."""
    place, text = editions.lines.key("subject"), editions.issue.subject
    if len(text) not in _SUBJECT:
        yield found("subject-length", place=place, message=_length("subject", text))
    letters = [letter for letter in text if letter.isupper() or letter.islower()]
    is_loud = len(letters) >= _SHOUT_LETTERS and all(letter.isupper() for letter in letters)
    if is_loud or re.search(r"!\s*!", text):
        yield found("subject-shouts", place=place, message=f"the subject shouts: «{text}»")
    if earlier := editions.earlier.subjects.get(comparison_key(text)):
        yield found("subject-repeated", place=place, message=f"{earlier} has the subject «{text}»")


def preheader(editions: Editions) -> Iterator[Finding]:
    """The line beside the subject says something of its own, and is in the mail."""
    issue = editions.issue
    place, text = editions.lines.key("preheader"), one_line(issue.preheader)
    if len(text) not in _PREHEADER:
        yield found("preheader-length", place=place, message=_length("preheader", text))
    for name, other in (("title", issue.title), ("subject", issue.subject)):
        if text and comparison_key(text) == comparison_key(other):
            yield found(
                "preheader-same", place=place, message=f"the preheader is the {name} once more"
            )
    shown = [run for run in editions.html.runs if run.element.tag not in {"style", "title"}]
    if text and text not in one_line("".join(run.text for run in shown)):
        yield found("preheader-missing", place=HTML, message=f"the preheader «{text}» is missing")
    hidden = [run.text for run in shown if run.element.is_hidden]
    if any(text in one_line(each) and len(each) < _PREVIEW for each in hidden if text):
        message = f"the preheader and what is behind it have less than {_PREVIEW} characters"
        yield found("preheader-filler", place=HTML, message=message)


def _length(name: str, text: str) -> str:
    return f"the {name} has {len(text)} characters"


def dates(editions: Editions) -> Iterator[Finding]:
    """The date is that of the slot, and a draft's is neither over nor far ahead."""
    issue, place = editions.issue, editions.lines.key("date")
    if issue.status in {Status.DRAFT, Status.APPROVED}:
        if issue.on < editions.today:
            message = f"the issue bears {issue.on}, and today is {editions.today}"
            yield found("date-past", place=place, message=message)
        elif issue.on > editions.today:
            message = f"the issue bears {issue.on}, and today is {editions.today}"
            yield found("date-future", place=place, message=message)
    due_on = _slot_date(issue.slot)
    if due_on and due_on != issue.on:
        message = f"the issue bears {issue.on} and was made for the slot {issue.slot}"
        yield found("date-slot", place=place, message=message)


def _slot_date(slot: str) -> date | None:
    match = _DATE.search(slot.partition("/")[2])
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def number(editions: Editions) -> Iterator[Finding]:
    """No earlier issue has the number."""
    number = editions.issue.number
    if earlier := editions.earlier.numbers.get(number):
        message = f"{earlier} has the number {number}"
        yield found("number-repeated", place=editions.lines.key("number"), message=message)
