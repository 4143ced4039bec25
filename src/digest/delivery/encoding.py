"""Quoted-printable (RFC 2045 §6.7) in segments that can be joined in any order of values.

A message is encoded once per issue, as segments with gaps between them; each recipient's values
are encoded alone and put into the gaps. That works because every segment begins at the start of a
line and ends there: with a line end of its own, or with a soft break.

Beyond the RFC, no line begins with `.` (no dot-stuffing on the way, and no second meaning of a
lone dot) or with `From ` (no mailbox format may change it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: The longest line, without its CRLF (RFC 2045 §6.7, rule 5).
MAX_LINE: Final = 76

#: The end of a message on the wire.
END_MARK: Final = b".\r\n"

_SOFT_BREAK = b"=\r\n"
_TO_ESCAPE = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]")
_ESCAPES = {bytes((byte,)): b"=%02X" % byte for byte in range(256)}


def encode_segment(text: str) -> bytes:
    """`text` as UTF-8 in quoted-printable, with `\\n` as CRLF.

    It ends with a line end where `text` does, else with a soft break; an empty text gives no
    bytes. Decoding the joined segments gives the joined texts, whatever stands in them: a `\\r`
    is a character like others. Raises UnicodeEncodeError on a lone surrogate.
    """
    *lines, rest = text.split("\n")
    out: list[bytes] = []
    for line in lines:
        out += _folded(_escape_end(_escape(line)), room=MAX_LINE)
        out.append(b"\r\n")
    if rest:
        out += _folded(_escape(rest), room=MAX_LINE - 1)
        out.append(_SOFT_BREAK)
    return b"".join(out)


def _escape(line: str) -> bytes:
    if line.isascii() and line.isprintable():  # most lines, and most values
        return line.encode("ascii").replace(b"=", b"=3D")
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], line.encode("utf-8"))


def _escape_end(line: bytes) -> bytes:
    """White space before a real line end may be lost on the way (rule 3)."""
    return line[:-1] + _ESCAPES[line[-1:]] if line.endswith((b" ", b"\t")) else line


def _folded(line: bytes, *, room: int) -> Iterator[bytes]:
    """The escaped line with soft breaks; its last piece is at most `room` long."""
    at = 0
    while True:
        head = _guard(line, at)
        at += 1 if head else 0
        if len(line) - at <= room - len(head):
            yield head + line[at:]
            return
        cut = at + MAX_LINE - 1 - len(head)
        unit = line.find(b"=", cut - 2, cut)  # a unit `=XX` stays in one piece
        cut = cut if unit < 0 else unit
        yield head + line[at:cut] + _SOFT_BREAK
        at = cut


def _guard(line: bytes, at: int) -> bytes:
    """The escape for a first character that must not begin a line, else nothing."""
    if line.startswith((b".", b"From "), at):
        return _ESCAPES[line[at : at + 1]]
    return b""
