"""Polling pages, the pages of a feed's items, and lists of feeds."""

from datetime import date

import pytest

from digest.article import DateOrigin
from digest.config.fields import parse_backlog
from digest.ports import PlaceKind
from digest.sources.polling.items import MOST_PAGES
from feeds import FULL, Feed, item, web_page
from http_server import page, status
from polling import Desk

# Pages of items


def test_page_of_a_teaser_is_read(desk: Desk) -> None:
    teaser = item("Mill", guid="g1", link="/mill", html="<p>Short.</p>")
    desk.server.add("/feed", Feed(teaser))
    desk.server.add("/mill", web_page("The whole mill"))
    desk.add(pages="auto")
    desk.poll()

    (article,) = desk.articles()

    assert (article.title, article.guid) == ("The whole mill", "g1")
    assert article.url == desk.server.url("/mill")
    assert (article.published_on, article.date_origin) == (date(2026, 11, 16), DateOrigin.FEED)


@pytest.mark.parametrize(
    ("pages", "html", "is_read"),
    [
        ("auto", FULL, False),
        ("auto", FULL.replace("Key takeaways", "The bell"), True),
        ("auto", "<p>Short.</p>", True),
        ("always", FULL, True),
        ("never", "<p>Short.</p>", False),
    ],
)
def test_page_is_read_where_the_item_does_not_say_enough(
    desk: Desk, pages: str, html: str, is_read: bool
) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html=html)))
    desk.server.add("/mill", web_page("Mill"))
    desk.add(pages=pages)
    desk.poll()

    assert ("/mill" in desk.server.paths()) is is_read


def test_pages_of_backlog_are_not_read(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html="")))
    desk.add(pages="always", backlog=parse_backlog("none"))
    desk.poll()

    assert desk.server.paths() == ["/feed"]


def test_page_that_robots_txt_forbids_is_not_read(desk: Desk) -> None:
    desk.server.add("/robots.txt", page("User-agent: *\nDisallow: /"))
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html="<p>Short.</p>")))
    desk.add(pages="auto")

    report = desk.poll()

    assert "/mill" not in desk.server.paths()
    assert "robots.txt" in report.notes[0].reason
    assert desk.titles() == ["Mill"]  # with the feed's own text


def test_page_that_fails_is_tried_three_times_also_when_the_feed_is_unchanged(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html="<p>Short.</p>")))
    desk.server.add("/mill", status(503))
    desk.add(pages="auto")

    notes = [desk.poll().notes for _ in range(5)]

    assert desk.server.paths().count("/mill") == 3
    assert [len(each) for each in notes] == [1, 1, 1, 0, 0]
    assert "the feed's own text is used" in notes[2][0].reason


def test_page_that_its_host_refuses_is_not_tried_again(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html="<p>Short.</p>")))
    desk.server.add("/mill", status(403))
    desk.add(pages="auto")

    for _ in range(3):
        desk.poll()

    assert desk.server.paths().count("/mill") == 1


def test_change_of_an_item_that_leaves_its_text_alone_is_no_update(desk: Desk) -> None:
    feed = Feed(item("Mill", html=FULL.format("Mill")))
    desk.server.add("/feed", feed)
    desk.add()
    desk.poll()
    before = desk.articles()

    feed.items = [item("Mill", html=FULL.format("Mill") + '<img src="/count?reader=2">')]
    desk.poll()

    assert desk.articles() == before


def test_page_that_comes_late_is_an_update(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html="<p>Short.</p>")))
    desk.server.add("/mill", status(503), web_page("The whole mill"))
    desk.add(pages="auto")
    desk.poll()
    desk.poll()

    (article,) = desk.articles()

    assert article.title == "The whole mill"
    assert article.changed_at == desk.clock.now()


def test_page_that_says_less_than_the_item_is_not_taken(desk: Desk) -> None:
    html = FULL.replace("Key takeaways", "The bell")
    wall = web_page("Mill", text="<p>Please log in to read about {0}, or take a subscription.</p>")
    desk.server.add("/feed", Feed(item("Mill", link="/mill", html=html)))
    desk.server.add("/mill", wall)
    desk.add(pages="auto")
    desk.poll()

    assert "log in" not in desk.articles()[0].text


# Pages and lists


def test_page_is_an_article_and_its_change_an_update(desk: Desk) -> None:
    before = web_page("Mill")
    advertised = page(before.body + b"<aside>Buy!</aside>", *before.headers)
    desk.server.add("/mill", before, advertised, web_page("Mill two"))
    desk.add("/mill", kind=PlaceKind.PAGE)

    reports = [desk.poll() for _ in range(3)]

    assert [(one.new, one.changed, one.unchanged) for one in reports] == [
        (1, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
    ]
    assert desk.titles() == ["Mill two"]
    assert desk.articles()[0].changed_at == desk.clock.now()


def test_page_in_another_encoding_or_format_is_read(desk: Desk) -> None:
    russian = web_page("Мельница").body.decode().encode("koi8-r")
    markdown = "# Élan\n\nText of the mill.\n\n## Key takeaways\n\n- One.\n- Two.\n"
    desk.server.add("/koi", page(russian, ("Content-Type", "text/html; charset=KOI8-R")))
    desk.server.add("/read.md", page(markdown, ("Content-Type", "text/plain; charset=utf-8")))
    desk.server.add("/film", page(b"....", ("Content-Type", "video/mp4")))
    for path in ("/koi", "/read.md", "/film"):
        desk.add(path, kind=PlaceKind.PAGE)

    report = desk.poll()

    assert desk.titles() == ["Мельница", "Élan"]
    assert [fault.reason for fault in report.failed] == [
        "is video/mp4, not a page; only HTML, Markdown and plain text can be read"
    ]


def test_list_is_read_again_and_keeps_what_it_had_when_it_fails(desk: Desk) -> None:
    def listed(*names: str) -> bytes:
        outlines = "".join(f'<outline text="{name}" xmlUrl="/{name}"/>' for name in names)
        return f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()

    desk.server.add("/list", page(listed("a")), page(listed("a", "b")), status(500))
    key = desk.add("/list", kind=PlaceKind.OPML)

    found: list[list[str]] = []
    for _ in range(3):
        desk.poll()
        found.append([feed.title for feed in desk.state(key).listed])

    assert found == [["a"], ["a", "b"], ["a", "b"]]


def test_pages_beyond_thirty_wait_for_the_next_poll(desk: Desk) -> None:
    names = [f"mill-{number}" for number in range(MOST_PAGES + 2)]
    desk.server.add("/feed", Feed(*(item(name, link=f"/{name}", html="") for name in names)))
    for name in names:
        desk.server.add(f"/{name}", web_page(f"The whole {name}"))
    desk.add(pages="auto")

    read = []
    for _ in range(3):
        desk.poll()
        read.append(sum(path.startswith("/mill") for path in desk.server.paths()))

    assert read == [MOST_PAGES, MOST_PAGES + 2, MOST_PAGES + 2]
    assert desk.titles() == [f"The whole {name}" for name in names]


def test_pages_of_a_host_that_does_not_answer_wait_for_the_next_poll(desk: Desk) -> None:
    desk.allowed = (f"127.0.0.2:{desk.server.port}",)
    silent = f"http://{desk.allowed[0]}"
    items = [item(name, link=f"{silent}/{name}", html="<p>Short.</p>") for name in "abc"]
    desk.server.add("/feed", Feed(*items))
    desk.add(pages="auto")
    desk.has_robots = False

    assert len(desk.poll().notes) == 1
    assert desk.titles() == ["a", "b", "c"]
