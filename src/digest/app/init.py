"""`digest init`: a new publication from the starter."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.errors import PublicationExists
from digest.files import create_exclusive
from digest.render.theme import shipped_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """What `init` made, and what to do next."""

    folder: Path
    files: tuple[str, ...]
    next_steps: tuple[str, ...]


def init_publication(folder: Path) -> InitReport:
    """Copy the starter into `folder`, which must be empty or new.

    What a run that fails had made is removed. Raises PublicationExists, FileTaken, OSError.
    """
    if folder.exists() and not folder.is_dir():
        raise PublicationExists(f"{folder} is a file; name a new folder, nothing was written over")
    if folder.exists() and any(folder.iterdir()):
        raise PublicationExists(
            f"{folder} is not empty; name a new folder, nothing was written over"
        )
    with _all_or_nothing() as made:
        files = tuple(_copy_starter(folder, made=made))
    return InitReport(folder=folder, files=files, next_steps=_next_steps(folder))


@contextlib.contextmanager
def _all_or_nothing() -> Iterator[list[Path]]:
    """Yield a list for what is made; if that fails, what stands in it is removed, last first."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _copy_starter(folder: Path, *, made: list[Path]) -> Iterator[str]:
    starter = shipped_templates() / "starter"
    for path in sorted(starter.rglob("*")):
        if path.is_file():
            name = path.relative_to(starter).as_posix()
            name = ".gitignore" if name == "gitignore" else name
            target = folder / name
            _make_folder(target.parent, made=made)
            create_exclusive(target, path.read_bytes())
            made.append(target)
            yield name


def _make_folder(folder: Path, *, made: list[Path]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, made=made)
        folder.mkdir()
        made.append(folder)


def _next_steps(folder: Path) -> tuple[str, ...]:
    return (
        f"cd {shlex.quote(str(folder))}",
        "digest compile            # finds takeaways and outlook, makes issues/DATE.md",
        "digest preview --open     # how the newest issue looks to its readers",
        "digest approve            # when you are content with it",
        "digest publish            # seals it; web archive and feeds go to public/",
        "digest subscribers add you@example.org --confirmed",
        "digest deliver            # into var/outbox/, until digest.toml names your relay",
    )
