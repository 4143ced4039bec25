"""Hostile sources: the issue comes out with the good ones, and each bad one is a line."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from digest.cli import digest
from digest.compose.text import clean_text
from feeds import Feed, item, rss, web_page
from http_server import Answer, HttpServer, Reply, Script, page, redirect, status
from served import add_table, folder, server

__all__ = ["folder", "server"]  # fixtures

Command = Callable[..., Result]
Report = Callable[..., Any]

PROLOG: Final = '<?xml version="1.0" encoding="utf-8"?>'


def text_of(name: str) -> str:
    """An article's HTML that is like no other one's."""
    key = "".join(filter(str.isalpha, name))
    sentences = (
        f"The bell of {name} {' '.join(f'{key}{n}{w}' for w in 'abc')}." for n in range(40)
    )
    takeaways = "".join(f"<li>The {n}th bell of {name} rings every night.</li>" for n in (1, 2))
    return f"<p>{' '.join(sentences)}</p><h2>Key takeaways</h2><ul>{takeaways}</ul>"


def told(name: str, **what: str) -> str:
    return item(name, html=text_of(name), **what)


def with_room(toml: str) -> str:
    """A `digest.toml` with room for all stories and takeaways in one issue."""
    return re.sub(r"(?m)^(max_(?:stories|takeaways) =) \d+", r"\1 20", toml)


def xml(body: str | bytes, *, prolog: str = PROLOG) -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return page(data.replace(PROLOG.encode(), prolog.encode()), ("Content-Type", "text/xml"))


def dripping(head: bytes) -> Script:
    return Script(lambda wire: wire.drip([head, *[b"x"] * 10_000], seconds=0.05))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
FILE_ENTITY = '<!ENTITY e8 SYSTEM "file:///etc/passwd">'
ATTRIBUTES = " ".join(f"a{n}" for n in range(1_000_000))

#: What a server may answer in place of a feed, and what the one line about it says.
BAD: Final[dict[str, tuple[Answer, str]]] = {
    "nul-in-encoding": (
        xml(rss([told("A")]), prolog='<?xml version="1.0" encoding="utf\0-8"?>'),
        "cannot be read as a feed",
    ),
    "xml-bomb": (
        xml(rss([told("&e8;")]), prolog=f'<!DOCTYPE rss [<!ENTITY e0 "ha">{ENTITIES}]>'),
        "XML bombs",
    ),
    "head-drip": (dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), "did not come to an end within 1 sec"),
    "gzip-bomb": (
        page(gzip.compress(bytes(50_000_000)), ("Content-Encoding", "gzip")),
        "sends more than 10 MB",
    ),
    "body-drip": (
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"),
        "did not come to an end within 1 seconds",
    ),
    "circle": (redirect("/circle"), "redirects in a circle"),
    "silence": (dripping(b""), "did not come to an end within 1 seconds"),
    "to-this-machine": (redirect("http://2130706433/"), "not on the public internet"),
    "to-a-file": (redirect("file:///etc/passwd"), "is no web address"),
    "page-instead": (web_page("A page"), 'use it with kind = "page"'),
    "empty": (page(b""), "is empty"),
    "deep-json": (page("[" * 500_000), "no RSS or Atom feed"),
    "deep-json-feed": (
        page('{"version":"https://jsonfeed.org/version/1","items":' + "[" * 500_000),
        "is no JSON",
    ),
    "gone": (status(410), "gone for good"),
}

#: Feeds with something wrong, of which one article can be taken all the same: by its title.
ODD: Final[dict[str, Answer]] = {
    "Ill-formed & cut": xml(rss([told("Ill-formed & cut")]).replace("&amp;", "&")[:-10]),
    "Encoding lies": xml(
        rss([told("Encoding lies")]), prolog='<?xml version="1.0" encoding="utf-16"?>'
    ),
    "External entity": xml(
        rss([told("External entity")]).replace("The bell", "The &e8; bell", 1),
        prolog=f"<!DOCTYPE rss [{FILE_ENTITY}]>",
    ),
    "Undated": xml(rss([told("Undated", published="")])),
    "Of the future": xml(rss([told("Of the future", published="Mon, 16 Nov 2099 06:00:00 GMT")])),
    "One guid for two": xml(
        rss([told("One guid for two", guid="1"), told("Of an older time", guid="1", published="")])
    ),
}

#: Items that cost themselves alone, and what the one line about each says.
LOST: Final[dict[str, tuple[str, str]]] = {
    "nested": ("<div>" * 20_000, "is nested deeper than"),
    "attributes": (f"<p {ATTRIBUTES}>x</p>", "attributes"),
    "no-space": (f"<p>{'a' * 1_000_000}</p>", "has no key takeaways"),
}


@pytest.fixture
def hostile(folder: Path, server: HttpServer) -> Path:
    """A publication with every one of these, a good feed and a good folder."""
    toml = folder / "digest.toml"
    text = with_room(toml.read_text())
    toml.write_text(text.replace("[fetch]", "[fetch]\ntotal_seconds = 1.0"))
    lost = [item(name, guid=name, html=html) for name, (html, _) in LOST.items()]
    answers: dict[str, Answer] = {name: answer for name, (answer, _) in BAD.items()}
    answers |= {f"odd-{n}": answer for n, answer in enumerate(ODD.values())}
    answers |= {"lost": xml(rss(lost)), "good": Feed(told("Mill"))}
    for name, answer in answers.items():
        server.add(f"/{name}", answer)
        add_table(
            folder, kind="feed", name=name, url=server.url(f"/{name}"), backlog="all", pages="never"
        )
    (folder / "articles" / "Kräne：要点 neu.html").write_text(f"<h1>Loom</h1>{text_of('Loom')}")
    (folder / "articles" / "passwd.txt").symlink_to("/etc/passwd")
    return folder


def test_issue_comes_out_with_the_good_sources_and_one_line_for_each_bad_one(
    hostile: Path, server: HttpServer, report: Report
) -> None:
    done = report("compile")

    assert {ref["title"] for ref in done["taken"]} == {"Mill", "Loom", *ODD}
    lines = [(line["location"], line["reason"]) for line in done["left_out"]]
    for name, (_, reason) in BAD.items():
        (line,) = [why for where, why in lines if where == f"{name} ({server.url(f'/{name}')})"]
        assert reason in line, name
    for name, (_, reason) in LOST.items():
        (line,) = [why for where, why in lines if where == f"{server.url('/lost')} ({name})"]
        assert reason in line, name
    assert ("articles/passwd.txt", "is a link out of the folder; put the file itself here") in lines
    assert len(lines) == len(BAD) + len(LOST) + 1
    written = (hostile / done["path"]).read_text()
    assert "root:" not in written
    assert clean_text(written) == written


def test_server_that_breaks_http_prints_nothing_else(folder: Path, server: HttpServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nno header \x1b[31m\r\nContent-Length: 9\r\n\r\n"
    server.add("/broken", Script(lambda wire: wire.write(head)))
    server.add("/private", redirect("http://2130706433/"))
    for name in ("broken", "private"):
        add_table(folder, kind="feed", name=name, url=server.url(f"/{name}"))

    with process(folder) as compiling:
        shown, faults = compiling.communicate()

    assert faults == ""
    assert [line.split()[1] for line in shown.splitlines()[:-1]] == ["broken", "private"]


def test_thousands_of_poor_articles_do_not_hide_the_line_of_a_bad_source(
    folder: Path, server: HttpServer, command: Command
) -> None:
    poor = (item(f"Poor {n}", html=f"<p>Number {n} says nothing.</p>") for n in range(300))
    server.add("/poor", xml(rss([*poor])))
    server.add("/empty", page(b""))
    for name in ("poor", "empty"):
        add_table(
            folder, kind="feed", name=name, url=server.url(f"/{name}"), backlog="all", pages="never"
        )

    lines = command("compile").output.splitlines()

    assert len(lines) < 30
    assert len([line for line in lines if line.startswith("  - empty (")]) == 1
    assert any(line.startswith("  - and 280 more, which --json names: ") for line in lines)


# --- words -----------------------------------------------------------------------------------

ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;pwned\x07 \x9b2J \u202etxt.exe"
TITLES: Final = (
    ESCAPES,
    "Line one\nLine two\r\nBcc: victim@example.org",
    "**bold** [link](javascript:alert(1)) `code` <img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% include 'x' %} ${x}",
    "+++",
    "Title {#takeaways} {edited}",
    'T {story="x" sha256="y"}',
    "</title><script>alert(1)</script>",
    "<<<<<<< edited",
    "# ## ###",
    "takeaways",
    "content",
)
LINES: Final = (
    "The mill turns {suggested}",
    "The mill stands {edited}",
    "<<<<<<< edited by the mill",
    "## Key takeaways {#takeaways} of the mill",
    "=======",
    "+++",
    "``` of the mill",
    "[mill]: http://evil.example/",
    "<script>alert('mill')</script>",
    "{% raw %} of the mill",
)


def hostile_item(number: int, title: str) -> dict[str, object]:
    points = "".join(f"<li>{escape(line)} {number}</li>" for line in LINES)
    links = "<li><a href='javascript:alert(1)'>js</a> <a href='data:text/html,x'>data</a> it</li>"
    return {
        "id": f'"{number}" {{edited}}\n}} source="x" \x1b[31m',
        "title": title,
        "url": ("javascript:alert(1)", f'https://mill.example/{number}"><b>{{#x}}')[number % 2],
        "content_html": f"{text_of(f'mill {number}').partition('<h2>')[0]}<h2>Key takeaways</h2>"
        f"<ul>{points}{links}</ul><h2>Future outlook</h2><p>=======</p><p>## Sources</p>"
        f"<p>The mill {number} will turn {{more}}</p><p>It ends {{edited}}</p>",
        "authors": [{"name": title}],
        "tags": [title],
    }


@dataclass(frozen=True)
class Loud:
    """Runs commands as a terminal would show them, escapes and all."""

    folder: Path

    def __call__(self, *arguments: str) -> str:
        runner = CliRunner(env={"DIGEST_PUBLICATION": str(self.folder)})
        result = runner.invoke(digest, arguments, standalone_mode=False, color=True)
        assert result.exception is None, result.exception
        return result.output


class Addresses(HTMLParser):
    """What a page leads to, and the elements that could do anything."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        self.ids.update(value or "" for name, value in attrs if name == "id")
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_words_of_strangers_are_markup_nowhere(folder: Path, server: HttpServer) -> None:
    items = [hostile_item(number, title) for number, title in enumerate(TITLES)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": ESCAPES, "items": items}
    server.add("/hostile", page(json.dumps(feed)))
    add_table(folder, kind="feed", name="F", url=server.url("/hostile"), backlog="all")
    toml = folder / "digest.toml"
    toml.write_text(with_room(toml.read_text()))
    run = Loud(folder)

    commands = (
        ("sources", "test", "F", "--limit", "50"),
        ("compile",),
        ("verify",),
        ("approve",),
        ("publish",),
        ("show",),
        ("sources", "pause", "F", "--reason", f"too\n{ESCAPES}"),
        ("sources", "list"),
    )
    shown = "".join(run(*arguments) for arguments in commands)
    (name,) = [path.stem for path in (folder / "issues").glob("*.md")]
    shown += run("explain", name)

    assert clean_text(shown) == shown  # no escape, no control character
    assert "\u202e" not in shown
    (page_path,) = (folder / "public").glob("20*/index.html")
    addresses = Addresses()
    addresses.feed(page_path.read_text())
    assert not [url for url in addresses.found if re.match(r"(?i)\s*(javascript|data):", url)]
    assert addresses.tags["script"] == addresses.tags["img"] == 0
    assert addresses.ids.most_common(1)[0][1] == 1
    mail = (folder / "issues" / f"{name}.eml").read_bytes()
    assert not re.search(rb"(?im)^bcc:", mail)


# --- what may happen to the publication ----------------------------------------------------------


def test_nothing_comes_twice_when_var_is_lost_or_a_source_renamed(
    folder: Path, server: HttpServer, report: Report, command: Command
) -> None:
    server.add("/bells", Feed(told("Mill"), told("Loom", link="/loom")))
    toml = folder / "digest.toml"
    without = toml.read_text()
    add_table(folder, kind="feed", name="Bells", url=server.url("/bells"), backlog="all")
    (folder / "articles" / "crane.html").write_text(f"<h1>Crane</h1>{text_of('Crane')}")
    assert len(report("compile")["taken"]) == 3

    shutil.rmtree(folder / "var")
    assert command("compile").return_value == 3
    toml.write_text(toml.read_text().replace('"Bells"', '"Rings"'))
    assert command("compile").return_value == 3
    renamed = toml.read_text()
    toml.write_text(without)
    assert command("compile").return_value == 3
    toml.write_text(renamed)
    assert command("compile").return_value == 3
    add_table(folder, kind="folder", name="Again", path="articles")
    add_table(folder, kind="folder", name="All of it", path=".")
    assert command("compile").return_value == 3
    assert len(list((folder / "issues").glob("*.md"))) == 1


def test_list_that_names_itself_and_what_is_there_already_adds_nothing(
    folder: Path, server: HttpServer, report: Report
) -> None:
    server.add("/bells", Feed(told("Mill")))
    urls = [server.url(path) for path in ("/list", "/bells", "/bells#again")]
    outlines = "".join(f'<outline text="{ESCAPES[5:8]}" xmlUrl="{url}"/>' for url in urls)
    server.add("/list", page(f'<opml version="2.0"><body>{outlines}</body></opml>'))
    add_table(folder, kind="feed", name="Bells", url=server.url("/bells"), backlog="all")
    add_table(folder, kind="opml", name="List", url=server.url("/list"), backlog="all")

    done = report("compile")

    assert [ref["title"] for ref in done["taken"]] == ["Mill"]
    (line,) = [it for it in done["left_out"] if "same article" not in it["reason"]]
    assert "is a list of feeds (OPML)" in line["reason"]
    assert server.paths().count("/bells") == 1


@pytest.fixture
def slow(folder: Path, server: HttpServer) -> Path:
    """A good feed, and one that never ends."""
    server.add("/bells", Feed(*(told(name) for name in ("Mill", "Loom", "Crane"))))
    server.add("/hangs", dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "))
    for name in ("bells", "hangs"):
        add_table(folder, kind="feed", name=name, url=server.url(f"/{name}"), backlog="all")
    return folder


def process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "digest", "compile"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_kill_while_sources_are_polled_loses_nothing(
    slow: Path, server: HttpServer, report: Report
) -> None:
    with process(slow) as killed:
        while "/hangs" not in server.paths():
            server.wait_for_connection()
            assert killed.poll() is None
        killed.kill()
    server.add("/hangs", Feed(told("Sail")))

    done = report("compile")

    assert sorted(ref["title"] for ref in done["taken"]) == ["Crane", "Loom", "Mill"]
    assert "Sail" in str(report("compile")["taken"])
