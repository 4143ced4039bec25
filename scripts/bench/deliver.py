#!/usr/bin/env python3
"""How fast mail leaves: `digest`'s delivery against the smtp-source of Postfix, in the same run.

Both send a message of 57 KB to Postfix's smtp-sink on this machine. Ours differs from recipient to
recipient, and each is written into a ledger on disk before it leaves and after it was accepted.

    scripts/bench/deliver.py [--subscribers 10000] [--connections 10] [--rounds 3]
"""

from __future__ import annotations

import argparse
import contextlib
import getpass
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from digest.config.tables import SmtpConfig
from digest.delivery.dispatch import DispatchPolicy, dispatch
from digest.delivery.message import Sender, Skeleton, build_skeleton, recipient_values
from digest.delivery.smtp import SmtpTransport
from digest.ledger.database import open_ledger
from digest.ledger.deliveries import Deliveries
from digest.ledger.subscribers import NewSubscriber, Subscribers
from digest.model import Delivery, DeliveryState, Envelope, Field, MailEdition, SubscriberStatus

ISSUE_ID = "tag:bench.example,2026:1"
NONCE = "nbench0123456789n"
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
TARGET_RATIO = 0.5


class BenchClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    skeleton = issue_skeleton()
    size = len(skeleton.message(values(delivery(1))))
    print(f"message: {size:,} bytes")
    sink, source = find("smtp-sink"), find("smtp-source")
    if sink is None or source is None:
        print("smtp-sink and smtp-source are missing; they come with Debian's package `postfix`")
        return 1
    ratios = []
    for number in range(1, options.rounds + 1):
        with running_sink(sink) as port:
            theirs = source_rate(
                source, port, size=size, messages=options.subscribers, sessions=options.connections
            )
        with running_sink(sink) as port:
            ours, cpu = our_rate(
                skeleton, port, subscribers=options.subscribers, connections=options.connections
            )
        ratios.append(ours / theirs)
        print(
            f"round {number}: smtp-source {theirs:,.0f}/s, digest {ours:,.0f}/s,"
            f" ratio {ratios[-1]:.2f}, {cpu:.0f} µs CPU a message"
        )
    print(f"ratio: {statistics.median(ratios):.2f} (median; target ≥ {TARGET_RATIO})")
    return 0


def find(program: str) -> str | None:
    """The program, also where only root has it on the path."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")


def issue_skeleton() -> Skeleton:
    """A message of about 57 KB, three quarters of it table rows as MJML writes them."""
    row = (
        '<tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">'
        "<div>A line of the issue – with “typography” in it</div></td></tr>\n"
    )
    edition = MailEdition(
        subject="What moved this week – and what comes next",
        html=f'<table>{row * 250}</table><p><a href="{NONCE}">Unsubscribe</a></p>\n',
        text="• A line of the issue, in plain words.\n" * 220 + f"Unsubscribe: {NONCE}\n",
        placeholders={NONCE: Field.UNSUBSCRIBE_URL},
    )
    return build_skeleton(
        edition,
        sender=Sender(address="news@bench.example", name="The Bench"),
        issue_id=ISSUE_ID,
        date=NOW,
        list_name="The Bench",
        language="en",
        archived_at="https://bench.example/2026-11-23/",
    )


def delivery(number: int) -> Delivery:
    return Delivery(
        issue_id=ISSUE_ID,
        subscriber_id=number,
        public_id=f"{number:032x}",
        email=f"reader{number}@bench.example",
        claim=1,
        attempts=0,
    )


def values(item: Delivery) -> dict[Field, str]:
    url = f"mailto:leave@bench.example?subject=unsubscribe%20{item.public_id}"
    return recipient_values(item, urls={Field.UNSUBSCRIBE_URL: url}, domain="bench.example")


@contextlib.contextmanager
def running_sink(program: str) -> Iterator[int]:
    """smtp-sink on a free port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
    drop_rights = ["-u", "nobody"] if getpass.getuser() == "root" else []
    sink = subprocess.Popen([program, *drop_rights, f"127.0.0.1:{port}", "1000"])
    try:
        wait_for(port)
        yield port
    finally:
        sink.terminate()
        sink.wait()


def wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    sys.exit(f"smtp-sink does not answer on port {port}")


def source_rate(program: str, port: int, *, size: int, messages: int, sessions: int) -> float:
    """Messages a second of smtp-source, over as many connections, reused (-d)."""
    command = [
        program, "-d", "-s", str(sessions), "-m", str(messages), "-l", str(size),
        "-f", "news@bench.example", "-t", "reader@bench.example", f"127.0.0.1:{port}",
    ]  # fmt: skip
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return messages / (time.perf_counter() - start)


def our_rate(
    skeleton: Skeleton, port: int, *, subscribers: int, connections: int
) -> tuple[float, float]:
    """Messages a second of a whole dispatch, and µs of CPU time for each."""
    config = SmtpConfig(host="127.0.0.1", port=port, connections=connections)

    def compose(item: Delivery) -> tuple[Envelope, bytes]:
        envelope = Envelope(mail_from="news@bench.example", rcpt_to=item.email)
        return envelope, skeleton.message(values(item))

    with (
        tempfile.TemporaryDirectory(prefix="digest-bench-") as folder,
        open_ledger(Path(folder) / "ledger.sqlite") as database,
    ):
        rows = (
            NewSubscriber(line=n, email=delivery(n).email, status=SubscriberStatus.CONFIRMED)
            for n in range(1, subscribers + 1)
        )
        Subscribers(database).add_many(rows, at=NOW, source="bench")
        ledger = Deliveries(database)
        ledger.plan(ISSUE_ID, at=NOW)
        start, cpu = time.perf_counter(), time.process_time()
        report = dispatch(
            ISSUE_ID,
            ledger=ledger,
            transport=SmtpTransport(config),
            compose=compose,
            clock=BenchClock(),
            policy=DispatchPolicy(connections=connections),
            stop=threading.Event(),
        )
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    if report.counts != {DeliveryState.ACCEPTED: subscribers}:
        sys.exit(f"not everything was accepted: {report}")
    return subscribers / seconds, cpu / subscribers * 1e6


if __name__ == "__main__":
    sys.exit(main())
