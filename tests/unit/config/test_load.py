"""digest.toml: every fault at once, with its line and a mend."""

import re
from datetime import timedelta

import pytest

from digest.config.fields import parse_duration
from digest.config.load import parse_config, smtp_password
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

    known = "min_stories, max_stories, max_noted, max_takeaways, max_outlook_words"
    assert fault.endswith(f"known here: {known}")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"notes@example.org"', '"notes@example.org\\nBcc: x@y.z"', "one line"),
        ('"https://notes.example.org"', '"https://notes.example.org/?a=b"', "without ? and #"),
        ('title = "Harbour Notes"', 'title = "a\\u2028b"', "one line"),
        ('title = "Harbour Notes"', 'title = "x"\ntimezone = "Mars/Base"', "IANA"),
        ('title = "Harbour Notes"', 'title = "x"\nlanguage = "english!"', "BCP 47"),
    ],
)
def test_config_refuses_value(old: str, new: str, expected: str) -> None:
    assert expected in faults(GOOD.replace(old, new))[0]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://x.org/ ", "https://x.org/"),
        ("  https://x.org/notes", "https://x.org/notes/"),
        ("HTTPS://News.X.org:8443", "https://news.x.org:8443/"),
        ("https://zürich.example", "https://xn--zrich-kva.example/"),
        ("https://straße.example/Ä/%C3%84", "https://xn--strae-oqa.example/%C3%84/%C3%84/"),
        ('https://x.org/a"<b>\\\\', "https://x.org/a%22%3Cb%3E%5C/"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
    ],
)
def test_config_base_url_is_plain_ascii(written: str, url: str) -> None:
    text = GOOD.replace('"https://notes.example.org"', f"'{written}'".replace("\\\\", "\\"))

    assert parse_config(text).publication.base_url == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("notes.example.org", "http or https"),
        ("https:///notes", "http or https"),
        ("https://x.org/#", "without #"),
        ("https://x.org/a b", "write %20"),
        ("https://x.org/a\u00a0b", "write %20"),
        ("https://x.org/a\\u0000b", "one line"),
        ("https://x.org/\\n", "one line"),
        ("https://me:secret@x.org/", "without user name"),
        ("https://x.org/100%", "write %25"),
        ("https://x.org:99999/", "Port out of range"),
        ("https://x.org:port/", "Port could not"),
        ("https://[::1", "IPv6"),
        ("https://[::zz]/", "http or https|host name"),
        ("https://x..org/", "host name"),
        ("https://ex_a.org/", "host name"),
        ("https://x\u200b.org/", "host name"),
        ("https://x.org\\\\evil/", "host name"),
    ],
)
def test_config_refuses_url(url: str, expected: str) -> None:
    for line, text in (
        (3, GOOD.replace("https://notes.example.org", url)),
        (16, f'{GOOD}\n[feeds]\nhub = "{url}"\n'),
    ):
        (fault,) = faults(text)
        assert fault.startswith(f"digest.toml:{line}: ")
        assert re.search(expected, fault)
        assert "secret" not in fault


def test_config_hub_keeps_its_query() -> None:
    text = f'{GOOD}\n[feeds]\nhub = "https://hub.example.org/x?a=b&c=ü"\n'

    assert parse_config(text).feeds.hub == "https://hub.example.org/x?a=b&c=%C3%BC"


def test_config_address_has_an_ascii_domain() -> None:
    mail = parse_config(GOOD.replace("leave@example.org", "leave@bücher.example")).mail

    assert mail.unsubscribe_address == "leave@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "key", ["from_address", "unsubscribe_address", "reply_to", "envelope_from"]
)
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("notes", "an e-mail address like news@example.org"),
        ("bounces@example..org", "an e-mail address like news@example.org"),
        ("bounces@localhost", "an e-mail address like news@example.org"),
        ("Notes <notes@example.org>", "an e-mail address like news@example.org"),
        ("grün@example.org", "only ASCII characters before the @"),
        ("notes@example.org\\n", "one line"),
    ],
)
def test_config_refuses_address(key: str, address: str, expected: str) -> None:
    kept = [line for line in GOOD.splitlines() if not line.startswith(f"{key} =")]
    (fault,) = faults("\n".join([*kept, f'{key} = "{address}"']))

    assert fault.startswith(f"digest.toml:{len(kept) + 1}: `mail.{key}`: must be ")
    assert expected in fault


@pytest.mark.parametrize("key", ["paths.issues", "paths.public", "paths.templates", "paths.var",
                                 "delivery.folder"])  # fmt: skip
@pytest.mark.parametrize("path", ["/srv/x", "../x", "a/../../x", "a/..", "", ".", "./"])
def test_config_refuses_path_outside(key: str, path: str) -> None:
    table, _, name = key.partition(".")
    (fault,) = faults(f'{GOOD}\n[{table}]\n{name} = "{path}"\n')

    assert fault.startswith(f"digest.toml:16: `{key}`: must be a folder below the one of")


@pytest.mark.parametrize(
    ("lines", "line", "key", "other"),
    [
        (['public = "issues"'], 16, "public", "issues"),
        (['var = "public/var"'], 16, "var", "public"),
        (['templates = "./var/"'], 16, "templates", "var"),
        (['issues = "a"', 'public = "a/"'], 16, "issues", "public"),
        (['var = "x"', 'templates = "x/y/z"'], 17, "templates", "var"),
    ],
)
def test_config_refuses_paths_in_each_other(
    lines: list[str], line: int, key: str, other: str
) -> None:
    (fault,) = faults("\n".join([GOOD, "[paths]", *lines]))

    assert fault.startswith(
        f"digest.toml:{line}: `paths.{key}`: must be apart from `paths.{other}`"
    )


