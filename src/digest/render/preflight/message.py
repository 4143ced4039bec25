"""Rules about the finished message: its size and its form on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from digest.render.mail import MAX_MESSAGE_BYTES
from digest.render.preflight.codes import found
from digest.render.preflight.editions import HTML, MESSAGE, Editions
from digest.render.preflight.finding import Finding

_LARGE_BYTES: Final = 80_000
_TOLD_TRIMS: Final = 3  # one by one; the others as a number
_STYLE_BYTES: Final = 16_384  # Gmail drops a style sheet above 16 KB
_LINE_OCTETS: Final = 998  # RFC 5322 §2.1.1, without CRLF
_ENCODED_OCTETS: Final = 76  # RFC 2045 §6.7 (5) and §6.8
_ENCODED: Final = re.compile(rb"(?i)Content-Transfer-Encoding:[ \t]*(?:quoted-printable|base64)\b")
_BOUNDARY: Final = b"--=_"  # ours; quoted-printable never writes `=_`
_TYPE: Final = re.compile(rb"(?im)^Content-Type:[ \t]*text/(\w+)((?:[^\r\n]|\r\n[ \t])*)")
_UTF8: Final = re.compile(rb"(?i)charset=\"?utf-8\b")
_META: Final = re.compile(r"charset\s*=\s*[\"']?utf-8", re.IGNORECASE)


def size(editions: Editions) -> Iterator[Finding]:
    """Gmail cuts a mail off above 102 KB, and with it the link that unsubscribes."""
    count = len(editions.message)
    if count > MAX_MESSAGE_BYTES:
        yield found("mail-size", place=MESSAGE, message=f"a message has {count:,} bytes")
    elif count > _LARGE_BYTES:
        yield found("mail-large", place=MESSAGE, message=f"a message has {count:,} bytes")


def trims(editions: Editions) -> Iterator[Finding]:
    """What was left to the web page so that the mail is not cut off."""
    sentences = editions.mail.trims
    for sentence in sentences[:_TOLD_TRIMS]:
        yield found("mail-trimmed", place=MESSAGE, message=sentence)
    if (left := len(sentences) - _TOLD_TRIMS) > 0:
        message = f"further stories are shortened: {left}"
        yield found("mail-trimmed", place=MESSAGE, message=message)


def style_size(editions: Editions) -> Iterator[Finding]:
    """The style sheets of the mail, all of them together."""
    count = len(editions.html.style_sheet().encode())
    if count > _STYLE_BYTES:
        yield found("style-size", place=HTML, message=f"its style sheet has {count:,} bytes")


def wire_lines(editions: Editions) -> Iterator[Finding]:
    """Every line fits the wire, and those of encoded bodies their narrower limit."""
    is_encoded, is_head = False, True
    for number, line in enumerate(editions.message.split(b"\r\n"), start=1):
        if line.startswith(_BOUNDARY):
            is_encoded, is_head = False, True
        elif not line:
            is_head = False
        elif is_head and _ENCODED.match(line):
            is_encoded = True
        limit = _ENCODED_OCTETS if is_encoded and not is_head else _LINE_OCTETS
        if not line.isascii():
            message = f"line {number} is not encoded"
        elif len(line) > limit:
            message = f"line {number} has {len(line)} bytes"
        else:
            continue
        yield found("mime-line", place=MESSAGE, message=message)
        return


def charset(editions: Editions) -> Iterator[Finding]:
    """Both parts say that they are UTF-8, in their headers and in the HTML's head."""
    for match in _TYPE.finditer(editions.message):
        if not _UTF8.search(match[2]):
            kind = match[1].decode("ascii", "replace").lower()
            message = f"the header of the {kind} part does not name UTF-8"
            yield found("charset", place=MESSAGE, message=message)
    metas = (element.source for element in editions.html.all("meta"))
    if not any(map(_META.search, metas)):
        yield found("charset", place=HTML, message="the HTML's head does not name UTF-8")
