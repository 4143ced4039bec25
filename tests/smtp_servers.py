"""SMTP servers on 127.0.0.1: a well-behaved one with TLS and AUTH, and one that fails on demand."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

LOGIN = LoginPassword(login=b"digest", password=b"secret")


@dataclass
class Mailbox:
    """What a server has taken: envelope sender, recipient, bytes."""

    messages: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        for recipient in envelope.rcpt_tos:
            self.messages.append((envelope.mail_from, recipient, envelope.content))
        return "250 2.0.0 taken"


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """A server's TLS context with a certificate of `authority`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context


@contextlib.contextmanager
def relay(
    mailbox: Mailbox,
    *,
    security: str = "plain",
    context: ssl.SSLContext | None = None,
    needs_login: bool = False,
    smtputf8: bool = False,
) -> Iterator[int]:
    """aiosmtpd as a relay; gives its port."""

    def authenticate(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> Any:
        return AuthResult(success=data == LOGIN, handled=data == LOGIN)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=_free_port(),
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=authenticate,
        auth_required=needs_login,
        auth_require_tls=security == "starttls",
        enable_SMTPUTF8=smtputf8,
        decode_data=False,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


#: Faults that are no reply: end the connection, or say nothing more.
DROP, HANG = b"", b"\0"

_TAKEN = b"250 2.0.0 taken\r\n"
_GO_ON = b"354 go on\r\n"


class FaultServer:
    """Answers at each stage what it was told to, in turn; after that, what is right.

    A message counts as taken when the reply to its final dot is 250, or never comes. What can go
    wrong: `connect`, `ehlo`, `mail`, `rcpt`, `data`, `body` (before the message is read), `dot`,
    `rset`, `quit`, `other`.
    """

    def __init__(self, faults: Mapping[str, Sequence[bytes]], *, extensions: Sequence[str]) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.commands: list[bytes] = []
        self.connections = 0
        self._faults = {stage: list(replies) for stage, replies in faults.items()}
        self._extensions = extensions
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(_HangUp, OSError), connection, connection.makefile("rwb") as file:
            self._answer(file, "connect", b"220 fault.example ESMTP\r\n")
            sender_is_good, recipient = False, ""
            for line in file:
                with self._lock:
                    self.commands.append(line)
                match line[:4].upper().strip():
                    case b"EHLO":
                        self._answer(file, "ehlo", self._offer())
                    case b"MAIL":
                        sender_is_good = self._answer(file, "mail", b"250 2.1.0 ok\r\n")
                        recipient = ""
                    case b"RCPT":
                        reply = (
                            b"250 2.1.5 ok\r\n" if sender_is_good else b"503 5.5.1 MAIL first\r\n"
                        )
                        if self._answer(file, "rcpt", reply):
                            recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                    case b"DATA":
                        reply = _GO_ON if recipient else b"503 5.5.1 RCPT first\r\n"
                        if self._answer(file, "data", reply):
                            self._take(file, recipient)
                    case b"RSET":
                        self._answer(file, "rset", b"250 2.0.0 ok\r\n")
                    case b"QUIT":
                        self._answer(file, "quit", b"221 2.0.0 bye\r\n")
                        return
                    case _:
                        self._answer(file, "other", b"500 5.5.1 unknown\r\n")

    def _take(self, file: Any, recipient: str) -> None:
        """Read a message and answer its final dot."""
        if (fault := self._fault("body")) is not None:
            self._write(file, fault)
        lines: list[bytes] = []
        for line in file:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        else:
            return
        reply = self._fault("dot")
        if recipient and reply in {None, _TAKEN, DROP, HANG}:
            with self._lock:
                self.taken.append((recipient, b"".join(lines)))
        self._write(file, reply if reply is not None else _TAKEN)

    def _offer(self) -> bytes:
        *names, last = ["fault.example", *self._extensions]
        return "".join(f"250-{name}\r\n" for name in names).encode() + f"250 {last}\r\n".encode()

    def _answer(self, file: Any, stage: str, usual: bytes) -> bool:
        """Write the reply; whether it is a good one."""
        fault = self._fault(stage)
        reply = usual if fault is None else fault
        self._write(file, reply)
        return reply[:1] in {b"2", b"3"}

    def _fault(self, stage: str) -> bytes | None:
        with self._lock:
            faults = self._faults.get(stage)
            return faults.pop(0) if faults else None

    def _write(self, file: Any, reply: bytes) -> None:
        if reply == HANG:
            self._closing.wait()
        if reply in {DROP, HANG}:
            raise _HangUp
        file.write(reply)
        file.flush()
        if reply.startswith(b"421"):
            raise _HangUp


class _HangUp(Exception):
    pass


@contextlib.contextmanager
def fault_server(
    *, extensions: Sequence[str] = ("PIPELINING", "8BITMIME"), **faults: Sequence[bytes]
) -> Iterator[FaultServer]:
    """A server that fails as told: `fault_server(rcpt=[b"450 later\\r\\n"])`."""
    server = FaultServer(faults, extensions=extensions)
    try:
        yield server
    finally:
        server.close()
