from __future__ import annotations

import pytest

from digest.sources.html.linked_data import article_of, linked_name


@pytest.mark.parametrize(
    "json",
    [
        "",
        "{",
        '"text"',
        "[1]",
        "[" * 9000,
        '{"@graph": 1}',
        "1" * 5000,
        '{"name": "No date"}',
        "{}",
    ],
)
def test_text_without_an_article_is_passed_over(json: str) -> None:
    assert article_of([json]) == {}


def test_object_that_is_called_an_article_goes_before_others() -> None:
    texts = [
        '{"@type": "WebPage", "datePublished": "2026-01-01"}',
        '[{"@type": ["Thing", "NewsArticle"], "datePublished": "2026-01-02"}]',
    ]
    assert article_of(texts)["datePublished"] == "2026-01-02"


def test_author_that_is_a_reference_is_resolved() -> None:
    graph = (
        '{"@graph": [{"@type": "BlogPosting", "datePublished": 1, "author": {"@id": "#ada"}},'
        '{"@id": "#ada", "name": "Ada Quay"}]}'
    )
    assert linked_name(article_of([graph])["author"]) == "Ada Quay"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ada Quay", "Ada Quay"),
        ({"name": "Ada Quay"}, "Ada Quay"),
        (["Ada Quay", {"name": "Jo Carder"}, {"name": 3}, None], "Ada Quay, Jo Carder"),
        (None, ""),
    ],
)
def test_name_is_that_of_a_person_or_of_several(author: object, name: str) -> None:
    assert linked_name(author) == name
