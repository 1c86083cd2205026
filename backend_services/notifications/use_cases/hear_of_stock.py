from backend_services.notifications.adapters import restock_requests
from backend_services.notifications.domain.news import ProductNews
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.wakeups import Wakeups


async def hear_of_stock(
    session: WriteSession, *, news: ProductNews, restock_wakeups: Wakeups
) -> None:
    """Wake the teller if somebody waits for this. What it does it does by what the tables say."""
    if not news.is_available:
        return
    if await restock_requests.is_waited_for(session, product_id=news.product_id):
        after_commit(session, restock_wakeups.wake)
