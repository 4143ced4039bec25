"""`theme.toml` → one frozen `ThemeConfig`, in whose colours all words can be read."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from digest.config.contrast import LEAST_CONTRAST, contrast, hardest, nearest_readable
from digest.config.faults import line_of, parse_tables
from digest.config.theme import GROUNDS, Palette, ThemeConfig
from digest.errors import ConfigError

THEME_NAME: Final = "theme.toml"


def load_theme(path: Path, *, looks: Collection[str]) -> ThemeConfig:
    """Read and check a `theme.toml`; without the file, the theme as shipped.

    `looks` are those that there are. Raises ConfigError with all faults.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ThemeConfig()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path}: cannot be read as UTF-8 text: {error}",)) from error
    return parse_theme(text, name=str(path), looks=looks)


def parse_theme(text: str, *, looks: Collection[str], name: str = THEME_NAME) -> ThemeConfig:
    """`theme.toml`'s text as a ThemeConfig; `name` stands in messages. Raises ConfigError.

    Colours are measured when all else is right: every kind of words against every ground that it
    stands on, in both schemes.
    """
    theme = parse_tables(text, name=name, tables=ThemeConfig)
    faults = [
        (line_of(text, (scheme, key)), fault)
        for scheme, palette in (("light", theme.light), ("dark", theme.dark))
        for key, fault in _unreadable(palette, scheme=scheme)
    ]
    if theme.look not in looks:
        faults.append((line_of(text, ("look",)), _no_such_look(theme.look, looks)))
    if faults:
        raise ConfigError(tuple(f"{name}:{line}: {fault}" for line, fault in sorted(faults)))
    return theme


def _no_such_look(look: str, looks: Collection[str]) -> str:
    near = difflib.get_close_matches(look, looks, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(sorted(looks))}"
    return f"`look`: there is neither a look {look!r} nor a template mail/{look}.mjml.j2; {hint}"


def _unreadable(palette: Palette, *, scheme: str) -> Iterator[tuple[str, str]]:
    """The key of each colour that cannot be read on one of its grounds, and a sentence on it."""
    mended: dict[str, str] = {}  # the button's words are measured on the accent as it will be
    for role, names in GROUNDS.items():
        words = getattr(palette, role)
        grounds = {mended.get(name) or getattr(palette, name): name for name in reversed(names)}
        worst = hardest(words, grounds)
        if (found := contrast(words, worst)) >= LEAST_CONTRAST:
            continue
        mended[role] = nearest_readable(words, tuple(grounds))
        mend = (
            f"the nearest that can be read is {mended[role]}"
            if mended[role]
            else f"no colour can be read on all of {', '.join(names)}; make these more alike"
        )
        # A fault stands where the file says something: at the words, else at their ground.
        ground, said = grounds[worst], palette.model_fields_set
        key = ground if ground in said and role not in said else role
        pair = f"`{scheme}.{role}` {words} on `{scheme}.{ground}` {worst}"
        ratio = f"{int(found * 100) / 100}:1"  # cut off, not rounded: 4.499 is not 4.5
        yield key, f"{pair} has a contrast of {ratio} and needs {LEAST_CONTRAST}:1; {mend}"
