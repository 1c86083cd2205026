from functools import partial

from backend_services.notifications.adapters import catalog_positions
from backend_services.notifications.live.announcer import Announcer, ProductNews
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession


async def announce_product(
    session: WriteSession, *, news: ProductNews, sequence: int, announcer: Announcer
) -> None:
    """Show the change in open windows, unless a newer one was shown already (after a redrive)."""
    if await catalog_positions.advance(session, product_id=news.product_id, sequence=sequence):
        after_commit(session, partial(announcer.tell_everyone, news))
