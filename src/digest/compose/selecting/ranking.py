"""What goes first in an issue: a score of four factors, each of which can be shown."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from datetime import timedelta

from digest.config.fields import parse_duration
from digest.config.tables import RankingConfig

SCORE = "score"
_CLUSTER_SHARE = 0.15
UNDATED = timedelta(days=7)


class Quality(enum.StrEnum):
    """How a story came by its takeaways; the first three are those of `Tier`."""

    EXPLICIT = "explicit"
    SUMMARY = "summary"
    CONCLUSION = "conclusion"
    STANDFIRST = "standfirst"
    SUGGESTED = "suggested"


def factors(
    *,
    weight: float,
    age: timedelta,
    quality: Quality,
    cluster: int = 1,
    ranking: RankingConfig,
) -> Mapping[str, float]:
    """The factors of a score and the score, which is their product.

    `weight` is the source's; the age counts by half-lives; `cluster` is the number of articles on
    the same event, which are told first where they are many. How sure the finder is does not
    count: it says whether a section was found rightly, not how much it matters.
    """
    parts = {
        "source": weight,
        "age": 2 ** -(age / parse_duration(ranking.half_life)),
        "takeaways": float(getattr(ranking, quality)),
        "cluster": 1 + _CLUSTER_SHARE * math.log(cluster),
    }
    return {**parts, SCORE: math.prod(parts.values())}
