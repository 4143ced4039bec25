"""What an issue of ten stories costs to become mail (HTML, text and lint), beside npm's `mjml`.

Each act is done after warm-up, in turns with the others; its median and its best turn are printed,
since load only adds. npm's `mjml` renders the very MJML that mrml gets, in a process of its own
that takes the time inside of it. It needs Node and npm (scripts/mjml/npm.py); without them the
ratio is not measured.

    python scripts/bench/render.py [--rounds 60]
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import mjml
from mail.issue import STORIES, mail_config, mail_issue, nonce

from digest.render.mail import render_mail
from digest.render.mjml.engine import mjml_to_html
from digest.render.mjml.lint import lint_mjml
from digest.render.mjml.prepass import prepare
from digest.render.theme import Theme

TARGET_MS = 25
TARGET_RATIO = 20
WARM_UP = 10
NPM_SCRIPT = Path(__file__).resolve().parents[1] / "mjml" / "npm.py"
MAIL, STEP = "issue -> HTML, text, lint", "MJML -> HTML, with lint"
MRML, NPM = "mrml alone", "npm mjml"


class RecordingTheme(Theme):
    """Keeps the last MJML, which all others are measured on."""

    source = ""

    def render(self, name: str, **values: object) -> str:
        text = super().render(name, **values)
        if name.endswith(".mjml.j2"):
            self.source = text
        return text


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    theme, issue, config = RecordingTheme(), mail_issue(), mail_config()

    def whole() -> None:
        render_mail(issue, config=config, theme=theme, nonces=nonce)

    edition = render_mail(issue, config=config, theme=theme, nonces=nonce)
    source = theme.source
    prepared = prepare(source)
    acts = {
        MAIL: timed(whole),
        STEP: timed(lambda: mjml_to_html(source, name="bench")),
        "  of which the lint": timed(lambda: lint_mjml(source)),
        "  of which the pre-pass": timed(lambda: prepare(source)),
        MRML: timed(lambda: mjml.mjml2html(prepared, fonts={})),
    }
    with npm_mjml(prepared) as npm:
        found = in_turns(acts | ({NPM: npm} if npm else {}), rounds=options.rounds)
    print(f"{STORIES} stories, {len(edition.trims)} of them shortened: MJML {kilobytes(source)},")
    print(f"HTML {kilobytes(edition.html)}, text {kilobytes(edition.text)}\n{'':<34}median    best")
    for name, (median, best) in found.items():
        print(f"{name:<33}{median:7.2f} {best:7.2f} ms")
    in_time = verdicts(taken <= TARGET_MS for taken in found[MAIL])
    print(f"{f'target: the mail in {TARGET_MS} ms':<33}{in_time}")
    if npm is None:
        print("NOT MEASURED: npm's mjml; what it needs stands on standard error")
        return 0
    for name in (MRML, STEP, MAIL):
        median, best = ratios(found, name)
        print(f"npm / {name:<27}{median:7.1f} {best:7.1f}")
    is_met = verdicts(ratio >= TARGET_RATIO for ratio in ratios(found, MRML))
    print(f"{f'target: npm / mrml alone {TARGET_RATIO}':<33}{is_met}")
    return 0


def ratios(found: Mapping[str, tuple[float, float]], name: str) -> tuple[float, float]:
    """npm's median through ours, and its best turn through our best."""
    median, best = found[name]
    return found[NPM][0] / median, found[NPM][1] / best


def kilobytes(text: str) -> str:
    return f"{len(text.encode()) / 1000:.1f} KB"


def verdicts(are_met: Iterable[bool]) -> str:
    return " ".join(f"{'met' if is_met else 'MISSED':>7}" for is_met in are_met)


def timed(act: Callable[[], object]) -> Callable[[], float]:
    """The act, telling the milliseconds that it took."""

    def run() -> float:
        start = time.perf_counter()
        act()
        return (time.perf_counter() - start) * 1000

    return run


def in_turns(
    acts: Mapping[str, Callable[[], float]], *, rounds: int
) -> dict[str, tuple[float, float]]:
    """Median and best, in milliseconds; what else the machine does falls on all acts."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + WARM_UP):
        for name, act in acts.items():
            taken = act()
            if number >= WARM_UP:
                times[name].append(taken)
    return {name: (statistics.median(taken), min(taken)) for name, taken in times.items()}


@contextlib.contextmanager
def npm_mjml(source: str) -> Iterator[Callable[[], float] | None]:
    """An act that has npm's mjml render `source` in a Node process; None where there is none."""
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        file = Path(folder) / "issue.mjml"
        file.write_text(source, encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, str(NPM_SCRIPT), "time.cjs", str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            asking, answers = process.stdin, process.stdout

            def answer() -> str:
                with contextlib.suppress(BrokenPipeError):
                    asking.write("\n")
                    asking.flush()
                return answers.readline()

            try:
                yield (lambda: float(answer())) if answer() else None
            finally:
                process.terminate()


if __name__ == "__main__":
    sys.exit(main())
