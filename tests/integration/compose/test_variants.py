"""The same takeaways and outlook out of every shape that one article may come in."""

from __future__ import annotations

from pathlib import Path

import pytest

import articles
from digest.app.extract import extract
from variants import shape_of, variants

SAMPLE = Path(__file__).parents[3].parent / "shared" / "corpus" / "files" / "sample.txt"
NAMES = [name for name, _, _ in variants(articles.plain_text())]


def assert_exact(text: str, name: str, *, folder: Path) -> None:
    file, data = next((file, data) for each, file, data in variants(text) if each == name)
    path = folder / file
    path.write_bytes(data)

    (found,) = extract([path], language="en")

    expected = shape_of(text)
    assert found.article is not None, found.fault
    assert found.article.title == expected.title
    takeaways, outlook = found.findings.takeaways, found.findings.outlook
    assert takeaways is not None
    assert tuple(passage.text for passage in takeaways.passages) == expected.takeaways
    assert outlook is not None
    assert tuple(passage.text for passage in outlook.passages) == expected.outlook


@pytest.mark.parametrize("name", NAMES)
def test_an_article_reads_the_same_in_every_shape(tmp_path: Path, name: str) -> None:
    assert_exact(articles.plain_text(), name, folder=tmp_path)


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the corpus does not lie beside this checkout")
@pytest.mark.parametrize("name", NAMES)
def test_the_sample_article_reads_the_same_in_every_shape(tmp_path: Path, name: str) -> None:
    assert_exact(SAMPLE.read_text(encoding="utf-8"), name, folder=tmp_path)
