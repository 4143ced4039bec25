"""A month of a publication with three feeds, two folders and five pages, all of them changing.

Every day a slot comes due and publishes by itself. Articles appear, change, move and are posted
again elsewhere. In the end each one has been in one issue, none is lost, and no issue is empty.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest

from digest.app.publication import Publication, open_publication
from digest.app.simulate import simulate
from digest.app.slots import run_slot
from digest.config.tables import ScheduleConfig
from digest.model import Slot
from digest.scheduling.cron import due_slots
from fakes import FakeClock
from http_server import HttpServer, Reply, Request, page, status

START = datetime(2026, 11, 1, 6, tzinfo=UTC)
DAYS = 30
SCHEDULE = ScheduleConfig.model_validate({"cron": "0 7 * * *", "on_ready": "publish"})
_WINDOW = 6  # articles that a feed shows
_WORDS = (
    "anchor", "beacon", "bollard", "breakwater", "buoy", "canal", "capstan", "channel", "crane",
    "current", "dredger", "estuary", "fender", "ferry", "gangway", "gauge", "groyne", "harbour",
    "hawser", "jetty", "keel", "lantern", "ledger", "lighter", "lock", "mast", "mooring", "pilot",
    "pontoon", "quay", "rudder", "sluice", "tide", "timber", "towpath", "vessel", "weir", "winch",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Written:
    """An article as its author wrote it on a day of the month; `title` is its own for ever."""

    title: str
    path: str
    day: int
    takeaways: tuple[str, ...]
    paragraphs: tuple[str, ...]
    outlook: str

    @property
    def on(self) -> datetime:
        return START + timedelta(days=self.day - 1, hours=-2)

    def html(self, *, note: str = "") -> str:
        items = "".join(f"<li>{escape(each)}</li>" for each in self.takeaways)
        body = "".join(f"<p>{escape(each)}</p>" for each in (*self.paragraphs, note) if each)
        outlook = f"<h2>Future outlook</h2><p>{escape(self.outlook)}</p>"
        return f"{body}<h2>Key takeaways</h2><ul>{items}</ul>{outlook}"

    def markdown(self) -> str:
        items = "\n".join(f"- {each}" for each in self.takeaways)
        body = "\n\n".join(self.paragraphs)
        head = f"---\ndate: {self.on.date()}\n---\n\n# {self.title}\n\n{body}"
        return f"{head}\n\n## Key takeaways\n\n{items}\n\n## Future outlook\n\n{self.outlook}\n"


def write(name: str, *, day: int, number: int) -> Written:
    """An article that shares no sentence with another."""
    rng = random.Random(f"{name} {day} {number}")

    def sentence(words: int) -> str:
        return " ".join(rng.choices(_WORDS, k=words)).capitalize() + "."

    return Written(
        title=f"{sentence(5)[:-1]} {name} {day}-{number}",
        path=f"/{name}/{day}-{number}",
        day=day,
        takeaways=tuple(sentence(12) for _ in range(3)),
        paragraphs=tuple(" ".join(sentence(14) for _ in range(5)) for _ in range(4)),
        outlook=" ".join(sentence(13) for _ in range(3)),
    )


class World:
    """What the outside shows on the day that the clock says."""

    def __init__(self, server: HttpServer, *, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.day = 1
        rng = random.Random(7)
        self.feeds = {
            name: [
                write(name, day=day, number=number)
                for day in range(1, DAYS + 1)
                for number in range(rng.choice((0, 0, 1, 1, 2)))
            ]
            for name in ("tideline", "quayside", "locks")
        }
        self.pages = [write("report", day=day, number=0) for day in (1, 4, 9, 16, 25)]
        self.files = {
            name: [write(name, day=day, number=0) for day in range(1, DAYS + 1, step)]
            for name, step in (("ours", 3), ("guests", 4))
        }
        server.add("/atom", self._conditional(lambda: self._atom("tideline")))
        server.add("/rss", self._conditional(lambda: self._rss("quayside")))
        server.add("/json", self._conditional(lambda: self._json("locks")))
        for report in self.pages:
            server.add(report.path, self._page(report))

    def turn(self, day: int) -> None:
        """Begin a day: new files appear; one of last week moves to the other folder."""
        self.day = day
        for name, articles in self.files.items():
            for article in articles:
                if article.day == day:
                    self._put(name, article)
                if article.day == day - 7 and name == "guests":
                    (self.folder / name / f"{article.day}.md").unlink()
                    self._put("ours", article)

    def expected(self) -> set[str]:
        """Titles of all that is new. What a feed showed on the first day is its backlog, but that
        of the Atom feed comes once more by the other one.
        """
        feeds = {
            article.title
            for name, feed in self.feeds.items()
            for article in feed
            if article.day > 1 or name == "tideline"
        }
        files = {article.title for folder in self.files.values() for article in folder}
        return feeds | files | {report.title for report in self.pages}

    def _put(self, name: str, article: Written) -> None:
        path = self.folder / name / f"{article.day}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(article.markdown(), encoding="utf-8")

    def _shown(self, name: str) -> list[Written]:
        out = [article for article in self.feeds[name] if article.day <= self.day]
        return out[-_WINDOW:][::-1]

    def _conditional(self, body: Callable[[], str]) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            text = body()
            etag = f'"{len(text)}-{hash(text)}"'
            if request.headers.get("if-none-match") == etag:
                return status(304)
            return page(text, ("ETag", etag), ("Content-Type", "text/xml; charset=utf-8"))

        return answer

    def _page(self, report: Written) -> Callable[[Request], Reply]:
        def answer(_: Request) -> Reply:
            if self.day < report.day:
                return status(404)
            when = f'<meta property="article:published_time" content="{report.on.isoformat()}">'
            head = f"<title>{report.title}</title>{when}"
            text = f"<html><head>{head}</head><body><article><h1>{report.title}</h1>"
            return page(f"{text}{report.html()}</article></body></html>")

        return answer

    def _atom(self, name: str) -> str:
        entries = "".join(
            f"<entry><id>urn:{article.path}</id><title>{article.title}</title>"
            f'<link href="{self.server.url(article.path)}"/>'
            f"<published>{article.on.isoformat()}</published>"
            f"<updated>{(article.on + self._edited(article)).isoformat()}</updated>"
            f'<content type="html">{escape(article.html(note=self._note(article)))}</content>'
            "</entry>"
            for article in self._shown(name)
        )
        head = f"<title>{name}</title><id>urn:{name}</id><updated>{START.isoformat()}</updated>"
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'

    def _note(self, article: Written) -> str:
        return "Corrected: the gauge stood higher." if self.day > article.day + 2 else ""

    def _edited(self, article: Written) -> timedelta:
        return timedelta(days=2 if self.day > article.day + 2 else 0)

    def _rss(self, name: str) -> str:
        """With a cross-post: what the Atom feed had two days ago, under an address of its own."""
        posts = [(article, article.path) for article in self._shown(name)]
        again = [article for article in self.feeds["tideline"] if article.day == self.day - 2]
        posts += [(article, f"/again{article.path}") for article in again]
        items = "".join(
            f"<item><title>{article.title}</title><guid>{self.server.url(path)}</guid>"
            f"<link>{self.server.url(path)}?utm_source=rss</link>"
            f"<pubDate>{article.on:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<description>{escape(article.html())}</description></item>"
            for article, path in posts
        )
        return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'

    def _json(self, name: str) -> str:
        items = [
            {
                "id": article.path,
                "url": self.server.url(article.path),
                "title": article.title,
                "content_html": article.html(),
                "date_published": article.on.isoformat(),
            }
            for article in self._shown(name)
        ]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": name, "items": items})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with HttpServer() as server:
        yield World(server, folder=tmp_path)


@pytest.fixture
def publication(tmp_path: Path, world: World) -> Publication:
    pages = json.dumps([world.server.url(report.path) for report in world.pages])
    feeds = "".join(
        f'[[sources]]\nkind = "feed"\nname = "{name}"\nurl = "{world.server.url(path)}"\n\n'
        for name, path in (("Tideline", "/atom"), ("Quayside", "/rss"), ("Locks", "/json"))
    )
    folders = "".join(
        f'[[sources]]\nkind = "folder"\nname = "{name}"\npath = "{name.lower()}"\n\n'
        for name in ("Ours", "Guests")
    )
    for name in ("ours", "guests"):
        (tmp_path / name).mkdir()
    (tmp_path / "digest.toml").write_text(
        f"""\
