"""The mail shows of an article what the issue says: no word lost, none glued to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.compose.issue import compose_issue
from digest.compose.markdown import parse_blocks, token_text
from digest.compose.selecting.request import ComposeRequest
from digest.config.tables import IssueConfig
from digest.model import Issue, Story
from digest.render.mail import render_mail
from digest.render.theme import Theme
from digest.sources.folder import FolderSource
from digest.wording.load import load_wording
from factories import config_factory
from visible import visible_words

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "files"
THEME, CONFIG = Theme(), config_factory()


def compiled(folder: Path) -> Iterator[Issue]:
    """An issue of each article of the folder that has takeaways."""
    for article in FolderSource(folder, root=folder, name="desk", language="en").collect():
        request = ComposeRequest(
            name="2026-11-23",
            id="tag:news.example.org,2026-11-23:issue/2026-11-23",
            number=1,
            on=date(2026, 11, 23),
            slot="manual",
            publication_title="Harbour Notes",
            words=load_wording("en"),
            language="en",
            now=datetime(2026, 11, 23, tzinfo=UTC),
            budget=IssueConfig(max_takeaways=20),
        )
        if (issue := compose_issue([article], request=request).issue) is not None:
            yield issue


def words_of(issue: Issue, story: Story) -> list[str]:
    """The story's words in the order of the mail, as white space parts them."""
    headings = [section.heading for section in issue.sections]
    texts = [story.title, headings[0], *(_text(each.markdown) for each in story.takeaways)]
    if story.outlook:
        texts += [headings[1], *map(_text, story.outlook.paragraphs)]
    return " ".join(texts).split()


def _text(markdown: str) -> str:
    tokens = parse_blocks(markdown)
    return " ".join(
        "".join(map(token_text, token.children)) if token.children else token.content
        for token in tokens
        if token.content
    )


def stands_in(words: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether the words stand in what is shown, in one piece."""
    joined = "\n".join(("", *shown, ""))
    return "\n".join(("", *words, "")) in joined


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus does not lie beside this checkout")
def test_every_word_of_the_corpus_is_shown_and_none_is_glued() -> None:
    issues = list(compiled(CORPUS))
    assert len(issues) > 80
    for number, issue in enumerate(issues):
        mail = render_mail(issue, config=CONFIG, theme=THEME, nonces=lambda: f"n{'0' * 24}n")
        expected = words_of(issue, issue.stories[0])
        assert stands_in(expected, visible_words(mail.html)), f"{number}: {expected}"


def test_glued_and_lost_words_are_seen() -> None:
    assert stands_in(["a", "b"], ["x", "a", "b"])
    assert not stands_in(["a", "b"], ["x", "ab"])
    assert not stands_in(["a", "b"], ["a", "c", "b"])
