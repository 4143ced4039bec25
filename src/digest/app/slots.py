"""What happens in a slot: compile, and as far beyond as `on_ready` says."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from digest.app.compile import CompileRequest, compile_issue
from digest.app.deliver import deliver
from digest.app.desk import approve, publish
from digest.app.publication import Publication
from digest.config import ScheduleConfig
from digest.errors import DeliveryError, NothingToDo
from digest.ledger.deliveries import Deliveries
from digest.model import DeliveryState, Issue, Slot, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReport:
    """What came out of a slot; `issue_id` is empty when there was nothing new to say."""

    issue_id: str
    detail: str


def run_slot(
    publication: Publication,
    schedule: ScheduleConfig,
    slot: Slot,
    *,
    stop: threading.Event | None = None,
) -> SlotReport:
    """Compile the slot's issue, or take up the one that is there, then go on to `on_ready`.

    Every step may be repeated: a worker that died is followed by another that ends its work.
    Once `stop` is set, messages in flight are finished. Raises DigestError, also when messages
    are left; the slot is then tried again later.
    """
    report = compile_issue(publication, CompileRequest(slot=slot.name))
    if not report.name:
        return SlotReport(issue_id="", detail=report.reason)
    issue = publication.store.load(report.name).issue
    detail = f"{report.path}, on_ready = {schedule.on_ready}"
    if schedule.on_ready != "draft" and issue.status is not Status.WITHDRAWN:
        _make_live(publication, issue)
        if schedule.on_ready == "deliver" and not _deliver(publication, issue.name, stop=stop):
            detail += ", no confirmed subscriber"
    return SlotReport(issue_id=issue.id, detail=detail)


def continue_deliveries(
    publication: Publication, *, stop: threading.Event | None = None
) -> tuple[str, ...]:
    """Go on with every delivery of which something is due again; the names of the issues.

    Raises DigestError while another process delivers.
    """
    if not publication.ledger_path.exists():
        return ()
    with publication.ledger() as database:
        due = Deliveries(database).due_issues(at=publication.clock.now())
    if not due:
        return ()
    issues = (publication.store.load(name).issue for name in publication.store.names())
    names = tuple(issue.name for issue in issues if issue.id in due)
    for name in names:
        deliver(publication, name, stop=stop)
    return names


def _make_live(publication: Publication, issue: Issue) -> None:
    if issue.status is Status.DRAFT:
        approve(publication, issue.name)
    publish(publication, issue.name)


def _deliver(publication: Publication, name: str, *, stop: threading.Event | None) -> bool:
    """Whether there was anybody to deliver to."""
    try:
        report = deliver(publication, name, stop=stop)
    except NothingToDo:
        return False
    if report.error:
        raise DeliveryError(report.error)
    if left := report.counts.get(DeliveryState.QUEUED):
        raise DeliveryError(f"stopped with {left} messages to go")
    return True
