"""Where a visitor may be sent after signing in: anywhere in this shop, nowhere else."""

from typing import Final
from urllib.parse import urlsplit

HOME: Final = "/"
LONGEST: Final = 1_000  # characters; a search with every filter is far below
# Signing in leads nowhere near signing in again.
DOORS: Final = (
    "/login",
    "/register",
    "/session",
    "/forgot-password",
    "/reset-password",
    "/verify-email",
)


def safe_return_path(wanted: str | None) -> str:
    """`wanted` when it is a path of this shop, else the home page."""
    if not wanted or len(wanted) > LONGEST or not wanted.startswith("/"):
        return HOME
    # Browsers read "\" as "/" and drop tabs and line ends: "/\x.example" is another site.
    if wanted.startswith("//") or "\\" in wanted or not wanted.isprintable() or " " in wanted:
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    is_door = any(parts.path == door or parts.path.startswith(f"{door}/") for door in DOORS)
    return HOME if parts.scheme or parts.netloc or is_door else wanted
