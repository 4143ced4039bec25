"""Random articles never bring the renderer down, and never become more than words."""

from __future__ import annotations

import os

from processes import start_worker

ARTICLES = 10_000
#: Two processes, each with its own; others by `DIGEST_FUZZ_SEEDS=3,4`.
SEEDS = os.environ.get("DIGEST_FUZZ_SEEDS", "1,2").split(",")


def test_ten_thousand_random_articles_are_rendered() -> None:
    share = str(ARTICLES // len(SEEDS))
    processes = {seed: start_worker("render_worker.py", seed, share) for seed in SEEDS}
    for seed, process in processes.items():
        printed, complaint = process.communicate()
        # A negative code is the signal that ended it: mrml's stack has overflowed.
        assert process.returncode == 0, f"seed {seed}: {complaint}"
        assert printed == f"{share}\n"
