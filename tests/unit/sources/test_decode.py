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
    ],
)
def test_html_declaration_is_honoured(declaration: str, encoding: str) -> None:
    word = {"koi8-r": "гавань", "shift_jis": "港"}.get(encoding, "Fähre’s")
    data = f"{declaration}<p>{word}".encode(encoding)
    assert decode(data, where="a.html", html=True) == f"{declaration}<p>{word}"


def test_declaration_counts_in_html_only() -> None:
    assert decode("<meta charset=koi8-r>é".encode(), where="a.txt").endswith("é")


@pytest.mark.parametrize("label", ["utf-7", "rot13", "zlib", "idna", "unicode_escape", "no-such"])
def test_odd_encoding_is_refused(label: str) -> None:
    with pytest.raises(ArticleError, match=f"unknown encoding '{label}'; save it as UTF-8"):
        decode(f"<meta charset={label}>x".encode(), where="a.html", html=True)


def test_wrong_byte_is_named_with_its_offset() -> None:
    with pytest.raises(ArticleError) as caught:
        decode("Fähre’s".encode("cp1252"), where="articles/a.txt")
    reason = "is not utf-8: byte 0xe4 at offset 1; save it as UTF-8"
    assert (caught.value.where, caught.value.reason) == ("articles/a.txt", reason)


def test_offset_counts_the_byte_order_mark() -> None:
    with pytest.raises(ArticleError, match="byte 0xff at offset 4"):
        decode(codecs.BOM_UTF8 + b"a\xff", where="a.txt")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\0\0", TEXT.encode("utf-16-le"), codecs.BOM_UTF16_LE + b"a\0\0\0"]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="is binary, not text"):
        decode(data, where="a.txt")
