from collections.abc import AsyncGenerator
from typing import Final

from backend_services.products.adapters.product_rows import read_products_after
from backend_services.products.domain.product_file import write_header, write_line
from backend_services.shared.db.session import SessionMaker, reading

_AT_ONCE: Final = 500  # products


async def export_products(sessions: SessionMaker) -> AsyncGenerator[str]:
    """All products as a CSV file, piece by piece, the oldest first.

    Each piece has a session of its own: whoever takes the file slowly must not hold a connection
    all the while. A line is of one moment, the file is not.
    """
    piece, last = write_header(), 0
    while True:
        async with reading(sessions) as session:
            found = await read_products_after(session, product_id=last, limit=_AT_ONCE)
        # The header comes with the first products: before any was read, nothing is promised.
        yield piece + "".join(write_line(one.product, one.books) for one in found)
        if len(found) < _AT_ONCE:
            return
        piece, last = "", found[-1].product_id
