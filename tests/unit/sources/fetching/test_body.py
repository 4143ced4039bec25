"""Unpacking bodies: every way of cutting them up, and an end to those that have none."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.sources.fetching.body import read_body

URL = "https://a.example/"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)]
PLAIN = [("", bytes), ("identity", bytes)]
PACKERS = pytest.mark.parametrize(("encoding", "pack"), [*PLAIN, *PACKED])


def read(chunks: Iterable[bytes], encoding: str, *, max_bytes: int = 10_000_000) -> bytes:
    return read_body(chunks, encoding=encoding, max_bytes=max_bytes, url=URL)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@PACKERS
@given(data=st.binary(max_size=300), size=st.integers(1, 50))
def test_body_is_what_was_packed_however_it_is_cut(
    encoding: str, pack: Callable[[bytes], bytes], data: bytes, size: int
) -> None:
    assert read(pieces(pack(data), size), encoding) == data


@PACKERS
def test_body_of_several_windows_is_read_wholly(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    data = b"0123456789" * 200_000
    assert read(pieces(pack(data), 65_536), encoding) == data


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_body_without_a_byte_is_empty(encoding: str) -> None:
    assert read([], encoding) == b""


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_gzip_may_have_many_members_and_padding(size: int) -> None:
    data = gzip.compress(b"one") + gzip.compress(b"") + gzip.compress(b"two")
    assert read(pieces(data, size), "gzip") == b"onetwo"
    assert read(pieces(data + b"\0" * 512, size), "gzip") == b"onetwo"
    assert read(pieces(data + b"\x1f", size), "gzip") == b"onetwo"


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_body_that_ends_early_is_an_error(
    encoding: str, pack: Callable[[bytes], bytes], size: int
) -> None:
    data = pack(b"some text that is to be packed")
    for end in range(1, len(data)):
        with pytest.raises(FetchError, match=f"sends broken {encoding} data"):
            read(pieces(data[:end], size), encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_body_that_is_not_packed_is_an_error(encoding: str) -> None:
    with pytest.raises(FetchError, match=f"sends broken {encoding} data") as caught:
        read([b"<html>hello"], encoding)
    assert caught.value.url == URL


def test_gzip_with_a_wrong_checksum_is_an_error() -> None:
    data = bytearray(gzip.compress(b"text"))
    data[-8] ^= 1
    with pytest.raises(FetchError, match="sends broken gzip data"):
        read([bytes(data)], "gzip")


@PACKERS
def test_body_at_the_limit_is_read_and_one_byte_more_is_not(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    assert len(read([pack(b"x" * 5000)], encoding, max_bytes=5000)) == 5000
    with pytest.raises(FetchError, match=r"more than 0\.005 MB"):
        read([pack(b"x" * 5001)], encoding, max_bytes=5000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_body_that_is_packed_nothing_comes_to_an_end(encoding: str) -> None:
    packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    nothing = b"\0\0\0\xff\xff"  # a stored block of no byte (RFC 1951 §3.2.4)

    def endless() -> Iterator[bytes]:
        yield head
        while True:
            yield nothing * 100

    with pytest.raises(FetchError, match=r"more than 0\.1 MB"):
        read(endless(), encoding, max_bytes=100_000)


def test_body_of_tiny_chunks_takes_no_more_memory_than_its_size() -> None:
    tracemalloc.start()
    try:
        assert len(read((b"xy" for _ in range(250_000)), "")) == 500_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
