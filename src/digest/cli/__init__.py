"""The command line: thin, lazy, one module per group of commands.

Exit codes: 0 done, 1 error, 2 wrong usage, 3 nothing to do, 4 partly done.
"""

from __future__ import annotations

import sys

import click

from digest import __version__
from digest.cli.lazy import LazyGroup
from digest.errors import DigestError, NothingToDo

EXIT_ERROR, EXIT_NOTHING, EXIT_PARTIAL = 1, 3, 4

#: command → (module, one line of help). Help and completion import nothing else.
COMMANDS = {
    "init": ("digest.cli.init", "Make a new publication from the starter."),
    "compile": ("digest.cli.compile", "Compile the new articles into a draft issue."),
    "list": ("digest.cli.issues", "List the issues, newest first."),
    "show": ("digest.cli.issues", "Show one issue: stories, status, deliveries."),
    "preview": ("digest.cli.issues", "Write the mail and the web page of an issue to look at."),
    "approve": ("digest.cli.issues", "Approve a draft."),
    "publish": ("digest.cli.issues", "Seal an approved issue; make web archive and feeds live."),
    "correct": ("digest.cli.issues", "Publish an edited issue again, with a note for readers."),
    "withdraw": ("digest.cli.issues", "Take an issue back."),
    "verify": ("digest.cli.issues", "Check every issue file against its seal."),
    "subscribers": ("digest.cli.subscribers", "Add, import, export, list, remove subscribers."),
    "deliver": ("digest.cli.deliver", "Mail a published issue to the subscribers."),
    "serve": ("digest.cli.schedule", "Run the schedule until stopped."),
    "tick": ("digest.cli.schedule", "Do what the schedule asks for now, once (for cron)."),
    "schedule": ("digest.cli.schedule", "Look ahead in the schedule."),
    "doctor": ("digest.cli.doctor", "Check configuration, templates, sources, ledger, relay."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """Compile articles into dated newsletter issues; publish and deliver them."""


def main() -> None:
    """Entry point of the command `digest`: errors become one sentence and an exit code."""
    try:
        code = digest.main(prog_name="digest", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 130
    except NothingToDo as error:
        code = _complain(error, code=EXIT_NOTHING)
    except (DigestError, OSError) as error:
        code = _complain(error, code=EXIT_ERROR)
    except Exception as error:  # noqa: BLE001  # the last resort: a traceback is for --debug
        code = _complain(error, code=EXIT_ERROR, is_bug=True)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(error: Exception, *, code: int, is_bug: bool = False) -> int:
    if "--debug" in sys.argv:
        raise error
    kind, message = type(error).__name__, str(error)
    if isinstance(error, OSError) and error.filename is not None:
        message = f"{error.filename}: {(error.strerror or kind).lower()}"
    elif is_bug:
        message = f"{kind}: {error}; this is a fault in digest: --debug shows where"
    if "--json" in sys.argv:
        import json  # as late as this, since `digest --help` does without it

        click.echo(json.dumps({"error": message, "kind": kind, "exit_code": code}))
    else:
        click.echo(f"digest: {message}", err=True)
    return code
