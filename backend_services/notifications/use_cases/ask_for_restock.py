from backend_services.notifications.adapters import (
    addressees,
    catalog_positions,
    restock_requests,
)
from backend_services.notifications.adapters.restock_requests import NewRequest
from backend_services.notifications.adapters.tables import CatalogPosition, RestockRequest
from backend_services.notifications.domain.errors import (
    InactiveUser,
    ProductInStock,
    ProductNotFound,
    TooManyRestockRequests,
)
from backend_services.notifications.domain.notice import Recipient
from backend_services.notifications.domain.restock import MOST_OPEN
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def ask_for_restock(
    session: WriteSession, *, asker: Recipient, product_id: int, clock: Clock, new_id: NewId
) -> RestockRequest:
    """Remember that somebody wants to be told; asking again answers with the same request.

    The product stands still meanwhile: its next event finds the request.

    Raises:
        ProductNotFound: never heard of, or not on sale.
        ProductInStock: there is nothing to wait for.
        InactiveUser: the account was switched off or closed.
        TooManyRestockRequests: the person waits for enough already.
    """
    _check_sold_out(await catalog_positions.hold_still(session, product_id=product_id))
    if not await addressees.lock(session, asker):
        raise InactiveUser
    known = await restock_requests.find_open_one(
        session, user_id=asker.user_id, product_id=product_id
    )
    if known is not None:
        return known
    if await restock_requests.count_open(session, user_id=asker.user_id) >= MOST_OPEN:
        raise TooManyRestockRequests
    new = NewRequest(event_id=new_id(), user_id=asker.user_id, product_id=product_id)
    return await restock_requests.add(session, new, at=clock.now())


def _check_sold_out(product: CatalogPosition | None) -> None:
    if product is None or product.is_active is False:
        raise ProductNotFound
    if product.stock_quantity:  # None: not heard of lately, so the person's eyes are believed
        raise ProductInStock
