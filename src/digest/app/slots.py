"""What happens in a slot: compile, and as far beyond as `on_ready` says."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from digest.app.compile import CompileRequest, compile_issue, issue_of_slot
from digest.app.deliver import DeliverReport, deliver
from digest.app.desk import approve, publish
from digest.app.publication import Publication
from digest.config.tables import ScheduleConfig
from digest.errors import Busy, DeliveryError, DigestError, NothingToDo
from digest.model import DeliveryState, Issue, Slot, SlotResult, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueReport:
    """Deliveries of which something had become due again."""

    delivered: tuple[DeliverReport, ...] = ()
    failed: tuple[str, ...] = ()  #: a sentence for each issue that could not go on

    @property
    def is_empty(self) -> bool:
        """Whether nothing was due."""
        return not self.delivered and not self.failed


def run_slot(
    publication: Publication,
    slot: Slot,
    *,
    schedule: ScheduleConfig,
    stop: threading.Event | None = None,
) -> SlotResult:
    """Compile the slot's issue, or take up the one that is there, then go on to `on_ready`.

    The issue bears the date of its slot, however late it is made. Every step may be repeated: a
    worker that died is followed by another that ends its work. Once `stop` is set, messages in
    flight are finished. Raises DigestError, also when messages are left; the slot is then tried
    again later.
    """
    request = CompileRequest(
        on=date.fromisoformat(slot.key[:10]),
        slot=slot.name,
        has_editor=schedule.on_ready == "draft",
    )
    report = compile_issue(publication, request)
    if not report.name:
        return SlotResult(detail=report.reason)
    issue = publication.store.head(report.name)
    detail = f"{report.path}, on_ready = {schedule.on_ready}"
    if schedule.on_ready != "draft" and issue.status is not Status.WITHDRAWN:
        _make_live(publication, issue)
        if schedule.on_ready == "deliver" and not _deliver(publication, issue.name, stop=stop):
            detail += ", no confirmed subscriber"
    return SlotResult(issue_id=issue.id, detail=detail)


def has_begun(publication: Publication, slot: Slot) -> bool:
    """Whether there is an issue of the slot: then its work is to be ended, however late."""
    return bool(issue_of_slot(publication, slot.name))


def continue_deliveries(
    publication: Publication, *, stop: threading.Event | None = None
) -> ContinueReport:
    """Go on with every delivery of which something is due again, one issue after the other.

    What one of them raises is reported and does not keep the others; while another process
    delivers, there is nothing to do here.
    """
    delivered: list[DeliverReport] = []
    failed: list[str] = []
    for name in _due(publication):
        try:
            delivered.append(deliver(publication, name, stop=stop))
        except Busy:
            break
        except DigestError as error:
            failed.append(str(error))
    return ContinueReport(delivered=tuple(delivered), failed=tuple(failed))


def _due(publication: Publication) -> tuple[str, ...]:
    if not publication.has_ledger:
        return ()
    with publication.deliveries() as deliveries:
        due = deliveries.due_issues(at=publication.clock.now())
    if not due:
        return ()
    heads = (publication.store.head(name) for name in publication.store.names())
    return tuple(head.name for head in heads if head.id in due and head.status is Status.PUBLISHED)


def _make_live(publication: Publication, issue: Issue) -> None:
    """Approve, if nobody has, and publish.

    A draft with errors stays one: UnfitIssue tells the operator what to mend. The slot is tried
    again and goes on as soon as the file is right, or an editor has approved it with an override.
    """
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
