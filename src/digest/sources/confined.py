"""A child process that parses what strangers wrote, with limits that the kernel holds.

A parser may be made to run for minutes, to fill the memory or to crash. In the child it costs one
article: each task has its own computing time, its own wall time and a share of memory, and ends by
the kernel's signal when it is over them, in whatever library it is stuck. The child is no jail: it
runs as the same user and may open what that user may; it only is handed none of our secrets.

Parent and child talk in pickles over two pipes, so the child also ends when its parent is gone.
Nothing is handed over before all that was handed over is answered: else both could wait for each
other with full pipes.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any, Final, Generic, NamedTuple, Protocol, Self, TypeVar

from digest.compose.text import one_line
from digest.errors import ArticleError, DigestError

_T = TypeVar("_T")

# Stuck without computing (a lock, a pipe) is rarer than a busy machine: the patience for it.
_WALL_FACTOR = 3
_FAREWELL_SECONDS = 1
_OUT_OF_MEMORY = 77  # exit status of a child that met its memory limit
_LONGEST_FAULT = 200
_ENTRY = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from digest.sources.confined import serve; "
    "serve(seconds=float(sys.argv[1]), megabytes=int(sys.argv[2]))"
)
# What Python and the dynamic linker need. Passwords stand in the environment as well.
_KEPT = ("PYTHON", "LC_", "LD_", "DYLD_", "LANG", "TZ", "TMPDIR", "HOME")
# Threads of their own would each reserve memory for themselves, and a machine may have many cores.
_SINGLE: Final = {"MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"}


class Task(NamedTuple):
    """Something to parse, and the place that it is from."""

    args: tuple[object, ...]
    where: str


class Reader(Protocol):
    """Somewhere to parse.

    Errors of the digest tree come as they are. All else that goes wrong is an ArticleError at the
    place that the bytes are from.
    """

    def call(self, function: Callable[..., _T], *args: object, where: str) -> _T:
        """`function(*args)`, or its error raised."""
        ...

    def call_each(
        self, function: Callable[..., _T], tasks: Sequence[Task]
    ) -> Iterator[_T | DigestError]:
        """`function(*args)` or its error for each task, in their order.

        The tasks are handed over at once; the first answer that is asked for waits for them all.
        """
        ...


class Direct:
    """A `Reader` in this process, without limits: for texts of our own, and for tests."""

    def call(self, function: Callable[..., _T], *args: object, where: str) -> _T:
        """See `Reader`."""
        try:
            return function(*args)
        except DigestError:
            raise
        except Exception as error:
            raise ArticleError(where, _made_fail(error)) from error

    def call_each(
        self, function: Callable[..., _T], tasks: Sequence[Task]
    ) -> Iterator[_T | DigestError]:
        """See `Reader`; each is worked at when its answer is asked for."""
        for task in tasks:
            try:
                yield self.call(function, *task.args, where=task.where)
            except DigestError as error:
                yield error


@dataclass(slots=True)
class _Batch(Generic[_T]):
    """Tasks that are handed over together, and the answers that have come."""

    function: Callable[..., _T]
    tasks: Sequence[Task]
    answers: list[_T | DigestError] = field(default_factory=list)

    @property
    def unanswered(self) -> Sequence[Task]:
        return self.tasks[len(self.answers) :]


class Confined:
    """A `Reader` in a child process, which is started when first needed and serves many tasks.

    One task runs at a time; calls from several threads wait for each other.
    """

    def __init__(self, *, seconds: float = 10, megabytes: int = 1024) -> None:
        """Each task may compute for `seconds`; the child may hold `megabytes` of address space."""
        self._seconds = seconds
        self._megabytes = megabytes
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Confined] | None = None
        self._batch: _Batch[Any] | None = None  # what the child is at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: Callable[..., _T], *args: object, where: str) -> _T:
        """See `Reader`. `function` is importable by its name; arguments can be pickled."""
        (answer,) = self.call_each(function, [Task(args, where)])
        if isinstance(answer, DigestError):
            raise answer
        return answer

    def call_each(
        self, function: Callable[..., _T], tasks: Sequence[Task]
    ) -> Iterator[_T | DigestError]:
        """See `Reader`. The child is at the tasks while the caller does something else."""
        batch = _Batch(function, tasks)
        with self._in_step():
            self._finish()
            self._hand_over(batch)
        return self._answers(batch)

    def _answers(self, batch: _Batch[_T]) -> Iterator[_T | DigestError]:
        with self._in_step():
            if batch is self._batch:  # else another call has waited for it
                self._finish()
        yield from batch.answers

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """One thread at a time. What an interrupt leaves would be taken for the next answers."""
        with self._lock:
            try:
                yield
            except BaseException:
                self._batch = None
                self.close()
                raise

    def _finish(self) -> None:
        """Wait until all that was handed over is answered."""
        while self._batch and self._batch.unanswered:
            if self._child is None:  # who outlives a child that died is handed to the next
                self._hand_over(self._batch)
            self._receive(self._batch)
        self._batch = None

    def _hand_over(self, batch: _Batch[Any]) -> None:
        self._batch = batch
        if batch.unanswered:
            request = batch.function, [task.args for task in batch.unanswered]
            with suppress(BrokenPipeError):  # that it died will show when it should answer
                _send(request, _pipe(self._running().stdin))

    def _receive(self, batch: _Batch[Any]) -> None:
        """The answers that are due: all of them, or the last one is how the child died of it."""
        child = self._child
        assert child is not None  # noqa: S101  # it was handed the batch
        try:
            for task in batch.unanswered:
                is_fine, answer = pickle.load(_pipe(child.stdout))  # noqa: S301  # our own child
                is_known = is_fine or isinstance(answer, DigestError)
                batch.answers.append(answer if is_known else ArticleError(task.where, str(answer)))
        except (EOFError, pickle.UnpicklingError):
            with suppress(subprocess.TimeoutExpired):  # it is ending; we want to know how
                child.wait(_FAREWELL_SECONDS)
            self.close()
            where = batch.unanswered[0].where
            batch.answers.append(ArticleError(where, self._epitaph(child.returncode)))

    def close(self) -> None:
        """End the child; the next call starts another."""
        if self._finalizer:
            self._finalizer()
        self._child = self._finalizer = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = self._start()
            self._finalizer = weakref.finalize(self, _end, self._child)
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
        limits = [str(self._seconds), str(self._megabytes)]
        return subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-P", "-c", _ENTRY, *limits, *map(os.path.abspath, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | _SINGLE,
            start_new_session=True,  # Ctrl-C is for the parent, which then ends the child
        )

    def _epitaph(self, status: int) -> str:
        """What to tell of a task whose child has died with `status`."""
        if status == -signal.SIGPROF:
            return f"took more than {self._seconds:g} s to read; shorten or simplify it"
        if status == -signal.SIGALRM:
            return f"was not read within {_WALL_FACTOR * self._seconds:g} s; shorten or simplify it"
        if status == _OUT_OF_MEMORY:
            return f"needed more than {self._megabytes} MB to read; shorten or simplify it"
        if status < 0:
            return f"made the reader crash ({signal.Signals(-status).name}); shorten or simplify it"
        return f"made the reader end (exit status {status}); shorten or simplify it"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  # Popen makes both
    return stream


def _send(request: object, pipe: IO[bytes]) -> None:
    pickle.dump(request, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child, whatever it is at, and leave no zombie."""
    child.kill()
    for stream in (child.stdin, child.stdout):
        with suppress(OSError):  # what it has not read is lost on purpose
            _pipe(stream).close()
    child.wait()


