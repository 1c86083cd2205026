from functools import partial

from backend_services.notifications.adapters import catalog_positions
from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.live.announcer import Announcer
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession


async def announce_product(
    session: WriteSession, *, news: ProductNews, announcer: Announcer
) -> None:
    """Show the change in open windows, unless a newer one was shown already (after a redrive)."""
    if await catalog_positions.advance(session, news):
        after_commit(session, partial(announcer.tell_everyone, news))
