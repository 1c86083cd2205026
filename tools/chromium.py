"""Where a Chromium is on this machine, and how it is started for tests and pictures."""

import os
import shutil
from typing import Final

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
LAUNCH_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """VITRINE_CHROMIUM, or the first one on the PATH."""
    configured = os.environ.get("VITRINE_CHROMIUM")  # noqa: TID251 - the person's own choice
    return configured or next((path for name in _NAMES if (path := shutil.which(name))), None)
