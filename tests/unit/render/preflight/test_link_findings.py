"""The answers of links as findings; which links are asked."""

from __future__ import annotations

from digest.render.preflight.links import Link, is_example, is_private, web_links
from digest.render.preflight.rules import Answer, Standing, link_findings
from preflights import sound_editions, spoiled

LINK = Link(url="https://a.net/bell", place="issues/2026-10-05.md:18")


def codes(*answers: Answer) -> list[str]:
    return [finding.code for finding in link_findings(answers)]


def test_each_standing_has_its_code() -> None:
    assert codes(Answer(link=LINK, standing=Standing.GONE)) == ["link-dead"]
    assert codes(Answer(link=LINK, standing=Standing.UNSURE)) == ["link-unsure"]
    assert codes(Answer(link=LINK, standing=Standing.PRIVATE)) == ["link-private"]
    assert codes(Answer(link=LINK, standing=Standing.OK, moved_to="https://b.net/")) == [
        "link-moved"
    ]
    assert codes(Answer(link=LINK, standing=Standing.OK)) == []


def test_finding_says_where_and_why() -> None:
    (finding,) = link_findings([Answer(link=LINK, standing=Standing.GONE, reason="answers 404")])

    assert finding.place == LINK.place
    assert finding.message == "https://a.net/bell answers 404"


def test_links_that_were_not_asked_are_one_finding() -> None:
    answer = Answer(link=LINK, standing=Standing.NOT_ASKED, reason="60 seconds were over")

    (finding,) = link_findings([answer, answer])

    assert finding.code == "links-not-asked"
    assert finding.message == "2 links were not followed: 60 seconds were over"


def test_links_of_the_mail_are_those_of_other_sites_without_fragments() -> None:
    bell = "https://articles.loom-review.net/bell"

    assert [link.url for link in web_links(sound_editions())] == [bell]
    assert [link.url for link in web_links(spoiled("html", bell, f"{bell}#top"))] == [bell]
    assert web_links(spoiled("html", bell, "mailto:a@b.net")) == ()
    image = '<img alt="a bell" width="9" src="https://pictures.net/bell.png">'
    assert [link.url for link in web_links(spoiled("html", "<h3>", f"{image}<h3>"))] == [
        bell,
        "https://pictures.net/bell.png",
    ]


def test_names_that_are_nobodys_or_private_are_told() -> None:
    for host in ("example.org", "www.example.com", "loom.example", "a.test", "b.invalid"):
        assert is_example(host)
    for host in ("localhost", "wiki", "wiki.internal", "printer.local", "10.0.0.1", "::1"):
        assert is_private(host)
    for host in ("example.net.org", "myexample.org", "latest", "loom-review.net", "8.8.8.8"):
        assert not is_example(host)
    for host in ("loom-review.net", "internal.net", "8.8.8.8", "2001:4860:4860::8888"):
        assert not is_private(host)
