"""The mail's text part: what it says, where it leads, and that the HTML says no more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Issue, IssueSection, MailEdition, Outlook, Role, Story, Takeaway
from digest.render.columns import WIDTH, columns
from digest.render.mail import render_mail
from digest.render.theme import Theme
from factories import article_ref_factory, issue_factory, story_factory
from golden import assert_golden
from showcase import KELP, corrected, showcase_config, showcase_issue
from text_part import listed_links, text_links, text_words
from visible import links, visible_words

NONCE = "n0123456789abcdef01234567n"
CONFIG = showcase_config()
THEME = Theme()


def mail(issue: Issue, *, theme: Theme = THEME) -> MailEdition:
    return render_mail(issue, config=CONFIG, theme=theme, nonces=lambda: NONCE)


def looking(look: str) -> Theme:
    theme = Theme()
    theme.design = theme.design.model_copy(update={"look": look})
    return theme


@pytest.fixture(scope="module")
def edition() -> MailEdition:
    return mail(corrected(showcase_issue()))


def test_the_showcase_is_as_it_was_looked_at(edition: MailEdition) -> None:
    assert_golden("mail/showcase.txt", edition.text)


# --- the same as the HTML ---------------------------------------------------------------------


def test_both_parts_have_the_same_words_in_the_same_order(edition: MailEdition) -> None:
    assert text_words(edition.text) == visible_words(edition.html)


def test_both_parts_have_the_same_links_in_the_same_order(edition: MailEdition) -> None:
    assert text_links(edition.text) == links(edition.html)


@pytest.mark.parametrize("look", ["compact", "plain"])
def test_a_look_that_says_less_has_no_word_or_link_that_the_text_has_not(look: str) -> None:
    edition = mail(corrected(showcase_issue()), theme=looking(look))
    assert set(visible_words(edition.html)) <= set(text_words(edition.text))
    assert list(dict.fromkeys(links(edition.html))) == list(dict.fromkeys(text_links(edition.text)))


_WORDS = st.sampled_from(
    [
        "tide", "**bold** tide", "a&b", "5 < 6", "café", "家", "保险公司，决定了。", "שלום עולם",
        "مرحبا", "👩‍👩‍👧‍👦", "[a chart](https://e.org/chart?a=1&b=2)", "[ein *Plan*](http://e.org/plan)",
        "<https://e.org/bare>", "[mail us](mailto:us@e.org)", "`code`", "[again](https://e.org/chart)",
        "[保险](https://e.org/保)", "~~gone~~", "{{ 7*7 }}", "donaudampfschiff" * 6,
    ]
)  # fmt: skip
_LINES = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)
_BLOCKS = st.lists(
    st.one_of(
        _LINES,
        _LINES.map("> {}".format),
        st.lists(_LINES, min_size=1, max_size=3).map(
            lambda rows: "\n".join(f"- {x}" for x in rows)
        ),
        _LINES.map("### {}".format),
    ),
    min_size=1,
    max_size=3,
).map("\n\n".join)


@st.composite
def _issues(draw: st.DrawFn) -> Issue:
    stories = tuple(
        Story(
            slug=f"s{number}",
            title=draw(st.sampled_from(["Tide", "保险公司决定了速度", "שלום tide", "A" * 400])),
            url=draw(st.sampled_from(["", f"https://e.org/{number}"])),
            note=draw(st.one_of(st.just(""), _LINES)),
            takeaways=tuple(map(_takeaway, draw(st.lists(_LINES, max_size=3)))),
            outlook=draw(st.one_of(st.none(), _BLOCKS.map(_outlook))),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    section = IssueSection(role=Role.PROSE, heading="Desk", markdown=draw(_BLOCKS))
    return issue_factory(stories=stories, intro=draw(_BLOCKS), sections=(section,))


def _takeaway(markdown: str) -> Takeaway:
    return Takeaway(markdown=markdown)


def _outlook(markdown: str) -> Outlook:
    return Outlook(paragraphs=(markdown,))


@settings(max_examples=30)
@given(_issues())
def test_whatever_an_issue_says_both_parts_say(issue: Issue) -> None:
    edition = mail(issue)
    assert text_links(edition.text) == links(edition.html)
    # Lines break between ideographs, so that words are compared without the gaps.
    html = "".join(visible_words(edition.html)).replace("~", "")
    assert "".join(text_words(edition.text)).replace("~", "") == html
    _assert_wrapped(edition.text)


def _assert_wrapped(text: str) -> None:
    for line in text.splitlines():
        words = re.sub(r"^(?:[> ]|- |\d+\. )+|\[\d+\] ?", "", line).split()
        assert columns(line) <= WIDTH or len(words) == 1, line


# --- as a reader wants it ---------------------------------------------------------------------


def test_lines_end_at_72_but_for_addresses_and_single_words(edition: MailEdition) -> None:
    _assert_wrapped(edition.text)


def test_numbers_run_through_the_mail_in_the_order_of_their_coming(edition: MailEdition) -> None:
    numbers = re.findall(r"(?<=\S) \[(\d+)\]", edition.text)
    assert list(dict.fromkeys(map(int, numbers))) == list(
        range(1, len(listed_links(edition.text)) + 1)
    )


def test_a_storys_addresses_stand_at_its_end() -> None:
    kelp = replace(KELP, note="See [the table](https://e.org/table).")
    text = mail(showcase_issue(stories=(kelp,), sections=())).text
    story = text[text.index(KELP.title) : text.index("You receive")]
    assert story.rstrip("-\n ").endswith(f"\n\n[3] {KELP.url}\n[4] https://e.org/table")


def test_a_part_without_links_has_no_list() -> None:
    issue = issue_factory(intro="", stories=(), sections=(_section("Words", "Only words."),))
    line = "-" * WIDTH
    assert f"{line}\n\nWords\n-----\n\nOnly words.\n\n{line}\n" in mail(issue).text


def _section(heading: str, markdown: str) -> IssueSection:
    return IssueSection(role=Role.PROSE, heading=heading, markdown=markdown)


def test_no_address_is_broken() -> None:
    address = "https://example.org/" + "a-very-long-path/" * 20
    text = mail(issue_factory(intro=f"See [the table]({address}), or <{address}> itself.")).text
    assert re.search(rf"^\[\d+\] {re.escape(address)}$", text, flags=re.MULTILINE)
    assert f"\n{address}\n" in text


def test_chinese_is_wrapped_by_columns() -> None:
    words = "保险公司，而不是生物学，决定了速度：两年之后下降了三分之一。" * 8
    stories = (story_factory(takeaways=(Takeaway(markdown=words),)),)
    text = mail(issue_factory(language="zh", stories=stories)).text
    told = text[text.index(" 1. 保") :].partition("\n\n")[0].splitlines()
    assert "".join(line[4:] for line in told) == words
    assert all(WIDTH - 4 <= columns(line) <= WIDTH for line in told[:-1])


def test_the_text_part_draws_no_line_that_quoted_printable_would_triple(
    edition: MailEdition,
) -> None:
    assert "==" not in edition.text


def test_the_preheader_stays_out(edition: MailEdition) -> None:
    assert "learn to listen" not in edition.text
    assert "\u034f" not in edition.text


def test_both_parts_say_how_to_leave_who_writes_and_why(edition: MailEdition) -> None:
    for part in (edition.html, edition.text):
        assert part.count(NONCE) == 1
        words = " ".join(part.split())
        assert CONFIG.publication.postal_address in words
        assert "You receive this mail because you subscribed to The Quiet Works." in words
        assert "https://www.example.org/quiet-works/2026-11-23/" in part
        assert "https://www.example.org/quiet-works/feed.rss" in part


def test_every_article_of_a_story_is_credited_with_its_address() -> None:
    refs = (
        article_ref_factory(),
        article_ref_factory(title="A second look", url="https://other.example/2", sha256="1" * 64),
    )
    text = mail(issue_factory(articles=refs)).text
    assert "Also covered by articles: A second look [4]\n" in text
    assert listed_links(text)[4] == "https://other.example/2"
