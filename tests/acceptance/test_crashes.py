"""kill −9 at any moment of compile, publish, correct: no half file, nothing doubled or lost."""

import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from digest.app.compile import CompileRequest, compile_issue
from digest.app.desk import approve, publish
from digest.app.overview import verify
from digest.app.publication import Publication
from digest.model import Status

WORKER = Path(__file__).resolve().parents[1] / "workers" / "publication_worker.py"
KILLS = 8


def worker(step: str, publication: Publication) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(WORKER), step, str(publication.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str]) -> float:
    """Let the worker work to its end; how long it took."""
    began = time.perf_counter()
    start(process)
    output, _ = process.communicate()
    assert output == "done\n"
    return time.perf_counter() - began


def kill_while(step: str, publication: Publication, *, within: float) -> None:
    """Kill the worker somewhere within the time that its work takes."""
    with worker(step, publication) as process:
        start(process)
        time.sleep(random.uniform(0, within))
        process.kill()


def assert_whole(publication: Publication) -> None:
    """Every issue parses and no article is in two of them."""
    used = Counter(ref.sha256 for _, ref in publication.store.used())
    assert set(used.values()) <= {1}
    for name in publication.store.names():
        publication.store.load(name)


def test_compile_killed_at_random_makes_each_issue_once(publication: Publication) -> None:
    with worker("compile", publication) as process:
        took = finish(process)
    assert len(publication.store.names()) == 1

    for _ in range(KILLS):
        kill_while("compile", publication, within=took)
        assert_whole(publication)
    compile_issue(publication, CompileRequest())

    assert_whole(publication)
    assert len(publication.store.names()) == 2
    assert len(list(publication.store.used())) == 5
    assert {path.suffix for path in publication.issues.iterdir()} == {".md"}


def test_publish_killed_at_random_continues_cleanly(publication: Publication) -> None:
    compile_issue(publication, CompileRequest())
    with worker("publish", publication) as process:
        took = finish(process)
    name = compile_issue(publication, CompileRequest()).name

    for _ in range(KILLS):
        kill_while("publish", publication, within=took)
        assert_whole(publication)
    if publication.store.load(name).issue.status is Status.DRAFT:
        approve(publication, name)
    publish(publication, name)

    assert_whole(publication)
    assert verify(publication).findings == ()
    for path in ("feed.rss", "feed.atom", "feed.json", "index.html", "latest/index.html"):
        assert name in (publication.public / path).read_text("utf-8")
    assert not [path for path in publication.public.rglob("*") if ".tmp" in path.name]


def reword(publication: Publication, name: str, *, turn: int) -> None:
    """Edit the issue file, as an editor would before each correction."""
    path = publication.issues / f"{name}.md"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"## .* \{#takeaways\}", f"## No. {turn} {{#takeaways}}", text), "utf-8")


def published(publication: Publication) -> str:
    name = compile_issue(publication, CompileRequest()).name
    approve(publication, name)
    publish(publication, name)
    return name


def test_correct_killed_at_random_is_mended_by_the_next(publication: Publication) -> None:
    name = published(publication)
    reword(publication, name, turn=0)
    with worker("correct", publication) as process:
        took = finish(process)

    for turn in range(1, KILLS + 1):
        reword(publication, name, turn=turn)
        kill_while("correct", publication, within=took)
        assert_whole(publication)
    reword(publication, name, turn=KILLS + 1)
    with worker("correct", publication) as process:
        finish(process)

    issue = publication.store.load(name).issue
    assert 2 <= len(issue.corrections) <= KILLS + 2
    assert verify(publication).findings == ()
    assert f"No. {KILLS + 1}" in (publication.public / "feed.rss").read_text("utf-8")


def test_withdraw_killed_at_random_is_completed_by_the_next(publication: Publication) -> None:
    published(publication)
    with worker("withdraw", publication) as process:
        took = finish(process)
    name = published(publication)

    for _ in range(KILLS):
        kill_while("withdraw", publication, within=took)
        assert_whole(publication)
    with worker("withdraw", publication) as process:
        finish(process)

    assert verify(publication).findings == ()
    assert publication.store.head(name).id not in (publication.public / "feed.rss").read_text()


def test_two_compiles_at_once_make_one_issue_of_each_article(publication: Publication) -> None:
    workers = [worker("compile", publication) for _ in range(3)]
    for process in workers:
        start(process)
    for process in workers:
        process.communicate()

    assert_whole(publication)
    assert len(publication.store.names()) == 2
    assert len(list(publication.store.used())) == 5
