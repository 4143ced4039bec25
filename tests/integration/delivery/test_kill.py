"""kill -9 of the sender at random moments: nobody is lost, nobody is mailed twice unasked."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

import delivery_processes
from delivering import ISSUE_ID, add_confirmed
from digest.ledger.database import open_ledger
from digest.ledger.deliveries import Deliveries
from digest.model import DeliveryState

PEOPLE = 2_000
KILLS = 20
CONNECTIONS = 5


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of `delivery_processes`, ended when the test is."""
    script = Path(delivery_processes.__file__)
    child = subprocess.Popen(
        [sys.executable, script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    with child:
        try:
            yield child
        finally:
            child.kill()


def ask(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")


def answer(child: subprocess.Popen[str], *, within_seconds: float = 60) -> str:
    """The child's next line, or nothing when it takes longer."""
    assert child.stdout is not None
    readable, _, _ = select.select([child.stdout], [], [], within_seconds)
    return child.stdout.readline().strip() if readable else ""


def run_and_kill(sender: subprocess.Popen[str], *, after_seconds: float) -> None:
    """Start a run and kill it so long after its first messages."""
    ask(sender)
    run = int(answer(sender))
    assert answer(sender) == "under way"
    assert not answer(sender, within_seconds=after_seconds), "it ended before it could be killed"
    os.kill(run, signal.SIGKILL)
    assert int(answer(sender)) == signal.SIGKILL


def run_to_the_end(sender: subprocess.Popen[str]) -> None:
    ask(sender)
    answer(sender)
    assert answer(sender) == "under way"
    assert answer(sender) == "0"


@pytest.mark.parametrize("policy", ["hold", "resend"])
def test_killed_sender_loses_nobody(policy: str, tmp_path: Path) -> None:
    people = [f"reader{number}@example.org" for number in range(PEOPLE)]
    ledger_file = tmp_path / "ledger.sqlite"
    with open_ledger(ledger_file) as database:
        add_confirmed(database, people)
    ca_file, certificate = certificates(tmp_path)

    with process("relay", certificate) as relay:
        port = answer(relay)
        with process("sender", str(ledger_file), port, ca_file, policy, str(CONNECTIONS)) as sender:
            for _ in range(KILLS):
                run_and_kill(sender, after_seconds=random.uniform(0, 0.05))
            run_to_the_end(sender)
        ask(relay)
        taken = json.loads(answer(relay))

    with open_ledger(ledger_file) as database:
        ledger = Deliveries(database)
        counts = ledger.counts(ISSUE_ID)
        doubtful = {row.email for row, _ in ledger.rows(ISSUE_ID, DeliveryState.UNCERTAIN)}
    assert sum(counts.values()) == PEOPLE
    assert set(counts) <= {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN}
    assert len(doubtful) <= CONNECTIONS * KILLS
    assert set(people) - set(taken) <= doubtful
    repeated = sum(len(copies) - 1 for copies in taken.values())
    if policy == "hold":
        assert repeated == 0
    else:
        assert not doubtful
        assert repeated <= CONNECTIONS * KILLS
    # A repetition is the same message, byte for byte.
    assert all(len(set(copies)) == 1 for copies in taken.values())


def certificates(folder: Path) -> tuple[str, str]:
    """Files with an authority's certificate, and with a server's key and certificate."""
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    server = authority.issue_cert("127.0.0.1", key_type=trustme.KeyType.ECDSA)
    server.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    return str(folder / "ca.pem"), str(folder / "server.pem")
