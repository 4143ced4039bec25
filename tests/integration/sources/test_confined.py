from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest.article import Article
from digest.errors import ArticleError, ConfigError, DigestError, IssueFileError
from digest.sources.assemble import Origin
from digest.sources.confined import Confined, Direct, Reader, Task
from digest.sources.read import read_article

ORIGIN = Origin(source="desk", location="articles/a.txt", language="en")


@pytest.fixture
def confined() -> Iterator[Confined]:
    with Confined(seconds=0.2, megabytes=512) as reader:
        yield reader


@pytest.fixture(params=["direct", "confined"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    if request.param == "direct":
        yield Direct()
    else:
        with Confined() as confined:
            yield confined


def fault(reader: Reader, function: object, *args: object) -> str:
    assert callable(function)
    with pytest.raises(ArticleError) as caught:
        reader.call(function, *args, where="articles/a.txt")
    assert caught.value.where == "articles/a.txt"
    return caught.value.reason


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 10
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} outlives its parent"
        time.sleep(0.01)


def test_value_comes_back(reader: Reader) -> None:
    article = reader.call(read_article, b"A title", ORIGIN, where="a")
    assert article == read_article(b"A title", ORIGIN)


def test_error_of_ours_comes_back_as_it_is(reader: Reader) -> None:
    assert "is binary" in fault(reader, read_article, b"\0", ORIGIN)


def test_fault_of_the_reader_is_the_articles(reader: Reader) -> None:
    reason = fault(reader, int, "a\x1b[2J" + "x" * 900)
    assert reason.startswith("made the reader fail (ValueError: ")
    assert reason.endswith("); please report it")
    assert reason.isprintable()
    assert len(reason) < 300


def test_each_task_has_its_answer(reader: Reader) -> None:
    tasks = [Task((text,), where) for text, where in (("1", "a"), ("x", "b"), ("3", "c"))]
    one, fault, three = reader.call_each(int, tasks)
    assert (one, three) == (1, 3)
    assert isinstance(fault, ArticleError)
    assert fault.where == "b"
    assert list(reader.call_each(int, [])) == []


def test_each_call_has_its_own_answers_whenever_they_are_asked_for(reader: Reader) -> None:
    first = reader.call_each(len, [Task(("a",), "a"), Task(("bb",), "b")])
    second = reader.call_each(len, [Task(("ccc",), "c")])
    assert reader.call(len, "dddd", where="d") == 4
    reader.call_each(len, [Task(("nobody asks",), "e")])
    assert list(second) == [3]
    assert list(first) == [1, 2]


@pytest.mark.parametrize(
    "error",
    [
        ArticleError("a.txt", "is empty"),
        ConfigError(("one", "two")),
        IssueFileError("a.md", line=3, expected="a title"),
    ],
)
def test_errors_survive_the_way(error: DigestError) -> None:
    import pickle

    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), back.args, vars(back)) == (str(error), error.args, vars(error))


def test_task_that_computes_for_ever_is_ended(confined: Confined) -> None:
    reason = fault(confined, sum, itertools.repeat(1))
    # On a machine that is busy with others the wall clock may be first.
    assert re.match(r"took more than 0\.2 s|was not read within 0\.6 s", reason)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "*a **a " * 120_000,
        "[a](<b" * 150_000,
        "`" + "a``" * 300_000,
        "---\ntitle: T\na: " + "{b: " * 8_000 + "\n---\nText.",
    ],
    ids=["brackets", "emphasis", "links", "code", "front matter"],
)
def test_hostile_markdown_costs_no_more_than_its_limit(confined: Confined, text: str) -> None:
    origin = replace(ORIGIN, location="a.md")
    (answer,) = confined.call_each(read_article, [Task((text.encode(), origin), "a.md")])
    assert isinstance(answer, Article | ArticleError)
    assert confined.call(len, "still here", where="b.md") == 10


def test_task_that_waits_for_ever_is_ended(confined: Confined) -> None:
    assert "was not read within 0.6 s" in fault(confined, time.sleep, 1000)


def test_task_that_takes_all_memory_is_ended() -> None:
    with Confined(seconds=30, megabytes=150) as reader:
        reason = fault(reader, list, itertools.repeat(b"x"))
        assert "needed more than 150 MB" in reason
        assert reader.call(len, b"abc", where="a") == 3


@pytest.mark.parametrize(
    ("function", "args", "reason"),
    [
        (os.abort, (), "made the reader crash (SIGABRT)"),
        (os._exit, (3,), "made the reader end (exit status 3)"),
        (os.open, ("/dev/null", "x"), "made the reader fail (TypeError"),
        (open, (os.devnull,), "made the reader fail (TypeError: cannot pickle"),
        (sys.exit, (), "made the reader fail (SystemExit"),
    ],
)
def test_task_that_ends_the_child_costs_itself_alone(
    confined: Confined, function: object, args: tuple[object, ...], reason: str
) -> None:
    assert fault(confined, function, *args).startswith(reason)
    for number in range(100):
        assert confined.call(str, number, where="a") == str(number)


