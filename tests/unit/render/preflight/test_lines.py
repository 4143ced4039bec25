"""Places in the issue file."""

from __future__ import annotations

from digest.archive.format import format_issue
from digest.model import IssueSection, Role
from digest.render.preflight.lines import IssueLines
from preflights import PATH, sound_issue

ISSUE = sound_issue(
    sections=(
        IssueSection(role=Role.PROSE, heading="What (else)?", markdown="Nothing."),
        *sound_issue().sections,
    )
)
LINES = IssueLines(path=PATH, text=format_issue(ISSUE))


def line(place: str) -> str:
    path, _, number = place.partition(":")
    assert path == PATH
    return LINES.text.split("\n")[int(number) - 1]


def test_places_are_the_lines_of_what_is_looked_for() -> None:
    assert line(LINES.key("subject")).startswith("subject = ")
    assert line(LINES.story("the-bell")).startswith("### [The bell")
    assert line(LINES.heading("What (else)?")) == "## What (else)?"
    assert line(LINES.holding("Nobody knows", otherwise="mail")) == "- Nobody knows why."


def test_what_is_nowhere_has_the_file_or_the_edition_as_its_place() -> None:
    assert LINES.key("nothing") == PATH
    assert LINES.story("no-such") == PATH
    assert LINES.at(0) == PATH
    assert LINES.holding("not there", otherwise="mail") == "mail"
    assert LINES.holding("", otherwise="mail") == "mail"
