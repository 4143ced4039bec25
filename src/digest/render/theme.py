"""The door to Jinja2: the shipped theme, overridden file by file by the publication's own.

No text of an article or of an editor is ever a template; templates get values.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket

import digest
from digest.config.theme import ThemeConfig
from digest.config.theme_load import THEME_NAME, load_theme
from digest.errors import RenderError
from digest.render.filters import FILTERS
from digest.render.template_blocks import check_blocks
from digest.render.template_lines import TemplateLines, find_lines
from digest.wording.load import load_wording
from digest.wording.wording import Wording

_PACKAGED = Path(digest.__file__).parent / "templates"
_LOOK: Final = re.compile(r"mail/(?!base\.)([a-z][a-z0-9-]*)\.mjml\.j2")
#: What Jinja says of a name that it does not know.
_UNDEFINED: Final = re.compile(r"'(\w+)' is undefined")


def shipped_templates() -> Path:
    """The folder of the theme and the starter: in the wheel, else in the checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else Path(digest.__file__).parents[2] / "templates"


class _Compiled(jinja2.BytecodeCache):
    """What templates compile to, for all themes of the process.

    A preview makes a theme at each change, and to compile its templates takes half a second.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)  # which looks whether the source is still the same

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _Compiled()


class _Files(jinja2.FileSystemLoader):
    """A publication's templates."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """As Jinja has it; raises RenderError for a file that is not UTF-8."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
            where = f"{self.searchpath[0]}/{template}:{line}"
            raise RenderError(f"{where}: {message}; save the file as UTF-8") from error


class Theme:
    """Templates by name, like `mail/default.mjml.j2`.

    A publication's template of the same name takes the place of the shipped one, which it may
    extend as `shipped/mail/default.mjml.j2`, to change one block of it.
    """

    def __init__(self, overrides: Path | None = None) -> None:
        """With the publication's templates, words and `theme.toml`. Raises ConfigError."""
        shipped = jinja2.FileSystemLoader(shipped_templates())
        own = [_Files(overrides)] if overrides else []
        self._overrides = overrides
        self._wordings: dict[str, Wording] = {}
        self._checked: set[str] = set()  # names of templates whose blocks are known to be good
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([*own, shipped, jinja2.PrefixLoader({"shipped": shipped})]),
            autoescape=_is_escaped,  # noqa: S701  # text parts only are left unescaped
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_COMPILED,
        )
        self._environment.filters.update(FILTERS)
        path = overrides / THEME_NAME if overrides else None
        self.design = load_theme(path, looks=self.looks) if path else ThemeConfig()

    @property
    def looks(self) -> tuple[str, ...]:
        """What `look` may be: a template in `mail/` for each, the publication's own among them."""
        matches = map(_LOOK.fullmatch, self._environment.list_templates())
        return tuple(sorted(match[1] for match in matches if match))

    def wording(self, language: str) -> Wording:
        """The fixed words of a language, the publication's own first. Raises RenderError."""
        if language not in self._wordings:
            self._wordings[language] = load_wording(language, templates=self._overrides)
        return self._wordings[language]

    def render(self, name: str, **values: object) -> str:
        """The template `name` with `values`. Raises RenderError with file and line."""
        try:
            self._check(name)
            return self._environment.get_template(name).render(**values)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            message = (error.message or "is no template").rstrip(".")
            raise RenderError(f"{where}: {message}; mend the template") from error
        except jinja2.TemplateNotFound as error:
            where = _where(error, name) if error.name != name else "the theme"
            raise RenderError(f"{where}: there is no template {error.name}") from error
        except jinja2.TemplateError as error:
            hint = _near_value(error.message or "", values)
            raise RenderError(f"{_where(error, name)}: {error.message}{hint}") from error
        except RenderError as error:
            if (where := _where(error, name)) == name:
                raise
            raise RenderError(f"{where}: {error}; mend the template") from error
        except RecursionError as error:
            message = f"{_where(error, name)}: the template extends or includes itself; "
            raise RenderError(f"{message}the shipped one is called shipped/{name}") from error
        except Exception as error:  # a template may raise what it likes
            if (where := _where(error, name)) == name:
                raise  # not in a template: a fault of ours
            message = str(error) or type(error).__name__
            raise RenderError(f"{where}: {message}; mend the template") from error

    def lines(self, name: str, *, text: str, values: Mapping[str, object]) -> TemplateLines:
        """Which lines of which templates `text` comes from, that `render` made of `values`."""
        return find_lines(self._environment, name, values=values, text=text)

    def _check(self, name: str) -> None:
        """Refuse a template of the publication's whose blocks would be passed over; once."""
        if self._overrides and name not in self._checked:
            check_blocks(self._environment, name, shipped=str(shipped_templates()))
            self._checked.add(name)


def _is_escaped(name: str | None) -> bool:
    # Jinja's own selection leaves `.mjml` and `.j2` unescaped.
    return name is None or not name.endswith(".txt.j2")


def _near_value(message: str, values: Mapping[str, object]) -> str:
    """What a template may have meant by a name that nothing has, to be put behind the message."""
    missing = _UNDEFINED.fullmatch(message)
    near = difflib.get_close_matches(missing[1], values, n=1) if missing else []
    return f"; did you mean `{near[0]}`?" if near else ""


def _where(error: BaseException, name: str) -> str:
    """The template's file and line where `error` came up, from its traceback."""
    trace, where = error.__traceback__, name
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".j2"):
            where = f"{filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where