def test_those_behind_a_task_that_ends_the_child_are_still_read(confined: Confined) -> None:
    forever = itertools.repeat(1)
    tasks = [Task((args,), str(n)) for n, args in enumerate([(1, 2), forever, (3, 4), forever])]
    first, bad, second, worse = confined.call_each(sum, tasks)
    assert (first, second) == (3, 7)
    assert [error.where for error in (bad, worse) if isinstance(error, ArticleError)] == ["1", "3"]


def test_child_that_died_before_its_answers_were_asked_for_costs_one(confined: Confined) -> None:
    pid = confined.call(os.getpid, where="a")
    answers = confined.call_each(os._exit, [Task((3,), "a"), Task((4,), "b")])
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert [str(error) for error in answers] == [
        "a: made the reader end (exit status 3); shorten or simplify it",
        "b: made the reader end (exit status 4); shorten or simplify it",
    ]


def test_tasks_of_a_reader_that_was_closed_are_read_all_the_same(confined: Confined) -> None:
    answers = confined.call_each(len, [Task(("a",), "a"), Task(("bb",), "b")])
    confined.close()
    assert list(answers) == [1, 2]


def test_caller_may_take_longer_than_a_task() -> None:
    letters = "x" * 1_000_000  # more than a pipe holds: the child waits for us to read
    with Confined(seconds=0.1) as reader:
        answers = reader.call_each(str.upper, [Task((letters,), name) for name in "ab"])
        assert reader._child is not None
        with pytest.raises(subprocess.TimeoutExpired):
            reader._child.wait(0.5)  # a task may take 0.3 s
        assert [len(str(answer)) for answer in answers] == [1_000_000] * 2


def test_child_that_was_killed_between_two_tasks_is_replaced(confined: Confined) -> None:
    pid = confined.call(os.getpid, where="a")
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert confined.call(os.getpid, where="a") != pid


def test_print_of_a_library_does_not_get_between_the_answers(confined: Confined) -> None:
    assert confined.call(print, "x" * 100_000, where="a") is None
    assert confined.call(os.write, 1, b"x" * 1000, where="a") == 1000


def test_child_serves_many_tasks_and_is_gone_when_closed() -> None:
    with Confined() as reader:
        (pid,) = {reader.call(os.getpid, where="a") for _ in range(10)}
        assert pid != os.getpid()
    assert not is_alive(pid)


def test_child_is_gone_when_nobody_holds_its_reader() -> None:
    reader = Confined()
    pid = reader.call(os.getpid, where="a")
    del reader
    assert not is_alive(pid)


def test_no_child_is_started_before_there_is_a_task() -> None:
    with Confined() as reader:
        assert list(reader.call_each(len, [])) == []
        assert reader._child is None


def test_child_inherits_neither_secrets_nor_files(tmp_path: Path) -> None:
    os.environ["DIGEST_TEST_PASSWORD"] = "secret"
    try:
        with Confined() as reader, (tmp_path / "open").open("wb") as file:
            os.set_inheritable(file.fileno(), True)
            assert reader.call(os.getenv, "DIGEST_TEST_PASSWORD", where="a") is None
            assert "Bad file descriptor" in fault(reader, os.fstat, file.fileno())
    finally:
        del os.environ["DIGEST_TEST_PASSWORD"]


def test_threads_share_one_child() -> None:
    with Confined() as reader:
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda n=n: found.append(reader.call(abs, -n, where="a")))
            for n in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == list(range(20))


_PARENT = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in the background
from digest.sources.confined import Confined
try:
    with Confined(seconds=30) as reader:
        print(reader.call(os.getpid, where="a"), flush=True)
        reader.call(time.sleep, 60, where="a") if sys.argv[1] == "busy" else time.sleep(60)
except KeyboardInterrupt:
    sys.exit(42)
"""


@pytest.mark.parametrize(
    ("what", "end", "status"),
    [
        ("idle", signal.SIGKILL, -signal.SIGKILL),
        ("idle", signal.SIGTERM, -signal.SIGTERM),
        ("idle", signal.SIGINT, 42),
        ("busy", signal.SIGINT, 42),
    ],
)
def test_child_ends_with_its_parent(what: str, end: signal.Signals, status: int) -> None:
    command = [sys.executable, "-c", _PARENT, what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(end)
        assert parent.wait() == status
        wait_for_end(child)


def test_child_of_a_parent_that_was_killed_ends_with_its_task() -> None:
    code = _PARENT.replace("seconds=30", "seconds=0.3")
    command = [sys.executable, "-c", code, "busy"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        wait_for_end(child)
