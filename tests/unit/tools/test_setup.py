import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tools.setup import npm_packages, python_packages
from tools.setup.layout import Layout
from tools.setup.npm_packages import NpmProject
from tools.setup.python_version import is_suitable, refusal

ROOT: Final = Path(__file__).parents[3]
NPM_LOCKS: Final = sorted((ROOT / "tools" / "setup" / "npm").glob("*/package-lock.json"))
REQUIREMENTS: Final = sorted((ROOT / "requirements").glob("*.txt"))
LOCKED: Final = "lamp==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Layout:
    """A checkout that needs one package."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(LOCKED)
    return Layout(tmp_path)


@pytest.fixture
def dead_address() -> Iterator[str]:
    """Nobody listens on it, and nobody else gets it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/simple"


def has_installed(project: Layout, *kinds: str) -> None:
    project.share.mkdir(parents=True, exist_ok=True)
    installed = {kind: python_packages.digest(project, kind) for kind in kinds}
    (project.share / "packages.json").write_text(json.dumps(installed))


@pytest.mark.timeout(180)
def test_without_a_registry_one_line_names_the_package(project: Layout, dead_address: str) -> None:
    machine = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - the machine's own pip settings are what must not help here
        if not name.startswith("PIP_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "tools.setup", "run"],
        cwd=project.root,
        env={**machine, "PIP_INDEX_URL": dead_address, "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Set-up failed. The package lamp==1.0 could not be fetched: the package registry cannot "
        "be reached. All that was said is in .local/logs/setup.log\n"
    )
    assert "Installing 1 Python packages … failed" in done.stdout
    assert "No matching distribution found for lamp==1.0" in project.log.read_text()
    assert not python_packages.are_current(project, "run")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            (
                "ERROR: Could not find a version that satisfies the requirement lamp==1.0\n"
                "ERROR: No matching distribution found for lamp==1.0"
            ),
            "The package lamp==1.0 could not be fetched: the package registry does not have it",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'X': /simple/lamp/",
            "The package lamp could not be fetched: the package registry cannot be reached",
        ),
        (
            (
                "ERROR: Could not install packages due to an OSError: Max retries exceeded with "
                "url: /packages/ab/cd/lamp-1.0-py3-none-any.whl (Caused by X)"
            ),
            "The package lamp could not be fetched: the package registry cannot be reached",
        ),
        (
            (
                "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you\n"
                "    lamp==1.0 from https://registry.example/lamp.whl (from -r run.txt):\n"
                "        Expected sha256 00\n             Got        11"
            ),
            "The package lamp==1.0 that was fetched is not the one that was locked",
        ),
        (
            "ERROR: Could not install packages due to an OSError: No space left on device",
            "pip failed: Could not install packages due to an OSError: No space left on device",
        ),
    ],
)
def test_all_that_pip_says_becomes_one_line(said: str, line: str) -> None:
    assert python_packages.explain(said) == line


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            (
                "npm error code ECONNREFUSED\nnpm error FetchError: request to "
                "http://127.0.0.1:9/npm/@lobehub%2ffluent-emoji-3d failed, reason: connect"
            ),
            (
                "The npm package @lobehub/fluent-emoji-3d could not be fetched: "
                "the npm registry cannot be reached"
            ),
        ),
        (
            "npm error code E404\nnpm error 404 Not Found - GET https://registry.example/lamp",
            "The npm package lamp could not be fetched: the npm registry does not have it",
        ),
        (
            "npm error code EINTEGRITY\nnpm error Verification failed while extracting lamp@1.0",
            "The npm package lamp that was fetched is not the one that was locked",
        ),
    ],
)
def test_all_that_npm_says_becomes_one_line(said: str, line: str) -> None:
    assert npm_packages.explain(said, locked=["lamp", "@lobehub/fluent-emoji-3d"]) == line


def test_what_is_installed_is_not_installed_again_until_its_lock_changes(project: Layout) -> None:
    assert not python_packages.are_current(project, "run")

    has_installed(project, "run")
    assert python_packages.are_current(project, "run")
    assert not python_packages.are_current(project, "dev")

    project.requirements("run").write_text(LOCKED.replace("1.0", "1.1"))
    assert not python_packages.are_current(project, "run")


def test_another_python_needs_its_own_packages(project: Layout) -> None:
    project.venv.mkdir()
    (project.venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    has_installed(project, "run")
    assert python_packages.are_current(project, "run")

    (project.venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.13.1\n")

    assert not python_packages.are_current(project, "run")


def test_an_npm_project_is_current_as_long_as_its_lock_is(project: Layout) -> None:
    source = project.npm_project("pictures")
    pictures = NpmProject(source=source, folder=project.share / "pictures")
    assert not pictures.is_current()

    pictures.folder.mkdir(parents=True)
    (pictures.folder / "lock.sha256").write_text(pictures.digest())
    assert pictures.is_current()

    (source / "package-lock.json").write_text("{}")
    assert not pictures.is_current()


def test_an_old_python_is_refused_in_one_clear_line() -> None:
    assert not is_suitable((3, 10))
    assert is_suitable((3, 11))
    assert is_suitable((3, 13))
    assert is_suitable((4, 0))
    assert refusal((3, 9)) == (
        "Vitrine needs Python 3.11 or newer; this is Python 3.9, and no newer one was found. "
        "Install one, or name it: make PYTHON=/path/to/python3"
    )


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_no_python_lock_names_a_registry(path: Path) -> None:
    text = path.read_text()

    assert "://" not in text
    assert "--hash=sha256:" in text


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_no_npm_lock_names_a_registry(path: Path) -> None:
    packages = {
        name: package for name, package in json.loads(path.read_text())["packages"].items() if name
    }

    assert packages
    assert all(re.match(r"sha512-", package["integrity"]) for package in packages.values())
    assert [name for name, package in packages.items() if "resolved" in package] == []
