"""What a browser calls itself, in words its owner would use."""

from typing import Final

# The first that fits: browsers name their ancestors too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_POCKET: Final = frozenset({"iPhone", "iPad", "Android"})
UNKNOWN: Final = "Unnamed device"


def device_name(user_agent: str | None) -> str:
    """Like `Firefox on Linux`; a guess, for nothing but to be read."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or UNKNOWN


def is_pocket_device(user_agent: str | None) -> bool:
    return _first(_SYSTEMS, user_agent) in _POCKET


def _first(words: tuple[tuple[str, str], ...], user_agent: str | None) -> str:
    return next((name for mark, name in words if mark in (user_agent or "")), "")
