"""Lists that are typed, not marked up: lines that begin with a bullet, a dash or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from digest.article import BlockKind
from digest.sources.assemble import RawBlock

_BOLD_HEADING = 7  # as in `Block.level`
_BULLET = re.compile(r"[•‣⁃●○◦∙▪▫■□▸►]\s*(?=\S)")
_SIGN = re.compile(r"[^\w\s]\ufe0f?\s+(?=\S)")
_DASHES = "—–*+-"
_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")


class _Mark(NamedTuple):
    """What a line begins with."""

    sign: str  #: the bullet, dash or symbol; `1` for any number
    number: int
    length: int  #: with the space behind it
    is_sure: bool = False


def with_items(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """The same blocks, of which those lines are items that a reader takes for a list.

    A bullet makes an item of its line. A dash, a number or a symbol does so only beside another
    line that begins alike: alone it belongs to the sentence.
    """
    marks = [_mark(block) for block in blocks]
    return [
        _item(block, mark)
        if mark and (mark.is_sure or _continues(above, mark) or _continues(mark, below))
        else block
        for block, above, mark, below in zip(
            blocks, [None, *marks], marks, [*marks[1:], None], strict=False
        )
    ]


def _mark(block: RawBlock) -> _Mark | None:
    is_bold_line = block.kind is BlockKind.HEADING and block.level == _BOLD_HEADING
    if block.kind is not BlockKind.PARAGRAPH and not is_bold_line:
        return None
    text = block.text
    if text[:1].isalpha():  # nearly all lines
        return None
    if bullet := _BULLET.match(text):
        return _Mark(text[0], 0, bullet.end(), is_sure=True)
    if number := _NUMBER.match(text):
        return _Mark("1", int(number[1]), number.end())
    sign = _SIGN.match(text)
    if sign and (text[0] in _DASHES or unicodedata.category(text[0]) == "So"):
        return _Mark(text[0], 0, sign.end())
    return None


def _continues(above: _Mark | None, below: _Mark | None) -> bool:
    if above is None or below is None or above.sign != below.sign:
        return False
    return above.sign != "1" or below.number == above.number + 1


def _item(block: RawBlock, mark: _Mark) -> RawBlock:
    return block._replace(
        kind=BlockKind.ITEM,
        text=block.text[mark.length :],
        level=1,
        lead=max(0, block.lead - mark.length),
        is_numbered=mark.sign == "1",
    )
