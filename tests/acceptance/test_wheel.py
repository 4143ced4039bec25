"""The wheel works from anywhere: it carries templates, lexicon and starter with it."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `digest` of the wheel, in an environment that has only its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    # Dependencies come from the environment of the tests. Its own .pth files, by which the
    # checkout is importable there, are not read from a folder that a .pth file names.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (wheel,) = folder.glob("digest_press-*.whl")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps"]
    subprocess.run(
        [*install, "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)], check=True
    )
    return folder / "env" / "bin" / "digest"


def test_wheel_is_not_the_checkout(installed: Path) -> None:
    code = "import digest, pathlib; print(pathlib.Path(digest.__file__).resolve())"
    result = subprocess.run(
        [installed.parent / "python", "-c", code], capture_output=True, text=True, check=True
    )

    module = Path(result.stdout.strip())
    assert not module.is_relative_to(ROOT)
    assert (module.parent / "py.typed").is_file()


def test_wheel_compiles_the_starter(installed: Path, tmp_path: Path) -> None:
    publication = tmp_path / "publication"

    for arguments in (
        ["init", str(publication)],
        ["compile", "--date", "2026-11-23", "-C", str(publication)],
        ["approve", "-C", str(publication)],
        ["publish", "-C", str(publication)],
    ):
        subprocess.run([installed, *arguments], check=True, capture_output=True, cwd=tmp_path)

    assert (publication / "issues" / "2026-11-23.md").is_file()
    assert (publication / "public" / "feed.atom").is_file()
