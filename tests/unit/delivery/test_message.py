"""A message is what the edition says, with each recipient's values in the right places."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.message import (
    MAX_ADDRESS,
    Sender,
    Skeleton,
    build_skeleton,
    longest_values,
    recipient_values,
    sealed_values,
)
from digest.errors import MessageError
from digest.model import Delivery, Field, MailEdition

NONCE = "n0123456789abcdef0123n"
URL = "mailto:leave@loom.example.org?subject=unsubscribe%2000ff&body=a"
ADA = Delivery(
    issue_id="tag:loom.example.org,2026:1",
    subscriber_id=1,
    public_id="00ff" * 8,
    email="ada@example.org",
    claim=1,
    attempts=0,
)
EDITION = MailEdition(
    subject="Threads, wires & more",
    html=f'<p>Grüße = <a href="{NONCE}">leave</a></p>\n<p>{NONCE}</p>\n',
    text=f"Grüße\n.\nFrom here: {NONCE}\n",
    placeholders={NONCE: Field.UNSUBSCRIBE_URL},
)
EDITIONS = {
    "plain": EDITION,
    "no line end": replace(EDITION, html=f"<p>{NONCE}", text=f"x {NONCE} y"),
    "only the link": replace(EDITION, html=NONCE, text=NONCE),
    "neighbours": replace(EDITION, html=f"{NONCE}{NONCE}", text=f"\n{NONCE}\n{NONCE}"),
    "chinese": replace(
        EDITION, html=f"<p>{'保险公司' * 90}</p>{NONCE}", text="保险公司\n" * 90 + f"{NONCE}\n"
    ),
    "chinese around neighbours": replace(
        EDITION, html=f"保险{NONCE}{NONCE}公司" * 9, text=f"险{NONCE}\n{NONCE}\n险" * 9
    ),
    "carriage returns": replace(EDITION, html=f"a\r\nb\rc {NONCE}", text=f"a\r\nb {NONCE}\r\n"),
    "hostile": replace(
        EDITION,
        subject="x\r\nBcc: eve@evil.example",
        html=f"--=_boundary--\n\n.\r\n.\n{NONCE}\n" + "é" * 300 + "\nFrom " + " \t\n" * 3,
        text=f"{NONCE}\n.\n..\n\n--\nFrom x\n" + "=" * 200,
    ),
}


def skeleton_of(edition: MailEdition, **what_matters: object) -> Skeleton:
    values = {
        "sender": Sender(address="news@loom.example.org", name="The Weekly Loom"),
        "issue_id": ADA.issue_id,
        "date": datetime(2026, 11, 23, 7, tzinfo=UTC),
        "list_name": "The Weekly Loom",
        "language": "en",
        "archived_at": "https://loom.example.org/2026-11-23/",
    }
    return build_skeleton(edition, **{**values, **what_matters})  # type: ignore[arg-type]  # as given


def values_of(delivery: Delivery) -> dict[Field, str]:
    return recipient_values(delivery, urls={Field.UNSUBSCRIBE_URL: URL}, domain="loom.example.org")


def parse(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(message: EmailMessage, subtype: str) -> str:
    found = message.get_body((subtype,))
    assert found is not None
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_message_parses_to_its_data(edition: MailEdition) -> None:
    message = parse(skeleton_of(edition).message(values_of(ADA)))

    assert message.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
        "Archived-At", "Precedence", "Content-Language", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == " ".join(edition.subject.split())
    assert message["Date"].datetime == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert message["List-Unsubscribe"] == f"<{URL}>"
    assert [item.get_content_type() for item in message.iter_parts()] == ["text/plain", "text/html"]
    assert part(message, "plain") == unix(edition.text).replace(NONCE, URL)
    escaped = URL.replace("&", "&amp;")
    assert part(message, "html") == unix(edition.html).replace(NONCE, escaped)


_TEXTS = st.text() | st.text(alphabet="保险公司\n<&", min_size=20)


@given(st.text(), _TEXTS, _TEXTS)
def test_any_edition_parses_to_its_data(subject: str, html: str, text: str) -> None:
    edition = replace(EDITION, subject=subject, html=f"{html}{NONCE}", text=f"{NONCE}{text}")

    message = parse(skeleton_of(edition).message(values_of(ADA)))

    assert part(message, "plain") == unix(edition.text).replace(NONCE, URL)
    assert part(message, "html").startswith(unix(html))


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_message_is_in_wire_form(edition: MailEdition) -> None:
    message = skeleton_of(edition).message(values_of(ADA))

    assert message.endswith(b"\r\n")
    assert b"\n" not in message.replace(b"\r\n", b"")
    for line in message.split(b"\r\n"):
        assert line.isascii()
        assert not line.startswith(b".")
        assert len(line) <= 998
        assert b"\r" not in line
        assert b"\n" not in line
        assert not line.startswith(b".")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words. " * 20, "quoted-printable"),
        (
            "Die Mühle steht seit hundert Jahren am Fluss, und keiner weiß, wem sie gehört. " * 9,
            "quoted-printable",
        ),
        ("Что будет дальше? " * 20, "base64"),
        ("保险公司决定了速度。" * 20, "base64"),
    ],
)
def test_part_is_in_the_encoding_that_makes_it_shorter(text: str, encoding: str) -> None:
    edition = replace(EDITION, text=f"{text}\n{NONCE}\n")

    plain, html = parse(skeleton_of(edition).message(values_of(ADA))).iter_parts()

    assert plain["Content-Transfer-Encoding"] == encoding
    assert html["Content-Transfer-Encoding"] == "quoted-printable"


def test_message_is_the_same_at_every_attempt() -> None:
    first = skeleton_of(EDITION).message(values_of(ADA))
    other = "n" + "9" * 20 + "n"
    again = MailEdition(
        subject=EDITION.subject,
        html=EDITION.html.replace(NONCE, other),
        text=EDITION.text.replace(NONCE, other),
        placeholders={other: Field.UNSUBSCRIBE_URL},
    )

    assert skeleton_of(again).message(values_of(replace(ADA, claim=3, attempts=2))) == first


def test_message_id_is_each_subscribers_own_and_tells_nothing() -> None:
    ids = {
        values_of(delivery)[Field.MESSAGE_ID]
        for delivery in (
            ADA,
            replace(ADA, public_id="11" * 16),
            replace(ADA, issue_id="tag:loom.example.org,2026:2"),
        )
    }

    assert len(ids) == 3
    assert not any(ADA.public_id in value for value in ids)


def test_sealed_copy_names_nobody() -> None:
    values = sealed_values(
        issue_id=ADA.issue_id,
        urls={Field.UNSUBSCRIBE_URL: "mailto:leave@loom.example.org"},
        domain="loom.example.org",
    )

    message = parse(skeleton_of(EDITION).message(values))

    assert message["To"].addresses == ()
    assert message["List-Unsubscribe"] == "<mailto:leave@loom.example.org>"
    assert part(message, "plain") == "Grüße\n.\nFrom here: mailto:leave@loom.example.org\n"


PREFERENCES = "https://loom.example.org/me?a=1&t=00ff"
OTHER_NONCE = "n9876543210fedcba9n"


def with_preferences() -> MailEdition:
    return replace(
        EDITION,
        html=f'{EDITION.html}<a href="{OTHER_NONCE}">yours</a>\n',
        text=f"{EDITION.text}Yours: {OTHER_NONCE}\n",
        placeholders={**EDITION.placeholders, OTHER_NONCE: Field.PREFERENCES_URL},
    )


def test_each_address_stands_where_its_own_placeholder_was() -> None:
    urls = {Field.UNSUBSCRIBE_URL: URL, Field.PREFERENCES_URL: PREFERENCES}
    values = recipient_values(ADA, urls=urls, domain="loom.example.org")

    message = parse(skeleton_of(with_preferences()).message(values))

    assert message["List-Unsubscribe"] == f"<{URL}>"
    assert part(message, "plain").endswith(f"From here: {URL}\nYours: {PREFERENCES}\n")
    assert f'<a href="{PREFERENCES.replace("&", "&amp;")}">yours</a>' in part(message, "html")


def test_address_of_the_preferences_is_missed_where_it_is_shown() -> None:
    with pytest.raises(MessageError, match="no value for preferences_url"):
        skeleton_of(with_preferences()).message(values_of(ADA))


def test_no_message_is_longer_than_the_longest() -> None:
    urls = {Field.UNSUBSCRIBE_URL: URL}
    longest = longest_values(issue_id=ADA.issue_id, urls=urls, domain="loom.example.org")
    far = replace(ADA, email=f"{'l' * 64}@{'.'.join(['d' * 61] * 3)}.ex")

    skeleton = skeleton_of(EDITION)

    assert len(far.email) == MAX_ADDRESS - 1
    assert len(skeleton.message(values_of(far))) == len(skeleton.message(longest)) - 1


def test_no_one_click_is_promised_without_https() -> None:
    assert "List-Unsubscribe-Post" not in parse(skeleton_of(EDITION).message(values_of(ADA)))


def test_test_message_is_marked() -> None:
    skeleton = skeleton_of(EDITION, subject_prefix="[TEST] ")

    assert parse(skeleton.message(values_of(ADA)))["Subject"] == "[TEST] Threads, wires & more"


def test_replies_go_where_the_sender_wants() -> None:
    sender = Sender(address="news@loom.example.org", reply_to="editor@loom.example.org")

    message = parse(skeleton_of(EDITION, sender=sender).message(values_of(ADA)))

    assert message["Reply-To"] == "editor@loom.example.org"


def test_value_is_never_markup() -> None:
    values = {**values_of(ADA), Field.UNSUBSCRIBE_URL: '"><script>\n.\nFrom'}

    message = parse(skeleton_of(EDITION).message(values))

    assert '"&quot;&gt;&lt;script&gt;' in part(message, "html")


@pytest.mark.parametrize("field", [Field.TO, Field.MESSAGE_ID, Field.LIST_UNSUBSCRIBE])
@pytest.mark.parametrize("value", ["a\r\nBcc: eve@evil.example", "a\nb", "a\rb", "a\0b", ""])
def test_header_injection_is_refused(field: Field, value: str) -> None:
    with pytest.raises(MessageError):
        skeleton_of(EDITION).message({**values_of(ADA), field: value})


def test_missing_value_is_refused() -> None:
    with pytest.raises(MessageError, match="no value for to"):
        skeleton_of(EDITION).message({})


@pytest.mark.parametrize("missing", ["html", "text"])
def test_part_without_unsubscribe_link_is_refused(missing: str) -> None:
    edition = replace(EDITION, **{missing: "no way out"})

    with pytest.raises(MessageError, match="unsubscribe"):
        skeleton_of(edition)


def test_half_a_character_pair_is_refused() -> None:
    with pytest.raises(MessageError, match="text part"):
        skeleton_of(replace(EDITION, text=f"\ud800 {NONCE}"))


@pytest.mark.parametrize("url", ["javascript:x", "https://a b", "https://a\r\n", "https://ä", "<>"])
def test_url_is_refused(url: str) -> None:
    with pytest.raises(MessageError):
        recipient_values(ADA, urls={Field.UNSUBSCRIBE_URL: url}, domain="loom.example.org")


def test_address_is_refused() -> None:
    with pytest.raises(MessageError):
        values_of(replace(ADA, email="ada@example.org\r\nBcc: eve@evil.example"))
