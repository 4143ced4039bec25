"""Messages as `.eml` files in a folder: to look at, or for another program to send."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from digest.errors import TransportError
from digest.model import DeliveryState, Envelope, Outcome

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)


class FolderTransport:
    """One file per message and recipient: whole, or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> FolderSession:
        """Make the folder. Raises TransportError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _fault(self._folder, error) from error
        return FolderSession(self._folder)


class FolderSession:
    """Writes into the folder; several may do so at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(
        self, envelope: Envelope, message: bytes, *, before_final: Callable[[], None]
    ) -> Outcome:
        """Write the message; a second attempt takes the place of the first one's file.

        The file appears under its name after `before_final`. Raises TransportError when the folder
        cannot be written.
        """
        path = self._folder / _file_name(envelope, message)
        part = path.with_suffix(".part")
        try:
            _write(part, message)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _fault(self._folder, error) from error
        try:
            before_final()
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        try:
            part.replace(path)
            _sync_folder(self._folder)
        except OSError as error:
            raise _fault(self._folder, error) from error
        return Outcome(state=DeliveryState.ACCEPTED, text=path.name)

    def close(self) -> None:
        """Do nothing: every file is closed already."""


def _file_name(envelope: Envelope, message: bytes) -> str:
    """A name that says nothing and leads nowhere, the same for every attempt."""
    head = message.partition(b"\r\n\r\n")[0]
    message_id = _MESSAGE_ID.search(head)
    key = message_id[1] if message_id else message
    return hashlib.sha256(key + b"\0" + envelope.rcpt_to.encode()).hexdigest()[:32] + ".eml"


def _write(path: Path, message: bytes) -> None:
    with path.open("wb") as file:
        file.write(message)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fault(folder: Path, error: OSError) -> TransportError:
    reason = error.strerror or str(error)
    return TransportError(
        f"{folder}: messages cannot be written there: {reason}; see `folder` in [delivery]",
        permanent=True,
    )
