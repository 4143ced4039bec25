"""Blocks of a publication's templates that no template behind them has.

Jinja passes over a block that the extended template does not know, and what an editor wrote into
it is nowhere, without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from jinja2 import BaseLoader, Environment, TemplateNotFound, nodes

from digest.errors import RenderError


def check_blocks(environment: Environment, name: str, *, shipped: str) -> None:
    """Raise RenderError for a block, in the template `name` or one behind it, that fills nothing.

    `shipped` is the folder of the templates that are known to be right. A block inside a block of
    the same file is a new one and needs no other.
    """
    chain = list(_chain(environment, name))
    known: set[str] = set()
    for index, (file, tree) in reversed(list(enumerate(chain))):
        if index < len(chain) - 1 and not file.startswith(shipped):
            for block in tree.iter_child_nodes():
                if isinstance(block, nodes.Block) and block.name not in known:
                    raise RenderError(
                        f"{file}:{block.lineno}: there is no block `{block.name}` in the template "
                        f"that this one extends; {_hint(block.name, known)}"
                    )
        known.update(block.name for block in tree.find_all(nodes.Block))


def _chain(environment: Environment, name: str) -> Iterator[tuple[str, nodes.Template]]:
    """The files and trees of a template and of those that it extends, itself first."""
    loader, passed = environment.loader, set[str]()
    while isinstance(loader, BaseLoader) and name not in passed:
        passed.add(name)
        try:
            source, file, _ = loader.get_source(environment, name)
        except TemplateNotFound:  # rendering says so, with the line that asks for it
            return
        tree = environment.parse(source, name, file)
        yield file or name, tree
        extends = next(tree.find_all(nodes.Extends), None)
        if extends is None or not isinstance(extends.template, nodes.Const):
            return
        name = extends.template.value


def _hint(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"it has {', '.join(sorted(known)) or 'none'}"
