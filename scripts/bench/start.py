"""How fast the command line answers: `digest --help` and a first compile, against a bare Python.

The compile is that of the starter publication, into an empty folder of issues, with all the
processes that it starts. Both run with compiled modules, as an installed program does.

.venv/bin/python scripts/bench/start.py [ROUNDS]
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HELP_CPU_MILLISECONDS = 100
COMPILE_WALL_MILLISECONDS = 1000

_DIGEST = str(Path(sys.executable).with_name("digest"))


class Spent(NamedTuple):
    """Milliseconds."""

    cpu: float  #: user and system time of a process and of those that it started
    wall: float


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(name, "modules"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        starter = Path(name, "starter")
        subprocess.run([_DIGEST, "init", starter], check=True, stdout=subprocess.DEVNULL)

        def clear() -> None:
            for folder in ("issues", "var"):
                shutil.rmtree(starter / folder, ignore_errors=True)

        bare = median([sys.executable, "-c", "pass"], rounds=rounds)
        short = median([_DIGEST, "--help"], rounds=rounds)
        whole = median([_DIGEST, "compile", "-C", str(starter)], rounds=rounds, before=clear)
    print(f"digest --help   {short.cpu:6.0f} ms CPU (target {HELP_CPU_MILLISECONDS})")
    print(f"digest compile  {whole.wall:6.0f} ms    (target {COMPILE_WALL_MILLISECONDS})")
    print(f"                {whole.cpu:6.0f} ms CPU")
    print(f"bare Python     {bare.cpu:6.0f} ms CPU")
    print(f"ratios          {short.cpu / bare.cpu:6.1f} and {whole.cpu / bare.cpu:.0f}")


def median(command: list[str], *, rounds: int, before: Callable[[], None] = lambda: None) -> Spent:
    """The medians, after a round that compiles the modules."""
    spent = []
    for _ in range(rounds + 1):
        before()
        start, used = time.perf_counter(), used_by_children()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        wall, cpu = time.perf_counter() - start, used_by_children() - used
        spent.append(Spent(1000 * cpu, 1000 * wall))
    return Spent(*map(statistics.median, zip(*spent[1:], strict=True)))


def used_by_children() -> float:
    """Seconds of computing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
