"""What builds the shop window: bun where it runs, else npm. Told to others in toolchain.json."""

import json
import platform
import subprocess
from pathlib import Path
from typing import Final

from tools.setup import node
from tools.setup.layout import Layout
from tools.setup.logged_command import run_logged
from tools.setup.npm_packages import NpmProject

_MACHINES: Final = {"x86_64": "x64", "amd64": "x64", "aarch64": "aarch64", "arm64": "aarch64"}


def bun_project(layout: Layout) -> NpmProject | None:
    """None where bun is not to be had: Windows, and Linux without glibc."""
    system, machine = platform.system(), _MACHINES.get(platform.machine().lower())
    if system == "Linux" and platform.libc_ver()[0] != "glibc":
        return None
    source = layout.npm_project(f"bun-{system.lower()}-{machine}")
    return NpmProject(source=source, folder=layout.share / "bun") if source.is_dir() else None


def is_told(layout: Layout) -> bool:
    return _file(layout).exists()


def tell(layout: Layout) -> None:
    bun = _working_bun(layout)
    npm = [str(node.bin_folder(layout) / "npm"), "config", "get", "registry", "--loglevel=error"]
    registry = run_logged(layout, npm, environment=node.environment(layout))
    found = {
        "bun": str(bun) if bun else None,
        "node_bin": str(node.bin_folder(layout)),
        # Told to Reflex, which would look for the nearest one by itself.
        "registry": registry.output.strip().splitlines()[-1] if registry.succeeded else None,
    }
    _file(layout).write_text(json.dumps(found, indent=2))


def _working_bun(layout: Layout) -> Path | None:
    """The one for x64 needs a CPU of the last ten years."""
    for path in (layout.share / "bun").glob("node_modules/@oven/*/bin/bun"):
        try:
            done = subprocess.run(
                [str(path), "--version"], capture_output=True, timeout=20, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return path
    return None


def _file(layout: Layout) -> Path:
    return layout.share / "toolchain.json"
