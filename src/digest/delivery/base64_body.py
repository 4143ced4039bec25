"""Base64 (RFC 2045 §6.8) of a body with gaps: shorter where quoted-printable would triple a text.

Three bytes become four characters, so that what stands behind a gap depends on the value in it, but
only on what remains of its length divided by three. So the text between the gaps is encoded once
for each such remainder that comes up, which is once for all recipients, whose tokens have one
length. The few bytes beside a gap that fill a group of three go with the value.
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from digest.model import Field

_LINE_BYTES: Final = 57  # become the 76 characters of the longest line
_LEAST: Final = 2  # bytes between two gaps; with fewer they are one gap
_MAX_FRAMES: Final = 4


def base64_size(count: int) -> int:
    """How long so many bytes become, with their line ends."""
    return 4 * -(-count // 3) + 2 * -(-count // _LINE_BYTES)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A body but for its values, of known remainders."""

    pieces: tuple[bytes, ...]  #: encoded, empty where a gap is: at the odd places
    edges: tuple[tuple[bytes, bytes], ...]  #: what goes with each value, before and behind it


@dataclass(frozen=True, slots=True)
class Base64Body:
    """A body of text and gaps, in turns; it begins and ends with text. A gap may hold text too.

    Threads may share one: should two need a frame at once, both make the same.
    """

    texts: tuple[bytes, ...]
    gaps: tuple[tuple[Field | bytes, ...], ...]
    fields: tuple[Field, ...]  #: those of all gaps, each once
    _frames: dict[tuple[int, ...], _Frame] = field(default_factory=dict, compare=False, repr=False)

    def filled(self, values: Mapping[Field, bytes]) -> bytes:
        """The body with `values` in its gaps, in lines of 76 characters at most, each with CRLF.

        Raises KeyError for a field without a value.
        """
        held = [
            b"".join([values[it] if isinstance(it, Field) else it for it in gap])
            for gap in self.gaps
        ]
        remainders = tuple([len(value) % 3 for value in held])
        frame = self._frames.get(remainders) or self._framed(remainders)
        pieces = list(frame.pieces)
        for number, ((before, behind), value) in enumerate(zip(frame.edges, held, strict=True)):
            pieces[2 * number + 1] = _lines(before + value + behind)
        return b"".join(pieces)

    def _framed(self, remainders: tuple[int, ...]) -> _Frame:
        pieces: list[bytes] = []
        edges: list[tuple[bytes, bytes]] = []
        start = 0
        for text, following, remainder in zip(self.texts, self.texts[1:], remainders, strict=False):
            end = len(text) - (len(text) - start) % 3
            missing = -(len(text) - end + remainder) % 3
            pieces += [_lines(text[start:end]), b""]
            edges.append((text[end:], following[:missing]))
            start = missing
        frame = _Frame((*pieces, _lines(self.texts[-1][start:])), tuple(edges))
        if len(self._frames) >= _MAX_FRAMES:
            self._frames.clear()
        self._frames[remainders] = frame
        return frame


def base64_body(texts: Sequence[str], fields: Sequence[Field]) -> Base64Body:
    """The body of `texts` with the value of one of `fields` between each two.

    Line ends become CRLF (RFC 2045 §6.8: the canonical form is encoded). Raises UnicodeEncodeError
    on a lone surrogate.
    """
    data = [text.replace("\n", "\r\n").encode("utf-8") for text in texts]
    parted, gaps = [data[0]], list[tuple[Field | bytes, ...]]()
    for number, (name, text) in enumerate(zip(fields, data[1:], strict=True)):
        if number and len(parted[-1]) < _LEAST:
            gaps[-1] = (*gaps[-1], parted.pop(), name)
        else:
            gaps.append((name,))
        parted.append(text)
    return Base64Body(tuple(parted), tuple(gaps), tuple(dict.fromkeys(fields)))


def _lines(data: bytes) -> bytes:
    return b"".join(
        [
            binascii.b2a_base64(data[at : at + _LINE_BYTES], newline=False) + b"\r\n"
            for at in range(0, len(data), _LINE_BYTES)
        ]
    )
