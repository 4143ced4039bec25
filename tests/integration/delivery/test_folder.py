"""Messages as files: whole, one per recipient, never where an address points."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.delivery.folder import FolderTransport
from digest.errors import TransportError
from digest.model import DeliveryState, Envelope, Outcome

MESSAGE = b"To: ada@example.org\r\nMessage-ID: <1@loom.example.org>\r\n\r\nHello\r\n"


def deliver(folder: Path, message: bytes = MESSAGE, to: str = "ada@example.org") -> Outcome:
    session = FolderTransport(folder).open()
    envelope = Envelope(mail_from="news@loom.example.org", rcpt_to=to)
    outcome = session.deliver(envelope, message, before_final=lambda: None)
    session.close()
    return outcome


def test_message_is_one_file(tmp_path: Path) -> None:
    outcome = deliver(tmp_path / "var" / "outbox")

    (path,) = (tmp_path / "var" / "outbox").iterdir()
    assert outcome == Outcome(state=DeliveryState.ACCEPTED, text=path.name)
    assert path.suffix == ".eml"
    assert path.read_bytes() == MESSAGE


def test_second_attempt_takes_the_place_of_the_first(tmp_path: Path) -> None:
    deliver(tmp_path)
    deliver(tmp_path, MESSAGE + b"corrected\r\n")

    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == MESSAGE + b"corrected\r\n"


@pytest.mark.parametrize(
    ("message", "to"),
    [
        (MESSAGE, "bob@example.org"),
        (MESSAGE.replace(b"<1@", b"<2@"), "ada@example.org"),
        (b"Subject: no id\r\n\r\nMessage-ID: <1@loom.example.org>\r\n", "ada@example.org"),
    ],
)
def test_other_messages_have_files_of_their_own(tmp_path: Path, message: bytes, to: str) -> None:
    deliver(tmp_path)
    deliver(tmp_path, message, to)

    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("to", ["../../eve@example.org", "/etc/passwd", "a\0b", "x" * 5000])
def test_address_is_no_path(tmp_path: Path, to: str) -> None:
    deliver(tmp_path / "outbox", MESSAGE.replace(b"<1@", b"</../../" + b"y" * 5000 + b"@"), to)

    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_no_file_appears_when_the_intent_cannot_be_kept(tmp_path: Path) -> None:
    def failing() -> None:
        assert not list(tmp_path.glob("*.eml"))
        raise ZeroDivisionError

    session = FolderTransport(tmp_path).open()
    envelope = Envelope(mail_from="news@loom.example.org", rcpt_to="ada@example.org")
    with pytest.raises(ZeroDivisionError):
        session.deliver(envelope, MESSAGE, before_final=failing)

    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")

    with pytest.raises(TransportError, match=r"messages cannot be written: .*outbox") as raised:
        FolderTransport(tmp_path / "outbox").open()

    assert raised.value.permanent


def test_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    session = FolderTransport(tmp_path / "outbox").open()
    (tmp_path / "outbox").rmdir()
    envelope = Envelope(mail_from="news@loom.example.org", rcpt_to="ada@example.org")

    with pytest.raises(TransportError, match="no such folder"):
        session.deliver(envelope, MESSAGE, before_final=lambda: None)
