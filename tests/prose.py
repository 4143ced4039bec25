"""Articles made of a few blocks, for tests of what reads running text."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from digest.article import Article, Block, BlockKind

PARAGRAPHS = (
    (
        "Night ferries carry a third of the coast’s freight by now. Nobody expected that when the "
        "two old ferries began in 2022. The council had bought both ferries for less than a tug "
        "costs."
    ),
    (
        "A driver who has to rest for nine hours may as well rest on the night ferries. The "
        "shipping offices of the three harbours saw this before the ministry did. By the second "
        "winter the car deck of the night ferries was sold out on most nights."
    ),
    (
        "Heavy traffic on the coast road fell by a tenth without a toll. Villages between the "
        "harbours sleep through the night again. Dr. Marta Kvist of the harbour office calls it "
        "luck. Luck, she says, is what remains when a plan fails well."
    ),
    (
        "Two ferries are too few for the freight of the coast in a storm. Each winter gale has cut "
        "off the islands from their freight for days. A third ship is in the budget of 2027."
    ),
)


def paragraph(text: str, **what_matters: Any) -> Block:
    """A block whose place in the article is still open."""
    return Block(**{"kind": BlockKind.PARAGRAPH, "text": text, **what_matters})


def prose_article(*blocks: Block | str, language: str = "en", title: str = "Ferries") -> Article:
    """The article with these blocks, set one below the other as every reader does."""
    text, placed = title, []
    for block in (paragraph(item) if isinstance(item, str) else item for item in blocks):
        start = len(text) + 1
        text = f"{text}\n{block.text}"
        placed.append(replace(block, start=start, end=len(text)))
    return Article(
        title=title,
        source="articles",
        location="articles/ferries.md",
        language=language,
        text=text,
        blocks=tuple(placed),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
