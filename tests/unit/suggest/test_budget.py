from __future__ import annotations

from digest.suggest.budget import Budget, ModelLimits


def test_estimate_counts_bytes_and_the_longest_answer() -> None:
    budget = Budget(ModelLimits(output_tokens=50))
    assert budget.estimate("a" * 30) == 10 + 50
    assert budget.estimate("夜" * 30) == 30 + 50


def test_question_may_take_all_that_is_left() -> None:
    budget = Budget(ModelLimits(tokens_per_run=100))
    assert budget.refusal(100) == ""
    assert budget.refusal(101) != ""


def test_answers_and_failures_are_both_paid() -> None:
    budget = Budget(ModelLimits(tokens_per_run=100, articles_per_run=2))
    budget.answered(30)
    budget.failed(20, is_permanent=False)
    assert budget.tokens == 50
    assert "asked about 2 articles" in budget.refusal(1)


def test_an_answer_forgives_failures() -> None:
    budget = Budget(ModelLimits())
    for _ in range(3):
        budget.failed(0, is_permanent=False)
        budget.failed(0, is_permanent=False)
        budget.answered(0)
    assert budget.refusal(1) == ""


def test_failure_that_will_not_pass_ends_the_run() -> None:
    budget = Budget(ModelLimits())
    budget.failed(0, is_permanent=True)
    assert "it failed before" in budget.refusal(1)
