"""Quoted-printable (RFC 2045 §6.7) in segments that can be joined in any order of values.

A message is encoded once per issue, as segments with gaps between them; each recipient's values
are encoded alone and put into the gaps. That works because every segment begins at the start of a
line and ends there: with a line end of its own, or with a soft break.

Beyond the RFC, no line begins with `.` (no dot-stuffing on the way, and no second meaning of a
lone dot) or with `From ` (no mailbox format may change it).
"""

from __future__ import annotations

import re
from typing import Final

#: The longest line, without its CRLF (RFC 2045 §6.7, rule 5).
MAX_LINE: Final = 76

#: The end of a message on the wire.
END_MARK: Final = b".\r\n"

_SOFT_BREAK = b"=\r\n"
_GUARDED = (b".", b"From ")  # what must not begin a line
_TO_ESCAPE = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]")
_ESCAPES = {bytes((byte,)): b"=%02X" % byte for byte in range(256)}


def encode_segment(text: str) -> bytes:
    """`text` as UTF-8 in quoted-printable, with `\\n` as CRLF.

    It ends with a line end where `text` does, else with a soft break; an empty text gives no
    bytes. Decoding the joined segments gives the joined texts, whatever stands in them: a `\\r`
    is a character like others. Raises UnicodeEncodeError on a lone surrogate.
    """
    *lines, rest = text.split("\n") if "\n" in text else (text,)
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


def _folded(line: bytes, *, room: int) -> list[bytes]:
    """The escaped line in pieces with soft breaks; its last piece is at most `room` long."""
    out: list[bytes] = []
    at, end = 0, len(line)
    while True:
        if line.startswith(_GUARDED, at):
            head = _ESCAPES[line[at : at + 1]]
            at += 1
        else:
            head = b""
        if end - at <= room - len(head):
            out.append(head + line[at:])
            return out
        cut = at + MAX_LINE - 1 - len(head)
        unit = line.find(b"=", cut - 2, cut)  # a unit `=XX` stays in one piece
        if unit >= 0:
            cut = unit
        out.append(head + line[at:cut] + _SOFT_BREAK)
        at = cut
