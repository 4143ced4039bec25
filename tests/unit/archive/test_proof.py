"""A line is proven when it stands in its article, and nothing else proves it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.archive.proof import Standing, prove
from digest.compose.markdown import escape
from digest.model import Issue, Mark, Outlook, Provenance, Takeaway
from factories import article_ref_factory, issue_factory, story_factory

ARTICLE = (
    "The bell of line four\n"
    "It rings twice.\n"
    "Nobody knows why, “not even”\xa0the keeper.\n"
    "It may ring a third time.\n"
    "In spring\n"
    "In autumn, at [dusk] & *dawn*\n"
)
REF = article_ref_factory()
KEPT = {REF.sha256: ARTICLE}


def told(*takeaways: str, mark: Mark = Mark.NONE, **what_matters: object) -> Issue:
    items = tuple(Takeaway(markdown=text, mark=mark) for text in takeaways)
    story = story_factory(takeaways=items, outlook=None)
    return issue_factory(stories=(story,), **what_matters)


def standing(issue: Issue) -> Standing:
    (line,) = prove(issue, KEPT.get).lines
    return line.standing


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("It rings twice.", Standing.VERBATIM),
        ("It rings *twice*.", Standing.VERBATIM),
        ("It rings [twice](https://example.org/).", Standing.VERBATIM),
        ("It rings\ntwice.", Standing.VERBATIM),
        ('Nobody knows why, "not even" the keeper.', Standing.VERBATIM),
        (escape("In autumn, at [dusk] & *dawn*"), Standing.VERBATIM),
        ("In spring\n\n- It rings twice.", Standing.VERBATIM),
        ("It rings thrice.", Standing.DIFFERS),
        ("it rings twice.", Standing.DIFFERS),
        ("It rings twice!", Standing.DIFFERS),
        ("It rings twic", Standing.DIFFERS),
        ("In spring\n\n- It rings thrice.", Standing.DIFFERS),
        ("![](https://example.org/a.png)", Standing.DIFFERS),
        ("It rings twice. It may ring a third time.", Standing.DIFFERS),
    ],
)
def test_takeaway_is_proven_by_its_words(markdown: str, expected: Standing) -> None:
    assert standing(told(markdown)) is expected


@pytest.mark.parametrize(
    ("mark", "verbatim", "otherwise"),
    [
        (Mark.NONE, Standing.VERBATIM, Standing.DIFFERS),
        (Mark.STANDFIRST, Standing.VERBATIM, Standing.DIFFERS),
        (Mark.EDITED, Standing.EDITED, Standing.EDITED),
        (Mark.SUGGESTED, Standing.SUGGESTED, Standing.SUGGESTED),
    ],
)
def test_mark_says_what_has_to_be_proven(
    mark: Mark, verbatim: Standing, otherwise: Standing
) -> None:
    assert standing(told("It rings twice.", mark=mark)) is verbatim
    assert standing(told("It rings thrice.", mark=mark)) is otherwise


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("It may ring a third time.", Standing.VERBATIM),
        ("- In spring\n- In autumn, at \\[dusk\\] & \\*dawn\\*", Standing.VERBATIM),
        ("- In spring\n- In winter", Standing.DIFFERS),
        ("> It rings twice.\n> In spring", Standing.VERBATIM),
        ("> It rings twice.\n> In winter", Standing.DIFFERS),
        ("| In spring |\n|---|\n| In autumn |", Standing.VERBATIM),
        ("~~~\nIt rings\n~~~", Standing.VERBATIM),
        ("***", Standing.DIFFERS),
    ],
)
def test_each_item_of_an_outlook_is_proven(paragraph: str, expected: Standing) -> None:
    story = story_factory(takeaways=(), outlook=Outlook(paragraphs=(paragraph,)))

    assert standing(issue_factory(stories=(story,))) is expected


def test_marked_paragraph_needs_no_proof() -> None:
    outlook = Outlook(paragraphs=("Mine.", "It may ring a third time."), edited=frozenset({0}))
    issue = issue_factory(stories=(story_factory(takeaways=(), outlook=outlook),))

    assert [line.standing for line in prove(issue, KEPT.get).lines] == [
        Standing.EDITED,
        Standing.VERBATIM,
    ]


def test_spans_are_those_of_the_kept_text() -> None:
    issue = told('Nobody knows why, "not even" the keeper.\n\n- In spring')

    (line,) = prove(issue, KEPT.get).lines

    assert [ARTICLE[span.start : span.end] for span in line.spans] == [
        "Nobody knows why, “not even”\xa0the keeper.",
        "In spring",
    ]
    assert line.spans[1] == Provenance(
        article_id=REF.id, start=ARTICLE.index("In spring"), end=ARTICLE.index("\nIn autumn")
    )


def test_line_may_stand_in_any_article_of_its_story() -> None:
    second = article_ref_factory(sha256="1" * 64, url="https://articles.example.org/other")
    issue = told("It rings twice.\n\n- It is old.", articles=(REF, second))

    both = prove(issue, {REF.sha256: ARTICLE, second.sha256: "It is old."}.get)
    one = prove(issue, {REF.sha256: ARTICLE}.get)

    assert [span.article_id for span in both.lines[0].spans] == [REF.id, second.id]
    assert [line.standing for line in one.lines] == [Standing.NOT_KEPT]


def test_line_of_another_storys_article_is_not_proven() -> None:
    other = article_ref_factory(story="other", sha256="1" * 64)
    issue = told("It is old.", articles=(REF, other))

    proof = prove(issue, {REF.sha256: ARTICLE, other.sha256: "It is old."}.get)

    assert [line.standing for line in proof.lines] == [Standing.DIFFERS]


def test_line_is_proven_though_another_article_is_not_kept() -> None:
    lost = article_ref_factory(sha256="1" * 64)

    proof = prove(told("It rings twice.", articles=(lost, REF)), KEPT.get)

    assert [line.standing for line in proof.lines] == [Standing.VERBATIM]


def test_nothing_is_claimed_without_the_texts() -> None:
    proof = prove(told("It rings twice.", "It rings thrice."), {}.get)

    assert (len(proof.not_kept), proof.unproven) == (2, ())


def test_story_without_an_article_is_nobodys() -> None:
    issue = told("It rings twice.", articles=(replace(REF, story=""),))

    (line,) = prove(issue, KEPT.get).unproven

    assert line.standing is Standing.NO_ARTICLE
    assert line.fault == "«It rings twice.» belongs to a story that has no article under Sources"


def test_fault_names_the_line_and_its_articles() -> None:
    second = article_ref_factory(title="Another bell", sha256="1" * 64)
    text = "Not *a word* of this stands in the article, however long one may look for it."
    issue = told(text, articles=(REF, second))

    (line,) = prove(issue, {REF.sha256: ARTICLE, second.sha256: ""}.get).unproven

    assert line.fault == (
        "«Not a word of this stands in the article, however long one…» does not stand in"
        " «The bell of line four» or «Another bell»"
    )


def test_each_text_is_asked_for_once() -> None:
    asked: list[str] = []

    def text(sha256: str) -> str:
        asked.append(sha256)
        return ARTICLE

    prove(told("It rings twice.", "In spring", "In winter"), text)

    assert asked == [REF.sha256]
