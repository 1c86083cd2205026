from functools import partial

from backend_services.notifications.adapters import catalog_positions
from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.live.announcer import Announcer
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession


async def announce_product(
    session: WriteSession, *, news: ProductNews, name: str, announcer: Announcer
) -> bool:
    """Show the change in open windows; False when a newer one was shown already (a redrive)."""
    is_newest = await catalog_positions.advance(session, news, name=name)
    if is_newest:
        after_commit(session, partial(announcer.tell_everyone, news))
    return is_newest
