#!/usr/bin/env python3
"""Collecting and composing plain-text articles: seconds, memory, and both against a yardstick.

    scripts/bench/compile.py [--articles 1000]

The files are read in a confined child, as `digest compile` reads them; the time until the child
has come up counts, and so does its CPU. The yardstick is the CPU time of reading and hashing the
same files, the best of three: it moves with the machine as the work does. Each memory figure comes
from a run of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF

_WORDS = [
    "harbour", "tide", "crane", "ferry", "council", "budget", "vessel", "survey", "engineer",
    "report", "channel", "quay", "storm", "repair", "vote", "plan", "cargo", "night", "river",
    "bridge", "lantern", "market", "ledger", "signal", "timber", "union", "winter", "engine",
    "pilot", "anchor",
]  # fmt: skip
# As often as they stand in prose, so that the language shows by them.
_FUNCTION_WORDS = ["the", "of", "and", "to", "is", "that", "for", "with", "was", "on"]
_FUNCTION_SHARE = 0.4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name, "few"), Path(name, "many")
        write_articles(few, count=arguments.articles // 10)
        write_articles(many, count=arguments.articles)
        small, large = in_child(few), in_child(many)
        yardstick = min(read_and_hash(many) for _ in range(3))
    print(f"{large['taken']} stories of {arguments.articles} articles")
    print(f"collect and compose        {large['seconds']:.2f} s (target for 1,000: 3 s)")
    print(f"  CPU                      {large['cpu']:.2f} s")
    print(f"  CPU ÷ reading, hashing   {large['cpu'] / yardstick:.0f}")
    for who in ("parent", "child"):
        print(f"peak memory of the {who:<8}{small[who]:.1f} MB → {large[who]:.1f} MB")
        grown = 1024 * (large[who] - small[who]) / (arguments.articles * 0.9)
        print(f"  of each article          {grown:.1f} KB (target 20 KB)")


def in_child(folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def measure(folder: Path) -> dict[str, float]:
    from digest.compose.issue import compose_issue, issue_tag
    from digest.compose.selecting.request import ComposeRequest
    from digest.sources.confined import Confined
    from digest.sources.folder import FolderSource
    from digest.wording.load import load_wording

    on = date(2026, 11, 23)
    request = ComposeRequest(
        name=on.isoformat(),
        id=issue_tag("https://news.example.org/", on=on, name=on.isoformat()),
        number=1,
        on=on,
        slot="manual",
        publication_title="Bench",
        language="en",
        words=load_wording("en"),
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    started = time.perf_counter()
    with Confined() as reader:
        source = FolderSource(folder, root=folder, name="bench", language="en", reader=reader)
        draft = compose_issue(source.collect(), request=request)
    seconds = time.perf_counter() - started
    parent, child = (resource.getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return {
        "seconds": seconds,
        "cpu": sum(used.ru_utime + used.ru_stime for used in (parent, child)),
        "parent": parent.ru_maxrss / 1024,
        "child": child.ru_maxrss / 1024,
        "taken": len(draft.taken),
    }


def read_and_hash(folder: Path) -> float:
    started = time.process_time()
    for path in folder.iterdir():
        hashlib.sha256(path.read_bytes()).digest()
    return time.process_time() - started


def write_articles(folder: Path, *, count: int) -> None:
    """Articles of about 2,700 words and 15 KB in the shape of a magazine's plain text."""
    folder.mkdir()
    for number in range(count):
        text = article(random.Random(number), number=number)
        Path(folder, f"2026-{1 + number % 12:02}-{1 + number % 28:02}-{number}.txt").write_text(
            text
        )


def article(rng: random.Random, *, number: int) -> str:
    def sentence(words: int) -> str:
        pools = rng.choices(
            (_FUNCTION_WORDS, _WORDS), (_FUNCTION_SHARE, 1 - _FUNCTION_SHARE), k=words
        )
        return " ".join(map(rng.choice, pools)).capitalize() + "."

    def paragraphs(count: int) -> list[str]:
        return [" ".join(sentence(17) for _ in range(7)) for _ in range(count)]

    def items(count: int) -> str:
        return "\n".join(f"  • {sentence(24)}" for _ in range(count))

    title = f"{sentence(7)[:-1]} {number}"
    parts = [title, title, sentence(15), *paragraphs(1)]
    parts += ["Context & Background", *paragraphs(4), "In-Depth Analysis", *paragraphs(9)]
    parts += [
        "Pros and Cons",
        *paragraphs(2),
        "Potential Pros:",
        items(4),
        "Potential Cons:",
        items(5),
    ]
    parts += ["Key Takeaways", items(5), "Future Outlook", *paragraphs(3)]
    return "\n\n".join([*parts, "Call to Action", *paragraphs(1)])


if __name__ == "__main__":
    main()
