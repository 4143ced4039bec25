"""The laws of docs/design.md that no linter knows: 400 lines a file, 40 lines a function body, and
two positional parameters in what `src/` defines.

Prints each breach as `file:line what` and exits with 1 if there is one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 400
BODY_LINES = 40
POSITIONAL = 2
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "common"}
ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    breaches = [line for path in files() for line in check(path)]
    print("\n".join(breaches) or f"laws: kept in {len(list(files()))} files")
    return 1 if breaches else 0


def files() -> Iterator[Path]:
    for folder in ("src", "tests", "scripts"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def check(path: Path) -> Iterator[str]:
    where = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    if path.stem in FORBIDDEN_NAMES:
        yield f"{where}:1 a module is named for what it holds, not {path.stem}"
    if (lines := len(text.splitlines())) > FILE_LINES:
        yield f"{where}:1 {lines} lines, {FILE_LINES} at most: look for the second noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - body_start(node) + 1
            if size > BODY_LINES:
                yield f"{where}:{node.lineno} {node.name} has {size} lines, {BODY_LINES} at most"
            if where.parts[0] == "src" and (count := positional(node)) > POSITIONAL:
                yield f"{where}:{node.lineno} {node.name} has {count} positional parameters"


def positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many, without self and cls. Signatures that Python prescribes do not count."""
    if node.name.startswith("__") and node.name != "__init__":
        return 0
    names = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def body_start(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The first line behind the docstring."""
    has_docstring = ast.get_docstring(node) is not None and len(node.body) > 1
    return node.body[1 if has_docstring else 0].lineno


if __name__ == "__main__":
    sys.exit(main())
