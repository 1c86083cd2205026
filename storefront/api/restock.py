"""To be told by mail when something that is sold out is back."""

from storefront.api.client import Call, Gateway
from storefront.api.wire import RestockRequestList

_PATH = "/notifications/restock-requests"


async def is_asked(gateway: Gateway, *, product_id: int) -> bool:
    """Whether the person waits for that product."""
    found = await gateway.fetch(Call(method="GET", path=_PATH), answer=RestockRequestList)
    return any(request.product_id == product_id for request in found.restock_requests)


async def ask(gateway: Gateway, *, product_id: int) -> None:
    """Raises: Conflict: it is back already, or the person waits for too many."""
    await gateway.send(Call(method="PUT", path=f"{_PATH}/{product_id}"))


async def stop(gateway: Gateway, *, product_id: int) -> None:
    await gateway.send(Call(method="DELETE", path=f"{_PATH}/{product_id}"))
