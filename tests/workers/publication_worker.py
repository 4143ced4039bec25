"""Does one step with a publication, once it is told to: `publication_worker.py STEP FOLDER`.

Prints `ready` when all is imported, waits for a line, works, prints `done`.
"""

import sys
from pathlib import Path

from digest.app.compile import CompileRequest, compile_issue
from digest.app.deliver import deliver
from digest.app.desk import approve, correct, publish
from digest.app.publication import open_publication
from digest.app.withdraw import withdraw
from digest.model import Status


def main() -> None:
    step, folder = sys.argv[1], Path(sys.argv[2])
    publication = open_publication(folder)
    print("ready", flush=True)
    sys.stdin.readline()
    if step == "compile":
        compile_issue(publication, CompileRequest())
    else:
        name = publication.store.names()[-1]
        if publication.store.load(name).issue.status is Status.DRAFT:
            approve(publication, name)
        if step == "publish":
            publish(publication, name)
        elif step == "correct":
            correct(publication, name, note="A word was wrong")
        elif step == "withdraw":
            withdraw(publication, name)
        else:
            deliver(publication, name)
    print("done", flush=True)


if __name__ == "__main__":
    main()
