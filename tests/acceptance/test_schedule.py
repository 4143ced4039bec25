"""Slots turn into issues: once each, as far as `on_ready` says, whatever dies in between."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from click.testing import Result

from digest.app.desk import publish
from digest.app.publication import Publication, open_publication
from digest.app.slots import continue_deliveries, has_begun, run_slot
from digest.app.subscribers import add_subscriber
from digest.app.withdraw import withdraw
from digest.config.tables import ScheduleConfig
from digest.errors import ConfigError, DeliveryError, IllegalMove
from digest.model import DeliveryState, Outcome, Slot, Status
from digest.scheduling.tick import tick
from fakes import FakeClock

SLOT = Slot(schedule="main", key="2026-11-23T07:00", due_at=datetime(2026, 11, 23, 6, tzinfo=UTC))


def schedule(on_ready: str) -> ScheduleConfig:
    return ScheduleConfig.model_validate(
        {"cron": "0 7 * * mon", "timezone": "Europe/Berlin", "on_ready": on_ready}
    )


def mailed(publication: Publication) -> int:
    return len(list((publication.var / "outbox").glob("*.eml")))


@pytest.mark.parametrize(
    ("on_ready", "status", "mails"),
    [
        ("draft", Status.DRAFT, 0),
        ("publish", Status.PUBLISHED, 0),
        ("deliver", Status.PUBLISHED, 1),
    ],
)
def test_slot_goes_as_far_as_on_ready_says_and_is_repeatable(
    publication: Publication, on_ready: str, status: Status, mails: int
) -> None:
    add_subscriber(publication, "reader@example.org", confirmed=True)

    for _ in range(2):
        run_slot(publication, SLOT, schedule=schedule(on_ready))

    (name,) = publication.store.names()
    issue = publication.store.load(name).issue
    assert (issue.slot, issue.status) == ("main/2026-11-23T07:00", status)
    assert mailed(publication) == mails


def test_slot_without_subscribers_still_has_its_issue(publication: Publication) -> None:
    report = run_slot(publication, SLOT, schedule=schedule("deliver"))

    assert report.issue_id
    assert report.detail.endswith("no confirmed subscriber")


def test_slot_takes_up_what_a_dead_worker_left(publication: Publication) -> None:
    add_subscriber(publication, "reader@example.org", confirmed=True)
    run_slot(publication, SLOT, schedule=schedule("draft"))

    run_slot(publication, SLOT, schedule=schedule("deliver"))

    assert len(publication.store.names()) == 1
    assert mailed(publication) == 1


def test_slot_leaves_a_withdrawn_issue_alone(publication: Publication) -> None:
    run_slot(publication, SLOT, schedule=schedule("draft"))
    (name,) = publication.store.names()
    withdraw(publication, name)

    run_slot(publication, SLOT, schedule=schedule("deliver"))

    with pytest.raises(IllegalMove):
        publish(publication, name)


def test_slot_with_nothing_new_has_no_issue(publication: Publication) -> None:
    for path in (publication.root / "articles").iterdir():
        path.unlink()

    report = run_slot(publication, SLOT, schedule=schedule("deliver"))

    assert (report.issue_id, report.detail) == ("", "nothing new to say")


def test_weeks_of_ticks_make_one_issue_a_slot(publication: Publication, clock: FakeClock) -> None:
    def once() -> None:
        with publication.slots() as slots:
            tick(
                schedule("publish"),
                slots,
                run=partial(run_slot, publication, schedule=schedule("publish")),
                has_begun=partial(has_begun, publication),
                clock=clock,
                owner="test",
            )

    for _ in range(4 * 24 * 4):
        once()
        clock.advance(timedelta(hours=2))

    issues = [publication.store.load(name).issue for name in publication.store.names()]
    assert [issue.slot for issue in issues] == ["main/2026-11-30T07:00", "main/2026-12-07T07:00"]
    assert [issue.name for issue in issues] == ["2026-11-30", "2026-12-07"]


def test_deferred_messages_go_on_when_they_are_due(
    publication: Publication, clock: FakeClock
) -> None:
    run_slot(publication, SLOT, schedule=schedule("publish"))
    (name,) = publication.store.names()
    issue_id = publication.store.load(name).issue.id
    add_subscriber(publication, "reader@example.org", confirmed=True)
    with publication.deliveries() as deliveries:
        deliveries.plan(issue_id, at=clock.now())
        claimed = deliveries.claim(issue_id, limit=1, at=clock.now())
        later = clock.now() + timedelta(minutes=5)
        deferred = Outcome(state=DeliveryState.DEFERRED, code=450, text="later")
        deliveries.record([(item, deferred, later) for item in claimed], at=clock.now())

    assert continue_deliveries(publication).is_empty
    clock.advance(timedelta(minutes=6))

    (report,) = continue_deliveries(publication).delivered
    assert (report.name, report.is_complete) == (name, True)
    assert mailed(publication) == 1


def test_deferred_messages_of_a_withdrawn_issue_stop_nobody(
    publication: Publication, clock: FakeClock
) -> None:
    run_slot(publication, SLOT, schedule=schedule("publish"))
    (name,) = publication.store.names()
    add_subscriber(publication, "reader@example.org", confirmed=True)
    with publication.deliveries() as deliveries:
        issue_id = publication.store.head(name).id
        deliveries.plan(issue_id, at=clock.now())
        claimed = deliveries.claim(issue_id, limit=1, at=clock.now())
        withdraw(publication, name)
        deferred = Outcome(state=DeliveryState.DEFERRED, code=450, text="later")
        deliveries.record([(item, deferred, clock.now()) for item in claimed], at=clock.now())
    clock.advance(timedelta(minutes=6))

    assert continue_deliveries(publication).is_empty
    assert mailed(publication) == 0


def test_issue_bears_the_date_of_its_slot_however_late(
    publication: Publication, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=2))

    run_slot(publication, SLOT, schedule=schedule("draft"))

    assert publication.store.names() == ("2026-11-23",)


def test_tick_command_waits_for_its_slot(
    publication: Publication, command: Callable[..., Result]
) -> None:
    result = command("tick")

    assert result.return_value == 3
    assert publication.store.names() == ()


def test_schedule_next_shows_what_summer_time_does(
    publication: Publication, report: Callable[..., Any]
) -> None:
    path = publication.root / "digest.toml"
    path.write_text(path.read_text("utf-8").replace("0 7 * * mon", "30 2 * * *"), "utf-8")

    slots = report("schedule", "next", "366")

    effects = {slot["local"]: slot["effect"] for slot in slots if slot["effect"]}
    assert len(slots) == 366
    assert len(effects) == 2
    assert any("does not exist" in effect for effect in effects.values())
    assert any("comes twice" in effect for effect in effects.values())


def test_publication_without_schedule_says_so(
    publication: Publication, command: Callable[..., Result]
) -> None:
    path = publication.root / "digest.toml"
    text = path.read_text("utf-8")
    start, end = text.index("[schedule]"), text.index("[feeds]")
    path.write_text(text[:start] + text[end:], "utf-8")

    assert isinstance(command("tick").exception, ConfigError)
    assert open_publication(publication.root).config.schedule is None


def test_slot_that_was_stopped_is_tried_again_until_all_have_left(
    publication: Publication,
) -> None:
    add_subscriber(publication, "reader@example.org", confirmed=True)
    stop = threading.Event()
    stop.set()

    with pytest.raises(DeliveryError, match="stopped with 1 messages to go"):
        run_slot(publication, SLOT, schedule=schedule("deliver"), stop=stop)
    assert mailed(publication) == 0

    run_slot(publication, SLOT, schedule=schedule("deliver"))
    assert mailed(publication) == 1
