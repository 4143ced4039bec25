"""The examples of a page: its code blocks, and the commands in them with what they print."""

from __future__ import annotations

import re
from collections.abc import Iterator


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def steps(console: str) -> Iterator[tuple[str, str]]:
    """Each command with the output that is shown below it.

    A line `...` stands for any lines, an `…` for the rest of its line.
    """
    for step in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = step.partition("\n")
        yield command, output


def pattern(output: str) -> str:
    return "".join(
        r"(?:.*\n)*" if line.strip() == "..." else re.escape(line).replace("…", ".*")
        for line in output.splitlines(keepends=True)
    )
