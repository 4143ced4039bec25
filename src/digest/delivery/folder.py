"""Messages as `.eml` files in a folder: to look at, or for another program to send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from digest.errors import DigestError, TransportError
from digest.files import tidy, write_atomic
from digest.model import DeliveryState, Envelope, Outcome, WireMessage

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)


class FolderTransport:
    """One file per message and recipient, for the owner's eyes: whole, or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> FolderSession:
        """Make the folder. Raises TransportError."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _fault(f"{self._folder}: {error.strerror}") from error
        tidy(self._folder)
        return FolderSession(self._folder)


class FolderSession:
    """Writes into the folder; several may do so at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(
        self, envelope: Envelope, message: WireMessage, *, before_final: Callable[[], None]
    ) -> Outcome:
        """Write the message; a second attempt takes the place of the first one's file.

        Raises TransportError when the folder cannot be written.
        """
        path = self._folder / _file_name(envelope, message)
        before_final()
        try:
            write_atomic(path, message, is_private=True, is_tidy=True)
        except DigestError as error:
            raise _fault(str(error)) from error
        return Outcome(state=DeliveryState.ACCEPTED, text=path.name)

    def close(self) -> None:
        """Do nothing: every file is closed already."""


def _file_name(envelope: Envelope, message: bytes) -> str:
    """A name that says nothing and leads nowhere, the same for every attempt."""
    head = message.partition(b"\r\n\r\n")[0]
    message_id = _MESSAGE_ID.search(head)
    key = message_id[1] if message_id else message
    return hashlib.sha256(key + b"\0" + envelope.rcpt_to.encode()).hexdigest()[:32] + ".eml"


def _fault(reason: str) -> TransportError:
    return TransportError(
        f"messages cannot be written: {reason}; see `folder` in [delivery]", permanent=True
    )
