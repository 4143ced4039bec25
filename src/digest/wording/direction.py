"""Which way a language runs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

#: The living scripts that run from right to left (ISO 15924), Syriac with its three styles.
_RTL_SCRIPTS: Final = frozenset(
    {
        "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Syre",
        "Syrj", "Syrn", "Thaa", "Yezi",
    }
)  # fmt: skip


@lru_cache(maxsize=256)
def text_direction(language: str) -> Direction:
    """`rtl` for a BCP 47 tag whose script, named or usual, runs from right to left."""
    from digest.wording.cldr import likely_script

    return "rtl" if likely_script(language) in _RTL_SCRIPTS else "ltr"
