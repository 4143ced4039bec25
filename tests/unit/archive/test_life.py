from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from digest.archive import life
from digest.archive.life import MOVES, Move
from digest.errors import IllegalMove, IssueError
from digest.model import Issue, Status
from factories import issue_factory
from issue_strategies import instants

AT = datetime(2026, 11, 23, 7, 0, 0, 999_999, tzinfo=UTC)


def make(move: Move, issue: Issue) -> Issue:
    steps = {
        Move.APPROVE: life.approve,
        Move.PUBLISH: lambda issue: life.publish(issue, at=AT),
        Move.CORRECT: lambda issue: life.correct(issue, note="Mended.", at=AT),
        Move.WITHDRAW: life.withdraw,
    }
    return steps[move](issue)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", Move)
def test_move_leads_where_the_table_says_or_is_refused(status: Status, move: Move) -> None:
    issue = issue_factory(status=status)
    target = MOVES.get((status, move))
    if target is None:
        with pytest.raises(IllegalMove, match=rf"`digest {move}` is not for .* is {status}, and"):
            make(move, issue)
    else:
        assert make(move, issue).status is target


@pytest.mark.parametrize(
    ("status", "instead"),
    [
        (Status.DRAFT, "it can only go on with `digest approve` or `digest withdraw`"),
        (Status.APPROVED, "it can only go on with `digest publish` or `digest withdraw`"),
        (Status.WITHDRAWN, "that is final"),
    ],
)
def test_refusal_says_what_may_be_done_instead(status: Status, instead: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        make(Move.CORRECT, issue_factory(status=status))
    assert instead in str(caught.value)


def test_publication_is_dated_in_whole_seconds_of_utc() -> None:
    approved = issue_factory(status=Status.APPROVED)
    at = AT.astimezone(timezone(timedelta(hours=5)))

    assert life.publish(approved, at=at).published_at == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_naive_time_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="naive"):
        life.publish(issue_factory(status=Status.APPROVED), at=AT.replace(tzinfo=None))


def test_correction_is_added_to_those_before() -> None:
    once = life.correct(issue_factory(), note="One.", at=AT)

    twice = life.correct(once, note=" Two\nlines. ", at=AT + timedelta(days=1))

    assert [correction.note for correction in twice.corrections] == ["One.", "Two lines."]
    assert twice.published_at == once.published_at


def test_correction_is_never_before_the_one_it_follows() -> None:
    once = life.correct(issue_factory(), note="One.", at=AT)

    twice = life.correct(once, note="Two.", at=AT - timedelta(days=30))

    assert twice.corrections[1].at == twice.corrections[0].at


@pytest.mark.parametrize("note", ["", " \n\t", "\x00"])
def test_correction_without_a_note_is_refused(note: str) -> None:
    with pytest.raises(IssueError, match="needs a note"):
        life.correct(issue_factory(), note=note, at=AT)


def test_withdrawn_issue_keeps_when_it_was_published() -> None:
    issue = issue_factory()

    assert life.withdraw(issue) == replace(issue, status=Status.WITHDRAWN)


class Life(RuleBasedStateMachine):
    """Any order of moves at any times."""

    def __init__(self) -> None:
        super().__init__()
        self.issue = issue_factory(status=Status.DRAFT, published_at=None)
        self.published = 0

    @rule()
    def approve(self) -> None:
        self._try(life.approve)

    @rule(at=instants)
    def publish(self, at: datetime) -> None:
        self.published += self._try(lambda issue: life.publish(issue, at=at))

    @rule(at=instants, note=st.text())
    def correct(self, at: datetime, note: str) -> None:
        self._try(lambda issue: life.correct(issue, note=note, at=at))

    @rule()
    def withdraw(self) -> None:
        self._try(life.withdraw)

    def _try(self, step: object) -> bool:
        before = self.issue
        try:
            self.issue = step(before)  # type: ignore[operator]  # one of the four steps
        except IssueError:
            return False
        assert before.status is not Status.WITHDRAWN
        assert (self.issue.id, self.issue.name) == (before.id, before.name)
        assert self.issue.corrections[: len(before.corrections)] == before.corrections
        return True

    @invariant()
    def published_exactly_when_it_was(self) -> None:
        assert self.published <= 1
        assert (self.issue.published_at is not None) is bool(self.published)
        if self.issue.status is Status.PUBLISHED:
            assert self.published

    @invariant()
    def times_never_go_back(self) -> None:
        times = [correction.at for correction in self.issue.corrections]
        if self.issue.published_at:
            times.insert(0, self.issue.published_at)
        assert times == sorted(times)
        assert all(at.microsecond == 0 for at in times)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=15)


def test_approval_holds_its_own_reason_only_on_one_line() -> None:
    draft = replace(issue_factory(status=Status.DRAFT), override="an old one")

    assert life.approve(draft, override=" it is\na joke ").override == "it is a joke"
    assert life.approve(draft).override == ""


def test_reason_of_an_override_stays_through_the_rest_of_a_life() -> None:
    approved = life.approve(issue_factory(status=Status.DRAFT), override="a joke")
    published = life.publish(approved, at=AT)

    assert published.override == "a joke"
    assert life.correct(published, note="Mended.", at=AT).override == "a joke"
    assert life.withdraw(published).override == "a joke"
