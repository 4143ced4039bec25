"""`digest sources …` on a publication whose sources are served on loopback."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from digest.app.doctor import examine
from digest.app.polling import poll_sources
from digest.app.publication import open_publication
from digest.errors import ConfigError, SourceError
from fakes import FakeClock
from feeds import FULL, Feed, item
from http_server import HttpServer, page, status
from served import add_table, collected, folder, opened, server, titles

__all__ = ["folder", "server"]  # fixtures

Command = Callable[..., Result]
Report = Callable[..., Any]


def test_add_finds_the_feed_of_a_page_and_leaves_the_file_as_it_is(
    folder: Path, server: HttpServer, command: Command
) -> None:
    server.add(
        "/",
        page(
            "<html><head><title>The «Loom»</title>"
            '<link rel=alternate type="application/rss+xml" href="/feed">'
            '<link rel=alternate type="application/atom+xml" href="/atom"></head></html>',
            ("Content-Type", "text/html"),
        ),
    )
    before = (folder / "digest.toml").read_text(encoding="utf-8")

    result = command("sources", "add", server.url("/"))

    assert "added to digest.toml, as «The «Loom»»" in result.stdout
    assert f"another feed: {server.url('/atom')}" in result.stdout
    assert "only what is new from now on is taken; for more, add a line: backlog =" in result.stdout
    after = (folder / "digest.toml").read_text(encoding="utf-8")
    table = f'[[sources]]\nkind = "feed"\nname = "The «Loom»"\nurl = "{server.url("/feed")}"\n'
    assert after.replace(table + "\n", "") == before
    assert after.index(table) < after.index("[issue]")
    assert [source.name for source in open_publication(folder).config.sources] == [
        "Quiet Works",
        "The «Loom»",
    ]


WHAT_IT_IS = {
    "/read.md": ("# Mill", 'kind = "page"', 'urls = ["'),
    "/feed": ("", 'kind = "feed"', 'url = "'),
    "/list": ("<opml><head><title>L</title></head><body/></opml>", 'kind = "opml"', 'url = "'),
    "/page": ("<!DOCTYPE html><html><title>P</title>Text.</html>", 'kind = "page"', 'urls = ["'),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("path", WHAT_IT_IS)
def test_add_finds_out_what_an_address_is(server: HttpServer, report: Report, path: str) -> None:
    body, kind, key = WHAT_IT_IS[path]
    if body:
        server.add(path, page(body, ("Content-Type", "text/plain")))

    table = report("sources", "add", server.url(path))["table"].splitlines()

    assert table[1] == kind
    assert table[3].startswith(f'{key}{server.url(path)}"')


def test_add_takes_a_folder_and_a_list_by_path(folder: Path, report: Report) -> None:
    (folder / "more").mkdir()
    (folder / "mine.opml").write_text("<opml/>")

    more = report("sources", "add", str(folder / "more"))
    mine = report("sources", "add", str(folder / "mine.opml"), "--name", "Mine")

    assert (more["kind"], more["url"]) == ("folder", "more")
    assert (mine["kind"], mine["url"]) == ("opml", "mine.opml")
    names = [source.name for source in open_publication(folder).config.sources]
    assert names == ["Quiet Works", "more", "Mine"]


def test_add_of_a_file_that_is_no_list_is_refused(folder: Path, command: Command) -> None:
    before = (folder / "digest.toml").read_bytes()

    result = command("sources", "add", str(folder / "digest.toml"))

    assert isinstance(result.exception, SourceError)
    assert str(result.exception).startswith("digest.toml: cannot be read as OPML")
    assert (folder / "digest.toml").read_bytes() == before


def test_add_of_a_path_that_is_not_there_is_refused(folder: Path, command: Command) -> None:
    result = command("sources", "add", str(folder / "nowhere"))

    assert isinstance(result.exception, SourceError)
    assert "nor a folder nor a file that is there" in str(result.exception)


def test_add_refuses_what_is_there_already(
    folder: Path, server: HttpServer, command: Command
) -> None:
    command("sources", "add", server.url("/feed"))
    before = (folder / "digest.toml").read_bytes()

    again = command("sources", "add", server.url("/feed"))
    taken = command("sources", "add", server.url("/robots.txt"), "--name", "quiet works")

    assert isinstance(again.exception, SourceError)
    assert "is a source already, called The Loom" in str(again.exception)
    assert taken.exception is not None
    assert (folder / "digest.toml").read_bytes() == before


def test_add_keeps_comments_sub_tables_and_line_ends(
    folder: Path, server: HttpServer, command: Command
) -> None:
    toml = folder / "digest.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace(
        "\n[issue]", "\n[sources.include]\ntopics = ['[mills]']\n\n# Of the issue\n[issue]"
    )
    toml.write_bytes(text.replace("\n", "\r\n").encode())

    result = command("sources", "add", server.url("/feed"))

    assert result.exception is None
    after = toml.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n")
    places = [after.index(part) for part in ("[sources.include]", server.url("/feed"), "# Of the")]
    assert places == sorted(places)


def test_add_to_an_inline_list_is_refused_with_the_table_to_paste(
    folder: Path, server: HttpServer, command: Command
) -> None:
    toml = folder / "digest.toml"
    text = toml.read_text(encoding="utf-8")
    begin, end = text.index("\n[[sources]]"), text.index("[issue]")
    inline = 'sources = [{kind = "folder", name = "a", path = "articles"}]\n\n'
    toml.write_text(inline + text[:begin] + "\n" + text[end:], encoding="utf-8")
    before = toml.read_bytes()

    result = command("sources", "add", server.url("/feed"))

    assert isinstance(result.exception, ConfigError)
    assert "add it by hand" in str(result.exception)
    assert toml.read_bytes() == before


def test_test_shows_what_would_be_taken_and_why_and_stores_nothing(
    folder: Path, server: HttpServer, command: Command
) -> None:
    server.add("/feed", Feed(item("Mill"), item("Bare", html="<p>Short.</p>", published="")))

    result = command("sources", "test", server.url("/feed"))

    assert result.exception is None
    assert "+ Mill  (2026-11-16, by feed)" in result.stdout
    assert "takeaways: 2 passages under «Key takeaways», markup; en, explicit" in result.stdout
    assert "- Bare  (undated)" in result.stdout
    assert "no takeaways in 11 characters" in result.stdout
    assert not (folder / "var" / "ledger.sqlite3").exists()


def test_test_takes_the_name_of_a_source(
    folder: Path, server: HttpServer, command: Command, report: Report
) -> None:
    (folder / "articles" / "a.md").write_text("# Of the folder\n\nText.\n")
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"))

    assert report("sources", "test", "loom", "--limit", "1")["more"] == 1
    assert (
        report("sources", "test", "Quiet Works")["tried"][0]["article"]["title"] == "Of the folder"
    )
    assert "neither the name of a source" in str(command("sources", "test", "Lom").exception)


def test_test_knows_the_headings_of_the_source(
    folder: Path, server: HttpServer, command: Command
) -> None:
    html = FULL.format("Mill").replace("Key takeaways", "Heard on the quay")
    server.add("/feed", Feed(item("Mill", html=html)))
    headings = ["Heard on the quay"]
    add_table(folder, kind="feed", name="L", url=server.url("/feed"), takeaways_headings=headings)

    assert (
        "takeaways: 2 passages under «Heard on the quay»" in command("sources", "test", "L").stdout
    )


def test_test_of_a_list_shows_its_feeds(folder: Path, server: HttpServer, command: Command) -> None:
    server.add("/list", page('<opml><body><outline text="B" xmlUrl="/b"/></body></opml>'))

    result = command("sources", "test", server.url("/list"))

    assert f"feed: {server.url('/b')}" in result.stdout
    assert result.return_value == 0


def test_list_tells_how_each_source_is_doing(
    folder: Path, server: HttpServer, command: Command, clock: FakeClock
) -> None:
    server.add("/bad", status(503))
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"), backlog="all")
    add_table(folder, kind="feed", name="Bad", url=server.url("/bad"))
    before = command("sources", "list")
    poll_sources(opened(folder, clock))

    after = command("sources", "list")
    listed = json.loads(command("sources", "list", "--json").stdout)
    found = {one["name"]: one for one in listed}

    assert "never polled  Loom  (feed)  " in before.stdout
    assert before.return_value == 0
    assert "ok            Loom  (feed)  " in after.stdout
    assert "last read 2026-11-23 06:00 UTC; next " in after.stdout
    assert "; 2 articles, 2 unused" in after.stdout
    assert "failing 1×    Bad  (feed)  " in after.stdout
    assert after.return_value == 4
    assert (found["Bad"]["fail_count"], found["Bad"]["ok_at"]) == (1, None)
    assert (found["Loom"]["known"], found["Loom"]["unused"]) == (2, 2)


def test_paused_source_is_left_alone_until_it_is_resumed(
    folder: Path, server: HttpServer, command: Command, clock: FakeClock
) -> None:
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"), backlog="all")
    publication = opened(folder, clock)
    poll_sources(publication)

    paused = command("sources", "pause", "loom", "--reason", "too loud")
    clock.advance(timedelta(days=2))
    assert "paused Loom" in paused.stdout
    assert poll_sources(publication).polled == 0
    assert collected(publication) == []
    listed = command("sources", "list").stdout
    assert "paused        Loom  (feed)  " in listed
    assert "              too loud\n" in listed

    command("sources", "resume", "Loom")
    assert poll_sources(publication).polled == 1
    assert titles(publication) == ["Mill", "Loom"]
    assert "is not paused" in str(command("sources", "resume", "Loom").exception)


def test_pause_of_what_is_no_polled_source_is_refused(folder: Path, command: Command) -> None:
    unknown = command("sources", "pause", "Lom")
    plain = command("sources", "pause", "Quiet Works")

    assert "there are: Quiet Works" in str(unknown.exception)
    assert "is a folder, which nobody polls" in str(plain.exception)


def test_doctor_tells_of_sources_that_fail_and_is_content_with_those_that_do_not(
    folder: Path, server: HttpServer, clock: FakeClock
) -> None:
    server.add("/bad", status(503))
    (folder / "articles" / "a.md").write_text("# Of the folder\n\nText.\n")
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"))
    add_table(folder, kind="feed", name="Bad", url=server.url("/bad"))
    publication = opened(folder, clock)
    poll_sources(publication)

    checks = [check for check in examine(publication, offline=True) if check.name == "sources"]

    assert [(check.ok, check.is_warning) for check in checks] == [
        (True, False),
        (True, False),
        (True, True),
    ]
    assert checks[1].detail == "Loom: ok"
    assert checks[2].detail.startswith("Bad: failing: ")
