"""Secrets of the local stack: made on the first start, kept for the next."""

import secrets
from pathlib import Path


def service_key(folder: Path) -> str:
    """The key that orders shows to products."""
    file = folder / "service-key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()
