from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pydantic_ai import models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from digest.article import Article
from digest.compose.suggesting.evidence import Dropped, Proposal
from digest.errors import SuggestError
from digest.suggest.budget import ModelLimits
from digest.suggest.cache import Question
from digest.suggest.llm import ModelSuggester
from prose import PARAGRAPHS, prose_article

models.ALLOW_MODEL_REQUESTS = False  # to no provider, whatever goes wrong here

ARTICLE = prose_article(*PARAGRAPHS)
FREIGHT = {
    "text": "Night ferries carry a third of the coast’s freight.",
    "quotes": ["Night ferries carry a third of the coast's freight by now."],
}
TRAFFIC = {
    "text": "Heavy traffic fell by a tenth.",
    "quotes": ["Heavy traffic on the coast road fell by a tenth without a toll."],
}
INVENTED = {"text": "Heavy traffic fell by 12 per cent.", "quotes": TRAFFIC["quotes"]}


class Model:
    """A fake model that gives one answer after the other, the last one for ever."""

    def __init__(self, *answers: Any, tokens: int = 100) -> None:
        self.answers = list(answers)
        self.tokens = tokens
        self.prompts: list[str] = []
        self.fake = FunctionModel(self._answer, model_name="model")

    async def _answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.prompts.append(str(messages[0].parts[0].content))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if answer == "never":
            await asyncio.Event().wait()
        usage = RequestUsage(input_tokens=self.tokens, output_tokens=0)
        if isinstance(answer, str):
            return ModelResponse(parts=[TextPart(answer)], usage=usage)
        call = ToolCallPart(info.output_tools[0].name, {"response": answer})
        return ModelResponse(parts=[call], usage=usage)


class Cache:
    """A cache in memory."""

    def __init__(self) -> None:
        self.answers: dict[Question, tuple[Proposal, ...]] = {}

    def find(self, question: Question) -> tuple[Proposal, ...] | None:
        return self.answers.get(question)

    def keep(self, question: Question, proposals: Sequence[Proposal]) -> None:
        self.answers[question] = tuple(proposals)


def suggester(
    model: Model,
    *,
    cache: Any = None,
    language_of: Callable[[str], str] = lambda _: "",
    **limits: Any,
) -> ModelSuggester:
    return ModelSuggester(
        model.fake, limits=ModelLimits(**limits), cache=cache, language_of=language_of
    )


def failure(suggesting: ModelSuggester, article: Article = ARTICLE) -> str:
    with pytest.raises(SuggestError) as caught:
        suggesting.suggest(article, count=3)
    return str(caught.value)


def test_suggestions_come_in_the_order_of_the_article_with_their_evidence() -> None:
    model = Model([TRAFFIC, FREIGHT])

    suggestions = suggester(model).suggest(ARTICLE, count=3)

    assert [suggestion.text for suggestion in suggestions] == [FREIGHT["text"], TRAFFIC["text"]]
    assert {suggestion.origin for suggestion in suggestions} == {"function:model"}
    ((start, end),) = suggestions[0].evidence
    assert ARTICLE.text[start:end] == "Night ferries carry a third of the coast’s freight by now."


def test_suggestions_are_no_more_than_asked_for_and_the_first_of_the_model() -> None:
    (only,) = suggester(Model([TRAFFIC, FREIGHT])).suggest(ARTICLE, count=1)
    assert only.text == TRAFFIC["text"]


def test_proposals_far_beyond_what_was_asked_for_are_not_read() -> None:
    answer = suggester(Model([INVENTED] * 3 + [FREIGHT])).answer(ARTICLE, count=1)
    assert answer.suggestions == ()
    assert len(answer.dropped) == 3


def test_suggestions_are_not_repeated() -> None:
    assert len(suggester(Model([TRAFFIC, TRAFFIC])).suggest(ARTICLE, count=3)) == 1


def test_proposal_that_is_not_borne_out_is_dropped_with_the_reason() -> None:
    answer = suggester(Model([INVENTED, FREIGHT])).answer(ARTICLE, count=3)

    assert [suggestion.text for suggestion in answer.suggestions] == [FREIGHT["text"]]
    assert answer.dropped == (
        Dropped(text=INVENTED["text"], reasons=("the number 12 does not stand in what it quotes",)),
    )


def test_language_of_a_proposal_is_checked() -> None:
    def language_of(text: str) -> str:
        return "fr" if text == FREIGHT["text"] else "en"

    answer = suggester(Model([FREIGHT]), language_of=language_of).answer(ARTICLE, count=3)
    assert answer.suggestions == ()
    assert len(answer.dropped) == 1


def test_article_is_given_as_data_behind_another_code_each_time() -> None:
    model = Model([])
    asking = suggester(model)
    asking.suggest(ARTICLE, count=3)
    asking.suggest(ARTICLE, count=3)

    first, second = (prompt.rpartition("\n")[2] for prompt in model.prompts)
    assert len(first) == 32
    assert first != second
    assert model.prompts[0].endswith(f"\n{first}\n{ARTICLE.text}\n{first}")


