"""The command line: thin, lazy, one module per group of commands."""


def main() -> None:
    """Entry point of the command `digest`."""
