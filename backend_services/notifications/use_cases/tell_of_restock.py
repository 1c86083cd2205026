from backend_services.notifications.adapters import restock_requests
from backend_services.notifications.domain.notice import (
    BackInStock,
    Recipient,
    back_in_stock_notice,
)
from backend_services.notifications.use_cases.record_notice import Desk, record_notice
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def tell_of_restock(session: WriteSession, *, desk: Desk, limit: int) -> int:
    """Answer so many of the requests whose product is back, each by one mail; say how many.

    Mail and mark are one transaction: who dies before its end has told nobody.
    """
    now = desk.clock.now()
    fulfilled = await restock_requests.take_fulfilled(session, now=now, limit=limit)
    for request in fulfilled:
        recipient = Recipient(user_id=request.user_id, email=request.email)
        content = BackInStock(request.product_id, request.name)
        await record_notice(
            session,
            notice=back_in_stock_notice(recipient, content),
            event_id=request.event_id,
            occurred_at=now,
            desk=desk,
        )
    if fulfilled:
        log.info("restock_requests.told", count=len(fulfilled))
    return len(fulfilled)
