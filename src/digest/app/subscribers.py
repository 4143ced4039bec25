"""`digest subscribers`: who gets the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.app.publication import Publication
from digest.errors import NothingToDo, SubscriberError
from digest.ledger.subscribers import Subscribers
from digest.model import Subscriber, SubscriberStatus, SuppressionReason

_TOKEN = re.compile("[0-9a-f]{32}")


def add_subscriber(
    publication: Publication, email: str, *, name: str = "", confirmed: bool = False
) -> Subscriber:
    """Add one person; a known address is left as it is. Raises SubscriberError."""
    status = SubscriberStatus.CONFIRMED if confirmed else SubscriberStatus.PENDING
    with publication.subscribers() as subscribers:
        return subscribers.add(email, name=name, status=status, at=publication.clock.now())


def confirm_subscriber(publication: Publication, email: str) -> Subscriber:
    """Take down that the person confirmed, which lifts a suppression by request.

    Raises SubscriberError.
    """
    with publication.subscribers() as subscribers:
        subscriber = _known(subscribers, email)
        now = publication.clock.now()
        subscribers.set_status(subscriber, SubscriberStatus.CONFIRMED, at=now)
        return _known(subscribers, email)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveReport:
    """What became of an address that is not to be mailed any more."""

    email: str
    was_subscriber: bool
    suppressed: SuppressionReason | None  #: as it was asked for


def remove_subscriber(
    publication: Publication, email: str, *, suppress: SuppressionReason | None = None
) -> RemoveReport:
    """Erase a person; with `suppress` the address, anybody's, is never mailed again.

    Of a suppressed address only a hash is kept. Raises SubscriberError.
    """
    now = publication.clock.now()
    with publication.subscribers() as subscribers:
        subscriber = _known(subscribers, email) if suppress is None else subscribers.find(email)
        if suppress is not None:
            subscribers.suppress(email, reason=suppress, at=now)
        if subscriber is not None:
            subscribers.remove(subscriber, at=now)
        return RemoveReport(
            email=subscriber.email if subscriber else email,
            was_subscriber=subscriber is not None,
            suppressed=suppress,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsuppressReport:
    """A suppression that was lifted."""

    email: str
    reason: SuppressionReason  #: why the address had been suppressed
    subscriber: Subscriber | None  #: as the person stands now; None when it is nobody's address


def unsuppress_subscriber(publication: Publication, email: str) -> UnsuppressReport:
    """Let an address be mailed again, whatever it was suppressed for; nobody is confirmed by it.

    Raises SubscriberError, and NothingToDo when the address is not suppressed.
    """
    with publication.subscribers() as subscribers:
        reason = subscribers.unsuppress(email, at=publication.clock.now())
        if reason is None:
            raise NothingToDo(f"{email!r} is not suppressed")
        return UnsuppressReport(email=email, reason=reason, subscriber=subscribers.find(email))


def unsubscribe_subscriber(publication: Publication, who: str) -> Subscriber:
    """Take down that the person of an address or token wants no more mail.

    Raises SubscriberError.
    """
    with publication.subscribers() as subscribers:
        subscriber = _known(subscribers, who)
        now = publication.clock.now()
        subscribers.set_status(subscriber, SubscriberStatus.UNSUBSCRIBED, at=now)
        return _known(subscribers, subscriber.email)


def list_subscribers(publication: Publication) -> tuple[Subscriber, ...]:
    """All of them, in the order of addition."""
    with publication.subscribers() as subscribers:
        return tuple(subscribers.subscribers())


def _known(subscribers: Subscribers, who: str) -> Subscriber:
    """By address, or by the token in the subject of a mail that asks to unsubscribe."""
    subscriber = subscribers.find_token(who) if _TOKEN.fullmatch(who) else subscribers.find(who)
    if subscriber is None:
        raise SubscriberError(f"{who!r} is not among the subscribers")
    return subscriber
