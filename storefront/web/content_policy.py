"""What a page of the shop may load and run (Content Security Policy, level 3)."""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

_INLINE_SCRIPT: Final = re.compile(
    rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL
)

_NO_CODE_HERE: Final = re.compile(rb'\bsrc=|type="application/')


def content_policy(*, origins: Iterable[str], script_hashes: Iterable[str] = ()) -> str:
    """Everything from here, and of the scripts that stand in a page only those we wrote.

    'unsafe-eval' stays: Reflex evaluates what a handler sends back (toasts, focus, ways out).
    Inline styles stay: components carry them, and toasts bring a sheet of their own.
    """
    scripts = " ".join(["'self'", *(f"'{each}'" for each in script_hashes), "'unsafe-eval'"])
    # Older browsers do not count a socket of the same host as 'self'.
    # (A policy cannot name an IPv6 address.)
    named = (origin for origin in origins if "[" not in origin)
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in named)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            f"connect-src 'self' {sockets}",
            "worker-src 'none'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def script_hashes_of(html: bytes) -> tuple[str, ...]:
    """The hashes by which a page's own inline scripts are let through, each once."""
    found = (
        _hash(match["code"])
        for match in _INLINE_SCRIPT.finditer(html)
        # Data, as JSON-LD is, never runs.
        if match["code"] and not _NO_CODE_HERE.search(match["attributes"])
    )
    return tuple(dict.fromkeys(found))


def _hash(code: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}"