def test_cached_answer_is_neither_asked_nor_paid_again() -> None:
    model, cache = Model([FREIGHT, INVENTED]), Cache()
    first = suggester(model, cache=cache).answer(ARTICLE, count=3)
    again = suggester(model, cache=cache, articles_per_run=0).answer(ARTICLE, count=3)

    assert len(model.prompts) == 1
    assert (first.is_cached, again.is_cached) == (False, True)
    assert (first.suggestions, first.dropped) == (again.suggestions, again.dropped)


def test_failure_is_not_cached() -> None:
    cache = Cache()
    failure(suggester(Model(OSError("no route")), cache=cache))
    assert cache.answers == {}


def test_answer_of_the_wrong_shape_is_asked_for_once_more() -> None:
    model = Model("Here are your takeaways!", [FREIGHT])
    assert len(suggester(model).suggest(ARTICLE, count=3)) == 1
    assert len(model.prompts) == 2


def test_model_that_never_gets_the_shape_right_fails() -> None:
    model = Model("Here are your takeaways!")
    assert "its answers had the wrong shape" in failure(suggester(model))
    assert len(model.prompts) == 2


def test_model_that_never_answers_fails_in_time() -> None:
    assert failure(suggester(Model("never"), seconds=0.01)) == (
        "articles/ferries.md: function:model proposed no takeaways: no answer within 0.01 seconds"
    )


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "HTTP status 401; check the key in the environment"),
        (404, "HTTP status 404; check `[suggest] model`"),
        (503, "HTTP status 503"),
    ],
)
def test_refusal_is_told_by_its_status_and_never_with_the_key(status: int, hint: str) -> None:
    refusal = ModelHTTPError(status, "model", body={"message": "wrong key sk-SECRET"})
    message = failure(suggester(Model(refusal)))
    assert message.endswith(hint)
    assert "SECRET" not in message


def test_any_other_error_of_a_provider_is_a_failure_to_suggest() -> None:
    message = failure(suggester(Model(ConnectionError("sk-SECRET"))))
    assert message.endswith("the provider cannot be reached (ConnectionError)")


def test_model_is_left_alone_after_a_failure_that_will_not_pass() -> None:
    model = Model(ModelHTTPError(401, "model"), [FREIGHT])
    asking = suggester(model)
    failure(asking)
    assert failure(asking) == (
        "articles/ferries.md: function:model was not asked: it failed before;"
        " mend that, then compile again"
    )
    assert len(model.prompts) == 1


def test_model_is_left_alone_after_three_failures_in_a_row() -> None:
    model = Model(*[OSError()] * 2, [FREIGHT], OSError())
    asking = suggester(model)
    failure(asking)
    failure(asking)
    assert asking.suggest(ARTICLE, count=3)
    for _ in range(3):
        assert "cannot be reached" in failure(asking)
    assert "it failed before" in failure(asking)
    assert len(model.prompts) == 6


def test_articles_per_run_are_limited() -> None:
    model = Model([FREIGHT])
    asking = suggester(model, articles_per_run=1)
    asking.suggest(ARTICLE, count=3)
    assert "asked about 1 articles" in failure(asking)
    assert len(model.prompts) == 1


def test_question_that_could_cost_too_much_is_not_asked() -> None:
    model = Model([FREIGHT])
    assert "beyond the 1000 tokens" in failure(suggester(model, tokens_per_run=1000))
    assert model.prompts == []


def test_tokens_add_up_over_a_run() -> None:
    model = Model([FREIGHT], tokens=4000)
    asking = suggester(model, tokens_per_run=6000)
    asking.suggest(ARTICLE, count=3)
    assert "beyond the 6000 tokens" in failure(asking)
    assert len(model.prompts) == 1


def test_answer_that_went_beyond_the_tokens_of_the_run_is_no_answer() -> None:
    model = Model([FREIGHT], tokens=6001)
    assert "went beyond the tokens" in failure(suggester(model, tokens_per_run=6000))


def test_failure_counts_as_what_it_may_have_cost() -> None:
    model = Model(OSError())
    asking = suggester(model, tokens_per_run=4000)
    failure(asking)
    assert "beyond the 4000 tokens" in failure(asking)


def test_long_article_is_shown_in_part() -> None:
    model = Model([])
    suggester(model, input_chars=200).suggest(ARTICLE, count=3)
    assert PARAGRAPHS[3] not in model.prompts[0]


@pytest.mark.parametrize("name", ["nobody:model", "model"])
def test_unknown_model_is_named(name: str) -> None:
    asking = ModelSuggester(name, limits=ModelLimits(), cache=None, language_of=lambda _: "")
    message = failure(asking)
    assert message.startswith(f"articles/ferries.md: {name} proposed no takeaways: Unknown")
    assert "it failed before" in failure(asking)
