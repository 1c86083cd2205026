from backend_services.notifications.adapters import restock_requests
from backend_services.shared.db.session import WriteSession


async def drop_restock_request(session: WriteSession, *, user_id: int, product_id: int) -> None:
    """They do not want to be told any more; nothing happens if they never did."""
    await restock_requests.drop_open_one(session, user_id=user_id, product_id=product_id)
