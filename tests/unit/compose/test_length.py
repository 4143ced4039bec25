from __future__ import annotations

import pytest

from digest.compose.length import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("— … !", 0),
        ("Two ferries – each hour.", 4),
        ("港口明年扩建", 3),
        ("港口 2027 扩建了", 4),
        ("フェリー", 2),
        ("항구가 커졌다", 2),
    ],
)
def test_count_words(text: str, count: int) -> None:
    assert count_words(text) == count
