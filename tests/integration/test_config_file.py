"""digest.toml and the password's file as files."""

from pathlib import Path

import pytest

from digest.config.load import load_config, smtp_password
from digest.errors import ConfigError


def test_config_that_is_missing_names_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="digest init"):
        load_config(tmp_path / "digest.toml")


def test_config_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "digest.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(path)


def test_smtp_password_prefers_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    environ = {"DIGEST_SMTP_PASSWORD": "plain", "DIGEST_SMTP_PASSWORD_FILE": str(secret)}

    password = smtp_password(environ)

    assert password is not None
    assert password.get_secret_value() == "from the file"
    assert "from the file" not in repr(password)
