"""The door to Jinja2: the shipped theme, overridden file by file by the publication's own.

No text of an article or of an editor is ever a template; templates get values.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

import digest
from digest.errors import RenderError
from digest.render.filters import FILTERS

_PACKAGED = Path(digest.__file__).parent / "templates"


def shipped_templates() -> Path:
    """The folder of the theme and the starter: in the wheel, else in the checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else Path(digest.__file__).parents[2] / "templates"


class Theme:
    """Templates by name, like `mail/issue.mjml.j2`."""

    def __init__(self, overrides: Path | None = None) -> None:
        folders = [shipped_templates()]
        if overrides is not None and overrides.is_dir():
            folders.insert(0, overrides)
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder) for folder in folders]),
            autoescape=_is_escaped,  # noqa: S701  # text parts only are left unescaped
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(FILTERS)

    def render(self, name: str, **values: object) -> str:
        """The template `name` with `values`. Raises RenderError with file and line."""
        try:
            return self._environment.get_template(name).render(**values)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise RenderError(f"{where}: {error.message}; mend the template") from error
        except jinja2.TemplateNotFound as error:
            raise RenderError(f"{error.name}: there is no such template in the theme") from error
        except jinja2.TemplateError as error:
            raise RenderError(f"{_where(error, name)}: {error.message}") from error


def _is_escaped(name: str | None) -> bool:
    # Jinja's own selection leaves `.mjml` and `.j2` unescaped.
    return name is None or not name.endswith(".txt.j2")


def _where(error: BaseException, name: str) -> str:
    """The template's file and line where `error` came up, from its traceback."""
    trace, where = error.__traceback__, name
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".j2"):
            where = f"{filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where
