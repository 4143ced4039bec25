"""The two processes of the kill test: a relay that counts, and a sender that is killed.

    python delivery_processes.py relay CERTIFICATE_FILE
    python delivery_processes.py sender LEDGER_FILE PORT CA_FILE hold|resend CONNECTIONS

The sender forks itself for each line that it reads, so that a run is under way within milliseconds
of its start. It writes the number of the run's process, `under way` once the first messages are
in the ledger as sent, and at the end the exit status.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import ssl
import sys
from collections import defaultdict
from pathlib import Path

from delivering import ISSUE_ID, SENT_AT, composer
from digest.config.tables import SmtpConfig
from digest.delivery.dispatch import DispatchPolicy, DispatchProgress, dispatch
from digest.delivery.smtp import SmtpTransport
from digest.ledger.database import open_ledger
from digest.ledger.deliveries import Deliveries
from fakes import FakeClock


def say(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def send(path: Path, *, port: int, ca_file: Path, resend: bool, connections: int) -> None:
    """One run, as `digest deliver` does it."""
    config = SmtpConfig(
        host="127.0.0.1", port=port, security="tls", username="digest", ca_file=ca_file
    )
    seen: list[DispatchProgress] = []

    def note(progress: DispatchProgress) -> None:
        if progress.attempted and not seen:
            say("under way")
            seen.append(progress)

    with open_ledger(path) as database:
        ledger = Deliveries(database)
        ledger.plan(ISSUE_ID, at=SENT_AT)
        policy = DispatchPolicy(connections=connections, resend=resend)
        ledger.recover(ISSUE_ID, resend=resend, max_attempts=policy.max_attempts, at=SENT_AT)
        report = dispatch(
            ISSUE_ID,
            ledger=ledger,
            transport=SmtpTransport(config, password="secret"),
            compose=composer(),
            clock=FakeClock(),
            policy=policy,
            progress=note,
        )
        assert not report.error, report.error


def run_sender(*arguments: str) -> None:
    path, port, ca_file, policy, connections = arguments
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            send(
                Path(path),
                port=int(port),
                ca_file=Path(ca_file),
                resend=policy == "resend",
                connections=int(connections),
            )
            os._exit(0)
        say(child)
        say(os.waitpid(child, 0)[1])


class Relay:
    """Takes a message at its final dot and says so 0–4 ms later: the gap of RFC 1047."""

    def __init__(self) -> None:
        self.taken: dict[str, list[str]] = defaultdict(list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.example ESMTP\r\n")
        recipient = ""
        try:
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    reply = b"250-relay.example\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n"
                elif verb == b"AUTH":
                    is_right = line.split()[2] == b"AGRpZ2VzdABzZWNyZXQ="
                    reply = b"235 2.7.0 ok\r\n" if is_right else b"535 5.7.8 no\r\n"
                elif verb == b"RCPT":
                    recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                    reply = b"250 2.1.5 ok\r\n"
                elif verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    data = await reader.readuntil(b"\r\n.\r\n")
                    self.taken[recipient].append(hashlib.sha256(data).hexdigest())
                    await asyncio.sleep(random.uniform(0, 0.004))
                    reply = b"250 2.0.0 taken\r\n"
                else:
                    reply = b"250 2.0.0 ok\r\n"
                writer.write(reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the sender was killed; a message without its final dot was not taken
        finally:
            writer.close()


async def run_relay(certificate: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    relay = Relay()
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, ssl=context, limit=2**20)
    say(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(sys.stdin.readline)
    say(json.dumps(relay.taken))
    os._exit(0)


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    if role == "relay":
        asyncio.run(run_relay(*arguments))
    else:
        run_sender(*arguments)
