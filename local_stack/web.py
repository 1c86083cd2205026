import asyncio
import urllib.request
from typing import Final

_TIMEOUT: Final = 3.0  # seconds


async def is_ready(url: str) -> bool:
    """The address answers 200."""
    return await asyncio.to_thread(_get, url)


def _get(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310 - our own address
            return answer.status == 200  # noqa: PLR2004 - OK
    except (OSError, ValueError):
        return False
