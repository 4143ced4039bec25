"""`digest.toml` → one frozen `Config`.

Every fault of a file is reported at once, with file, line and the nearest known key. Secrets never
stand in the file: the SMTP password comes from `DIGEST_SMTP_PASSWORD`, or from the file that
`DIGEST_SMTP_PASSWORD_FILE` names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from digest.config.faults import parse_tables
from digest.config.sources import KINDS
from digest.config.tables import Config
from digest.errors import ConfigError

CONFIG_NAME = "digest.toml"


def load_config(path: Path) -> Config:
    """Read and check a `digest.toml`. Raises ConfigError with all faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"{path}: there is no {CONFIG_NAME} here; `digest init FOLDER` makes one"
        raise ConfigError((message,)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path}: cannot be read as UTF-8 text: {error}",)) from error
    return parse_config(text, name=str(path))


def parse_config(text: str, *, name: str = CONFIG_NAME) -> Config:
    """`digest.toml`'s text as a Config; `name` stands in messages. Raises ConfigError."""
    return parse_tables(text, name=name, tables=Config, arrays={"sources": KINDS})


def smtp_password(environ: Mapping[str, str] = os.environ) -> SecretStr | None:
    """The SMTP password, if the environment holds one or names its file. Raises ConfigError."""
    if name := environ.get("DIGEST_SMTP_PASSWORD_FILE"):
        try:
            return SecretStr(Path(name).read_text(encoding="utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            fault = f"DIGEST_SMTP_PASSWORD_FILE: {name} cannot be read: {error}"
            raise ConfigError((fault,)) from error
    value = environ.get("DIGEST_SMTP_PASSWORD")
    return SecretStr(value) if value else None
