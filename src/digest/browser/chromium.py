"""Where the machine's Chromium is. None is ever downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from digest.errors import NoBrowser

VARIABLE: Final = "DIGEST_CHROMIUM"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium(environment: Mapping[str, str] = os.environ) -> Path:
    """The executable that `DIGEST_CHROMIUM` names, else the first of the usual names on PATH.

    Raises NoBrowser.
    """
    if wanted := environment.get(VARIABLE):
        found = shutil.which(wanted, path=environment.get("PATH"))
        if found is None:
            raise NoBrowser(f"{VARIABLE}: {wanted} is no program; name a Chromium, or unset it")
        return Path(found)
    for name in _NAMES:
        if found := shutil.which(name, path=environment.get("PATH")):
            return Path(found)
    raise NoBrowser(
        "there is no Chromium on this machine; `apt install chromium` on Debian brings one, and"
        f" {VARIABLE} can name another"
    )
