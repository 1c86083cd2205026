from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from backend_services.products.adapters import picture_files
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.observability.logging import get_logger

log = get_logger()

KEPT: Final = timedelta(days=1)  # far longer than from a file to the row that names it
_AT_ONCE: Final = 300  # pictures


async def forget_pictures(sessions: SessionMaker, *, folder: Path, clock: Clock) -> int:
    """Remove files that neither a product nor an order shows any more; answer how many."""
    since = clock.now() - KEPT
    files = await picture_files.list_untouched(folder, since=since)
    # After the look into the folder: what got its row meanwhile is seen here.
    async with reading(sessions) as session:
        shown = await picture_files.shown_digests(session)
    left = iter(digest for digest in files if digest not in shown)
    count = 0
    while some := list(islice(left, _AT_ONCE)):
        names = [name for digest in some for name in files[digest]]
        async with reading(sessions) as session:
            ordered = await picture_files.ordered_files(session, names=names)
        digests = {name.partition("-")[0] for name in ordered}
        unknown = [name for name in names if name.partition("-")[0] not in digests]
        count += await picture_files.remove(folder, names=unknown, untouched_since=since)
    if count:
        log.info("pictures.forgotten", files=count)
    return count
