"""From `digest.toml` to a real SMTP server: TLS, login, the right people, the right bytes."""

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from digest.app.compile import CompileRequest, compile_issue
from digest.app.desk import approve, publish
from digest.app.publication import Publication
from digest.app.subscribers import (
    add_subscriber,
    remove_subscriber,
    unsubscribe_subscriber,
)
from digest.model import SuppressionReason
from smtp_servers import Mailbox, relay, server_context

# aiosmtpd does not see that the whole connection is encrypted.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

READERS = [f"reader{number}@example.org" for number in range(40)]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(params=["starttls", "tls"])
def secured(
    request: pytest.FixtureRequest, publication: Publication, mailbox: Mailbox
) -> Iterator[Publication]:
    """The publication, published, with its relay in digest.toml and the relay running."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(publication.root / "ca.pem"))
    context = server_context(authority, "localhost", "127.0.0.1")
    with relay(mailbox, security=request.param, context=context, needs_login=True) as port:
        path = publication.root / "digest.toml"
        text = path.read_text("utf-8").replace('transport = "folder"', 'transport = "smtp"')
        text += (
            f'\n[delivery.smtp]\nhost = "localhost"\nport = {port}\nsecurity = "{request.param}"\n'
            'username = "digest"\nca_file = "ca.pem"\n'
        )
        path.write_text(text, "utf-8")
        name = compile_issue(publication, CompileRequest()).name
        approve(publication, name)
        publish(publication, name)
        yield publication


def digest(
    publication: Publication, *arguments: str, password: str = "secret"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digest", *arguments],
        cwd=publication.root,
        env={**os.environ, "DIGEST_SMTP_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )


def test_relay_receives_one_message_per_confirmed_subscriber(
    secured: Publication, mailbox: Mailbox
) -> None:
    for address in [*READERS, "left@example.org", "bounced@example.org"]:
        add_subscriber(secured, address, confirmed=True)
    add_subscriber(secured, "pending@example.org")
    unsubscribe_subscriber(secured, "left@example.org")
    remove_subscriber(secured, "bounced@example.org", suppress=SuppressionReason.HARD_BOUNCE)
    add_subscriber(secured, "bounced@example.org", confirmed=True)

    first = digest(secured, "deliver", "--json")
    second = digest(secured, "deliver", "--json")

    assert (first.returncode, second.returncode) == (0, 3), first.stderr
    assert json.loads(first.stdout)["counts"] == {"accepted": len(READERS)}
    assert sorted(recipient for _, recipient, _ in mailbox.messages) == sorted(READERS)
    tokens = set()
    for sender, recipient, body in mailbox.messages:
        message = email.message_from_bytes(body, policy=email.policy.default)
        assert sender == "news@quiet-works.example.org"
        assert message["To"] == recipient
        assert not message.defects
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain", "text/html",
        ]  # fmt: skip
        tokens |= set(re.findall("unsubscribe%20[0-9a-f]{32}", message["List-Unsubscribe"]))
    assert len(tokens) == len(READERS)


def test_test_message_passes_the_relay(secured: Publication, mailbox: Mailbox) -> None:
    result = digest(secured, "deliver", "--test", "me@example.org")

    assert result.returncode == 0, result.stderr
    ((_, recipient, body),) = mailbox.messages
    assert recipient == "me@example.org"
    assert b"Subject: [TEST] " in body
    assert not secured.ledger_path.exists()


def test_wrong_password_is_nobodys_rejection(secured: Publication, mailbox: Mailbox) -> None:
    add_subscriber(secured, READERS[0], confirmed=True)

    refused = digest(secured, "deliver", "--json", password="wrong")
    mended = digest(secured, "deliver", "--json")

    assert refused.returncode == 1
    assert "535" in json.loads(refused.stdout)["error"] or "login" in refused.stdout
    assert json.loads(mended.stdout)["counts"] == {"accepted": 1}
    assert len(mailbox.messages) == 1


def test_certificate_of_a_stranger_is_refused(secured: Publication, mailbox: Mailbox) -> None:
    add_subscriber(secured, READERS[0], confirmed=True)
    trustme.CA().cert_pem.write_to_path(str(secured.root / "ca.pem"))

    result = digest(secured, "deliver")

    assert result.returncode == 1
    assert "certificate" in (result.stdout + result.stderr).lower()
    assert mailbox.messages == []


def test_doctor_logs_in_without_mailing(secured: Publication, mailbox: Mailbox) -> None:
    good = digest(secured, "doctor", "--json")
    bad = digest(secured, "doctor", "--json", password="wrong")

    assert (good.returncode, bad.returncode) == (0, 1), good.stdout
    assert mailbox.messages == []


def test_password_is_nowhere_in_the_publication(secured: Publication) -> None:
    digest(secured, "deliver", "--test", "me@example.org", password="secret")

    for path in Path(secured.root).rglob("*"):
        assert not path.is_file() or b"secret" not in path.read_bytes(), path
