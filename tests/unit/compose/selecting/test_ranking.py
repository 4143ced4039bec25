from __future__ import annotations

import math
from datetime import timedelta

import pytest
from pydantic import ValidationError

from digest.compose.selecting.ranking import SCORE, Quality, factors
from digest.config.tables import RankingConfig

RANKING = RankingConfig(half_life="36h")


def test_score_is_the_product_of_its_factors() -> None:
    parts = factors(
        weight=2,
        age=timedelta(hours=72),
        quality=Quality.SUMMARY,
        cluster=3,
        ranking=RANKING,
    )
    assert parts["source"] == 2
    assert parts["age"] == 0.25
    assert parts["takeaways"] == 0.9
    assert parts["cluster"] == 1 + 0.15 * math.log(3)
    assert parts[SCORE] == pytest.approx(2 * 0.25 * 0.9 * parts["cluster"])


@pytest.mark.parametrize("quality", Quality)
def test_each_way_to_takeaways_has_its_weight(quality: Quality) -> None:
    ranking = RankingConfig(**{quality.value: 7})
    parts = factors(weight=1, age=timedelta(), quality=quality, ranking=ranking)
    assert parts[SCORE] == 7


def test_half_life_is_some_time() -> None:
    with pytest.raises(ValidationError, match="must be more than 0m"):
        RankingConfig(half_life="0h")


def test_very_old_articles_have_a_score_too() -> None:
    parts = factors(weight=1, age=timedelta(days=36_500), quality=Quality.EXPLICIT, ranking=RANKING)
    assert parts[SCORE] == 0
