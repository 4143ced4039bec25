"""What is kept of a relay's replies."""

from __future__ import annotations

from digest.delivery.transaction import Reply


def test_reply_is_one_line_without_addresses() -> None:
    reply = Reply(550, b"5.1.1 <ada@example.org>:\n no such\x00 user; ask <x@y>")

    assert reply.text == "5.1.1 <…>: no such user; ask <…>"


def test_reply_is_short_and_never_fails() -> None:
    assert len(Reply(550, b"\xff" * 5000).text) <= 300
