"""Fetching over TLS: whom we trust, and what stays secure."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from digest.errors import FetchError, SourceError
from fetching import fetcher_for, stranger_to
from http_server import HttpServer, page, redirect

PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def server_of(authority: trustme.CA, *names: str) -> HttpServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    server = HttpServer(tls=context)
    server.add("/x", page(b"secure"))
    return server


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[HttpServer]:
    with server_of(authority, "127.0.0.1") as server:
        yield server


def test_fetch_trusts_an_authority_that_it_was_given(server: HttpServer, ca_file: str) -> None:
    fetcher = fetcher_for(server, ca_file=ca_file)
    assert [fetcher.get(server.url("/x")).body for _ in range(2)] == [b"secure", b"secure"]


def test_fetch_trusts_no_unknown_authority(server: HttpServer) -> None:
    with pytest.raises(FetchError, match="certificate that cannot be trusted: unable to get"):
        fetcher_for(server).get(server.url("/x"))
    assert server.requests == []


def test_fetch_trusts_no_certificate_of_another_name(authority: trustme.CA, ca_file: str) -> None:
    with server_of(authority, "other.example", "127.0.0.2") as server:
        with pytest.raises(FetchError, match="certificate that cannot be trusted"):
            fetcher_for(server, ca_file=ca_file).get(server.url("/x"))
        assert server.requests == []


@pytest.fixture
def _public_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """news.example has a public address, and what is sent there comes to loopback."""
    leads_to = {"news.example": PUBLIC, PUBLIC: "127.0.0.1"}

    def answer(host: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (leads_to[host], port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)  # there is no name server to be had


@pytest.mark.usefixtures("_public_name")
def test_fetch_reads_from_a_public_name(authority: trustme.CA, ca_file: str) -> None:
    with server_of(authority, "news.example") as server:
        fetcher = stranger_to(server, ca_file=ca_file)
        assert fetcher.get(f"https://news.example:{server.port}/x").body == b"secure"
        assert server.requests[0].headers["host"] == f"news.example:{server.port}"


@pytest.mark.usefixtures("_public_name")
def test_fetch_checks_the_name_that_was_asked_for_and_not_the_address(
    authority: trustme.CA, ca_file: str
) -> None:
    with server_of(authority, "other.example", PUBLIC) as server:
        fetcher = stranger_to(server, ca_file=ca_file)
        with pytest.raises(FetchError, match="certificate that cannot be trusted: hostname"):
            fetcher.get(f"https://news.example:{server.port}/x")
        assert server.requests == []


def test_fetch_refuses_https_from_a_server_without_tls() -> None:
    with HttpServer() as plain:
        fetcher = fetcher_for(plain, connect_seconds=0.1)
        with pytest.raises(FetchError, match="did not answer in time"):
            fetcher.get(f"https://{plain.address}/x")


def test_fetch_goes_from_http_to_https(server: HttpServer, ca_file: str) -> None:
    with HttpServer() as plain:
        plain.add("/x", redirect(server.url("/x"), code=301))
        answer = fetcher_for(plain, server, ca_file=ca_file).get(plain.url("/x"))
    assert (answer.body, answer.permanent_url) == (b"secure", server.url("/x"))


def test_fetch_goes_nowhere_from_https_to_http(server: HttpServer, ca_file: str) -> None:
    with HttpServer() as plain:
        server.add("/x", redirect(plain.url("/x")))
        with pytest.raises(FetchError, match="redirects from https to http"):
            fetcher_for(plain, server, ca_file=ca_file).get(server.url("/x"))
    assert plain.connections == 0


def test_fetch_says_at_once_that_a_file_of_authorities_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(SourceError, match=rf"{name}: no certificate can be read"):
            fetcher_for(ca_file=str(tmp_path / name))
