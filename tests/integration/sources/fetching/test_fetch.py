"""Fetching from a server that means well: answers, redirects, what we say of ourselves."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import timedelta

import pytest

from digest.errors import FetchError
from fetching import fetcher_for, stranger_to
from http_server import HttpServer, Reply, Request, Script, page, redirect, status


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


def test_fetch_gives_body_and_headers(server: HttpServer) -> None:
    server.add(
        "/feed", page(b"<rss/>", ("ETag", '"1"'), ("Content-Type", "text/XML; charset=UTF-8"))
    )
    answer = fetcher_for(server).get(server.url("/feed"))
    assert (answer.url, answer.status, answer.body) == (server.url("/feed"), 200, b"<rss/>")
    assert answer.headers["etag"] == answer.headers["ETag"] == '"1"'
    assert (answer.media_type, answer.charset) == ("text/xml", "utf-8")
    assert answer.permanent_url == ""


def test_fetch_says_who_we_are_and_no_more(server: HttpServer) -> None:
    server.add("/x?q=1", page(b""))
    fetcher_for(server).get(server.url("/x?q=1#part"), accept="text/html")
    request = server.requests[0]
    assert request.path == "/x?q=1"
    assert request.headers == {
        "host": server.address,
        "user-agent": "digest/1.0 (+https://news.example/)",
        "accept": "text/html",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


def test_fetch_takes_an_empty_body_for_what_it_is(server: HttpServer) -> None:
    server.add("/empty", page(b""))
    server.add("/nothing", status(204))
    fetcher = fetcher_for(server)
    assert fetcher.get(server.url("/empty")).body == b""
    assert fetcher.get(server.url("/nothing")).body == b""


def test_fetch_asks_on_conditions(server: HttpServer) -> None:
    def answer(request: Request) -> Reply:
        is_known = request.headers.get("if-none-match") == '"1"'
        return status(304, ("ETag", '"1"')) if is_known else page(b"new")

    server.add("/feed", answer)
    fetcher = fetcher_for(server)
    assert fetcher.get(server.url("/feed")).body == b"new"
    again = fetcher.get(server.url("/feed"), headers={"If-None-Match": '"1"'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", '"1"')


def test_fetch_refuses_304_to_a_plain_request(server: HttpServer) -> None:
    server.add("/feed", status(304))
    with pytest.raises(FetchError, match="answers 304"):
        fetcher_for(server).get(server.url("/feed"))


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate", "identity"])
def test_fetch_unpacks_the_body(server: HttpServer, encoding: str) -> None:
    pack = {"deflate": zlib.compress, "identity": bytes}.get(encoding, gzip.compress)
    server.add("/x", page(pack(b"text " * 100), ("Content-Encoding", encoding)))
    assert fetcher_for(server).get(server.url("/x")).body == b"text " * 100


def test_fetch_reads_chunks_and_bodies_without_a_length(server: HttpServer) -> None:
    head = b"HTTP/1.1 200 OK\r\n"
    chunks = (
        b"Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n3;x=y\r\ntwo\r\n0\r\nTrailer: 1\r\n\r\n"
    )
    server.add("/chunks", Script(lambda wire: wire.write(head + chunks)))
    server.add("/open", Script(lambda wire: wire.write(head + b"\r\nuntil the end")))
    fetcher = fetcher_for(server)
    assert fetcher.get(server.url("/chunks")).body == b"onetwo"
    assert fetcher.get(server.url("/open")).body == b"until the end"


def test_fetch_follows_redirects(server: HttpServer) -> None:
    server.add("/1", redirect("2?x=y"))
    server.add("/2?x=y", redirect(server.url("/3#part"), code=303))
    server.add("/3", page(b"here"))
    answer = fetcher_for(server).get(server.url("/1"))
    assert (answer.url, answer.body) == (server.url("/3"), b"here")
    assert server.paths() == ["/1", "/2?x=y", "/3"]


def test_fetch_follows_five_redirects_and_no_sixth(server: HttpServer) -> None:
    for number in range(6):
        server.add(f"/{number}", redirect(f"/{number + 1}"))
    server.add("/6", page(b"far"))
    fetcher = fetcher_for(server)
    assert fetcher.get(server.url("/1")).body == b"far"
    with pytest.raises(FetchError, match="more than 5"):
        fetcher.get(server.url("/0"))
    assert server.paths()[6:] == ["/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    ("codes", "leads_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), ""),
        ((307, 301), ""),
        ((301, 302), "/1"),
        ((301, 302, 301), "/1"),
    ],
)
def test_fetch_tells_where_an_address_has_moved_for_good(
    server: HttpServer, codes: tuple[int, ...], leads_to: str
) -> None:
    for number, code in enumerate(codes):
        server.add(f"/{number}", redirect(f"/{number + 1}", code=code))
    server.add(f"/{len(codes)}", page(b""))
    expected = server.url(leads_to) if leads_to else ""
    assert fetcher_for(server).get(server.url("/0")).permanent_url == expected


def test_fetch_reads_a_location_in_utf_8(server: HttpServer) -> None:
    server.add("/x", redirect("/füße".encode().decode("latin-1")))
    server.add("/f%C3%BC%C3%9Fe", page(b"here"))
    assert fetcher_for(server).get(server.url("/x")).body == b"here"


def test_fetch_takes_conditions_along_and_nothing_else_to_another_host(server: HttpServer) -> None:
    with HttpServer() as other:
        server.add("/x", redirect("/y"))
        server.add("/y", redirect(other.url("/z")))
        other.add("/z", page(b""))
        theirs = {"Authorization": "Bearer secret", "X-Key": "secret", "If-None-Match": '"1"'}
        fetcher_for(server, other).get(server.url("/x"), headers=theirs)
        assert all(request.headers["x-key"] == "secret" for request in server.requests)
        assert server.requests[1].headers["authorization"] == "Bearer secret"
        assert other.requests[0].headers["if-none-match"] == '"1"'
        assert other.requests[0].headers.keys().isdisjoint({"authorization", "x-key"})


def test_fetch_sends_no_cookie_back(server: HttpServer) -> None:
    cookie = ("Set-Cookie", "id=1; Path=/")
    server.add("/x", Reply(status=302, headers=(("Location", "/y"), cookie)))
    server.add("/y", page(b"", cookie))
    fetcher = fetcher_for(server)
    fetcher.get(server.url("/x"))
    fetcher.get(server.url("/y"))
    assert server.paths() == ["/x", "/y", "/y"]
    assert not any("cookie" in request.headers for request in server.requests)


@pytest.mark.parametrize("code", [206, 300, 302, 400, 404, 410, 500, 999])
def test_fetch_raises_for_what_is_no_answer(server: HttpServer, code: int) -> None:
    server.add("/x", status(code))
    with pytest.raises(FetchError, match=f"answers {code}") as caught:
        fetcher_for(server).get(server.url("/x"))
    assert (caught.value.url, caught.value.status) == (server.url("/x"), code)
    assert caught.value.is_gone is (code == 410)


def test_fetch_tells_how_long_to_stay_away(server: HttpServer) -> None:
    server.add("/seconds", status(429, ("Retry-After", "7200")))
    server.add("/date", status(503, ("Retry-After", "Mon, 23 Nov 2026 07:10:00 GMT")))
    fetcher = fetcher_for(server)  # its clock says 07:00
    with pytest.raises(FetchError) as first:
        fetcher.get(server.url("/seconds"))
    with pytest.raises(FetchError) as second:
        fetcher.get(server.url("/date"))
    assert first.value.retry_after == timedelta(hours=2)
    assert second.value.retry_after == timedelta(minutes=10)


def test_fetch_names_the_address_that_was_asked_for_and_the_one_that_failed(
    server: HttpServer,
) -> None:
    server.add("/x", redirect("/y"))
    server.add("/y", status(410, ("Retry-After", "5")))
    with pytest.raises(FetchError) as caught:
        fetcher_for(server).get(server.url("/x"))
    error = caught.value
    assert (
        str(error) == f"{server.url('/x')}: leads to {server.url('/y')}, which answers 410 (Gone)"
    )
    assert (error.url, error.is_gone) == (server.url("/x"), True)
    assert error.retry_after == timedelta(seconds=5)


def test_fetch_knows_nothing_of_proxies_and_netrc(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    # The environment is what is tested here, so it must be set.
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    server.add("/x", page(b"direct"))
    assert fetcher_for(server).get(server.url("/x")).body == b"direct"
    assert "authorization" not in server.requests[0].headers


def methods(server: HttpServer) -> list[str]:
    return [f"{request.method} {request.path}" for request in server.requests]


def test_probe_asks_by_head_and_follows_redirects(server: HttpServer) -> None:
    server.add("/old", redirect("/new", code=301))
    server.add("/new", status(200))

    answer = fetcher_for(server).probe(server.url("/old"))

    assert (answer.url, answer.status, answer.body) == (server.url("/new"), 200, b"")
    assert answer.permanent_url == server.url("/new")
    assert methods(server) == ["HEAD /old", "HEAD /new"]


@pytest.mark.parametrize("code", [403, 404, 405, 500, 501])
def test_probe_asks_by_get_before_it_believes_a_bad_answer(server: HttpServer, code: int) -> None:
    server.add("/x", status(code), page(b"well"))

    answer = fetcher_for(server).probe(server.url("/x"))

    assert (answer.status, answer.body) == (200, b"")
    assert methods(server) == ["HEAD /x", "GET /x"]


def test_probe_reads_nothing_of_a_page(server: HttpServer) -> None:
    server.add("/x", status(405), page(100 * b"x"))

    assert fetcher_for(server, max_bytes=1).probe(server.url("/x")).status == 200


def test_probe_leaves_a_host_alone_that_asks_for_it(server: HttpServer) -> None:
    server.add("/x", status(429, ("Retry-After", "60")))

    with pytest.raises(FetchError) as caught:
        fetcher_for(server).probe(server.url("/x"))

    assert (caught.value.status, methods(server)) == (429, ["HEAD /x"])


def test_probe_tells_private_addresses_and_unknown_hosts() -> None:
    with HttpServer() as server, pytest.raises(FetchError) as caught:
        stranger_to(server).probe(server.url("/"))
    assert (caught.value.is_private, caught.value.is_unknown) == (True, False)
    assert server.connections == 0

    with HttpServer() as server:
        server.add("/", redirect("http://no-such-host.invalid/"))
        with pytest.raises(FetchError) as caught:
            fetcher_for(server).probe(server.url("/"))
    assert caught.value.is_private is False