def _made_fail(error: BaseException) -> str:
    what = one_line(f"{type(error).__name__}: {error}")[:_LONGEST_FAULT]  # it may quote the text
    return f"made the reader fail ({what}); please report it"


def serve(*, seconds: float, megabytes: int) -> None:
    """The child's life: answer tasks from standard input until it ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody's print gets between the answers
    _limit_memory(megabytes)
    limits = (signal.SIGPROF, signal.SIGALRM)
    for limit in limits:  # a parent may have them ignored or blocked, and we inherit it
        signal.signal(limit, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, limits)
    with suppress(EOFError, BrokenPipeError):  # the parent is gone
        while True:
            function, tasks = pickle.load(requests)  # noqa: S301  # from our own parent
            for args in tasks:
                _limit_time(seconds)
                try:
                    answer = _answer(function, args)
                except MemoryError:
                    os._exit(_OUT_OF_MEMORY)
                _limit_time(0)  # the parent may have something else to do before it takes it
                answers.write(answer)
                answers.flush()
    os._exit(0)


def _limit_time(seconds: float) -> None:
    """From now on; 0 for as long as it takes."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _WALL_FACTOR * seconds)


def _answer(function: Callable[..., object], args: tuple[object, ...]) -> bytes:
    """A pickle of whether all went well, and of a value, a DigestError or a reason."""
    try:
        return pickle.dumps((True, function(*args)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except DigestError as error:
        return pickle.dumps((False, error))
    # A fault of ours or of a library costs one article.
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is
        return pickle.dumps((False, _made_fail(error)))


def _limit_memory(megabytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
