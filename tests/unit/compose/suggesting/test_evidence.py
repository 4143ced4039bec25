from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.article import Article, Suggestion
from digest.compose.sentences import sentence_spans
from digest.compose.suggesting.evidence import (
    LONGEST,
    Dropped,
    Proposal,
    check_suggestion,
    find_quote,
)
from prose import PARAGRAPHS, prose_article

ARTICLE = prose_article(*PARAGRAPHS, "Read more at https://ferries.example.org/night and there.")
TEXT = "Heavy traffic on the coast road fell by a tenth."
QUOTE = "Heavy traffic on the coast road fell by a tenth without a toll."


def check(
    text: str = TEXT,
    *quotes: str,
    article: Article = ARTICLE,
    languages: dict[str, str] | None = None,
) -> Suggestion | Dropped:
    return check_suggestion(
        Proposal(text=text, quotes=quotes or (QUOTE,)),
        article=article,
        origin="test:model",
        language_of=lambda words: (languages or {}).get(words, ""),
    )


def reason(text: str = TEXT, *quotes: str, languages: dict[str, str] | None = None) -> str:
    dropped = check(text, *quotes, languages=languages)
    assert isinstance(dropped, Dropped)
    assert dropped.text == text[:LONGEST]
    (only,) = dropped.reasons
    return only


def test_proposal_that_its_quotes_bear_out_becomes_a_suggestion() -> None:
    start = ARTICLE.text.index(QUOTE)
    assert check() == Suggestion(
        text=TEXT, evidence=((start, start + len(QUOTE)),), origin="test:model"
    )


def test_sentence_of_the_article_bears_itself_out() -> None:
    for start, end in sentence_spans(ARTICLE.text):
        sentence = ARTICLE.text[start:end]
        if "\n" not in sentence:
            assert check(sentence, sentence) == Suggestion(
                text=sentence, evidence=((start, end),), origin="test:model"
            )


def test_evidence_is_in_the_order_of_the_text_and_without_repeats() -> None:
    later, earlier = QUOTE, "Night ferries carry a third"
    found = check(TEXT, later, earlier, later)
    assert isinstance(found, Suggestion)
    assert [ARTICLE.text[start:end] for start, end in found.evidence] == [earlier, later]


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("a third of the coast's freight", "a third of the coast’s freight"),
        (" Dr. Marta  Kvist\n of the harbour ", "Dr. Marta Kvist of the harbour"),
        ("luck. Luck, she says", "luck. Luck, she says"),
    ],
)
def test_quote_may_differ_in_white_space_and_quotation_marks(quote: str, verbatim: str) -> None:
    span = find_quote(quote, article=ARTICLE)
    assert span is not None
    assert ARTICLE.text[slice(*span)] == verbatim


@pytest.mark.parametrize(
    "quote",
    [
        "night ferries carry a third",  # the article has a capital
        "Night ferries carry a fourth",
        "Night ferries … freight by now",
        "ight ferries carry a third",
        "Night ferries carry a thir",
        "",
    ],
)
def test_quote_that_is_not_verbatim_is_not_found(quote: str) -> None:
    assert find_quote(quote, article=ARTICLE) is None


def test_quote_does_not_begin_or_end_within_a_number() -> None:
    article = prose_article("It rose by 1.5 per cent, then by -7 per cent, in all by 20.25")
    assert find_quote("5 per cent, then", article=article) is None
    assert find_quote("7 per cent, in all", article=article) is None
    assert find_quote("in all by 20", article=article) is None
    assert find_quote("1.5 per cent, then", article=article) is not None


def test_quote_may_begin_anywhere_where_words_have_no_spaces() -> None:
    article = prose_article("夜间渡轮现在承担了沿海三分之一的货运量。", language="zh")
    assert find_quote("渡轮现在承担了", article=article) is not None


@given(st.data())
def test_any_words_of_the_article_are_found_as_they_stand(data: st.DataObject) -> None:
    words = ARTICLE.text.split()
    start = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])

    span = find_quote(quote, article=ARTICLE)

    assert span is not None
    assert " ".join(ARTICLE.text[slice(*span)].split()) == quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "it is empty"),
        ("x" * (LONGEST + 1), "it has 221 characters, 220 at most"),
        ("traffic\nfell", "it is not plain text on one line"),
        ("traffic \u202efell", "it is not plain text on one line"),
        ("traffic **fell**", "it holds mark-up: **"),
        ("traffic <b>fell", "it holds mark-up: <b"),
        ("traffic [fell](x)", "it holds mark-up: [fell]("),
        ("- traffic fell", "it holds mark-up: -"),
        ("traffic fell {edited}", "it holds mark-up: {edited}"),
        ("traffic at http://evil.example", "the article does not name http://evil.example"),
        ("traffic at evil.example/x", "the article does not name evil.example/x"),
        ("traffic fell by 12 per cent", "the number 12 does not stand in what it quotes"),
    ],
)
def test_proposal_is_dropped_with_the_reason(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_address_that_the_article_names_may_stand() -> None:
    quote = "Read more at https://ferries.example.org/night"
    assert isinstance(check("read more at https://ferries.example.org/night.", quote), Suggestion)


def test_proposal_without_a_quote_is_dropped() -> None:
    dropped = check_suggestion(
        Proposal(text="traffic fell", quotes=()),
        article=ARTICLE,
        origin="test:model",
        language_of=lambda _: "",
    )
    assert dropped == Dropped(text="traffic fell", reasons=("it quotes nothing",))


def test_one_invented_quote_among_good_ones_drops_the_proposal() -> None:
    assert reason(TEXT, QUOTE, "the toll was lifted") == "not in the article: «the toll was lifted»"


def test_proposal_with_many_quotes_is_dropped() -> None:
    assert reason(TEXT, *[QUOTE] * 9) == "it has 9 quotes, 8 at most"


def test_long_proposal_is_dropped_at_once_and_cut() -> None:
    dropped = check("(" * 1_000_000, QUOTE * 1000)
    assert isinstance(dropped, Dropped)
    assert len(dropped.text) == LONGEST


def test_quote_of_a_word_or_two_bears_nothing_out() -> None:
    assert reason("traffic fell", "a tenth") == "too short to bear anything out: «a tenth»"


def test_suggestion_in_another_language_is_dropped() -> None:
    assert reason(languages={TEXT: "de"}) == "its language is de, the article's is en"


@pytest.mark.parametrize("languages", [{}, {TEXT: "en-GB"}, {TEXT: "nl", QUOTE: "nl"}])
def test_language_of_the_article_or_of_its_own_words_is_right(languages: dict[str, str]) -> None:
    assert isinstance(check(languages=languages), Suggestion)


def test_all_reasons_are_told() -> None:
    dropped = check("**Mars** has 12", "nowhere in there")
    assert isinstance(dropped, Dropped)
    assert len(dropped.reasons) == 4
