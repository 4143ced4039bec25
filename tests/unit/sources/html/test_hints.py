from __future__ import annotations

import pytest

from digest.sources.html.hints import hint_of


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        ("key-points", "key-points"),
        ("RenderKeyPoints-list", "key-points"),
        ("c-story_highlights wide", "story-highlights"),
        ("ArticleTakeaways", "takeaways"),
        ("box tl-dr", "tldr"),
        ("post__summary table-of-contents", "summary toc"),
        ("newsletter-signup", "newsletter"),
        ("aboutTheAuthor", "author"),
    ],
)
def test_hint_is_found_in_a_name(names: str, hint: str) -> None:
    assert hint_of(names) == hint


@pytest.mark.parametrize(
    "names", ["", "highlight", "shareholder", "commentary", "summarypage", "tipping-point"]
)
def test_name_that_only_contains_the_letters_says_nothing(names: str) -> None:
    assert hint_of(names) == ""
