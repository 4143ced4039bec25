"""Which requests of a page are answered, let through, or refused."""

import pytest

from digest.browser.sight import ORIGIN, File, Sight, Verdict

FILES = {"a b/one.html": b"<p>", "style.css": b"p{}", "unknown": b"?"}
LOOPBACK = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("url", "path", "media_type"),
    [
        (f"{ORIGIN}/a%20b/one.html", "a b/one.html", "text/html; charset=utf-8"),
        (f"{ORIGIN}/style.css?x=1#y", "style.css", "text/css; charset=utf-8"),
        (f"{ORIGIN}/unknown", "unknown", "application/octet-stream"),
    ],
)
def test_file_is_found_by_its_path(url: str, path: str, media_type: str) -> None:
    assert Sight(files=FILES).of(url) == File(body=FILES[path], media_type=media_type)


def test_file_that_is_not_there_is_missing() -> None:
    assert Sight(files=FILES).of(f"{ORIGIN}/one.html") is Verdict.MISSING


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/pixel.png",
        "http://example.org/",
        f"{LOOPBACK}/",
        f"{ORIGIN}.example.org/style.css",
        f"{ORIGIN}:80/style.css",
        "ftp://example.org/",
        "file:///etc/passwd",
        "wss://example.org/",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    assert Sight(files=FILES).of(url) is Verdict.REFUSED


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        (f"{LOOPBACK}/page", Verdict.LET_THROUGH),
        (f"{LOOPBACK}0/page", Verdict.REFUSED),
        ("http://127.0.0.1:8001/page", Verdict.REFUSED),
        ("data:image/png;base64,AA", Verdict.LET_THROUGH),
    ],
)
def test_server_that_is_named_may_be_asked(url: str, verdict: Verdict) -> None:
    assert Sight(origin=LOOPBACK).of(url) is verdict


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://example.org/photo.jpg", Verdict.LET_THROUGH),
        ("http://example.org/photo.jpg", Verdict.LET_THROUGH),
        ("file:///etc/passwd", Verdict.REFUSED),
        ("ftp://example.org/", Verdict.REFUSED),
    ],
)
def test_online_page_may_ask_the_web_alone(url: str, verdict: Verdict) -> None:
    assert Sight(is_online=True).of(url) is verdict
