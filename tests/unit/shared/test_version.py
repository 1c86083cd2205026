"""One distribution, one version: in pyproject, in the changelog, and as each process says it."""

import tomllib
from pathlib import Path

import pytest

from backend_services.shared.settings import ServiceSettings
from backend_services.shared.system.about import VERSION
from storefront.settings import VERSION as STOREFRONT_VERSION

ROOT = Path(__file__).parents[3]


def test_the_processes_are_of_the_version_that_is_built() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == VERSION == STOREFRONT_VERSION
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text()


def test_what_was_built_is_told_by_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_COMMIT", "9c3ced8")

    assert ServiceSettings(port=1).commit == "9c3ced8"
