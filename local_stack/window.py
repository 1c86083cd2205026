"""Builds the shop window: static pages and scripts, once for each state of their sources."""

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from local_stack.settings import ROOT, machine_environment

WEB: Final = ROOT / ".web"
_CLIENT: Final = WEB / "build" / "client"
_STAMP: Final = WEB / "vitrine-build.json"
_SOURCES: Final = ("storefront", "assets", "rxconfig.py", "requirements/prod.txt")
_PACKAGES: Final = ("reflex.lock",)  # the build itself may write it
# Reflex writes the address of its own socket into the scripts. The window is served from where
# it is opened, whatever host and port that is, so the address is asked for in the browser.
_PLACEHOLDER: Final = "http://localhost:8080"
_ADDRESS: Final = re.compile(r"""(["'`])(http|ws)://localhost:8080(/[^"'`]*)\1""")


class WindowNotBuilt(Exception):
    """The build left nothing to serve."""


def is_built() -> bool:
    """What lies in `.web` was made from the sources as they are now."""
    try:
        stamp = json.loads(_STAMP.read_text())
    except (OSError, ValueError):
        return False
    return stamp == _stamp(digest_of(_SOURCES)) and (_CLIENT / "index.html").exists()


def digest_of(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(_files(names)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = ROOT / name
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def build_command() -> Sequence[str]:
    return [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]


def build_environment() -> Mapping[str, str]:
    return {"REFLEX_ENV_MODE": "prod", "REFLEX_API_URL": _PLACEHOLDER}


def begin_build() -> str:
    """Answer the digest of the sources to build; they may change while it is under way."""
    _STAMP.unlink(missing_ok=True)
    return digest_of(_SOURCES)


def finish_build(sources: str) -> None:
    """Make the scripts ask the browser for the shop's address, and stamp the build.

    Raises:
        WindowNotBuilt: no script names the address any more; Reflex has changed.
    """
    found = sum(_ask_browser(script) for script in list(_CLIENT.rglob("*.js")))
    if not found:
        raise WindowNotBuilt("no built script names the shop's address")
    _STAMP.write_text(json.dumps(_stamp(sources)))


def _stamp(sources: str) -> Mapping[str, str]:
    """What a build was made of, its look included."""
    theme = machine_environment().get("STOREFRONT_THEME", "")
    return {"sources": sources, "packages": digest_of(_PACKAGES), "theme": theme}


def _ask_browser(script: Path) -> int:
    text, found = _ADDRESS.subn(_asked, script.read_text())
    if found:
        script.write_text(text)
        for compressed in script.parent.glob(f"{script.name}.*"):
            compressed.unlink()  # it holds the old text
        Path(f"{script}.gz").write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return found


def _asked(match: re.Match[str]) -> str:
    _, scheme, path = match.groups()
    origin = "location.origin" if scheme == "http" else 'location.origin.replace(/^http/,"ws")'
    return f'({origin}+"{path}")'
