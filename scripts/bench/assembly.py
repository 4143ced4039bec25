"""What it costs to make one recipient's message of a finished issue, in time and in memory.

The issue has 64 KB and three values of each recipient's own in both parts and the headers: the
address that unsubscribes, the one of the preferences, and whom it goes to. The yardstick is a copy
of as many bytes, which any way of joining them must make. Memory is what stays allocated for the
prepared parts, by tracemalloc.

    python scripts/bench/assembly.py [--messages 5000]
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

from mail.issue import mail_config, mail_issue, nonce

from digest.delivery.message import Sender, Skeleton, build_skeleton, recipient_values
from digest.model import Delivery, Field, MailEdition
from digest.render.mail import personal_urls, render_mail
from digest.render.theme import Theme

TARGET_MICROSECONDS = 15
TARGET_MEMORY = 3
STORIES = 7  # makes 64 KB
CONFIG = mail_config()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=5_000)
    options = parser.parse_args()
    edition = render_mail(mail_issue(stories=STORIES), config=CONFIG, theme=Theme(), nonces=nonce)
    prepared, kept, peak = traced(lambda: skeleton(edition))
    size = len(prepared.message(values(delivery(1))))
    deliveries = [delivery(number) for number in range(options.messages)]
    all_values = [values(each) for each in deliveries]
    joined = per_item(lambda index: prepared.message(all_values[index]), options.messages)
    whole = per_item(lambda index: prepared.message(values(deliveries[index])), options.messages)
    block = bytearray(size)
    copied = per_item(lambda _index: bytes(block), options.messages)
    print(f"message: {size:,} bytes, {len(prepared.pieces) // 2} gaps")
    print(f"yardstick: a copy of it        {copied:6.2f} µs")
    print(f"assembly                       {joined:6.2f} µs, {joined / copied:.1f} copies")
    print(f"assembly with its values made  {whole:6.2f} µs, {whole / copied:.1f} copies")
    print(f"target: assembly in {TARGET_MICROSECONDS} µs: {verdict(joined <= TARGET_MICROSECONDS)}")
    print(
        f"prepared parts: {kept:,} bytes, {kept / size:.2f} messages; {peak / size:.1f} while made"
    )
    print(f"target: {TARGET_MEMORY} messages at most: {verdict(kept <= TARGET_MEMORY * size)}")
    return 0


def verdict(is_met: bool) -> str:  # noqa: FBT001  # one value, one word
    return "met" if is_met else "MISSED"


def skeleton(edition: MailEdition) -> Skeleton:
    return build_skeleton(
        edition,
        sender=Sender(address="news@example.org", name="Bench"),
        issue_id="tag:example.org,2026:bench",
        date=datetime(2026, 11, 23, 7, tzinfo=UTC),
        list_name="The Bench",
        language="en",
        archived_at="https://example.org/2026-11-23/",
    )


def delivery(number: int) -> Delivery:
    return Delivery(
        issue_id="tag:example.org,2026:bench",
        subscriber_id=number,
        public_id=f"{number:032x}",
        email=f"reader{number}@example.org",
        claim=1,
        attempts=0,
    )


def values(item: Delivery) -> dict[Field, str]:
    urls = personal_urls(CONFIG, token=item.public_id)
    return recipient_values(item, urls=urls, domain="example.org")


def per_item(act: Callable[[int], object], count: int) -> float:
    """Microseconds of CPU time for each: the best of seven passes, since load only adds."""
    best = float("inf")
    for _ in range(7):
        start = time.process_time()
        for index in range(count):
            act(index)
        best = min(best, time.process_time() - start)
    return best / count * 1e6


def traced(make: Callable[[], Skeleton]) -> tuple[Skeleton, int, int]:
    """What was made, the bytes that it keeps, and the most that there were meanwhile."""
    make()  # caches are filled
    tracemalloc.start()
    made = make()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, kept, peak


if __name__ == "__main__":
    sys.exit(main())
