"""One SMTP transaction after the other on a connection (RFC 5321 §3.3).

With PIPELINING (RFC 2920) the envelope goes out in one write and the message in a second, so that a
message costs two round trips. The next envelope is never put behind this message's end: against a
real Postfix that falls to 22 messages a second, by Nagle's algorithm over there and delayed
acknowledgements over here.

What a break in the line means depends on the moment: before the message leaves, the relay has
nothing (DEFERRED); from then on until its reply, nobody can know (UNCERTAIN, RFC 1047).
"""

from __future__ import annotations

import contextlib
import re
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from digest.compose.text import one_line
from digest.delivery.encoding import END_MARK
from digest.delivery.headers import wire_address
from digest.errors import MessageError, TransportError
from digest.model import DeliveryState, Envelope, Outcome, WireMessage

_QUIT_SECONDS = 10.0
_MAX_REPLY_TEXT = 300
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_POLICY = re.compile(r"\b5\.7\.\d")  # an enhanced code on security or policy (RFC 3463 §3.8)
#: A login is asked for or refused, at whatever command it comes (RFC 4954 §6).
_LOGIN_CODES: Final = frozenset({530, 534, 535, 538})

# The commands of a transaction, and the message as the last of its steps.
_MAIL, _RCPT, _DATA, _MESSAGE = range(4)
_SUBJECTS: Final = ("the sender", "the recipient", "the message", "the message")
_WANTED: Final = (frozenset({250}), frozenset({250, 251}), frozenset({354}))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay answered."""

    code: int  #: 0 when the line broke, was silent for too long, or does not carry SMTP
    raw: bytes | str  #: as smtplib gives it

    @property
    def is_refusal(self) -> bool:
        """4xx or 5xx."""
        return 400 <= self.code <= 599

    @property
    def text(self) -> str:
        """What was said, on one line, without addresses."""
        text = self.raw.decode("utf-8", "replace") if isinstance(self.raw, bytes) else self.raw
        return _ADDRESS.sub("…", one_line(text))[:_MAX_REPLY_TEXT]


@dataclass(slots=True, kw_only=True)
class Relay:
    """What the sessions of a run share."""

    name: str
    connect: Callable[[], smtplib.SMTP]  #: connected and logged in; raises TransportError
    #: Until the relay has taken a message, a refusal of the message is held against us.
    has_accepted: bool = False


class SmtpSession:
    """One connection to the relay, opened again after it was lost. For one thread."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None
        self._is_used = False  # whether the connection has carried a transaction

    def connect(self) -> smtplib.SMTP:
        """The connection, opened if there is none. Raises TransportError."""
        if self._smtp is None:
            self._smtp = self._relay.connect()
            self._is_used = False
        return self._smtp

    def deliver(
        self, envelope: Envelope, message: WireMessage, *, before_final: Callable[[], None]
    ) -> Outcome:
        """One transaction for one recipient; see `digest.ports.Session.deliver`.

        A 5xx to MAIL FROM is about us and not about the recipient; so is one to the message or for
        policy (5.7.x) as long as the relay has taken no message at all. Raises TransportError
        then and for a sender's address that is none, and MessageError for such a recipient's.
        """
        mail_from = _sender(envelope.mail_from)
        rcpt_to = wire_address(envelope.rcpt_to)
        if not rcpt_to.isascii() and not self.connect().has_extn("smtputf8"):
            text = "the relay does not offer SMTPUTF8, which this address needs"
            return Outcome(state=DeliveryState.REJECTED, text=text)
        commands = _commands(mail_from, rcpt_to)
        replies = self._ask(commands)
        if self._is_used and replies[0].code in {0, 421}:
            # The relay ended the connection between two messages, as many do after some number.
            self._drop()
            replies = self._ask(commands)
        self._is_used = True
        for step, reply in enumerate(replies):
            if reply.code not in _WANTED[step]:
                self._clear(reply, replies=replies)
                return self._refused(step, reply)
        return self._send(message, before_final=before_final)

    def close(self) -> None:
        """End the connection politely; never raises."""
        if self._smtp is not None and self._smtp.sock is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError, ValueError):
                self._smtp.sock.settimeout(_QUIT_SECONDS)
                self._smtp.quit()
        self._drop()

    def _ask(self, commands: Sequence[bytes]) -> list[Reply]:
        """The replies to MAIL, RCPT and DATA, at least one, and no more after the line broke."""
        is_pipelined = self.connect().has_extn("pipelining")
        replies: list[Reply] = []
        if is_pipelined:
            self._write(b"".join(commands))
        for step, command in enumerate(commands):
            if not is_pipelined:
                self._write(command)
            replies.append(self._read())
            if self._smtp is None or (not is_pipelined and replies[-1].code not in _WANTED[step]):
                break
        return replies

    def _clear(self, refusal: Reply, *, replies: Sequence[Reply]) -> None:
        """Make the connection ready for the next envelope, or give it up."""
        if not refusal.is_refusal:
            self._drop()
        elif replies[-1].code != 354:
            self._write(b"RSET\r\n")
            if self._read().code != 250:
                self._drop()
        elif replies[_RCPT].is_refusal:
            # DATA was taken although nobody is left to get it; whatever it says to the lone dot.
            self._write(END_MARK)
            self._read()
        else:
            self._drop()

    def _send(self, message: WireMessage, *, before_final: Callable[[], None]) -> Outcome:
        """The message and its end in one write, and the reply that decides."""
        try:
            before_final()
        except BaseException:
            self._drop()  # without the final dot: the relay throws the transaction away
            raise
        self._write(message + END_MARK)
        reply = self._read()
        if reply.is_refusal:
            return self._refused(_MESSAGE, reply)
        if 200 <= reply.code <= 299:
            self._relay.has_accepted = True
            return Outcome(state=DeliveryState.ACCEPTED, code=reply.code, text=reply.text)
        self._drop()
        text = f"between message and reply: {reply.text}"
        return Outcome(state=DeliveryState.UNCERTAIN, code=reply.code, text=text)

    def _refused(self, step: int, reply: Reply) -> Outcome:
        """Whom a refusal is about: the recipient, the moment, or us."""
        if reply.code == 0:
            text = f"before the message left: {reply.text}"
            return Outcome(state=DeliveryState.DEFERRED, text=text)
        if reply.code < 500:
            return Outcome(state=DeliveryState.DEFERRED, code=reply.code, text=reply.text)
        is_general = step >= _DATA or _POLICY.search(reply.text) is not None
        if (
            step == _MAIL
            or reply.code in _LOGIN_CODES
            or (is_general and not self._relay.has_accepted)
        ):
            raise TransportError(
                f"{self._relay.name} refused {_SUBJECTS[step]}: {reply.code} {reply.text}",
                permanent=True,
            )
        return Outcome(state=DeliveryState.REJECTED, code=reply.code, text=reply.text)

    def _write(self, data: bytes) -> None:
        """Write it, or drop the connection: the next read tells."""
        if self._smtp is not None:
            try:
                self._smtp.send(data)
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _read(self) -> Reply:
        """The next reply. After a 421, or when there is none, the connection is dropped."""
        if self._smtp is None:
            return Reply(0, "the relay closed the connection")
        try:
            reply = Reply(*self._smtp.getreply())
        except (smtplib.SMTPException, OSError) as error:
            reply = Reply(0, str(error))
        if not 200 <= reply.code <= 599:
            reply = Reply(0, reply.text or "the relay does not speak SMTP")
        if reply.code in {0, 421}:
            self._drop()
        return reply

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _sender(address: str) -> str:
    """Our own address: no recipient is to blame for it. Raises TransportError."""
    with contextlib.suppress(MessageError):
        wire = wire_address(address)
        if wire.isascii():
            return wire
    raise TransportError(
        f"{address!r} cannot be the sender of mail;"
        " mend `envelope_from` or `from_address` under [mail] in digest.toml",
        permanent=True,
    )


def _commands(mail_from: str, rcpt_to: str) -> tuple[bytes, ...]:
    parameters = "" if rcpt_to.isascii() else " BODY=8BITMIME SMTPUTF8"
    return (
        f"MAIL FROM:<{mail_from}>{parameters}\r\n".encode(),
        f"RCPT TO:<{rcpt_to}>\r\n".encode(),
        b"DATA\r\n",
    )
