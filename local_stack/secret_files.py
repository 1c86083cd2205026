"""Secrets of the local stack: made on the first start, kept for the next."""

import os
import secrets
from pathlib import Path


def service_key(folder: Path) -> str:
    """The key that orders shows to products."""
    file = folder / "service-key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f"service-key.{os.getpid()}"  # moved when it is whole
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32))
        fresh.replace(file)
    return file.read_text()
