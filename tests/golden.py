"""Golden pairs: renderings that were looked at, kept byte for byte.

`scripts/golden` writes them anew; look at what changed before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "golden"


def assert_golden(name: str, text: str) -> None:
    """The rendering equals the kept one of that name."""
    path = FOLDER / name
    if os.environ.get("DIGEST_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
