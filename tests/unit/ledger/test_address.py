import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SubscriberError
from digest.ledger.address import MAX_OCTETS, parse_address


@pytest.mark.parametrize(
    ("text", "mailed", "key"),
    [
        ("anna@example.org", "anna@example.org", "anna@example.org"),
        ("  Anna.B+news@Example.ORG ", "Anna.B+news@Example.ORG", "anna.b+news@example.org"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("Anna@xn--bcher-KVA.example", "Anna@xn--bcher-KVA.example", "anna@xn--bcher-kva.example"),
        ("GRÜN@example.org", "GRÜN@example.org", "grün@example.org"),
        ("gru\u0308n@example.org", "grün@example.org", "grün@example.org"),
        ("straße@example.org", "straße@example.org", "strasse@example.org"),
        ("o'neil@a-b.c-d.museum", "o'neil@a-b.c-d.museum", "o'neil@a-b.c-d.museum"),
        ("x" * 64 + "@example.org", "x" * 64 + "@example.org", "x" * 64 + "@example.org"),
    ],
)
def test_address_is_mailed_as_typed_and_keyed_folded(text: str, mailed: str, key: str) -> None:
    address = parse_address(text)

    assert (address.email, address.key) == (mailed, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@localhost",
        "anna@example.org.",
        "anna@.example.org",
        "anna@exa mple.org",
        "anna@-example.org",
        "anna@1.2.3.4",
        "anna@[127.0.0.1]",
        "anna@xn--zz.example",
        "an..na@example.org",
        ".anna@example.org",
        '"an na"@example.org',
        "Anna <anna@example.org>",
        "anna@example.org, bob@example.org",
        "anna@example.org\r\nRCPT TO:<eve@example.org>",
        "anna@example.org\n",
        "an\x00na@example.org",
        "an\x7fna@example.org",
        "an\u200bna@example.org",
        "an\u2028na@example.org",
        "an\ud800na@example.org",
        "anna＠example.org",
        "x" * 65 + "@example.org",
        "ü" * 33 + "@example.org",
        "x" * 64 + "@" + "y." * 90 + "org" + "z" * 20,
        "anna@" + "y" * 64 + ".org",
    ],
)
def test_address_refuses_what_no_relay_should_see(text: str) -> None:
    with pytest.raises(SubscriberError):
        parse_address(text)


def test_address_refusal_shows_control_characters_escaped_and_long_text_cut() -> None:
    with pytest.raises(SubscriberError) as refused:
        parse_address("a\r\n" + "x" * 10_000)

    message = str(refused.value)
    assert r"'a\r\nxxx" in message
    assert len(message) < 200
    assert message.isprintable()


@given(st.text() | st.emails() | st.from_regex(r"[ -~]{1,70}@[ -~]{1,70}\.[ -~]{1,9}"))
def test_address_that_is_taken_is_a_fixed_point_of_one_line(text: str) -> None:
    try:
        address = parse_address(text)
    except SubscriberError:
        return

    assert parse_address(address.email) == address
    assert parse_address(address.key).key == address.key
    assert len(address.email.encode()) <= MAX_OCTETS
    assert address.email.isprintable()
    assert " " not in address.email
    assert address.email.count("@") == 1
    assert address.email.rpartition("@")[2].isascii()


@given(st.emails())
def test_address_key_ignores_case(email: str) -> None:
    try:
        address = parse_address(email)
    except SubscriberError:
        return

    assert parse_address(email.upper()).key == address.key
