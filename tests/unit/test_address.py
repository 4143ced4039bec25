"""One grammar of addresses for the configuration, the ledger and the mail."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.address import MAX_DOMAIN_OCTETS, MAX_OCTETS, ascii_domain, mailed_form, parse_address
from digest.errors import AddressError


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
    with pytest.raises(AddressError):
        parse_address(text)
    with pytest.raises(AddressError):
        mailed_form(text)


def test_address_refusal_shows_control_characters_escaped_and_long_text_cut() -> None:
    with pytest.raises(AddressError) as refused:
        parse_address("a\r\n" + "x" * 10_000)

    message = str(refused.value)
    assert r"'a\r\nxxx" in message
    assert len(message) < 200
    assert message.isprintable()


@given(st.text() | st.emails() | st.from_regex(r"[ -~]{1,70}@[ -~]{1,70}\.[ -~]{1,9}"))
def test_address_that_is_taken_is_a_fixed_point_of_one_line(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressError:
        return

    assert parse_address(address.email) == address
    assert mailed_form(text) == address.email
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
    except AddressError:
        return

    assert parse_address(email.upper()).key == address.key


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("News.Example.ORG", "news.example.org"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("münchen", "xn--mnchen-3ya"),
        ("例え。example", "xn--r8jz45g.example"),
    ],
)
def test_domain_is_written_in_a_labels(name: str, ascii_name: str) -> None:
    assert ascii_domain(name) == ascii_name


@pytest.mark.parametrize(
    "name",
    ["", ".", "x..org", "-x.org", "x.org.", "a b.org", "ex_a.org", "a@b.org", "[::1]", "xn--zz.org",
     "x\u200b.org", "x\n.org", "y" * 64, "y." * MAX_DOMAIN_OCTETS + "org"],
)  # fmt: skip
def test_domain_refuses_what_is_no_name(name: str) -> None:
    with pytest.raises(AddressError):
        ascii_domain(name)


@given(st.text() | st.from_regex(r"[a-zü.-]{1,70}\.[a-z]{1,9}", fullmatch=True))
def test_domain_that_is_taken_is_ascii_and_a_fixed_point(name: str) -> None:
    try:
        domain = ascii_domain(name)
    except AddressError:
        return

    assert ascii_domain(domain) == domain
    assert re.fullmatch(r"[a-z0-9.-]+", domain)
