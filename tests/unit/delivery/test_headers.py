"""Header fields read back by the standard library as what was put in."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.text import one_line
from digest.delivery.headers import (
    header_value,
    list_id_header,
    mailbox_header,
    text_header,
    token_header,
    wire_address,
)
from digest.errors import MessageError

HOSTILE = [
    "a\n",
    "a\r\nBcc: eve@evil.example",
    "a\rBcc: eve@evil.example",
    "trailing newline\r\n\r\n<script>",
    "vertical\x0btab, form\x0cfeed, \x1cfile\x1dgroup\x1erecord",
    "next\x85line, line\u2028separator, paragraph\u2029separator",
    "nul\0byte and \ud800 half a pair",
    "=?utf-8?q?hi=0d=0aBcc:_eve=40evil.example?=",
    "=?utf-8?b?aGkNCkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?=",
    "ordinary words, then =?us-ascii?q?x?= and more",
    "=?utf-8?q?unfinished",
    "?= =? ?=",
    'A <eve@evil.example> "q" and many more words to make the name as long as a name can be, x',
    "Surname, Given 'Nick' \"Name\" (comment) \\ and more text behind it to pass the fold, really",
    '"an open quote <eve@evil.example>, ' + "word " * 20,
    "eve@evil.example, mallory@evil.example",
    "مرحبا بالعالم " * 12,
    "Grüße aus Köln " * 9,
    "日本語の見出し" * 20,
    "e\u0301" * 60,
    "👩‍👩‍👧‍👦" * 20,
    "x" * 2000,
    "x" * 69 + " y",
    "no-break\u00a0space and\u202fthe narrow one",
    "right-to-left \u202e override",
    ": colon first",
    " ",
    "",
    "\t.\r\n.\r\n",
]


def parse(*fields: bytes) -> EmailMessage:
    data = b"".join(fields)
    for line in data.split(b"\r\n"):
        assert line.isascii()
        assert len(line) <= 78
        assert b"\n" not in line
    message = email.message_from_bytes(data + b"X-Last: 1\r\n\r\nbody", policy=email.policy.default)
    assert len(message.keys()) == len(fields) + 1
    assert message["X-Last"] == "1"
    assert isinstance(message, EmailMessage)
    return message


def assert_subject_survives(text: str) -> None:
    assert str(parse(text_header("Subject", text))["Subject"]) == one_line(text)


def assert_mailbox_survives(name: str) -> None:
    field = mailbox_header("From", "ada@example.org", display_name=name)
    (address,) = parse(field)["From"].addresses
    assert address.addr_spec == "ada@example.org"
    # The standard library reads a space between encoded words of a name, where RFC 2047 §6.2 has
    # none, and drops a no-break space beside one.
    assert "".join(address.display_name.split()) == "".join(one_line(name).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_subject_survives_hostile_text(text: str) -> None:
    assert_subject_survives(text)


@given(st.text())
def test_subject_survives_any_text(text: str) -> None:
    assert_subject_survives(text)


@given(st.lists(st.sampled_from(["=?utf-8?q?x?=", "word", "é", "?=", '"', "<a@b.c>", ","])))
def test_subject_survives_words(words: list[str]) -> None:
    assert_subject_survives(" ".join(words))


@pytest.mark.parametrize("name", HOSTILE)
def test_mailbox_has_one_address_whatever_the_name(name: str) -> None:
    assert_mailbox_survives(name)


@given(st.text())
def test_mailbox_has_one_address_for_any_name(name: str) -> None:
    assert_mailbox_survives(name)


@given(st.lists(st.sampled_from(["=?utf-8?q?x?=", "word", "é", "?=", '"', "<a@b.c>", ",", "\\"])))
def test_mailbox_has_one_address_for_words(words: list[str]) -> None:
    assert_mailbox_survives(" ".join(words))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("", b"From: <a@b.example>\r\n"),
        ("Ada Weaver", b"From: Ada Weaver <a@b.example>\r\n"),
        ("Weaver, Ada", b'From: "Weaver, Ada" <a@b.example>\r\n'),
        ('The "Loom" \\', b'From: "The \\"Loom\\" \\\\" <a@b.example>\r\n'),
        ("Le Café du port", b"From: =?utf-8?q?Le_Caf=C3=A9_du_port?= <a@b.example>\r\n"),
        ("日本", b"From: =?utf-8?b?5pel5pys?= <a@b.example>\r\n"),
    ],
)
def test_mailbox_is_written_as(name: str, field: bytes) -> None:
    assert mailbox_header("From", "a@b.example", display_name=name) == field


def test_plain_subject_folds_at_its_spaces() -> None:
    text = "words that go on and on until the line is longer than any line of a header may be"

    assert text_header("Subject", text) == (
        b"Subject: words that go on and on until the line is longer than any line of a\r\n"
        b" header may be\r\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@exa mple.org",
        "ada@example.org\r\nRCPT TO:<eve@evil.example>",
        "ada@example.org\n",
        "ada@example.org> SIZE=1",
        "ada@example.org,eve@evil.example",
        "ada@example.org)x@evil.example",
        "Ada <ada@example.org>",
        '"quoted local"@example.org',
        "ada@[127.0.0.1]",
        "root@localhost",
        "ada@example..org",
        "a..b@example.org",
        "ada@-example.org",
        "ada\0@example.org",
        "ada\u2028@example.org",
        "ada\u202e@exam\u202eple.org",
        "a" * 250 + "@example.org",
    ],
)
def test_address_is_refused(address: str) -> None:
    with pytest.raises(MessageError):
        wire_address(address)


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ada@example.org", "ada@example.org"),
        ("o'neil+news@mail.example.org", "o'neil+news@mail.example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ädä@example.org", "ädä@example.org"),
    ],
)
def test_address_goes_on_the_wire_as(address: str, wire: str) -> None:
    assert wire_address(address) == wire


def test_mailbox_of_ours_is_ascii() -> None:
    with pytest.raises(MessageError, match="ASCII"):
        mailbox_header("From", "ädä@example.org")


@pytest.mark.parametrize("value", ["", " x", "x ", "a\r\nb", "a\nb", "a\0b", "a\u2028b", "\x7f"])
def test_header_value_is_refused(value: str) -> None:
    with pytest.raises(MessageError):
        header_value(value, name="To")


def test_long_url_stays_in_one_piece() -> None:
    url = "<https://example.org/" + "t" * 900 + ">"

    assert token_header("List-Unsubscribe", url) == f"List-Unsubscribe: {url}\r\n".encode()


def test_longest_line_is_kept_to() -> None:
    with pytest.raises(MessageError, match="longer than a line"):
        token_header("List-Unsubscribe", "<https://example.org/" + "t" * 990 + ">")


@pytest.mark.parametrize("list_id", ["", "single", "a b.example.org", "x.example.org>\r\nBcc: e"])
def test_list_id_is_refused(list_id: str) -> None:
    with pytest.raises(MessageError):
        list_id_header(list_id, title="The Loom")


def test_list_id_has_its_title() -> None:
    field = list_id_header("the-loom.example.org", title="The Loom, weekly")

    assert field == b'List-Id: "The Loom, weekly" <the-loom.example.org>\r\n'