@pytest.mark.parametrize("folder", ["public", "public/outbox", "issues/x", "templates"])
def test_config_keeps_the_outbox_private(folder: str) -> None:
    (fault,) = faults(f'{GOOD}\n[delivery]\nfolder = "{folder}"\n')

    assert fault.startswith("digest.toml:16: `delivery.folder`: holds addresses and must be apart")


def test_config_takes_paths_side_by_side() -> None:
    text = GOOD.replace('path = "articles"', 'path = "../articles"')
    text += (
        '[delivery]\nfolder = "out"\n[paths]\nissues = "site/issues"\npublic = "./site/public/"\n'
    )

    config = parse_config(text)

    assert config.sources[0].path == "../articles"
    assert config.paths.public == "site/public"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (GOOD.replace('"Harbour Notes"', '"Harbour Notes'), "digest.toml:2: is not TOML: Illegal"),
        (GOOD + "\na = [\n", "digest.toml:15: is not TOML: "),
        ("[" * 2 + "a" + "]" * 2 + "\nb = " + "[" * 5_000, "digest.toml: is not TOML: "),
        (f"a = {'9' * 5_000}", "digest.toml: is not TOML: "),
    ],
    ids=["string", "end", "depth", "digits"],
)
def test_config_says_where_toml_breaks(text: str, start: str) -> None:
    (fault,) = faults(text)

    assert fault.startswith(start)
    assert "(at " not in fault


def test_config_reports_faults_in_the_order_of_lines() -> None:
    text = GOOD.replace("from_address", "frm_address").replace("title =", "titel =")
    lines = [int(fault.split(":")[1]) for fault in faults(text)]

    assert lines == sorted(lines)
    assert len(set(lines)) == 4


@pytest.mark.parametrize("key", ["title", "postal_address", "name"])
@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\u200b"])
def test_config_refuses_a_name_without_a_letter(key: str, text: str) -> None:
    (fault,) = faults(re.sub(rf'^{key} = ".*"', f'{key} = "{text}"', GOOD, flags=re.MULTILINE))

    assert fault.endswith(f"{key}`: must not be empty")


@pytest.mark.parametrize("character", ["FFFE", "FFFF", "0000", "009F"])
def test_config_names_the_character_that_is_forbidden(character: str) -> None:
    (fault,) = faults(GOOD.replace("Articles", f"Arti\\u{character}cles"))

    assert fault == (
        "digest.toml:8: `sources.1.name`: must be one line"
        f" without control characters like U+{character}"
    )


def test_config_without_a_source_is_refused() -> None:
    head, _, tail = GOOD.partition("[[sources]]")
    (fault,) = faults(f"sources = []\n{head}[mail]{tail.partition('[mail]')[2]}")

    assert fault == "digest.toml:1: `sources`: must have one entry or more"


def test_config_texts_have_single_spaces_and_paths_keep_theirs() -> None:
    text = GOOD.replace("Harbour Notes", "  Harbour   Notes\u00a0! ")
    config = parse_config(text.replace('"articles"', '"my  articles"'))

    assert config.publication.title == "Harbour Notes\u00a0!"
    assert config.sources[0].path == "my  articles"


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("99999999999999d", "a number of 8 digits at most with m, h, d or w, like 6h"),
        (f"{'9' * 5_000}m", "a number of 8 digits at most with m, h, d or w, like 6h"),
        ("99999999w", "36500d at most"),
        ("36501d", "36500d at most"),
    ],
    ids=["timedelta", "digits", "date", "limit"],
)
def test_config_refuses_an_age_beyond_all_dates(age: str, expected: str) -> None:
    (fault,) = faults(f'{GOOD}\n[schedule]\ncron = "0 6 * * 1"\nmax_age = "{age}"\n')

    assert fault == f"digest.toml:17: `schedule.max_age`: must be {expected}"


def test_duration_reads_units() -> None:
    assert parse_duration("90m") == timedelta(minutes=90)
    assert parse_duration("1w") == timedelta(weeks=1)


@pytest.mark.parametrize("text", ["", "6", "h", "-1h", "1.5d", "6 months"])
def test_duration_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="like 6h"):
        parse_duration(text)


def test_smtp_password_is_absent_by_default() -> None:
    assert smtp_password({}) is None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://e.org/me?of={token}", "https://e.org/me?of={token}"),
        ("https://e.org/{token}/me", "https://e.org/{token}/me"),
        ("https://bücher.example/ü/{token}", "https://xn--bcher-kva.example/%C3%BC/{token}"),
        ("https://e.org/me", "https://e.org/me"),
        ("https://e.org/{other}", "https://e.org/%7Bother%7D"),
    ],
)
def test_address_of_the_preferences_may_name_the_subscriber(written: str, url: str) -> None:
    config = parse_config(f'{GOOD}preferences_url = "{written}"\n')

    assert config.mail.preferences_url == url


@pytest.mark.parametrize(
    "written",
    ["mailto:me@e.org", "javascript:{token}", "https://{token}.e.org/", "/me?of={token}", "me"],
)
def test_address_of_the_preferences_is_one_of_the_web(written: str) -> None:
    (fault,) = faults(f'{GOOD}preferences_url = "{written}"\n')

    assert fault.startswith("digest.toml:14: `mail.preferences_url`: must ")
