"""What a model may cost in one run, and when it is left alone."""

from __future__ import annotations

from dataclasses import dataclass

_BYTES_PER_TOKEN = 3  # more tokens than any usual script needs, so that estimates err upwards
_FAILURES = 3  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """What a model may cost, in time and tokens. A run is the life of one `ModelSuggester`."""

    seconds: float = 30  #: for one article, retry included
    input_chars: int = 40_000  #: of an article; the rest is not shown
    output_tokens: int = 1_500  #: of one answer
    articles_per_run: int = 20
    tokens_per_run: int = 200_000  #: input and output together


class Budget:
    """What is left of the limits of a run."""

    def __init__(self, limits: ModelLimits) -> None:
        self._limits = limits
        self._articles = limits.articles_per_run
        self._failures = _FAILURES
        self.tokens = limits.tokens_per_run  #: that may still be spent

    def estimate(self, prompt: str) -> int:
        """How many tokens a question and its answer take at most."""
        return len(prompt.encode()) // _BYTES_PER_TOKEN + self._limits.output_tokens

    def refusal(self, tokens: int) -> str:
        """Why a question of that many tokens must not be asked; empty when it may be."""
        if self._failures <= 0:
            return "it failed before; mend that, then compile again"
        if self._articles <= 0:
            return (
                f"it was asked about {self._limits.articles_per_run} articles, and `[suggest]"
                " articles_per_run` allows no more"
            )
        if self.tokens < tokens:
            return (
                f"that could go beyond the {self._limits.tokens_per_run} tokens of `[suggest]"
                " tokens_per_run`"
            )
        return ""

    def answered(self, tokens: int) -> None:
        """Book an answer and its tokens."""
        self._book(tokens)
        self._failures = _FAILURES

    def failed(self, tokens: int, *, is_permanent: bool) -> None:
        """Book a failure and the tokens that it may have cost."""
        self._book(tokens)
        self._failures = 0 if is_permanent else self._failures - 1

    def _book(self, tokens: int) -> None:
        self._articles -= 1
        self.tokens -= tokens
