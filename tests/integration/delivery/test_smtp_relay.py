"""Real messages through a real relay, with encryption, login and the real ledger."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from delivering import CONFIRMED, ISSUE_ID, SENT_AT, add_cast, composer
from digest.config.tables import SmtpConfig
from digest.delivery.dispatch import DispatchPolicy, DispatchReport, dispatch
from digest.delivery.folder import FolderTransport
from digest.delivery.smtp import SmtpTransport
from digest.errors import TransportError
from digest.ledger.database import open_ledger
from digest.ledger.deliveries import Deliveries
from digest.model import DeliveryState, Envelope
from digest.ports import Transport
from fakes import FakeClock
from smtp_servers import Mailbox, fault_server, relay, server_context

# The servers ask for a login on connections that were encrypted before aiosmtpd saw them.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

MESSAGE = b"Subject: x\r\n\r\nHello\r\n"
ENVELOPE = Envelope(mail_from="bounces@loom.example.org", rcpt_to="ada@example.org")


@dataclass
class Authority:
    """A certificate authority, and its certificate as a file."""

    ca: trustme.CA
    file: Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca = trustme.CA(key_type=trustme.KeyType.ECDSA)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return Authority(ca, path)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


SECURITY = pytest.mark.parametrize("security", ["starttls", "tls"])


def deliver(transport: Transport) -> DeliveryState:
    session = transport.open()
    try:
        return session.deliver(ENVELOPE, MESSAGE, before_final=lambda: None).state
    finally:
        session.close()


def config(port: int, **what_matters: object) -> SmtpConfig:
    values = {"host": "127.0.0.1", "port": port, "timeout_seconds": 10, **what_matters}
    return SmtpConfig.model_validate(values)


def test_plain_relay_takes_the_message(mailbox: Mailbox) -> None:
    with relay(mailbox) as port:
        assert deliver(SmtpTransport(config(port))) is DeliveryState.ACCEPTED

    assert mailbox.messages == [("bounces@loom.example.org", "ada@example.org", MESSAGE)]


@SECURITY
def test_login_over_tls(mailbox: Mailbox, authority: Authority, security: str) -> None:
    context = server_context(authority.ca, "127.0.0.1")
    with relay(mailbox, security=security, context=context, needs_login=True) as port:
        settings = config(port, security=security, username="digest", ca_file=authority.file)
        state = deliver(SmtpTransport(settings, password="secret"))

    assert state is DeliveryState.ACCEPTED
    assert len(mailbox.messages) == 1


@SECURITY
@pytest.mark.parametrize(
    ("username", "password", "words"),
    [("digest", "wrong", "refused the login: 535"), ("", "", "refused the sender: 530")],
)
def test_wrong_login_is_told(
    *,
    mailbox: Mailbox,
    authority: Authority,
    security: str,
    username: str,
    password: str,
    words: str,
) -> None:
    context = server_context(authority.ca, "127.0.0.1")
    with relay(mailbox, security=security, context=context, needs_login=True) as port:
        settings = config(port, security=security, username=username, ca_file=authority.file)
        with pytest.raises(TransportError, match=words) as raised:
            deliver(SmtpTransport(settings, password=password))

    assert raised.value.permanent
    assert "wrong" not in str(raised.value)
    assert mailbox.messages == []


@SECURITY
@pytest.mark.parametrize(("name", "is_trusted"), [("127.0.0.1", False), ("mail.example.org", True)])
def test_certificate_is_checked(
    *, mailbox: Mailbox, authority: Authority, security: str, name: str, is_trusted: bool
) -> None:
    context = server_context(authority.ca, name)
    with relay(mailbox, security=security, context=context) as port:
        ca_file = authority.file if is_trusted else None
        settings = config(port, security=security, ca_file=ca_file)
        with pytest.raises(TransportError, match="certificate") as raised:
            deliver(SmtpTransport(settings))

    assert raised.value.permanent
    assert mailbox.messages == []


def test_starttls_that_is_not_offered_is_not_done_without(mailbox: Mailbox) -> None:
    with relay(mailbox) as port, pytest.raises(TransportError, match="STARTTLS") as raised:
        deliver(SmtpTransport(config(port, security="starttls")))

    assert raised.value.permanent
    assert mailbox.messages == []


def test_login_that_is_not_offered_is_told() -> None:
    with fault_server() as server, pytest.raises(TransportError, match="AUTH") as raised:
        deliver(SmtpTransport(config(server.port, username="digest"), password="secret"))

    assert raised.value.permanent
    assert not any(b"AUTH" in line for line in server.commands)


def test_missing_ca_file_is_told(mailbox: Mailbox, tmp_path: Path) -> None:
    with relay(mailbox) as port, pytest.raises(TransportError, match="No such file") as raised:
        deliver(SmtpTransport(config(port, security="tls", ca_file=tmp_path / "none.pem")))

    assert raised.value.permanent


def test_tls_to_a_plain_port_is_told(mailbox: Mailbox) -> None:
    with relay(mailbox) as port, pytest.raises(TransportError, match="WRONG_VERSION"):
        deliver(SmtpTransport(config(port, security="tls")))


def test_non_ascii_address_gets_its_message(mailbox: Mailbox) -> None:
    envelope = Envelope(mail_from=ENVELOPE.mail_from, rcpt_to="ädä@example.org")
    with relay(mailbox, smtputf8=True) as port:
        session = SmtpTransport(config(port)).open()
        outcome = session.deliver(envelope, MESSAGE, before_final=lambda: None)
        session.close()

    assert outcome.state is DeliveryState.ACCEPTED
    assert mailbox.messages[0][1] == "ädä@example.org"


def run(transport: Transport, path: Path) -> DispatchReport:
    """One run of a delivery to the cast, as the use case does it."""
    with open_ledger(path) as database:
        if not path.with_suffix(".cast").exists():
            add_cast(database)
            path.with_suffix(".cast").touch()
        ledger = Deliveries(database)
        ledger.plan(ISSUE_ID, at=SENT_AT)
        ledger.recover(ISSUE_ID, resend=False, max_attempts=8, at=SENT_AT)
        return dispatch(
            ISSUE_ID,
            ledger=ledger,
            transport=transport,
            compose=composer(),
            clock=FakeClock(),
            policy=DispatchPolicy(connections=3),
        )


def assert_only_the_confirmed(messages: Iterator[tuple[str, bytes]]) -> None:
    ((recipient, data),) = messages
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert recipient == CONFIRMED
    assert not message.defects
    assert message["To"] == CONFIRMED
    assert message["Subject"] == "Threads, wires – and more"
    text, html = message.iter_parts()
    assert "Grüße from the loom" in text.get_content()
    assert "mailto:leave@loom.example.org?subject=u%20" in html.get_content()


def test_only_the_confirmed_person_gets_mail(
    mailbox: Mailbox, authority: Authority, tmp_path: Path
) -> None:
    context = server_context(authority.ca, "127.0.0.1")
    with relay(mailbox, security="tls", context=context, needs_login=True) as port:
        settings = config(port, security="tls", username="digest", ca_file=authority.file)
        transport = SmtpTransport(settings, password="secret")
        first = run(transport, tmp_path / "ledger.sqlite")
        again = run(transport, tmp_path / "ledger.sqlite")

    assert first.counts == again.counts == {DeliveryState.ACCEPTED: 1}
    assert again.outcomes == {}
    assert_only_the_confirmed((to, data) for _, to, data in mailbox.messages)


def test_only_the_confirmed_person_gets_a_file(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"

    report = run(FolderTransport(outbox), tmp_path / "ledger.sqlite")

    assert report.counts == {DeliveryState.ACCEPTED: 1}
    assert_only_the_confirmed((CONFIRMED, path.read_bytes()) for path in outbox.iterdir())
