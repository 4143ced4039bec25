"""Fetching from a server that is slow, broken or at war with us."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.sources.fetching.fetch import Fetched, Fetcher
from fakes import FakeClock
from fetching import fetcher_for, policy
from http_server import HttpServer, Reply, Script, Wire, page, redirect

TESTS = Path(__file__).parents[3]
WORKER = TESTS / "workers" / "fetch_worker.py"

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


class Drip:
    """Writes `head`, then one piece after the other for ever; knows when we have hung up."""

    def __init__(self, head: bytes, piece: bytes, *, seconds: float = 0.01) -> None:
        self.head, self.piece, self.seconds = head, piece, seconds
        self.hung_up = threading.Event()

    def __call__(self, wire: Wire) -> None:
        try:
            wire.write(self.head)
            wire.drip(repeat(self.piece), seconds=self.seconds)
        except OSError:
            self.hung_up.set()


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(b"", b"H", id="status line"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="for ever to be continued"),
        pytest.param(OK + b"X: ", b"x", id="header value"),
        pytest.param(OK + b"\r\n", b"x", id="body"),
        pytest.param(OK + b"Content-Length: 9000000\r\n\r\n", b"x", id="body with a length"),
        pytest.param(CHUNKED, b"1\r\nx\r\n", id="chunks"),
        pytest.param(CHUNKED, b"0", id="chunk length"),
        pytest.param(CHUNKED + b"0\r\n", b"X: y\r\n", id="trailer"),
        pytest.param(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b""), id="empty gzip"),
    ],
)
def test_fetch_ends_in_time_however_slowly_bytes_come(
    server: HttpServer, head: bytes, piece: bytes
) -> None:
    drip = Drip(head, piece)
    server.add("/x", Script(drip))
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"not come to an end within 0\.2 seconds"):
        fetcher_for(server, total_seconds=0.2).get(server.url("/x"))
    assert time.monotonic() - began < 5
    assert drip.hung_up.wait(5), "the connection was left open"


def test_fetch_counts_its_time_over_all_redirects(server: HttpServer) -> None:
    for number in range(5):
        answer = redirect(f"/{number + 1}").encode()
        server.add(
            f"/{number}", Script(lambda wire, answer=answer: wire.drip([b"", answer], seconds=0.1))
        )
    with pytest.raises(FetchError, match=r"within 0\.25 seconds"):
        fetcher_for(server, total_seconds=0.25).get(server.url("/0"))
    assert len(server.requests) < 5


def test_fetch_gives_up_on_silence(server: HttpServer) -> None:
    server.add("/x", Script(lambda wire: wire.drip([b""], seconds=10)))
    with pytest.raises(FetchError, match="did not answer in time"):
        fetcher_for(server, read_seconds=0.1).get(server.url("/x"))


def test_fetch_does_not_wait_for_a_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    # No name server can be made to hang on loopback; this is what a hanging one looks like.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answer.wait(10) and [])
    try:
        with pytest.raises(FetchError, match=r"within 0\.1 seconds"):
            Fetcher(policy(total_seconds=0.1), clock=FakeClock()).get("http://slow.example/")
    finally:
        answer.set()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>hello</html>", id="HTTP/0.9"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="status is no number"),
        pytest.param(b"HTTP/9.9 200 OK\r\n\r\n", id="version of the future"),
        pytest.param(b"HTTP/1.1 200 OK", id="ends in the status line"),
        pytest.param(OK + b"Content-Le", id="ends in a header"),
        pytest.param(OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n", id="long header"),
        pytest.param(OK + b"X: 1\r\n" * 200 + b"\r\n", id="many headers"),
        pytest.param(OK + b"Content-Length: 100\r\n\r\nshort", id="length lies: too long"),
        pytest.param(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", id="two lengths"),
        pytest.param(CHUNKED + b"zz\r\nxx\r\n0\r\n\r\n", id="chunk length is no number"),
        pytest.param(CHUNKED + b"-1\r\nxx\r\n0\r\n\r\n", id="negative chunk"),
        pytest.param(CHUNKED + b"5\r\nxx", id="ends in a chunk"),
        pytest.param(CHUNKED + b"2\r\nxx\r\n", id="no last chunk"),
        pytest.param(CHUNKED + b"1" * 70_000, id="long chunk length"),
        pytest.param(CHUNKED + b"0\r\n" + b"x" * 70_000, id="long trailer"),
    ],
)
def test_fetch_refuses_what_is_no_http(server: HttpServer, answer: bytes) -> None:
    server.add("/x", Script(lambda wire: wire.write(answer)))
    with pytest.raises(FetchError) as caught:
        fetcher_for(server).get(server.url("/x"))
    assert caught.value.reason.startswith(("does not answer in proper HTTP", "cannot be read"))
    assert str(caught.value).isprintable()


def test_fetch_reads_no_more_than_the_length_says(server: HttpServer) -> None:
    server.add("/x", Reply(headers=(("Content-Length", "3"),), body=b"abcdef"))
    assert fetcher_for(server).get(server.url("/x")).body == b"abc"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", b"HTTP/1.1 ", OK, OK + b"\r\n", CHUNKED, OK + b"Location: "]),
    noise=st.binary(max_size=60),
)
def test_fetch_of_noise_is_an_answer_or_a_fetch_error(
    server: HttpServer, head: bytes, noise: bytes
) -> None:
    server.add("/x", Script(lambda wire: wire.write(head + noise)))
    outcome = _outcome(server)
    assert isinstance(outcome, Fetched) or str(outcome).isprintable()


def _outcome(server: HttpServer) -> Fetched | FetchError:
    try:
        return fetcher_for(server).get(server.url("/x"))
    except FetchError as error:
        return error


@pytest.mark.parametrize("location", ["/x", "", "/y", "#top"])
def test_fetch_does_not_run_in_circles(server: HttpServer, location: str) -> None:
    server.add("/x", redirect(location))
    server.add("/y", redirect("/x"))
    with pytest.raises(FetchError, match="in a circle"):
        fetcher_for(server).get(server.url("/x"))
    assert len(server.requests) <= 2


def test_fetch_stops_at_the_limit(server: HttpServer) -> None:
    server.add("/fits", page(b"x" * 1000))
    server.add("/long", page(b"x" * 1001))
    server.add("/open", Script(lambda wire: wire.write(OK + b"\r\n" + b"x" * 1001)))
    fetcher = fetcher_for(server, max_bytes=1000)
    assert len(fetcher.get(server.url("/fits")).body) == 1000
    for path in ("/long", "/open"):
        with pytest.raises(FetchError, match=r"more than 0\.001 MB"):
            fetcher.get(server.url(path))


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "x" * 1000])
def test_fetch_refuses_an_encoding_that_it_did_not_ask_for(
    server: HttpServer, encoding: str
) -> None:
    server.add("/x", page(b"whatever", ("Content-Encoding", encoding)))
    with pytest.raises(FetchError, match="which nobody asked for"):
        fetcher_for(server).get(server.url("/x"))


def _bomb(megabytes: int, *, bits: int) -> bytes:
    """That many MB of zeros; the blocks are all alike, so that one need be packed only."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    head = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (megabytes - 1)


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        pytest.param("gzip", _bomb(300, bits=31), id="gzip"),
        pytest.param("gzip", gzip.compress(b"\0" * 1_000_000) * 300, id="gzip members"),
        pytest.param("deflate", _bomb(300, bits=15), id="zlib"),
        pytest.param("deflate", _bomb(300, bits=-15), id="deflate"),
    ],
)
def test_fetch_of_a_bomb_takes_little_memory(
    server: HttpServer, encoding: str, bomb: bytes
) -> None:
    server.add("/bomb", page(bomb, ("Content-Encoding", encoding)))
    server.add("/small", page(gzip.compress(b"x"), ("Content-Encoding", "gzip")))
    command = [sys.executable, WORKER, server.url("/bomb"), server.url("/small")]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    grown, _, reason = done.stdout.partition(" ")
    assert reason.strip() == "sends more than 10 MB, which is the limit"
    assert int(grown) <= 30, "the limit is 10 MB, and a copy of it"