[publication]
title = "Harbour Month"
base_url = "https://month.example.org/"
postal_address = "1 Quay Street, Harbour"

{feeds}{folders}[[sources]]
kind = "page"
name = "Reports"
urls = {pages}
interval = "1h"

[issue]
max_stories = 4
max_noted = 3

[fetch]
allow_private = ["{world.server.address}"]

[mail]
from_address = "news@month.example.org"
unsubscribe_address = "leave@month.example.org"
""",
        encoding="utf-8",
    )
    return open_publication(tmp_path, clock=FakeClock(START))


def test_a_month_repeats_nothing_loses_nothing_and_has_no_empty_issue(
    publication: Publication, world: World
) -> None:
    clock = publication.clock
    assert isinstance(clock, FakeClock)
    reasons: list[str] = []

    for day in range(1, DAYS + 4):  # the last days bring nothing new: they clear what waited
        world.turn(day)
        at = START + timedelta(days=day - 1, hours=1)
        clock.advance(at - clock.now())
        slot = Slot(schedule="main", key=f"{at:%Y-%m-%dT%H:%M}", due_at=at)
        result = run_slot(publication, slot, schedule=SCHEDULE)
        if not result.issue_id:
            reasons.append(result.detail)

    issues = [publication.store.load(name).issue for name in publication.store.names()]
    used = Counter(ref.title for issue in issues for ref in issue.articles)
    assert all(issue.stories for issue in issues)
    assert len(issues) + len(reasons) == DAYS + 3
    assert all(reasons)
    assert {title: count for title, count in used.items() if count > 1} == {}
    assert set(used) == world.expected()


def test_simulating_the_month_makes_the_same_promises(
    publication: Publication, world: World
) -> None:
    for day in range(1, DAYS + 1):
        world.turn(day)
    after, until = START - timedelta(days=1), START + timedelta(days=DAYS)
    slots = due_slots(SCHEDULE, after=after, until=until, limit=100)

    report = simulate(publication, slots, has_editor=False)

    titles = Counter(title for issue in report.issues for title in (*issue.stories, *issue.noted))
    assert set(titles.values()) == {1}
    assert all(issue.stories or issue.reason for issue in report.issues)
    assert publication.store.names() == ()
