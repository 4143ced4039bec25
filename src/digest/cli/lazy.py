"""A group that imports a command's module only when the command is really called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """`table` maps a name to (module, help line).

    For help, completion and «did you mean» a bare command with its help line stands in; the module,
    which holds the real one as `NAME_command`, is imported when the command line resolves to it.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = {name: module for name, (module, _) in table.items()}
        for name, (_, help_line) in table.items():
            self.add_command(click.Command(name, help=help_line))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The names in the order of the table, which is that of an issue's life."""
        return list(self._modules)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The real command."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and name in self._modules:
            module = importlib.import_module(self._modules[name])
            command = getattr(module, f"{name.replace('-', '_')}_command")
        return name, command, rest
