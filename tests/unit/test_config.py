"""digest.toml: every fault at once, with its line and a mend."""

from datetime import timedelta

import pytest

from digest.config import parse_config, parse_duration, smtp_password
from digest.errors import ConfigError

GOOD = """\
[publication]
title = "Harbour Notes"
base_url = "https://notes.example.org"
postal_address = "1 Quay Street, Harbour"

[[sources]]
kind = "folder"
name = "Articles"
path = "articles"

[mail]
from_address = "notes@example.org"
unsubscribe_address = "leave@example.org"
"""


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    return caught.value.faults


def test_config_minimal_has_safe_defaults() -> None:
    config = parse_config(GOOD)

    assert config.delivery.transport == "folder"
    assert config.delivery.on_uncertain == "hold"
    assert config.schedule is None
    assert config.publication.base_url == "https://notes.example.org/"


def test_config_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        parse_config(GOOD).issue.max_stories = 3  # type: ignore[misc]


def test_config_names_the_nearest_known_key() -> None:
    found = faults(GOOD.replace("postal_address", "postal_adress"))

    assert set(found) == {
        "digest.toml:1: `publication.postal_address` is missing",
        "digest.toml:4: unknown key `publication.postal_adress`; did you mean `postal_address`?",
    }


def test_config_reports_all_faults_at_once_with_their_lines() -> None:
    text = GOOD.replace("https://notes", "ftp://notes") + '\n[delivery]\ntransport = "pigeon"\n'
    text += '\n[delivery.smtp]\nport = 99999\nusrname = "me"\n'

    found = faults(text)

    assert [fault.split(": ")[0] for fault in found] == [
        "digest.toml:3",
        "digest.toml:16",
        "digest.toml:19",
        "digest.toml:20",
    ]
    assert "did you mean `username`?" in found[3]


def test_config_points_into_the_right_table_of_an_array() -> None:
    text = GOOD + '\n[[sources]]\nkind = "folder"\nname = "More"\npth = "more"\n'

    assert any(fault.startswith("digest.toml:18: unknown key") for fault in faults(text))
    assert any("`sources.2.path` is missing" in fault for fault in faults(text))


def test_config_without_a_near_key_lists_the_known_ones() -> None:
    (fault,) = faults(GOOD + "\n[issue]\nzzz = 1\n")

    assert fault.endswith("known here: min_stories, max_stories, max_takeaways")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"notes@example.org"', '"notes@example.org\\nBcc: x@y.z"', "one line"),
        ('"notes@example.org"', '"notes"', "must be an e-mail address"),
        ('"https://notes.example.org"', '"https://notes.example.org/?a=b"', "without ? and #"),
        ('title = "Harbour Notes"', 'title = "a\\u2028b"', "one line"),
        ('title = "Harbour Notes"', 'title = "x"\ntimezone = "Mars/Base"', "IANA"),
        ('title = "Harbour Notes"', 'title = "x"\nlanguage = "english!"', "BCP 47"),
    ],
)
def test_config_refuses_value(old: str, new: str, expected: str) -> None:
    assert expected in faults(GOOD.replace(old, new))[0]


def test_config_says_where_toml_breaks() -> None:
    (fault,) = faults(GOOD.replace('"Harbour Notes"', '"Harbour Notes'))

    assert fault.startswith("digest.toml: is not TOML: ")
    assert "line 2" in fault


def test_duration_reads_units() -> None:
    assert parse_duration("90m") == timedelta(minutes=90)
    assert parse_duration("1w") == timedelta(weeks=1)


@pytest.mark.parametrize("text", ["", "6", "h", "-1h", "1.5d", "6 months"])
def test_duration_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="like 6h"):
        parse_duration(text)


def test_smtp_password_is_absent_by_default() -> None:
    assert smtp_password({}) is None
