"""`digest init`: a new publication from the starter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digest.archive.atomic import create_exclusive
from digest.errors import PublicationExists
from digest.render.theme import shipped_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """What `init` made, and what to do next."""

    folder: Path
    files: tuple[str, ...]
    next_steps: tuple[str, ...]


def init_publication(folder: Path) -> InitReport:
    """Copy the starter into `folder`, which must be empty or new. Raises PublicationExists."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PublicationExists(
            f"{folder} is not empty; name a new folder, nothing was written over"
        )
    starter = shipped_templates() / "starter"
    files = []
    for path in sorted(starter.rglob("*")):
        if path.is_file():
            name = path.relative_to(starter).as_posix()
            name = ".gitignore" if name == "gitignore" else name
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            create_exclusive(target, path.read_bytes())
            files.append(name)
    return InitReport(folder=folder, files=tuple(files), next_steps=_next_steps(folder))


def _next_steps(folder: Path) -> tuple[str, ...]:
    return (
        f"cd {folder}",
        "digest compile            # finds takeaways and outlook, makes issues/DATE.md",
        "digest preview --open     # the mail and the web page of the newest issue",
        "digest approve            # when you are content with it",
        "digest publish            # seals it; web archive and feeds go to public/",
        "digest subscribers add you@example.org --confirmed",
        "digest deliver            # into var/outbox/, until digest.toml names your relay",
    )
