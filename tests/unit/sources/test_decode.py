from __future__ import annotations

import codecs

import pytest

from digest.errors import ArticleError
from digest.sources.decode import decode

TEXT = "Häfen, «Quai», 港"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_is_honoured_and_dropped(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), where="a.txt") == TEXT


def test_byte_order_mark_goes_before_a_declaration() -> None:
    data = codecs.BOM_UTF8 + f"<meta charset=windows-1252>{TEXT}".encode()
    assert decode(data, where="a.html", html=True).endswith(TEXT)


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>", "cp1252"),
        ("<?xml version='1.0' encoding='KOI8-R'?>", "koi8-r"),
        ("<META CHARSET=utf-16>", "utf-8"),
        ("<meta charset=shift_jis>", "shift_jis"),
        ("<meta charset=iso-2022-jp>", "iso2022_jp"),
    ],
)
def test_html_declaration_is_honoured(declaration: str, encoding: str) -> None:
    word = {"koi8-r": "гавань", "shift_jis": "港", "iso2022_jp": "港"}.get(encoding, "Fähre’s")
    data = f"{declaration}<p>{word}".encode(encoding)
    assert decode(data, where="a.html", html=True) == f"{declaration}<p>{word}"


def test_declaration_counts_in_html_only() -> None:
    with pytest.raises(ArticleError, match="is not utf-8"):
        decode("<meta charset=koi8-r>гавань".encode("koi8-r"), where="a.txt")


def test_charset_of_the_answer_goes_before_a_declaration() -> None:
    data = "<meta charset=koi8-r>гавань".encode("cp1251")
    assert decode(data, where="u", html=True, charset="windows-1251").endswith("гавань")


@pytest.mark.parametrize("label", ["iso-8859-1", "shift_jis", "no-such", "utf-7", "rot13", "a\0b"])
def test_utf8_that_calls_itself_something_else_is_utf8(label: str) -> None:
    data = f"<meta charset={label}>{TEXT}".replace("\0", "").encode()
    assert decode(data, where="a.html", html=True).endswith(TEXT)
    assert decode(TEXT.encode(), where="u", charset=label) == TEXT


@pytest.mark.parametrize(
    "label", ["utf-7", "rot13", "zlib", "idna", "unicode_escape", "no-such", "\0", "utf-8\0"]
)
def test_odd_encoding_is_refused(label: str) -> None:
    with pytest.raises(ArticleError, match=r"declares the unknown encoding .*; save it as UTF-8"):
        decode("гавань".encode("koi8-r"), where="u", charset=label)


@pytest.mark.parametrize("text", ["“It’s late” – she said", "Häfen und Fähren", "it costs 5 €"])
def test_windows_1252_is_told_by_its_looks(text: str) -> None:
    assert decode(text.encode("cp1252"), where="a.txt") == text


@pytest.mark.parametrize("data", ["гавань".encode("cp1251"), b"caf\xe9\x07", b"caf\xe9 \x81"])
def test_other_bytes_are_not_windows_1252(data: bytes) -> None:
    with pytest.raises(ArticleError, match=r"is not utf-8: byte 0x.. at offset"):
        decode(data, where="a.txt")


def test_wrong_byte_in_utf8_is_named_with_its_offset() -> None:
    with pytest.raises(ArticleError) as caught:
        decode("Fähre Öl Äpfel\n".encode() + b"\xff.", where="articles/a.txt")
    reason = "is not utf-8: byte 0xff at offset 18; save it as UTF-8"
    assert (caught.value.where, caught.value.reason) == ("articles/a.txt", reason)


def test_wrong_byte_in_a_page_is_replaced() -> None:
    data = "<p>Fähre Öl Äpfel\n".encode() + b"\xff."
    assert decode(data, where="a.html", html=True) == "<p>Fähre Öl Äpfel\n\ufffd."


def test_text_that_is_cut_inside_of_a_character_is_not_taken() -> None:
    with pytest.raises(ArticleError, match="ends inside of a character"):
        decode("Fähre, Öl, 港".encode()[:-1], where="a.txt")


def test_offset_counts_the_byte_order_mark() -> None:
    with pytest.raises(ArticleError, match="byte 0xff at offset 4"):
        decode(codecs.BOM_UTF8 + b"a\xff", where="a.txt")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\0\0", TEXT.encode("utf-16-le"), codecs.BOM_UTF16_LE + b"a\0\0\0"]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="is binary, not text"):
        decode(data, where="a.txt")
