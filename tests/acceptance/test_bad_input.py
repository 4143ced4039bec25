"""Bad input gets one clear sentence and loses nothing."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from digest.app.publication import Publication
from digest.errors import ConfigError, IllegalMove, IssueFileError, PublicationExists


def digest(
    *arguments: str, cwd: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digest", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


def test_hostile_folder_is_compiled_around(
    publication: Publication, report: Callable[..., object]
) -> None:
    articles = publication.root / "articles"
    (articles / "binary.txt").write_bytes(b"\x7fELF\x00\x01\x02")
    (articles / "empty.md").write_bytes(b"")
    (articles / "latin.txt").write_bytes("Das Café\n\nText".encode("latin-1"))
    (articles / "koi8.txt").write_bytes("Старая мельница\n\nСтоит у воды".encode("koi8-r"))
    (articles / "deep.html").write_text("<div>" * 9_000 + "x", "utf-8")
    with (articles / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)

    done = report("compile")

    assert isinstance(done, dict)
    reasons = {Path(item["location"]).name: item["reason"] for item in done["left_out"]}
    assert "50.0 MB" in reasons["huge.txt"]
    assert "has no key takeaways" in reasons["latin.txt"]  # read as what it plainly is
    assert "UTF-8" in reasons["koi8.txt"]
    assert {"binary.txt", "empty.md", "deep.html"} <= set(reasons)
    assert len(done["taken"]) == 3


def test_deep_markdown_of_an_editor_does_not_crash_the_process(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")
    path = publication.issues / f"{publication.store.names()[0]}.md"
    deep = "\n## Deep\n\n" + "**a " * 9_000 + "\n\n" + "> " * 9_000 + "x\n"
    path.write_text(path.read_text("utf-8") + deep, "utf-8")

    result = digest("preview", cwd=publication.root)

    assert result.returncode in {0, 1}
    assert "Traceback" not in result.stderr


def test_empty_folder_is_nothing_to_do(
    publication: Publication, command: Callable[..., Result]
) -> None:
    for path in (publication.root / "articles").iterdir():
        path.unlink()

    result = command("compile")

    assert result.return_value == 3
    assert "nothing new to say" in result.output
    assert publication.store.names() == ()


def test_articles_of_one_title_and_date_stay_two_stories(
    publication: Publication, report: Callable[..., object]
) -> None:
    articles = publication.root / "articles"
    for path in articles.iterdir():
        path.unlink()
    for word in ("one", "two"):
        text = f"# Twins\n\n## Key takeaways\n\n- Point {word}\n"
        (articles / f"2026-11-01-{word}.md").write_text(text, "utf-8")

    done = report("compile")

    assert isinstance(done, dict)
    assert sorted(ref["story"] for ref in done["taken"]) == ["twins", "twins-2"]


def test_init_writes_over_nothing(tmp_path: Path, command: Callable[..., Result]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")

    result = command("init", str(tmp_path / "mine"))

    assert isinstance(result.exception, PublicationExists)
    assert "is not empty" in str(result.exception)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_init_tells_a_file_from_a_folder(tmp_path: Path, command: Callable[..., Result]) -> None:
    (tmp_path / "mine").write_text("dear", "utf-8")

    result = command("init", str(tmp_path / "mine"))

    assert isinstance(result.exception, PublicationExists)
    assert "is a file" in str(result.exception)
    assert (tmp_path / "mine").read_text("utf-8") == "dear"


def test_init_that_fails_half_way_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_500, 2_500))

    failed = digest("init", "deep/new", cwd=tmp_path, before=small_files_only)
    left = list(tmp_path.iterdir())
    repeated = digest("init", "deep/new", cwd=tmp_path)

    assert failed.returncode == 1
    assert "larger than is allowed" in failed.stderr
    assert left == []
    assert repeated.returncode == 0


def test_init_quotes_the_folder_for_the_shell(tmp_path: Path) -> None:
    result = digest("init", "my news", cwd=tmp_path)

    assert "  1. cd 'my news'\n" in result.stdout


def test_misspelt_keys_are_named_all_at_once(
    publication: Publication, command: Callable[..., Result]
) -> None:
    path = publication.root / "digest.toml"
    text = path.read_text("utf-8").replace("max_stories", "max_storys").replace("cron =", "corn =")
    path.write_text(text, "utf-8")

    result = command("list")

    assert isinstance(result.exception, ConfigError)
    assert "did you mean `max_stories`?" in str(result.exception)
    assert "did you mean `cron`?" in str(result.exception)


def test_file_that_an_editor_broke_is_named_with_its_line(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")
    path = publication.issues / f"{publication.store.names()[0]}.md"
    broken = path.read_text("utf-8").replace('status = "draft"', "status = draft")
    path.write_text(broken, "utf-8")

    result = command("approve", path.stem)

    assert isinstance(result.exception, IssueFileError)
    assert result.exception.line == broken.splitlines().index("status = draft") + 1
    assert path.read_text("utf-8") == broken


def test_step_out_of_turn_says_what_may_be_done(
    publication: Publication, command: Callable[..., Result]
) -> None:
    command("compile")

    result = command("publish")

    assert isinstance(result.exception, IllegalMove)
    assert "digest approve" in str(result.exception)


@pytest.mark.parametrize("address", ["a@b.example\r\nRCPT TO:<x@y.example>", "a\0@b.example", "a"])
def test_hostile_address_is_refused(publication: Publication, address: str) -> None:
    result = digest_in_process(publication, address)

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "\0" not in result.stderr


def digest_in_process(publication: Publication, address: str) -> subprocess.CompletedProcess[str]:
    # A NUL cannot be an argument of a process; a program that calls ours can still pass one.
    code = (
        "import sys; from digest.cli import main; "
        f"sys.argv = ['digest', 'subscribers', 'add', {address!r}]; main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=publication.root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_full_disk_leaves_no_half_issue(publication: Publication) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    result = digest("compile", cwd=publication.root, before=small_files_only)

    assert result.returncode == 1
    assert result.stderr.startswith("digest: ")
    assert "Traceback" not in result.stderr
    assert list(publication.issues.glob("*")) == []
    assert digest("compile", cwd=publication.root).returncode == 0


def test_error_is_one_sentence_and_json_where_asked(publication: Publication) -> None:
    plain = digest("show", "2020-01-01", cwd=publication.root)
    as_json = digest("show", "2020-01-01", "--json", cwd=publication.root)
    debug = digest("show", "2020-01-01", "--debug", cwd=publication.root)

    assert plain.returncode == as_json.returncode == debug.returncode == 1
    assert plain.stderr.count("\n") == 1
    assert json.loads(as_json.stdout)["kind"] == "IssueNotFound"
    assert "Traceback" in debug.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["list", "--bad", "--json"], "--bad"),
        (["complie", "--json"], "Did you mean 'compile'"),
        (["compile", "--date", "2026-1-3", "--json"], "YYYY-MM-DD"),
        (["compile", "--date", "20261103", "--json"], "YYYY-MM-DD"),
        (["withdraw", "--json"], "ISSUE"),
        (["--json", "list"], "goes behind the command"),
        (["subscribers", "--json", "list"], "goes behind the command"),
    ],
)
def test_wrong_usage_is_json_where_asked(tmp_path: Path, arguments: list[str], says: str) -> None:
    result = digest(*arguments, cwd=tmp_path)
    fault = json.loads(result.stdout)

    assert result.returncode == fault["exit_code"] == 2
    assert says in fault["error"]
    assert result.stderr == ""


def test_option_before_the_command_gets_a_hint(tmp_path: Path) -> None:
    result = digest("-C", "x", "list", cwd=tmp_path)

    assert result.returncode == 2
    assert "-C goes behind the command, as in `digest list -C`" in result.stderr


def test_json_as_the_text_of_a_note_asks_for_no_json(publication: Publication) -> None:
    result = digest("correct", "--note", "--json", cwd=publication.root)

    assert result.returncode == 1
    assert result.stdout == ""
    assert "there is no published issue" in result.stderr


def test_stop_is_told_as_json_where_asked(tmp_path: Path) -> None:
    code = (
        "import sys; from digest import cli; "
        "cli.digest.main = lambda **_: (_ for _ in ()).throw(KeyboardInterrupt); "
        "sys.argv = ['digest', 'list', '--json']; cli.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert result.returncode == 130
    assert json.loads(result.stdout) == {"error": "stopped", "kind": "Stopped", "exit_code": 130}


def test_command_outside_of_a_publication_names_init(tmp_path: Path) -> None:
    result = digest("list", cwd=tmp_path)

    assert result.returncode == 1
    assert "digest init" in result.stderr


def test_import_of_a_broken_csv_takes_the_good_rows(
    publication: Publication, tmp_path: Path, report: Callable[..., object]
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(
        b"\xef\xbb\xbfName,E-Mail\nAda,ada@example.org\nEve,eve@@example.org\n"
        b'"Bob\nby",bob@example.org\n,\nAda again,ADA@example.org\n'
    )

    done = report("subscribers", "import", str(path), "--confirmed")

    assert isinstance(done, dict)
    assert (done["new"], done["known"]) == (2, 1)
    assert [line for line, _ in done["invalid"]] == [3]


def test_export_does_not_run_in_a_spreadsheet_and_comes_back(
    publication: Publication, tmp_path: Path, command: Callable[..., Result]
) -> None:
    command("subscribers", "add", "ada@example.org", "--name", "=1+1")
    target = tmp_path / "out.csv"

    command("subscribers", "export", str(target))

    assert ",'=1+1," in target.read_text("utf-8")
    assert target.stat().st_mode & 0o077 == 0
    command("subscribers", "remove", "ada@example.org")
    command("subscribers", "import", str(target))
    assert "=1+1" in command("subscribers", "list", "--json").output.replace("'=1+1", "bad")
