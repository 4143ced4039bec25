"""The door to language models, of any provider that pydantic-ai knows.

A model is a stranger who reads fast: it gets the article as data, answers in a fixed shape, and
nothing of its answer is believed that the article does not bear out
(`compose.suggesting.evidence`). Keys come from the environment, under the names that the providers
gave them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.article import Article, Suggestion
from digest.compose.suggesting.evidence import Dropped, Proposal, check_suggestion
from digest.compose.text import comparison_key
from digest.errors import SuggestError
from digest.suggest.budget import Budget, ModelLimits
from digest.suggest.cache import Question, SuggestionCache
from digest.suggest.prompt import INSTRUCTIONS, PROMPT_SHA256, format_question

if TYPE_CHECKING:  # it takes a second to import, and most publications never need it
    from pydantic_ai.models import Model

_PER_TAKEAWAY = 3  # proposals for each takeaway asked for; beyond that a model only talks
_REQUESTS = 2  # an answer of the wrong shape is asked for again, once
#: Answers that the next article would get as well, and how to mend them.
_HINTS = {
    401: "; check the key in the environment",
    402: "; check the account's balance",
    403: "; check what the key may do",
    404: "; check `[suggest] model`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a model's proposals for an article."""

    suggestions: tuple[Suggestion, ...]  #: borne out, in the order of the article
    dropped: tuple[Dropped, ...]  #: in the order of the model
    is_cached: bool  #: nothing was asked, nothing was paid


class ModelSuggester:
    """Asks a model for takeaways, within limits, and never twice for the same text.

    `model` is a name as pydantic-ai writes it, `provider:model`, or one of its models.
    `language_of` gives the BCP 47 tag of a text, or nothing when it cannot tell.
    """

    def __init__(
        self,
        model: str | Model,
        *,
        limits: ModelLimits,
        cache: SuggestionCache | None,
        language_of: Callable[[str], str],
    ) -> None:
        self._model = model
        self._name = model if isinstance(model, str) else f"{model.system}:{model.model_name}"
        self._limits = limits
        self._cache = cache
        self._language_of = language_of
        self._budget = Budget(limits)

    def suggest(self, article: Article, *, count: int) -> tuple[Suggestion, ...]:
        """Up to `count` takeaways that the article bears out, in its order. Raises SuggestError."""
        return self.answer(article, count=count).suggestions

    def answer(self, article: Article, *, count: int) -> Answer:
        """The same, with what was dropped and why. Raises SuggestError.

        It does so when the model cannot be reached, and when a limit of the run is used up.
        """
        question = Question(
            sha256=article.sha256,
            model=self._name,
            language=article.language,
            prompt=PROMPT_SHA256,
            count=count,
            input_chars=self._limits.input_chars,
        )
        proposals = self._cache.find(question) if self._cache else None
        is_cached = proposals is not None
        if proposals is None:
            proposals = self._ask(article, count=count)
            if self._cache:
                self._cache.keep(question, proposals)
        suggestions, dropped = self._checked(proposals[: count * _PER_TAKEAWAY], article=article)
        kept = sorted(suggestions[:count], key=lambda suggestion: suggestion.evidence)
        return Answer(suggestions=tuple(kept), dropped=dropped, is_cached=is_cached)

    def _checked(
        self, proposals: Sequence[Proposal], *, article: Article
    ) -> tuple[list[Suggestion], tuple[Dropped, ...]]:
        suggestions: dict[str, Suggestion] = {}
        dropped: list[Dropped] = []
        for proposal in proposals:
            checked = check_suggestion(
                proposal, article=article, origin=self._name, language_of=self._language_of
            )
            if isinstance(checked, Dropped):
                dropped.append(checked)
            else:
                suggestions.setdefault(comparison_key(checked.text), checked)
        return list(suggestions.values()), tuple(dropped)

    def _ask(self, article: Article, *, count: int) -> tuple[Proposal, ...]:
        prompt = format_question(
            article, count=count, input_chars=self._limits.input_chars, code=secrets.token_hex(16)
        )
        estimate = self._budget.estimate(INSTRUCTIONS + prompt)
        if refusal := self._budget.refusal(estimate):
            raise SuggestError(f"{article.location}: {self._name} was not asked: {refusal}")
        try:
            proposals, tokens = _run(
                self._model, prompt=prompt, limits=self._limits, tokens=self._budget.tokens
            )
        except _Failure as failure:
            # Nobody tells what a broken request cost.
            self._budget.failed(max(estimate, failure.tokens), is_permanent=failure.is_permanent)
            raise SuggestError(
                f"{article.location}: {self._name} proposed no takeaways: {failure.reason}"
            ) from failure
        self._budget.answered(tokens or estimate)
        return proposals


# --- the door ---------------------------------------------------------------------------------


class _Failure(Exception):
    """The model gave no answer; `is_permanent` if it will give none to the next article either."""

    def __init__(self, reason: str, *, is_permanent: bool, tokens: int = 0) -> None:
        self.reason = reason
        self.is_permanent = is_permanent
        self.tokens = tokens
        super().__init__(reason)


def _run(
    model: str | Model, *, prompt: str, limits: ModelLimits, tokens: int
) -> tuple[tuple[Proposal, ...], int]:
    """The proposals and the tokens that they cost. Raises _Failure, whatever goes wrong."""
    try:
        from pydantic_ai import Agent
        from pydantic_ai.usage import RunUsage, UsageLimits
    except ImportError as error:
        raise _Failure(
            "pydantic-ai is not installed; install digest-press[llm]", is_permanent=True
        ) from error
    try:
        agent = Agent(
            model,
            output_type=list[Proposal],
            instructions=INSTRUCTIONS,
            retries=_REQUESTS - 1,
            model_settings={"max_tokens": limits.output_tokens},
        )
    except Exception as error:  # an unknown model, a provider's package or key that is missing
        raise _Failure(_first_line(error), is_permanent=True) from error
    usage = RunUsage()

    async def run() -> list[Proposal]:
        async with asyncio.timeout(limits.seconds), agent:
            result = await agent.run(
                prompt,
                usage=usage,
                usage_limits=UsageLimits(request_limit=_REQUESTS, total_tokens_limit=tokens),
            )
        return result.output

    try:
        return tuple(asyncio.run(run())), usage.total_tokens
    except Exception as error:  # each provider's package raises its own kinds
        raise _failure(error, limits=limits, tokens=usage.total_tokens) from error


def _failure(error: Exception, *, limits: ModelLimits, tokens: int) -> _Failure:
    """The failure in words. What a provider answered is not repeated: it may hold a key."""
    from pydantic_ai.exceptions import (
        ModelHTTPError,
        UnexpectedModelBehavior,
        UsageLimitExceeded,
    )

    if isinstance(error, ModelHTTPError):
        status = error.status_code
        return _Failure(
            f"the provider answered with HTTP status {status}{_HINTS.get(status, '')}",
            is_permanent=status in _HINTS,
            tokens=tokens,
        )
    if isinstance(error, TimeoutError):
        reason = f"no answer within {limits.seconds:g} seconds"
    elif isinstance(error, UsageLimitExceeded):
        reason = "its answer went beyond the tokens that this run may use"
    elif isinstance(error, UnexpectedModelBehavior):
        reason = "its answers had the wrong shape"
    else:
        reason = f"the provider cannot be reached ({type(error).__name__})"
    return _Failure(reason, is_permanent=False, tokens=tokens)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
