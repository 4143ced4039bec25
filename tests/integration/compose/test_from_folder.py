"""From a folder to the draft: the same story out of every format, and the sample article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import articles
from digest.compose.issue import compose_issue
from digest.compose.markdown import plain
from digest.compose.selecting.request import ComposeRequest
from digest.config.tables import IssueConfig
from digest.model import Story
from digest.sources.folder import FolderSource
from digest.wording.load import load_wording

SAMPLE = Path(__file__).parents[3].parent / "shared" / "corpus" / "files" / "sample.txt"

FORMS = {
    "a.txt": lambda text: text,
    "a.md": articles.as_markdown,
    "a.html": articles.as_html,
}


def compile_story(folder: Path, *, name: str, text: str) -> Story:
    """The story that a folder with one file compiles to."""
    (folder / name).write_text(text, encoding="utf-8")
    request = ComposeRequest(
        name="2026-11-23",
        id="tag:news.example.org,2026-11-23:issue/2026-11-23",
        number=1,
        on=date(2026, 11, 23),
        slot="manual",
        publication_title="Harbour Notes",
        language="en",
        words=load_wording("en"),
        now=datetime(2026, 11, 23, tzinfo=UTC),
        budget=IssueConfig(max_outlook_words=2000),
    )
    source = FolderSource(folder, root=folder, name="desk", language="en")
    draft = compose_issue(source.collect(), request=request)
    assert draft.issue is not None, draft.left_out
    (story,) = draft.issue.stories
    return story


@pytest.mark.parametrize(("name", "convert"), FORMS.items(), ids=FORMS)
def test_article_compiles_to_its_takeaways_and_outlook(
    tmp_path: Path, name: str, convert: Callable[[str], str]
) -> None:
    story = compile_story(tmp_path, name=name, text=convert(articles.plain_text()))
    assert story.title == articles.TITLE
    assert tuple(plain(takeaway.markdown) for takeaway in story.takeaways) == articles.TAKEAWAYS
    assert story.outlook is not None
    assert tuple(map(plain, story.outlook.paragraphs)) == articles.OUTLOOK


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the corpus does not lie beside this checkout")
@pytest.mark.parametrize(("name", "convert"), FORMS.items(), ids=FORMS)
def test_sample_article_compiles_to_its_takeaways_and_outlook(
    tmp_path: Path, name: str, convert: Callable[[str], str]
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    # Cut by position, so that this test knows nothing of how sections are found.
    _, _, behind = text.partition("\nKey Takeaways\n")
    listed, _, behind = behind.partition("\nFuture Outlook\n")
    prose, _, _ = behind.partition("\nCall to Action\n")
    takeaways = [line.removeprefix("  • ") for line in listed.split("\n") if line]
    outlook = [line for line in prose.split("\n") if line]
    assert (len(takeaways), len(outlook)) == (5, 3)

    story = compile_story(tmp_path, name=name, text=convert(text))
    assert story.title == text.partition("\n")[0]
    assert [plain(takeaway.markdown) for takeaway in story.takeaways] == takeaways
    assert story.outlook is not None
    assert [plain(paragraph) for paragraph in story.outlook.paragraphs] == outlook
