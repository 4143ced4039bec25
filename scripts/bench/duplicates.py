#!/usr/bin/env python3
"""Finding copies among many articles: seconds, memory, and both against a yardstick.

    scripts/bench/duplicates.py [--articles 50000]

Every tenth article is a copy, at another source, of the one before it, with a fiftieth of its
words changed. The yardstick is the CPU time of splitting the same texts into words and hashing
them: it moves with the machine as the work does.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import time
from collections.abc import Iterator

from digest.compose.selecting.duplicates import Document, find_copies, pack, unpack

_COPY_EVERY = 10
_SOURCES = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    documents = [
        Document(source=f"source {number % _SOURCES}", packed=pack(text))
        for number, text in enumerate(texts(count))
    ]
    packed = sum(len(document.packed) for document in documents) / 1e6
    before = megabytes()
    started, cpu = time.perf_counter(), time.process_time()
    copies = set(find_copies(documents))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    yardstick = split_and_hash(documents)
    wanted = {(at, at + 1) for at in range(_COPY_EVERY - 2, count - 1, _COPY_EVERY)}
    print(f"{len(copies & wanted)} of {len(wanted)} copies found, {len(copies - wanted)} wrong")
    print(f"find copies of {count:,}    {seconds:.1f} s (target for 50,000: 60 s)")
    print(f"  CPU                    {cpu:.1f} s")
    print(f"  CPU ÷ words, hashes    {cpu / yardstick:.1f}")
    print(f"peak memory              {megabytes():.0f} MB (target for 50,000: 1,000 MB)")
    print(f"  before                 {before:.0f} MB, of it {packed:.0f} MB packed texts")


def texts(count: int) -> Iterator[str]:
    """Articles of 300 to 2,000 words out of 20,000, the frequent ones more often (Zipf)."""
    words = [f"{'bcdfghklmn'[n % 10]}{'aeiou'[n % 5]}w{n}" for n in range(20_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    rng = random.Random(1)
    stock = rng.choices(words, weights, k=2_000_000)
    chosen: list[str] = []
    for number in range(count):
        if number % _COPY_EVERY == _COPY_EVERY - 1:
            chosen = [rng.choice(words) if rng.random() < 0.02 else word for word in chosen]
        else:
            start = rng.randrange(len(stock) - 2_000)
            chosen = stock[start : start + rng.randint(300, 2_000)]
            rng.shuffle(chosen)
        yield " ".join(chosen)


def split_and_hash(documents: list[Document]) -> float:
    started = time.process_time()
    for document in documents:
        for word in unpack(document.packed).split():
            hash(word)
        hashlib.sha256(document.packed).digest()
    return time.process_time() - started


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
