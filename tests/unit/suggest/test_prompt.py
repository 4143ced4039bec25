from __future__ import annotations

from digest.suggest.prompt import format_question
from prose import prose_article

ARTICLE = prose_article("First {text} paragraph.", "Second paragraph.", language="de")


def test_article_stands_between_two_lines_with_the_code() -> None:
    question = format_question(ARTICLE, count=3, input_chars=1000, code="c0de")
    assert question.endswith(f"\nc0de\n{ARTICLE.text}\nc0de")
    assert "at most 3 key takeaways, in the language de." in question


def test_long_article_is_cut_behind_a_block() -> None:
    fits = len("Ferries\nFirst {text} paragraph.")
    for input_chars in (fits, fits + 5):
        question = format_question(ARTICLE, count=3, input_chars=input_chars, code="c0de")
        assert question.endswith("\nc0de\nFerries\nFirst {text} paragraph.\nc0de")


def test_first_line_that_is_too_long_is_cut_anywhere() -> None:
    question = format_question(ARTICLE, count=3, input_chars=4, code="c0de")
    assert question.endswith("\nc0de\nFerr\nc0de")
