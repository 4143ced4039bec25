"""A relay that fails at every stage, in every way: who gets what, and who is to blame."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from delivering import ISSUE_ID, composer
from digest.config.tables import SmtpConfig
from digest.delivery.smtp import SmtpTransport
from digest.errors import MessageError, TransportError
from digest.model import Delivery, DeliveryState, Envelope, Outcome
from smtp_servers import DROP, HANG, FaultServer, fault_server

ADA, BOB = "ada@example.org", "bob@example.org"
MESSAGE = b"Subject: x\r\n\r\nHello\r\n"
ACCEPTED, DEFERRED, REJECTED, UNCERTAIN = (
    DeliveryState.ACCEPTED,
    DeliveryState.DEFERRED,
    DeliveryState.REJECTED,
    DeliveryState.UNCERTAIN,
)

BOTH_WAYS = pytest.mark.parametrize(
    "extensions", [("PIPELINING", "8BITMIME"), ("8BITMIME",)], ids=["pipelining", "one by one"]
)
STAGES = pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])


def transport_to(server: FaultServer, *, timeout_seconds: float = 5) -> SmtpTransport:
    config = SmtpConfig(host="127.0.0.1", port=server.port, timeout_seconds=timeout_seconds)
    return SmtpTransport(config)


def deliver(
    server: FaultServer,
    *recipients: str,
    message: bytes = MESSAGE,
    timeout_seconds: float = 5,
    intents: list[str] | None = None,
) -> list[Outcome]:
    """Deliver to each over one session."""
    session = transport_to(server, timeout_seconds=timeout_seconds).open()
    try:
        return [
            session.deliver(
                Envelope(mail_from="news@loom.example.org", rcpt_to=address),
                message,
                before_final=lambda address=address: (
                    intents if intents is not None else []
                ).append(address),
            )
            for address in recipients
        ]
    finally:
        session.close()


def states(outcomes: Sequence[Outcome]) -> list[DeliveryState]:
    return [outcome.state for outcome in outcomes]


def recipients_of(server: FaultServer) -> list[str]:
    return [recipient for recipient, _ in server.taken]


@BOTH_WAYS
def test_message_arrives_as_it_is(extensions: Sequence[str]) -> None:
    with fault_server(extensions=extensions) as server:
        outcomes = deliver(server, ADA, BOB)

    assert outcomes == [Outcome(state=ACCEPTED, code=250, text="2.0.0 taken")] * 2
    assert server.taken == [(ADA, MESSAGE), (BOB, MESSAGE)]
    assert server.connections == 1
    assert server.commands[-1] == b"quit\r\n"


@BOTH_WAYS
@STAGES
def test_temporary_refusal_defers_and_the_next_goes_on(
    stage: str, extensions: Sequence[str]
) -> None:
    intents: list[str] = []
    with fault_server(extensions=extensions, **{stage: [b"450 4.2.0 later\r\n"]}) as server:
        outcomes = deliver(server, ADA, BOB, ADA, intents=intents)

    assert outcomes[0] == Outcome(state=DEFERRED, code=450, text="4.2.0 later")
    assert states(outcomes[1:]) == [ACCEPTED, ACCEPTED]
    assert recipients_of(server) == [BOB, ADA]
    assert intents == [BOB, ADA]
    assert server.connections == 1


@BOTH_WAYS
def test_refused_recipient_is_rejected_and_the_next_goes_on(extensions: Sequence[str]) -> None:
    with fault_server(extensions=extensions, rcpt=[b"550 5.1.1 no such user\r\n"]) as server:
        outcomes = deliver(server, ADA, BOB)

    assert outcomes[0] == Outcome(state=REJECTED, code=550, text="5.1.1 no such user")
    assert outcomes[1].state is ACCEPTED
    assert recipients_of(server) == [BOB]
    assert server.connections == 1


def test_lone_dot_ends_a_message_that_nobody_would_get() -> None:
    with fault_server(
        rcpt=[b"550 5.1.1 no such user\r\n"],
        data=[b"354 go on\r\n"],
        dot=[b"554 5.5.1 no valid recipients\r\n"],
    ) as server:
        outcomes = deliver(server, ADA, BOB)

    assert states(outcomes) == [REJECTED, ACCEPTED]
    assert b"RSET\r\n" not in server.commands
    assert recipients_of(server) == [BOB]


def test_data_that_is_taken_against_all_reason_ends_the_connection() -> None:
    """A lone dot might deliver an empty message there."""
    with fault_server(
        mail=[b"450 4.3.0 later\r\n"], rcpt=[b"250 ok\r\n"], data=[b"354 go on\r\n"]
    ) as server:
        outcomes = deliver(server, ADA, BOB)

    assert states(outcomes) == [DEFERRED, ACCEPTED]
    assert recipients_of(server) == [BOB]
    assert server.connections == 2


def test_refused_data_is_cleared_by_a_reset() -> None:
    with fault_server(rcpt=[b"450 4.2.0 later\r\n"]) as server:
        outcomes = deliver(server, ADA, BOB)

    assert outcomes[0] == Outcome(state=DEFERRED, code=450, text="4.2.0 later")
    assert outcomes[1].state is ACCEPTED
    assert server.commands.count(b"RSET\r\n") == 1
    assert server.connections == 1


@pytest.mark.parametrize("reset", [b"500 5.5.1 what?\r\n", DROP])
def test_connection_that_cannot_be_reset_is_opened_anew(reset: bytes) -> None:
    with fault_server(rcpt=[b"450 4.2.0 later\r\n"], rset=[reset]) as server:
        outcomes = deliver(server, ADA, BOB)

    assert states(outcomes) == [DEFERRED, ACCEPTED]
    assert server.connections == 2


@BOTH_WAYS
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_421_defers_at_every_stage_and_the_next_connects_anew(
    stage: str, extensions: Sequence[str]
) -> None:
    with fault_server(extensions=extensions, **{stage: [b"421 4.7.0 closing\r\n"]}) as server:
        outcomes = deliver(server, ADA, BOB)

    assert outcomes[0] == Outcome(state=DEFERRED, code=421, text="4.7.0 closing")
    assert outcomes[1].state is ACCEPTED
    assert recipients_of(server) == [BOB]
    assert server.connections == 2


@BOTH_WAYS
@STAGES
@pytest.mark.parametrize("fault", [DROP, b"gibberish\r\n", b"999 what\r\n", b"150 soon\r\n"])
def test_broken_line_before_the_message_defers(
    stage: str, fault: bytes, extensions: Sequence[str]
) -> None:
    intents: list[str] = []
    with fault_server(extensions=extensions, **{stage: [fault]}) as server:
        outcomes = deliver(server, ADA, BOB, intents=intents)

    assert states(outcomes) == [DEFERRED, ACCEPTED]
    assert outcomes[0].text.startswith("before the message left: ")
    assert recipients_of(server) == [BOB]
    assert intents == [BOB]


@STAGES
def test_silence_before_the_message_defers(stage: str) -> None:
    with fault_server(**{stage: [HANG]}) as server:
        outcomes = deliver(server, ADA, BOB, timeout_seconds=0.2)

    assert states(outcomes) == [DEFERRED, ACCEPTED]
    assert "timed out" in outcomes[0].text


@BOTH_WAYS
@pytest.mark.parametrize(
    "fault",
    [DROP, HANG, b"gibberish\r\n", b"354 what\r\n", b"25", b"x" * 9000 + b"\r\n"],
    ids=["drop", "hang", "gibberish", "wrong code", "half a reply", "endless line"],
)
def test_broken_line_after_the_message_is_uncertain(
    fault: bytes, extensions: Sequence[str]
) -> None:
    intents: list[str] = []
    with fault_server(extensions=extensions, dot=[fault]) as server:
        outcomes = deliver(
            server, ADA, BOB, timeout_seconds=0.2 if fault in {HANG, b"25"} else 5, intents=intents
        )

    assert states(outcomes) == [UNCERTAIN, ACCEPTED]
    assert outcomes[0].text.startswith("between message and reply: ")
    assert recipients_of(server) == ([ADA, BOB] if fault in {DROP, HANG} else [BOB])
    assert intents == [ADA, BOB]
    assert server.connections == 2


def test_line_that_breaks_under_the_message_is_uncertain() -> None:
    big = b"Subject: x\r\n\r\n" + (b"x" * 998 + b"\r\n") * 12_000
    with fault_server(body=[DROP]) as server:
        outcomes = deliver(server, ADA, message=big)

    assert states(outcomes) == [UNCERTAIN]
    assert server.taken == []


@pytest.mark.parametrize(
    ("reply", "state"),
    [(b"452 4.3.1 no room\r\n", DEFERRED), (b"554 5.6.0 not this one\r\n", REJECTED)],
)
def test_reply_to_the_message_decides(reply: bytes, state: DeliveryState) -> None:
    with fault_server(dot=[b"250 2.0.0 taken\r\n", reply]) as server:
        outcomes = deliver(server, ADA, BOB, ADA)

    assert states(outcomes) == [ACCEPTED, state, ACCEPTED]
    assert recipients_of(server) == [ADA, ADA]
    assert server.connections == 1


@BOTH_WAYS
@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"mail": [b"553 5.7.1 not your address\r\n"]}, "refused the sender: 553"),
        ({"mail": [b"550 who?\r\n"]}, "refused the sender: 550"),
        ({"rcpt": [b"530 5.7.0 log in first\r\n"]}, "refused the recipient: 530"),
        ({"rcpt": [b"554 5.7.1 relay access denied\r\n"]}, "refused the recipient: 554"),
        ({"data": [b"554 no\r\n"]}, "refused the message: 554"),
        ({"dot": [b"550 5.7.515 not authenticated\r\n"]}, "refused the message: 550"),
        ({"dot": [b"554 looks like spam\r\n"]}, "refused the message: 554"),
    ],
)
def test_refusal_of_us_blames_no_recipient(
    faults: dict[str, list[bytes]], words: str, extensions: Sequence[str]
) -> None:
    with (
        fault_server(extensions=extensions, **faults) as server,
        pytest.raises(TransportError, match=words) as raised,
    ):
        deliver(server, ADA)

    assert raised.value.permanent
    assert server.taken == []


def test_refusal_for_policy_is_the_recipients_once_a_message_was_accepted() -> None:
    with fault_server(rcpt=[b"250 ok\r\n", b"554 5.7.1 not for you\r\n"]) as server:
        outcomes = deliver(server, ADA, BOB)

    assert states(outcomes) == [ACCEPTED, REJECTED]


@pytest.mark.parametrize("ending", [b"421 4.7.0 enough for one connection\r\n", DROP])
def test_connection_that_ends_between_two_messages_costs_no_attempt(ending: bytes) -> None:
    with fault_server(mail=[b"250 ok\r\n", ending]) as server:
        outcomes = deliver(server, ADA, BOB)

    assert states(outcomes) == [ACCEPTED, ACCEPTED]
    assert recipients_of(server) == [ADA, BOB]
    assert server.connections == 2


@pytest.mark.parametrize(
    ("stage", "fault", "is_permanent"),
    [
        ("connect", b"554 5.7.1 not you\r\n", True),
        ("connect", b"421 4.7.0 busy\r\n", False),
        ("connect", DROP, False),
        ("connect", b"gibberish\r\n", False),
        ("ehlo", b"421 4.7.0 busy\r\n", False),
        ("ehlo", DROP, False),
    ],
)
def test_relay_that_refuses_the_connection(stage: str, fault: bytes, is_permanent: bool) -> None:
    with (
        fault_server(**{stage: [fault]}, other=[fault]) as server,
        pytest.raises(TransportError) as raised,
    ):
        transport_to(server).open()

    assert raised.value.permanent is is_permanent


def test_relay_that_is_not_there() -> None:
    with fault_server() as server:
        pass

    with pytest.raises(TransportError, match="refused") as raised:
        transport_to(server).open()

    assert not raised.value.permanent


def test_message_does_not_leave_when_the_intent_cannot_be_kept() -> None:
    def failing() -> None:
        raise ZeroDivisionError

    envelope = Envelope(mail_from="news@loom.example.org", rcpt_to=ADA)
    with fault_server() as server:
        session = transport_to(server).open()
        with pytest.raises(ZeroDivisionError):
            session.deliver(envelope, MESSAGE, before_final=failing)
        session.close()

    assert server.taken == []


@pytest.mark.parametrize(
    "address", ["ada@example.org\r\nRCPT TO:<eve@evil.example>", "a@b> SIZE=1", "a b@c", "<a@b>"]
)
def test_address_never_becomes_a_command(address: str) -> None:
    with fault_server() as server, pytest.raises(MessageError):
        deliver(server, address)

    assert not any(b"evil" in line or b"SIZE" in line for line in server.commands)


def test_smuggled_end_of_message_stays_inside() -> None:
    smuggled = "a\n.\nMAIL FROM:<eve@evil.example>\r.\rb\r\n.\nc"
    delivery = Delivery(
        issue_id=ISSUE_ID, subscriber_id=1, public_id="0" * 32, email=ADA, claim=1, attempts=0
    )
    _, message = composer(words=smuggled)(delivery)
    with fault_server() as server:
        deliver(server, ADA, message=message)

    assert [recipient for recipient, _ in server.taken] == [ADA]
    assert not any(b"evil" in line for line in server.commands)
    assert server.taken[0][1] == message


def test_non_ascii_address_needs_smtputf8() -> None:
    with fault_server() as server:
        outcomes = deliver(server, "ädä@example.org", "ada@bücher.example")

    assert states(outcomes) == [REJECTED, ACCEPTED]
    assert "SMTPUTF8" in outcomes[0].text
    assert recipients_of(server) == ["ada@xn--bcher-kva.example"]


def test_non_ascii_address_uses_smtputf8_where_it_is_offered() -> None:
    with fault_server(extensions=("PIPELINING", "8BITMIME", "SMTPUTF8")) as server:
        outcomes = deliver(server, "ädä@example.org", ADA)

    assert states(outcomes) == [ACCEPTED, ACCEPTED]
    assert recipients_of(server) == ["ädä@example.org", ADA]
    mails = [line for line in server.commands if line.startswith(b"MAIL")]
    assert mails[0].endswith(b"<news@loom.example.org> BODY=8BITMIME SMTPUTF8\r\n")
    assert mails[1].endswith(b"<news@loom.example.org>\r\n")
