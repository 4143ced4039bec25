"""npm's `mjml` in a cache folder outside the checkout, for what needs the reference engine.

Usage: python scripts/mjml/npm.py SCRIPT [ARGUMENT …]      SCRIPT is one of this folder
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "5.4.1"
HERE = Path(__file__).resolve().parent


def run(script: str, *arguments: str) -> str:
    """What `script` of this folder prints, run by Node with `mjml` at hand."""
    command, environment = _command(script, *arguments)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _command(script: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        sys.exit("Node is not installed; on Debian: apt-get install nodejs npm")
    environment = os.environ | {"NODE_PATH": str(_installed(npm) / "node_modules")}
    return [node, str(HERE / script), *arguments], environment


def _installed(npm: str) -> Path:
    """The folder that holds `mjml`, installed at its first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "digest" / f"mjml-{VERSION}"
    if not (folder / "node_modules" / "mjml" / "package.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"mjml@{VERSION}"],
            check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"npm could not install mjml {VERSION}; it needs a registry that it knows")
    return folder


def main() -> None:
    command, environment = _command(*sys.argv[1:])
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    main()
