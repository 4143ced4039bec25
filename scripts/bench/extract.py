#!/usr/bin/env python3
"""How well takeaways and outlooks are found: the labelled corpus, scored, as a table.

    scripts/bench/extract.py [--corpus ../shared/corpus] [--unseen FOLDER …] [--write]

`--write` puts the table with today's date into docs/quality.md. All of the corpus has been read by
those who made the rules; `--unseen` names folders of the same form with documents that have not,
and their figures stand beside the others. Neither is part of this repository: without the corpus
nothing can be measured, and this says so.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "quality.md"
_BEGIN, _END = "<!-- figures: scripts/bench/extract.py -->", "<!-- end of figures -->"
_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--unseen", type=Path, nargs="*", default=[], metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="write the table into docs/quality.md")
    arguments = parser.parse_args()
    if not (arguments.corpus / "labels.jsonl").is_file():
        print(
            f"nothing measured: {arguments.corpus} holds no corpus; name its folder with --corpus"
        )
        return
    table = "\n".join(measure(arguments.corpus, unseen=arguments.unseen))
    print(table)
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        inside = f"{_BEGIN}\n{table}\n{_END}"
        whole = re.sub(
            f"{re.escape(_BEGIN)}.*{re.escape(_END)}", lambda _: inside, page, flags=re.DOTALL
        )
        PAGE.write_text(whole, encoding="utf-8")


def measure(corpus: Path, *, unseen: Sequence[Path]) -> Iterator[str]:
    rows = labelled(corpus)
    answers = answered(corpus, rows)
    clear = [row for row in rows if not row["ambiguous"]]
    parts = {"clear": clear, "with ambiguous": rows}
    counts = {name: scored(corpus, part, answers) for name, part in parts.items()}
    for folder in unseen:
        parts.setdefault("unseen", [])
        some = [row for row in labelled(folder) if not row["ambiguous"]]
        parts["unseen"] = [*parts["unseen"], *some]
        more = scored(corpus, some, answered(folder, some))
        counts["unseen"] = counts.get("unseen", Counter()) + more
    yield f"Measured on {datetime.now(UTC).date()} with `scripts/bench/extract.py`."
    yield ""
    yield (
        "| | target | " + " | ".join(f"{name} ({len(part)})" for name, part in parts.items()) + " |"
    )
    yield "|---|---|" + "---|" * len(parts)
    for label, target, hit, of in FIGURES:
        cells = (share(count[hit], count[of]) for count in counts.values())
        yield f"| {label} | {target} | {' | '.join(cells)} |"
    faults = sum("error" in answer for answer in answers.values())
    rest = " |" * (len(parts) - 1)
    yield f"| files that raise | 0 | {faults} |{rest}"
    exact, shapes = sample_shapes(corpus)
    yield f"| the sample article, exact in each of its shapes | all | {exact} of {shapes} |{rest}"
    yield from speed(corpus, rows)


#: Row of the table, target, numerator and denominator in the scorer's counts.
FIGURES: Sequence[tuple[str, str, Any, Any]] = (
    ("takeaways strict, precision", "96 %", ("strict", "right"), ("strict", "said")),
    ("takeaways strict, recall", "96 %", ("strict", "right"), ("strict", "wanted")),
    ("takeaways lenient, precision", "96 %", ("lenient", "right"), ("lenient", "said")),
    ("takeaways lenient, recall", "93 %", ("lenient", "right"), ("lenient", "wanted")),
    ("exact item lists", "88 %", ("exact", "hit"), ("exact", "of")),
    ("outlook, precision", "94 %", ("outlook", "right"), ("outlook", "said")),
    ("outlook, recall and right beginning", "97 %", ("outlook", "right"), ("outlook", "wanted")),
    ("outlook, exact to the end", "85 %", ("outlook", "ends"), ("outlook", "wanted")),
)


def labelled(folder: Path) -> list[dict[str, Any]]:
    """The labels of all files that hold one article."""
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["format"] != "feed"]


def answered(corpus: Path, rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    from digest.app.extract import extract

    files = [corpus / "files" / row["file"] for row in rows]
    found = extract(files, language="en")
    return {file.name: dict(each.as_record()) for file, each in zip(files, found, strict=True)}


def scored(
    corpus: Path, rows: Sequence[dict[str, Any]], answers: dict[str, dict[str, Any]]
) -> Counter[Any]:
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with contextlib.redirect_stdout(io.StringIO()):
        return Counter(module.score(rows, answers, misses=False))


def sample_shapes(corpus: Path) -> tuple[int, int]:
    """In how many of its shapes the sample article is found word for word, and of how many."""
    from digest.app.extract import extract

    sys.path.insert(0, str(ROOT / "tests"))
    from variants import shape_of, variants

    text = (corpus / "files" / "sample.txt").read_text(encoding="utf-8")
    expected = shape_of(text)
    exact = shapes = 0
    with tempfile.TemporaryDirectory() as name:
        for _, file, data in variants(text):
            path = Path(name, file)
            path.write_bytes(data)
            (found,) = extract([path], language="en")
            record = dict(found.as_record())
            takeaways, outlook = record["takeaways"] or {}, record["outlook"] or {}
            exact += (
                record["title"] == expected.title
                and tuple(takeaways.get("items", ())) == expected.takeaways
                and tuple(outlook.get("paragraphs", ())) == expected.outlook
            )
            shapes += 1
    return exact, shapes


def share(hits: int, total: int) -> str:
    return f"{100 * hits / total:.1f} % ({hits}/{total})" if total else "none"


def speed(corpus: Path, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """CPU of reading and finding in this process: of each file the best run, then the median.

    The yardstick is to split the same files into words and to hash them.
    """
    from digest.compose.finding.sections import find_sections
    from digest.sources.assemble import Origin
    from digest.sources.read import READERS

    spent: dict[str, list[float]] = {"HTML": [], "text and Markdown": []}
    yardstick = dict.fromkeys(spent, 0.0)
    for row in rows:
        path = corpus / "files" / row["file"]
        data, best = path.read_bytes(), float("inf")
        kind = "HTML" if row["format"] == "html" else "text and Markdown"
        origin = Origin(source="bench", location=row["file"], language="en")
        for _ in range(_ROUNDS):
            started = time.process_time()
            find_sections(READERS[path.suffix](data, origin))
            best = min(best, time.process_time() - started)
        spent[kind].append(1000 * best)
        yardstick[kind] += 1000 * split_and_hash(data)
    yield ""
    for kind, target in (("text and Markdown", 10), ("HTML", 60)):
        median, worst = statistics.median(spent[kind]), max(spent[kind])
        yield (
            f"- {kind}: {median:.1f} ms of CPU each (target {target} ms), slowest {worst:.0f} ms;"
            f" {sum(spent[kind]) / yardstick[kind]:.0f} times as much as to split and hash them"
        )


def split_and_hash(data: bytes) -> float:
    """Seconds of CPU, the best of some runs."""
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.process_time()
        re.findall(r"\w+", data.decode(errors="replace"))
        hashlib.sha256(data).digest()
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    main()
