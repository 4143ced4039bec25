"""How fast the command line answers: CPU of `digest --help`, against a bare Python's.

.venv/bin/python scripts/bench/start.py [ROUNDS]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

TARGET_MILLISECONDS = 100


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    digest = Path(sys.executable).with_name("digest")
    ours = milliseconds([str(digest), "--help"], rounds=rounds)
    bare = milliseconds([sys.executable, "-c", "pass"], rounds=rounds)
    print(f"digest --help   {ours:6.1f} ms CPU (target {TARGET_MILLISECONDS})")
    print(f"bare Python     {bare:6.1f} ms CPU")
    print(f"ratio           {ours / bare:6.1f}")


def milliseconds(command: list[str], *, rounds: int) -> float:
    """The median of user and system time of a process."""
    times = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        times.append(1_000 * spent)
    return statistics.median(times)


if __name__ == "__main__":
    main()
