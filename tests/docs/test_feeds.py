"""What docs/feeds.md shows is what happens, and it names every code."""

from __future__ import annotations

import re
import shlex
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.app.compile import CompileRequest, compile_issue
from digest.app.desk import approve, publish
from digest.app.init import init_publication
from digest.app.publication import open_publication
from digest.cli import digest
from digest.render.feed_check.codes import FEED_CODES
from digest.render.feeds import ATOM_PATH, JSON_PATH, RSS_PATH
from examples import blocks, pattern, steps

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")
OURS, THEIRS, SERVED = (step for block in blocks(PAGE, "console") for step in steps(block))
(MILL,) = blocks(PAGE, "xml")


def printed(command: str, *, places: dict[str, str]) -> str:
    """What a command prints, with the page's names for our places."""
    words = shlex.split(command)[1:]
    for shown, real in places.items():
        words = [word.replace(shown, real) for word in words]
    output = CliRunner().invoke(digest, words).stdout
    for shown, real in places.items():
        output = output.replace(real, shown)
    return output


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published starter with its first issue."""
    folder = tmp_path_factory.mktemp("feeds") / "publication"
    init_publication(folder)
    publication = open_publication(folder)
    name = compile_issue(publication, CompileRequest(on=publication.today())).name
    approve(publication, name)
    publish(publication, name)
    return publication.public


def test_check_of_our_own_feeds_is_as_shown(public: Path) -> None:
    command, output = OURS

    result = printed(command, places={"public/": f"{public}/"})

    assert re.fullmatch(pattern(output), result), result


def test_check_of_the_shown_feed_is_as_shown(tmp_path: Path) -> None:
    command, output = THEIRS
    (tmp_path / "mill.rss").write_text(MILL, encoding="utf-8")

    result = printed(command, places={"mill.rss": str(tmp_path / "mill.rss")})

    assert re.fullmatch(pattern(output), result), result


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def test_check_of_a_simple_server_is_as_shown(public: Path) -> None:
    command, output = SERVED
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            address = f"127.0.0.1:{server.server_port}"
            result = printed(command, places={"127.0.0.1:8000": address})
        finally:
            server.shutdown()
            thread.join()

    assert re.fullmatch(pattern(output), result), result


def test_every_code_is_in_the_table_with_its_severity() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)

    assert rows == [(code, str(entry.severity), entry.about) for code, entry in FEED_CODES.items()]


def test_page_names_the_files_that_are_published(public: Path) -> None:
    assert re.findall(r"^\| `(feed\.\w+)`", PAGE, re.MULTILINE) == [RSS_PATH, ATOM_PATH, JSON_PATH]
    assert all((public / name).is_file() for name in (RSS_PATH, ATOM_PATH, JSON_PATH))
