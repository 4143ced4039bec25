"""What is kept of a relay's replies."""

from __future__ import annotations

import smtplib

import pytest

from digest.delivery.transaction import Relay, Reply, SmtpSession
from digest.errors import TransportError
from digest.model import Envelope


def test_reply_is_one_line_without_addresses() -> None:
    reply = Reply(550, b"5.1.1 <ada@example.org>:\n no such\x00 user; ask <x@y>")

    assert reply.text == "5.1.1 <…>: no such user; ask <…>"


def test_reply_is_short_and_never_fails() -> None:
    assert len(Reply(550, b"\xff" * 5000).text) <= 300


def no_relay() -> smtplib.SMTP:
    pytest.fail("the relay was asked")


@pytest.mark.parametrize(
    "sender", ["", "bounces@example..org", "bounces@localhost", "a@b.org>\r\nDATA", "ü@example.org"]
)
@pytest.mark.parametrize("recipient", ["ada@example.org", "no address"])
def test_sender_that_is_no_address_is_never_the_fault_of_a_recipient(
    sender: str, recipient: str
) -> None:
    session = SmtpSession(Relay(name="relay", connect=no_relay))
    envelope = Envelope(mail_from=sender, rcpt_to=recipient)

    with pytest.raises(TransportError, match="envelope_from") as refused:
        session.deliver(envelope, b"", before_final=lambda: pytest.fail("it was about to leave"))

    assert refused.value.permanent
    assert str(refused.value).isprintable()
