"""`digest deliver`: a published issue to every confirmed subscriber, once."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from digest.app.editions import mail_edition, message_domain, sealed_message, skeleton
from digest.app.publication import Publication
from digest.archive.seal import require_sealed, require_sealed_message
from digest.config.load import smtp_password
from digest.delivery.dispatch import DispatchPolicy, dispatch
from digest.delivery.folder import FolderTransport
from digest.delivery.message import Skeleton, recipient_values
from digest.delivery.smtp import SmtpTransport
from digest.errors import IllegalMove, NothingToDo
from digest.model import (
    Delivery,
    DeliveryState,
    Envelope,
    Issue,
    MailEdition,
    Outcome,
    Status,
    WireMessage,
)
from digest.ports import Transport
from digest.render.mail import personal_urls


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverReport:
    """Where the issue's deliveries stand after a run."""

    name: str
    planned: int  #: rows made by this run; 0 when it continued an earlier one
    attempted: int  #: messages that this run tried
    counts: Mapping[DeliveryState, int]
    next_due: datetime | None  #: when the next deferred message may be tried
    error: str = ""  #: why the run stopped early, if it did
    trims: tuple[str, ...] = ()  #: what the mail leaves to the web page, a sentence a story

    @property
    def is_complete(self) -> bool:
        """Whether every message was accepted, or rightly not sent."""
        done = {DeliveryState.ACCEPTED, DeliveryState.SKIPPED}
        return not self.error and all(state in done for state in self.counts)


def deliver(
    publication: Publication,
    name: str,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> DeliverReport:
    """Mail an issue, or go on where an earlier run ended; never twice to anybody.

    Once `stop` is set, what is in flight is finished and the rest stays for the next run.
    `progress` is told how many messages of this run have been tried, and of how many. Raises
    IllegalMove when the issue is not published, IssueChanged when its text is not the sealed one,
    NothingToDo when there is nobody to mail it to, and Busy while another run is under way.
    """
    config = publication.config.delivery
    with publication.delivering(), publication.deliveries() as deliveries:
        issue, edition = _deliverable(publication, name)
        message = skeleton(publication, issue, edition=edition)
        now, resend = publication.clock.now(), config.on_uncertain == "resend"
        planned = deliveries.plan(issue.id, at=now)
        deliveries.recover(issue.id, resend=resend, max_attempts=config.max_attempts, at=now)
        counts = deliveries.counts(issue.id)
        if not counts:
            raise NothingToDo(
                "there is no confirmed subscriber; `digest subscribers add ADDRESS --confirmed`"
            )
        report = dispatch(
            issue.id,
            ledger=deliveries,
            transport=open_transport(publication),
            compose=partial(_compose, publication=publication, message=message),
            clock=publication.clock,
            policy=DispatchPolicy(
                connections=config.smtp.connections if config.transport == "smtp" else 1,
                max_attempts=config.max_attempts,
                resend=resend,
            ),
            stop=stop,
            progress=lambda done: progress(done.attempted, _waiting(counts)),
        )
    return DeliverReport(
        name=name,
        planned=planned,
        attempted=sum(report.outcomes.values()),
        counts=report.counts,
        next_due=report.next_due,
        error=report.error,
        trims=edition.trims,
    )


def deliver_test(publication: Publication, name: str, *, address: str) -> Outcome:
    """Send one message marked [TEST] to any address; no row of the ledger is touched."""
    issue = publication.store.load(name).issue
    delivery = Delivery(
        issue_id=issue.id,
        subscriber_id=0,
        public_id=secrets.token_hex(16),  # a receiver must not take the next test for this one
        email=address,
        claim=1,
        attempts=0,
    )
    message = skeleton(publication, issue, subject_prefix="[TEST] ")
    envelope, body = _compose(delivery, publication=publication, message=message)
    session = open_transport(publication).open()
    try:
        return session.deliver(envelope, body, before_final=lambda: None)
    finally:
        session.close()


def open_transport(publication: Publication) -> Transport:
    """The way to the next hop that `[delivery]` names."""
    config = publication.config.delivery
    publication.make_var()
    if config.transport == "folder":
        return FolderTransport(publication.root / config.folder)
    password = smtp_password()
    smtp = config.smtp
    if smtp.ca_file is not None:
        smtp = smtp.model_copy(update={"ca_file": publication.root / smtp.ca_file})
    return SmtpTransport(smtp, password=password.get_secret_value() if password else "")


def _waiting(counts: Mapping[DeliveryState, int]) -> int:
    return counts.get(DeliveryState.QUEUED, 0) + counts.get(DeliveryState.DEFERRED, 0)


def _deliverable(publication: Publication, name: str) -> tuple[Issue, MailEdition]:
    """The issue and its mail, which must be what was sealed when it was published."""
    stored = publication.store.load(name)
    if stored.issue.status is not Status.PUBLISHED:
        raise IllegalMove(
            f"{name} is {stored.issue.status}; only a published issue can be delivered"
        )
    require_sealed(publication.store, stored)
    edition = mail_edition(publication, stored.issue)
    sealed = sealed_message(publication, stored.issue, edition=edition)
    require_sealed_message(publication.store, stored.issue, message=sealed)
    return stored.issue, edition


def _compose(
    delivery: Delivery, *, publication: Publication, message: Skeleton
) -> tuple[Envelope, WireMessage]:
    mail = publication.config.mail
    values = recipient_values(
        delivery,
        urls=personal_urls(publication.config, token=delivery.public_id),
        domain=message_domain(publication),
    )
    envelope = Envelope(mail_from=mail.envelope_from or mail.from_address, rcpt_to=delivery.email)
    return envelope, message.message(values)
