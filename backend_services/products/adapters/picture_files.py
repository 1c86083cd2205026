"""The files that the studio made, as they lie in the folder."""

import asyncio
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select, text
from sqlmodel import col

from backend_services.products.adapters.tables import ReservationLine
from backend_services.shared.db.session import ReadSession

# Only its own: what the demo or a person put there has other names.
_MADE: Final = re.compile(r"(?P<digest>[0-9a-f]{24})-\d+\.webp")
_UNFINISHED: Final = re.compile(r"[0-9a-f]{24}-\d+(\.[0-9a-f]+)?\.part")

_SHOWN: Final = text("""
select substring(one ->> 'url' from '/([0-9a-f]{24})-')
  from product, jsonb_array_elements(pictures) one
union
select substring(image_file from '^([0-9a-f]{24})-') from product
""")


async def list_untouched(folder: Path, *, since: datetime) -> dict[str, list[str]]:
    """Names of files that are older, by the digest of what they were made from.

    What was never finished is by itself.
    """
    return await asyncio.to_thread(_list, folder, since)


async def remove(folder: Path, *, names: Sequence[str], untouched_since: datetime) -> int:
    """Remove those that are still as old; answer how many."""
    return await asyncio.to_thread(_remove, folder, names, untouched_since)


async def shown_digests(session: ReadSession) -> Collection[str]:
    """Of the pictures that products have."""
    return {digest for digest in await session.scalars(_SHOWN) if digest is not None}


async def ordered_files(session: ReadSession, *, names: Sequence[str]) -> Collection[str]:
    """Those of them that orders show for ever, whatever became of the product."""
    file = col(ReservationLine.image_file)
    found = await session.scalars(select(file).where(file.in_(names)).distinct())
    return {name for name in found if name is not None}


def _list(folder: Path, since: datetime) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in folder.glob("*-*"):
        made = _MADE.fullmatch(path.name)
        if (made or _UNFINISHED.fullmatch(path.name)) and _is_untouched(path, since):
            found.setdefault(made["digest"] if made else path.name, []).append(path.name)
    return found


def _remove(folder: Path, names: Sequence[str], since: datetime) -> int:  # noqa: PLR0917 - as above
    count = 0
    for name in names:
        path = folder / name
        if _is_untouched(path, since):  # else the same picture was sent again meanwhile
            path.unlink(missing_ok=True)
            count += 1
    return count


def _is_untouched(path: Path, since: datetime) -> bool:
    try:
        return path.stat().st_mtime < since.timestamp()
    except FileNotFoundError:
        return False
