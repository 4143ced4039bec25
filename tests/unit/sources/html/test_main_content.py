from __future__ import annotations

import pytest

import pages
from digest.sources.html.main_content import EXTRACTORS, Extractor, main_text


def absent(_: str) -> str:
    raise ImportError


@pytest.fixture(params=EXTRACTORS, ids=lambda extractor: extractor.__name__)
def extractor(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    pytest.importorskip(found.__name__.removeprefix("_"))  # musl has no Resiliparse
    return found


def test_order_is_resiliparse_then_trafilatura() -> None:
    assert [extractor.__name__ for extractor in EXTRACTORS] == ["_resiliparse", "_trafilatura"]


def test_main_text_is_the_article_without_its_surroundings(extractor: Extractor) -> None:
    found = main_text(pages.page(beside=pages.teasers("Read next")), extractors=[extractor])
    assert found is not None
    assert all(paragraph in found for paragraph in pages.PARAGRAPHS)
    assert "Read next" not in found


@pytest.mark.parametrize("html", ["", " ", "<!-- x -->", "<html></html>", "<p> </p>"])
def test_page_of_nothing_has_no_main_text(extractor: Extractor, html: str) -> None:
    assert main_text(html, extractors=[extractor]) is None


def test_next_extractor_stands_in_for_one_that_is_not_installed() -> None:
    assert main_text("<p>x", extractors=[absent, str.upper]) == "<P>X"


def test_installed_extractor_decides_alone() -> None:
    assert main_text("<p>x", extractors=[lambda _: " ", str.upper]) is None


def test_none_installed_means_no_main_text() -> None:
    assert main_text("<p>x", extractors=[absent]) is None


def test_trafilatura_is_spared_a_page_that_would_take_it_minutes() -> None:
    page = pages.page(below="<i></i>" * 150_000)
    assert main_text(page, extractors=EXTRACTORS[1:]) is None
