"""Bytes → text, by what they say of themselves and never by a guess."""

from __future__ import annotations

import codecs
import re

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


def decode(data: bytes, *, where: str, html: bool = False) -> str:
    """The text of `data`: by its byte order mark, else an HTML declaration, else strict UTF-8.

    Raises ArticleError for other encodings and for what is no text.
    """
    encoding, skip = _encoding(data, where=where, html=html)
    if "utf-16" not in encoding and "utf-32" not in encoding and b"\0" in data:
        raise ArticleError(where, "is binary, not text (it holds NUL bytes)")
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + skip
        reason = f"is not {encoding}: byte 0x{data[at]:02x} at offset {at}; save it as UTF-8"
        raise ArticleError(where, reason) from error
    if "\0" in text:
        raise ArticleError(where, "is binary, not text (it holds NUL characters)")
    return text


def _encoding(data: bytes, *, where: str, html: bool) -> tuple[str, int]:
    """The encoding, and the length of the byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    declared = _DECLARED.search(data[:_PRESCAN_BYTES]) if html else None
    if declared is None:
        return "utf-8", 0
    label = declared[1].decode("ascii", "replace")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = ""
    name = _MEANT.get(name, name)
    if name not in _ALLOWED:
        raise ArticleError(where, f"declares the unknown encoding {label!r}; save it as UTF-8")
    return name, 0
