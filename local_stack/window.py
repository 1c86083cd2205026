"""Builds the shop window: static pages and scripts, once for each state of their sources."""

import gzip
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from local_stack.settings import ROOT

WEB: Final = ROOT / ".web"
_STAMP: Final = WEB / "vitrine-build.json"
_SOURCES: Final = ("storefront", "assets", "reflex.lock")
_FILES: Final = ("rxconfig.py", "requirements/prod.txt")
# Reflex writes the address of its own socket into the scripts. The window is served from where
# it is opened, whatever host and port that is, so the address is asked for in the browser.
_PLACEHOLDER: Final = "http://localhost:8080"
_ADDRESS: Final = re.compile(r"""(["'`])(http|ws)://localhost:8080(/[^"'`]*)\1""")


class WindowNotBuilt(Exception):
    """The build left nothing to serve."""


def is_built() -> bool:
    """What lies in `.web` was made from the sources as they are now."""
    try:
        return json.loads(_STAMP.read_text())["digest"] == sources_digest()
    except (OSError, ValueError, KeyError):
        return False


def sources_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder in _SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    for name in _FILES:
        yield ROOT / name


def build_command() -> Sequence[str]:
    return [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]


def build_environment() -> Mapping[str, str]:
    return {"REFLEX_ENV_MODE": "prod", "REFLEX_API_URL": _PLACEHOLDER}


def finish_build(digest: str) -> None:
    """Make the scripts ask the browser for the shop's address, and stamp the build.

    The digest is of the sources as they were when it began; they may have changed since.

    Raises:
        WindowNotBuilt: no script names the address any more; Reflex has changed.
    """
    scripts = list((WEB / "build" / "client").rglob("*.js"))
    found = sum(_ask_browser(script) for script in scripts)
    if not found:
        message = "no built script names the shop's address"
        raise WindowNotBuilt(message)
    _STAMP.write_text(json.dumps({"digest": digest}))


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


def throw_away() -> None:
    shutil.rmtree(WEB, ignore_errors=True)
