"""Bytes off the wire → a body of bounded size, whatever they claim to be."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from digest.errors import FetchError

#: What we ask for. Brotli and zstd would need a package each, and offer no bound on old ones.
ACCEPT_ENCODING = "gzip, deflate"

_GZIP = frozenset({"gzip", "x-gzip"})
_PIECE_BYTES = 65_536
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def read_body(chunks: Iterable[bytes], *, encoding: str, max_bytes: int, url: str) -> bytes:
    """The body, with its Content-Encoding undone (RFC 9110 §8.4.1).

    Neither what comes in nor what is made of it may be longer than `max_bytes`; both are counted
    as they come, so that memory stays within about twice that. Raises FetchError, which names
    `url`.
    """
    coding = encoding.strip().lower()
    chunks = _limited(chunks, max_bytes=max_bytes, url=url)
    if coding in {"", "identity"}:
        return _joined(chunks)
    if coding not in _GZIP and coding != "deflate":
        raise FetchError(url, f"answers in the encoding «{coding[:40]}», which nobody asked for")
    pieces = _gunzipped(chunks) if coding in _GZIP else _inflated(chunks)
    try:
        return _joined(_limited(pieces, max_bytes=max_bytes, url=url))
    except (zlib.error, EOFError) as error:
        raise FetchError(url, f"sends broken {coding} data ({error})") from error


def _limited(pieces: Iterable[bytes], *, max_bytes: int, url: str) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise FetchError(url, f"sends more than {max_bytes / 1e6:g} MB, which is the limit")
        yield piece


def _joined(pieces: Iterable[bytes]) -> bytes:
    body = bytearray()  # a list of ten million chunks of one byte would take 40 times as much
    for piece in pieces:
        body += piece
    return bytes(body)


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """All members of a gzip stream (RFC 1952 §2.2); what follows the last one is padding."""
    member = None
    rest = b""
    for chunk in chunks:
        rest += chunk
        while rest:
            if member is None or member.eof:
                if member and not rest.startswith(_GZIP_MAGIC[: len(rest)]):
                    return
                if len(rest) < len(_GZIP_MAGIC):
                    break
                member = zlib.decompressobj(_GZIP_BITS)
            yield from _fed(member, rest)
            rest = member.unused_data
    yield from _end(member, rest)


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A zlib stream (RFC 1950), or the bare deflate (RFC 1951) that some servers send instead."""
    stream = None
    rest = b""
    for chunk in chunks:
        rest += chunk
        if stream is None:
            if len(rest) < 2:
                continue
            # RFC 1950 §2.2: method 8, and the first two bytes are a multiple of 31.
            is_zlib = rest[0] & 0x0F == 8 and int.from_bytes(rest[:2]) % 31 == 0
            stream = zlib.decompressobj(_ZLIB_BITS if is_zlib else _RAW_BITS)
        yield from _fed(stream, rest)
        if stream.eof:
            return
        rest = b""
    yield from _end(stream, rest)


def _fed(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while data and not stream.eof:
        yield stream.decompress(data, _PIECE_BYTES)
        data = stream.unconsumed_tail


def _end(stream: zlib._Decompress | None, rest: bytes) -> Iterator[bytes]:
    """What zlib still holds; raises EOFError when the stream has no end. No byte is no stream."""
    if stream is None and not rest:
        return
    while stream is None or not stream.eof:
        piece = stream.decompress(b"", _PIECE_BYTES) if stream else b""
        if not piece:
            raise EOFError("it ends early")
        yield piece
