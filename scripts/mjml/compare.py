"""Compares our HTML of MJML files with that of npm's `mjml`: pixels, words, Outlook's widths.

Usage: scripts/compare_mjml FOLDER [LEAST]

FOLDER holds `.mjml` files; LEAST is the share of them that must look the same, 0.84 if not given:
21 of MJML's own 25 (github.com/mjmlio/email-templates). Outlook's widths must be equal in all. One
line per file: how many pixels differ at 640 and at 375 px, and what else does. Exit code 1 when
too few are the same. Needs Node, npm and Chromium; npm's `mjml` goes into the user's cache folder.

Both pages are shown in Chromium with the same grey picture in the place of each image. Ours is
made as for a mail, but without the lint, since such files were not written by its rules.
"""

from __future__ import annotations

import json
import re
import struct
import sys
import zlib
from base64 import b64encode
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import npm

from digest.browser.browser import Browser, Screen
from digest.errors import RenderError
from digest.render.mjml.engine import unlinted_html

WIDTHS = (640, 375)
LEAST = 0.84

_ADDRESS = re.compile(r"""(\s(?:src|background)=)"[^"]*"|url\([^()]*\)""")
_MSO = re.compile(r"<!--\[if (?!lte)[^\]]*(?:mso|IE)[^\]]*\]>(.*?)<!\[endif\]-->", re.DOTALL)
_PIXELS = re.compile(r"""(?<![-\w])width(?::\s*|=")(\d+(?:\.\d+)?)(?:px|")""")
_IMAGE = re.compile(r"""<img\b[^>]*?\swidth="(\d+)\"""")
#: Pixels of two pictures that differ as an eye sees it: by more than a tenth of the way from black
#: to white in YIQ (Kotsarenko and Ramos, 2010), as `pixelmatch` counts them with threshold 0.1.
_DIFFERENCE = """async ([one, other]) => {
  const load = async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    return image;
  };
  const images = [await load(one), await load(other)];
  const width = Math.min(...images.map((image) => image.width));
  const height = Math.min(...images.map((image) => image.height));
  const [a, b] = images.map((image) => {
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  });
  let count = 0;
  for (let at = 0; at < a.length; at += 4) {
    const [r, g, b_] = [a[at] - b[at], a[at + 1] - b[at + 1], a[at + 2] - b[at + 2]];
    const y = 0.299 * r + 0.587 * g + 0.114 * b_;
    const i = 0.596 * r - 0.274 * g - 0.322 * b_;
    const q = 0.211 * r - 0.523 * g + 0.312 * b_;
    count += 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q > 352;
  }
  return count;
}"""
_SIZE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
_WORDS = "() => document.body.innerText.split(/\\s+/).join(' ').trim()"


@dataclass(frozen=True)
class View:
    """A page at one width, as far as it is compared."""

    png: bytes
    size: tuple[int, int]
    words: str


def main() -> int:
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    files = sorted(Path(sys.argv[1]).glob("*.mjml"))
    if not files:
        sys.exit(f"{sys.argv[1]}: holds no .mjml file")
    least = float(sys.argv[2]) if len(sys.argv) == 3 else LEAST
    references = json.loads(npm.run("render.cjs", *map(str, files)))
    same = fitting = 0
    with Browser() as browser:
        for file in files:
            try:
                ours = unlinted_html(file.read_text(encoding="utf-8"), name=file.name)
            except RenderError as error:
                print(f"{file.name:26} {error}")
                continue
            pixels, notes = looks(browser, ours, references[str(file)])
            widths = width_faults(ours, references[str(file)])
            same += not (any(pixels) or notes)
            fitting += not widths
            counts = " ".join(f"{count:8,}" for count in pixels)
            print(f"{file.name:26} {counts}  {'; '.join([*notes, *widths]) or 'the same'}")
    print(f"{same} of {len(files)} look the same, Outlook's widths are equal in {fitting}")
    return 0 if same >= least * len(files) and fitting == len(files) else 1


def looks(browser: Browser, ours: str, reference: str) -> tuple[list[int], list[str]]:
    """Differing pixels at each width, and what else differs to the eye."""
    pixels, notes = [], []
    for width in WIDTHS:
        one, other = view(browser, ours, width), view(browser, reference, width)
        pixels.append(difference(browser, one.png, other.png))
        if one.size != other.size:
            notes.append(f"size {one.size} for {other.size} at {width}")
        if one.words != other.words:
            notes.append(f"other words at {width}")
    return pixels, notes


def view(browser: Browser, html: str, width: int) -> View:
    page = _ADDRESS.sub(
        lambda found: f'{found[1]}"grey.png"' if found[1] else "url(grey.png)", html
    )
    files = {"page.html": page.encode(), "grey.png": grey_png(600, 300)}
    with browser.tab(Screen(width=width), files=files) as tab:
        tab.open("page.html")
        return View(tab.png(), tuple(tab.evaluate(_SIZE)), tab.evaluate(_WORDS))


def difference(browser: Browser, one: bytes, other: bytes) -> int:
    if one == other:
        return 0
    with browser.tab(Screen(width=640)) as tab:
        return int(tab.evaluate(_DIFFERENCE, [b64encode(png).decode() for png in (one, other)]))


def width_faults(ours: str, reference: str) -> list[str]:
    """Where Outlook would lay out our page in other widths, by more than one pixel."""
    faults = []
    for what, found in (("cell", cell_widths), ("image", image_widths)):
        one, other = found(ours), found(reference)
        if len(one) != len(other):
            faults.append(f"{len(one)} {what} widths for {len(other)}")
        elif wrong := [
            f"{a:g} for {b:g}" for a, b in zip_longest(one, other, fillvalue=0) if abs(a - b) > 1
        ]:
            faults.append(f"{what} widths {', '.join(wrong[:3])}")
    return faults


def cell_widths(html: str) -> list[float]:
    """Widths of tables and cells that only Outlook sees."""
    return [float(found[1]) for part in _MSO.findall(html) for found in _PIXELS.finditer(part)]


def image_widths(html: str) -> list[float]:
    return [float(width) for width in _IMAGE.findall(html)]


def grey_png(width: int, height: int) -> bytes:
    """A grey picture (PNG, ISO/IEC 15948)."""
    rows = (b"\0" + b"\x99" * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


if __name__ == "__main__":
    sys.exit(main())
