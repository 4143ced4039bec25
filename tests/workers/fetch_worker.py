"""A process that fetches one address: by how many MB it grew meanwhile, and how that ended.

Arguments: the address, and another one of the same server to begin with, so that what the first
fetch loads is not counted.
"""

from __future__ import annotations

import resource
import sys
from urllib.parse import urlsplit

from digest.errors import FetchError
from digest.sources.fetching.fetch import Fetcher, FetchPolicy
from fakes import FakeClock


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(url: str, other_url: str) -> None:
    allowed = frozenset({urlsplit(url).netloc})
    fetcher = Fetcher(
        FetchPolicy(user_agent="digest/1.0", allowed_private=allowed), clock=FakeClock()
    )
    fetcher.get(other_url)
    before = _peak_mb()
    try:
        fetcher.get(url)
    except FetchError as error:
        print(_peak_mb() - before, error.reason)


if __name__ == "__main__":
    main(*sys.argv[1:])
