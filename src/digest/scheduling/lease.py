"""Keeping a slot while its work lasts longer than the lease."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from digest.errors import LeaseLost, LedgerError
from digest.model import SlotClaim
from digest.ports import Clock, SlotLedger

_log = logging.getLogger(__name__)

#: A renewal may fail twice, by a locked ledger say, before the lease is over.
_RENEWALS_PER_LEASE: Final = 3


@contextlib.contextmanager
def renewed(
    slots: SlotLedger, claim: SlotClaim, *, clock: Clock, lease: timedelta
) -> Iterator[None]:
    """Renew the lease from a thread until the block ends.

    The thread waits by the monotonic clock, which nobody sets. A lost lease ends the renewals;
    that it is lost shows when the slot is finished.
    """
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.total_seconds() / _RENEWALS_PER_LEASE):
            try:
                slots.renew(claim, lease_until=clock.now() + lease)
            except LeaseLost as error:
                _log.warning("lease lost: %s", error)
                return
            except LedgerError as error:
                _log.warning("lease of slot %s not renewed yet: %s", claim.slot.name, error)

    thread = threading.Thread(target=renew, name=f"lease {claim.slot.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
