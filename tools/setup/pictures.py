"""The artwork for the demo products, downloaded once."""

import shutil

from tools.setup.layout import Layout
from tools.setup.npm_packages import NpmProject

_NAME = "fluent-emoji-3d"


def are_there(layout: Layout) -> bool:
    folder = layout.cache / _NAME
    return (folder / "assets").is_dir() and _fetched(layout).is_current()


def fetch(layout: Layout) -> None:
    """Raises SetupFailed, which names the package that could not be fetched."""
    project = _fetched(layout)
    project.fetch(layout)
    folder = layout.cache / _NAME
    shutil.rmtree(folder, ignore_errors=True)
    (project.folder / "node_modules" / "@lobehub" / _NAME).rename(folder)


def _fetched(layout: Layout) -> NpmProject:
    return NpmProject(source=layout.npm_project("pictures"), folder=layout.cache / "pictures.npm")
