"""No address of this machine or its network is asked, however it is spelled."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.sources.fetching.fetch import Fetcher
from fakes import FakeClock
from fetching import fetcher_for, policy, stranger_to
from http_server import HttpServer, page, redirect

#: Each leads to this machine on some system or other, or did to somebody's.
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.255.255.254",
    "localhost",
    "LOCALHOST",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
]

#: The networks around it, and where clouds keep their secrets.
NEIGHBOURS = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[ff02::1]",
]

NOT_PUBLIC = "is not on the public internet"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        server.add("/secret", page(b"secret"))
        yield server


@pytest.mark.parametrize("host", [*SPELLINGS, *NEIGHBOURS])
def test_fetch_refuses_a_private_address(server: HttpServer, host: str) -> None:
    with pytest.raises(FetchError, match=NOT_PUBLIC):
        stranger_to(server).get(f"http://{host}:{server.port}/secret")
    assert server.connections == 0


@pytest.mark.parametrize("host", [*SPELLINGS, *NEIGHBOURS])
def test_fetch_refuses_a_redirect_to_a_private_address(server: HttpServer, host: str) -> None:
    target = f"http://{host}:{server.port}/secret"
    with HttpServer() as first:
        first.add("/x", redirect(target))
        with pytest.raises(FetchError, match=NOT_PUBLIC) as caught:
            fetcher_for(first, ports=frozenset({server.port})).get(first.url("/x"))
    assert caught.value.url == first.url("/x")
    assert f"leads to {target.lower()}, which is at the address" in str(caught.value)
    assert server.connections == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f.1", "017700000001"]
)
def test_these_spellings_would_reach_the_server(server: HttpServer, host: str) -> None:
    with socket.create_connection((host, server.port)):
        pass
    while not server.connections:  # the server's thread is about to count it
        pass


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://a.example@127.0.0.1:{port}/secret", "a user name or a password"),
        ("http://user:pass@127.0.0.1:{port}/secret", "a user name or a password"),
        ("http://@127.0.0.1:{port}/secret", NOT_PUBLIC),
        ("//localhost:{port}/secret", NOT_PUBLIC),
        ("http://127%2e0%2e0%2e1:{port}/secret", NOT_PUBLIC),
        ("http://a.example\\@127.0.0.1:{port}/secret", "no web address"),
        ("http://127.0.0.1:{port}\\@a.example/secret", "no web address"),
        ("http://[::ffff:127.0.0.1:{port}/secret", "no web address"),
        ("http://loc\u00adalhost:{port}/secret", "no web address"),
        ("http://１２７.０.０.１:{port}/secret", "no address that can be asked"),
        ("http://①②⑦.⓪.⓪.①:{port}/secret", "no address that can be asked"),
        ("http://127。0。0。1:{port}/secret", "no address that can be asked"),
        ("http://ｌocalhost:{port}/secret", "no address that can be asked"),
        ("file:///etc/passwd", "no web address"),
        ("ftp://127.0.0.1:{port}/secret", "no web address"),
        ("gopher://127.0.0.1:{port}/_GET", "no web address"),
        ("data:text/html,secret", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("unix:///run/secret.sock", "no web address"),
    ],
)
def test_fetch_refuses_a_trick_itself_and_as_a_redirect(
    server: HttpServer, target: str, reason: str
) -> None:
    target = target.format(port=server.port)
    with HttpServer() as first:
        first.add("/x", redirect(target.encode().decode("latin-1")))
        with pytest.raises(FetchError, match=reason):
            fetcher_for(first, ports=frozenset({server.port})).get(first.url("/x"))
        if not target.startswith("//"):
            with pytest.raises(FetchError, match=reason):
                stranger_to(server).get(target)
    assert server.connections == 0


def test_fetch_allows_a_private_host_by_its_very_name(server: HttpServer) -> None:
    by_port = fetcher_for(server)
    assert by_port.get(server.url("/secret")).body == b"secret"
    with pytest.raises(FetchError, match="port"):
        by_port.get(f"http://localhost:{server.port}/secret")
    by_host = stranger_to(server, allowed_private=frozenset({"LocalHost"}))
    assert by_host.get(f"http://localhost:{server.port}/secret").body == b"secret"
    with pytest.raises(FetchError, match=NOT_PUBLIC):
        by_host.get(server.url("/secret"))


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080])
def test_fetch_refuses_other_ports(port: int) -> None:
    with pytest.raises(FetchError, match=rf"port {port}|no web address"):
        Fetcher(policy(), clock=FakeClock()).get(f"http://a.example:{port}/")


@given(st.text(max_size=60) | st.text(max_size=60).map("http://".__add__))
@example("http://[#")
@example("http://a\u0300.example:99999999999/")
def test_fetch_of_any_text_is_a_fetch_error(text: str) -> None:
    nowhere = Fetcher(policy(ports=frozenset()), clock=FakeClock())
    with pytest.raises(FetchError) as caught:
        nowhere.get(text)
    assert str(caught.value).isprintable()


def test_fetch_refuses_an_endless_address() -> None:
    with pytest.raises(FetchError, match="no web address") as caught:
        Fetcher(policy(), clock=FakeClock()).get("http://a.example/" + "x" * 10_000)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.0.7", "::1", "::127.0.0.1", "fec0::1"])
def test_fetch_refuses_a_name_with_a_private_address(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    def answer(_name: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(family, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)  # there is no name server to be had
    with pytest.raises(FetchError, match=NOT_PUBLIC):
        stranger_to(server).get(f"http://innocent.example:{server.port}/secret")
    assert server.connections == 0
