from backend_services.notifications.adapters import restock_requests
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def end_restock_requests(session: WriteSession, *, product_id: int) -> None:
    """The product was taken out of the shop: nobody is told of it any more."""
    ended = await restock_requests.drop_open_of_product(session, product_id=product_id)
    if ended:
        log.info("restock_requests.ended", product_id=product_id, count=ended)
