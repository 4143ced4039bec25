"""`digest preview --png`: a picture of each frame of the preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digest.app.preview import preview_files
from digest.app.publication import Publication
from digest.browser.browser import Browser, Screen, Tab
from digest.files import write_atomic
from digest.model import Scheme
from digest.render.preview import FRAMES, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesReport:
    """Which pictures there are now."""

    folder: Path
    pictures: tuple[str, ...]  #: names of the files in it


def write_pictures(
    publication: Publication,
    name: str,
    *,
    folder: Path,
    load_images: bool = False,
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> PicturesReport:
    """Write `mail-600-light.png` and the others into `folder`, over those that are there.

    Raises NoBrowser where there is no Chromium, and what `preview` raises.
    """
    files = {
        page.path: page.body for page in preview_files(publication, name, load_images=load_images)
    }
    written: list[str] = []
    with Browser(is_online=load_images) as browser:
        folder.mkdir(parents=True, exist_ok=True)
        for scheme in Scheme:
            screen = Screen(width=FRAMES[0].width, scheme=scheme)
            with browser.tab(screen, files=files) as tab:
                for frame in (frame for frame in FRAMES if frame.scheme is scheme):
                    advance(len(written), len(FRAMES))
                    written.append(f"{frame.name}.png")
                    write_atomic(folder / written[-1], _picture(tab, frame))
    return PicturesReport(folder=folder, pictures=tuple(written))


def _picture(tab: Tab, frame: Frame) -> bytes:
    tab.resize(frame.width)
    tab.open(frame.pictured or frame.document)
    return tab.png()
