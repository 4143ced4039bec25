"""Bytes → text: by what they say of themselves, unless they are plainly something else.

Declarations lie more often than bytes: what reads as strict UTF-8 is UTF-8, whatever it calls
itself. Only windows-1252, the bytes of an old editor's curly quotes, is ever guessed.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from digest.errors import ArticleError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The HTML standard has a browser look at the first 1,024 bytes for a declaration.
_PRESCAN_BYTES = 1024
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
# The labels of the Encoding standard that Python knows as text encodings, by Python's name.
# Others, such as utf-7, are ways to smuggle and no page needs them.
_ALLOWED = frozenset({
    "utf-8", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r",
    "koi8-u", "cp866", "cp874", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "mac-roman", "mac-cyrillic", "gbk", "gb18030", "big5",
    "euc_jp", "iso2022_jp", "shift_jis", "euc_kr",
})  # fmt: skip
# The Encoding standard: what calls itself Latin-1 or ASCII is windows-1252, and a declaration
# that can be read as ASCII cannot be UTF-16.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "gb2312": "gbk"}
_SEVEN_BIT = frozenset({"iso2022_jp"})  # made of ASCII bytes, so strict UTF-8 would take it
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_LETTER = re.compile(rb"[A-Za-z\xc0-\xff]")
_ACCENTED = re.compile(rb"[\xc0-\xff]")
# In Western European text one letter in ten has an accent; in another alphabet nearly all would.
_MOST_ACCENTED = 0.25


def decode(data: bytes, *, where: str, html: bool = False, charset: str = "") -> str:
    """The text of `data`.

    By its byte order mark, else as strict UTF-8, else by what is declared: `charset`, which came
    with it (RFC 9110 §8.3.2), or in HTML and XML a declaration of its own. Last by windows-1252
    where the bytes look like it. With `html`, a few broken characters in UTF-8 are replaced, as a
    browser does. Raises ArticleError for what is no text or in none of these encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, skip=len(mark), where=where)
    if b"\0" in data:
        raise ArticleError(where, "is binary, not text (it holds NUL bytes)")
    label = charset or (_declared(data) if html else "")
    declared = _python_name(label)
    if declared not in _SEVEN_BIT:
        with suppress(UnicodeDecodeError):
            return data.decode()
        if _is_mostly_utf8(data):
            return data.decode(errors="replace") if html else _strict(data, "utf-8", where=where)
    if declared:
        with suppress(UnicodeDecodeError):
            return data.decode(declared)
    if _is_western(data):
        with suppress(UnicodeDecodeError):
            return data.decode("cp1252")
    if label and not declared:
        raise ArticleError(where, f"declares the unknown encoding {label!r}; save it as UTF-8")
    return _strict(data, declared or "utf-8", where=where)


def _strict(data: bytes, encoding: str, *, where: str, skip: int = 0) -> str:
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data) - skip and error.reason == "unexpected end of data":
            reason = "ends inside of a character; it may not have been written to its end"
            raise ArticleError(where, reason) from error
        at = error.start + skip
        reason = f"is not {encoding}: byte 0x{data[at]:02x} at offset {at}; save it as UTF-8"
        raise ArticleError(where, reason) from error
    if "\0" in text:
        raise ArticleError(where, "is binary, not text (it holds NUL characters)")
    return text


def _declared(data: bytes) -> str:
    match = _DECLARED.search(data[:_PRESCAN_BYTES])
    return match[1].decode("ascii", "replace") if match else ""


def _python_name(label: str) -> str:
    """Python's name of an allowed encoding, or nothing."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return ""
    name = _MEANT.get(name, name)
    return name if name in _ALLOWED else ""


def _is_western(data: bytes) -> bool:
    """Whether it may be windows-1252: no control characters, and mostly plain letters."""
    accented, letters = len(_ACCENTED.findall(data)), len(_LETTER.findall(data))
    return _CONTROL.search(data) is None and accented <= _MOST_ACCENTED * letters


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are right in UTF-8 than wrong."""
    text = data.decode(errors="replace")
    wrong = text.count("\ufffd")
    return len(text) - sum(map(str.isascii, text)) > 2 * wrong
