"""The preview's server on loopback: what it answers, to whom, and how."""

import http.client
import socket
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest

from digest.web.preview import served


class FakeSite:
    """A site of two files, changed by hand."""

    def __init__(self) -> None:
        self.load_images = False
        self.present: dict[str, bytes] = {
            "index.html": "<p>Übersicht</p>".encode(),
            "frames/mail.html": b"<p>mail</p>",
            "preview.js": b"1",
        }

    def files(self) -> Mapping[str, bytes]:
        return self.present

    def version(self) -> str:
        return f"v{len(self.present)}"


@pytest.fixture
def site() -> FakeSite:
    return FakeSite()


@pytest.fixture
def address(site: FakeSite) -> Iterator[str]:
    with served(site) as url:
        yield urlsplit(url).netloc


def ask(
    address: str, path: str, *, method: str = "GET", host: str = ""
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request(method, path, headers={"Host": host} if host else {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "file", "media_type"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html?x=1", "index.html", "text/html; charset=utf-8"),
        ("/frames/mail.html", "frames/mail.html", "text/html; charset=utf-8"),
        ("/frames%2Fmail.html", "frames/mail.html", "text/html; charset=utf-8"),
        ("/preview.js", "preview.js", "text/javascript; charset=utf-8"),
    ],
)
def test_file_is_served_as_what_it_is(
    site: FakeSite, address: str, *, path: str, file: str, media_type: str
) -> None:
    response, body = ask(address, path)

    assert (response.status, body) == (200, site.present[file])
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/frames",
        "/frames/",
        "/../digest.toml",
        "/%2e%2e/digest.toml",
        "//etc/passwd",
        "//[",
        "/.",
        "/%00",
    ],
)
def test_nothing_else_is_served_and_no_folder_is_listed(address: str, path: str) -> None:
    response, body = ask(address, path)

    assert response.status == 404
    assert b"mail.html" not in body


def test_version_follows_the_site(site: FakeSite, address: str) -> None:
    assert ask(address, "/version")[1] == b"v3"
    site.present["more.html"] = b""

    assert ask(address, "/version")[1] == b"v4"


def test_page_may_run_its_own_script_and_editions_none(site: FakeSite, address: str) -> None:
    page = ask(address, "/")[0].headers["Content-Security-Policy"]
    edition = ask(address, "/frames/mail.html")[0].headers["Content-Security-Policy"]

    for policy in (page, edition):
        assert policy.startswith("default-src 'none'; ")
        assert "http:" not in policy
    assert "script-src 'self'" in page
    assert "unsafe" not in page
    assert "script-src" not in edition
    assert "sandbox allow-same-origin" in edition
    assert "allow-scripts" not in edition


def test_editions_load_pictures_from_the_web_where_that_is_asked_for(
    site: FakeSite, address: str
) -> None:
    site.load_images = True

    page = ask(address, "/")[0].headers["Content-Security-Policy"]
    edition = ask(address, "/frames/mail.html")[0].headers["Content-Security-Policy"]

    assert "img-src 'self' data: http: https:;" in edition
    assert "http:" not in page


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1"])
def test_request_for_another_host_gets_nothing(address: str, host: str) -> None:
    for path in ("/", "/version"):
        response, body = ask(address, path, host=host)

        assert response.status == 421
        assert b"bersicht" not in body


def test_request_without_a_host_gets_nothing(address: str) -> None:
    name, _, port = address.partition(":")
    with socket.create_connection((name, int(port)), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")

        assert connection.recv(100).startswith(b"HTTP/1.0 421 ")


def test_server_is_known_as_localhost_too(address: str) -> None:
    assert ask(address, "/", host=address.replace("127.0.0.1", "localhost"))[0].status == 200


def test_head_gets_no_body(site: FakeSite, address: str) -> None:
    response, body = ask(address, "/", method="HEAD")

    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(site.present["index.html"]))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_known(address: str, method: str) -> None:
    assert ask(address, "/", method=method)[0].status == 501


def test_server_listens_on_loopback_alone_and_ends(site: FakeSite) -> None:
    with served(site) as url:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        assert host == "127.0.0.1"
        assert port

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, port), timeout=20)
