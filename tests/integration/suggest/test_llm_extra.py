"""What a process imports of pydantic-ai, and what it says where that is not installed."""

from __future__ import annotations

import subprocess
import sys

MAKE = """
import sys
from digest.article import Article
from digest.errors import SuggestError
from digest.suggest.budget import ModelLimits
from digest.suggest.llm import ModelSuggester
suggester = ModelSuggester('x:y', limits=ModelLimits(), cache=None, language_of=str)
article = Article(
    title='', source='', location='a.md', language='en', text='', blocks=(), sha256=''
)
"""
ASK = """
try:
    suggester.suggest(article, count=3)
except SuggestError as error:
    print(error)
"""


def output(*programs: str) -> str:
    command = [sys.executable, "-c", "\n".join(programs)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_pydantic_ai_is_imported_only_to_ask() -> None:
    loaded = "print('pydantic_ai' in sys.modules)"
    assert output(MAKE, loaded) == "False\n"
    assert output(MAKE, ASK, loaded).endswith("\nTrue\n")


def test_missing_extra_is_named() -> None:
    missing = "import sys; sys.modules['pydantic_ai'] = None"
    assert output(missing, MAKE, ASK) == (
        "a.md: x:y proposed no takeaways: pydantic-ai is not installed; install digest-press[llm]\n"
    )
