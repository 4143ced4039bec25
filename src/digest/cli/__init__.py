"""The command line: thin, lazy, one module per group of commands.

Exit codes: 0 done, 1 error, 2 wrong usage, 3 nothing to do, 4 partly done, 130 stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from digest import __version__
from digest.cli.lazy import LazyGroup
from digest.errors import DigestError, NothingToDo

EXIT_ERROR, EXIT_NOTHING, EXIT_STOPPED = 1, 3, 130

#: What every command takes, and no group of commands.
COMMON_OPTIONS = ("--json", "-C", "--publication", "--debug")

#: command → (module, one line of help). Help and completion import nothing else.
COMMANDS = {
    "init": ("digest.cli.init", "Make a new publication from the starter."),
    "compile": ("digest.cli.compile", "Compile the new articles into a draft issue."),
    "merge": ("digest.cli.issues", "Make one story of several on one event."),
    "list": ("digest.cli.issues", "List the issues, newest first."),
    "show": ("digest.cli.issues", "Show one issue: stories, status, deliveries."),
    "preview": ("digest.cli.preview", "Show all editions of an issue on one local page."),
    "check": ("digest.cli.check", "Check an issue's editions before they go out."),
    "check-feed": ("digest.cli.check_feed", "Check any feed, in a file or on the web."),
    "approve": ("digest.cli.issues", "Approve a draft that `check` finds no error in."),
    "publish": ("digest.cli.issues", "Seal an approved issue; make web archive and feeds live."),
    "correct": ("digest.cli.issues", "Publish an edited issue again, with a note for readers."),
    "withdraw": ("digest.cli.issues", "Take an issue back."),
    "verify": ("digest.cli.issues", "Check every issue file against its seal and its articles."),
    "sources": ("digest.cli.sources", "List, add, test, pause and resume the sources."),
    "subscribers": ("digest.cli.subscribers", "Add, import, export, list, remove subscribers."),
    "deliver": ("digest.cli.deliver", "Mail a published issue to the subscribers."),
    "serve": ("digest.cli.schedule", "Run the schedule until stopped."),
    "tick": ("digest.cli.schedule", "Do what the schedule asks for now, once (for cron)."),
    "schedule": ("digest.cli.schedule", "Look ahead in the schedule."),
    "explain": ("digest.cli.explain", "Show why an article is in an issue, or not."),
    "simulate": ("digest.cli.simulate", "Print the issues that the schedule would make."),
    "extract": ("digest.cli.extract", "Show what files say of takeaways and outlook."),
    "doctor": ("digest.cli.doctor", "Check configuration, templates, sources, ledger, relay."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """Compile articles into dated newsletter issues; publish and deliver them."""


def main() -> None:
    """Entry point of the command `digest`: errors become one sentence and an exit code."""
    # A command that was understood corrects these: `--note --json` asks for no JSON.
    wishes = {"as_json": "--json" in sys.argv, "debug": "--debug" in sys.argv}
    try:
        code = digest.main(prog_name="digest", standalone_mode=False, obj=wishes)
    except (click.Abort, KeyboardInterrupt):
        code = _tell("stopped", kind="Stopped", code=EXIT_STOPPED, wishes=wishes)
    except click.ClickException as error:
        code = _refuse(error, wishes=wishes)
    except Exception as error:
        if wishes["debug"]:
            raise
        code = EXIT_NOTHING if isinstance(error, NothingToDo) else EXIT_ERROR
        _tell(_sentence(error), kind=type(error).__name__, code=code, wishes=wishes)
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(error: click.ClickException, *, wishes: Mapping[str, bool]) -> int:
    if isinstance(error, click.NoSuchOption) and error.option_name in COMMON_OPTIONS:
        option = error.option_name
        hint = f"{option} goes behind the command, as in `digest list {option}`"
        error = click.UsageError(hint, ctx=error.ctx)
    if wishes["as_json"]:
        message, kind = error.format_message(), type(error).__name__
        return _tell(message, kind=kind, code=error.exit_code, wishes=wishes)
    error.show()
    return error.exit_code


def _sentence(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or kind).lower()}"
    if isinstance(error, DigestError | OSError):
        return str(error)
    return f"{kind}: {error}; this is a fault in digest: --debug shows where"


def _tell(message: str, *, kind: str, code: int, wishes: Mapping[str, bool]) -> int:
    if wishes["as_json"]:
        import json  # as late as this, since `digest --help` does without it

        click.echo(json.dumps({"error": message, "kind": kind, "exit_code": code}))
    else:
        click.echo(f"digest: {message}", err=True)
    return code
