"""To be told when something that is sold out is back. Nobody sees or moves anybody else's."""

from fastapi import APIRouter

from backend_services.notifications.adapters.tables import RestockRequest
from backend_services.notifications.api.dependencies import (
    ProductId,
    Reading,
    TheParts,
    Writing,
)
from backend_services.notifications.api.schemas import RestockRequestList, RestockRequestOut
from backend_services.notifications.domain.errors import (
    ProductInStock,
    ProductNotFound,
    TooManyRestockRequests,
)
from backend_services.notifications.domain.notice import Recipient
from backend_services.notifications.use_cases.ask_for_restock import ask_for_restock
from backend_services.notifications.use_cases.browse_restock_requests import (
    browse_restock_requests,
)
from backend_services.notifications.use_cases.drop_restock_request import drop_restock_request
from backend_services.shared.errors import Unauthenticated
from backend_services.shared.http.auth import CurrentUser
from backend_services.shared.http.problems import responses
from backend_services.shared.ids import new_id

router = APIRouter(
    prefix="/api/v1/notifications/restock-requests",
    tags=["restock requests"],
    responses=responses(Unauthenticated),
)


@router.get("")
async def list_my_restock_requests(*, session: Reading, user: CurrentUser) -> RestockRequestList:
    """What you wait for, the latest first; what you were told of is not on it any more."""
    found = await browse_restock_requests(session, user_id=user.user_id)
    return RestockRequestList(
        restock_requests=[RestockRequestOut.model_validate(one) for one in found]
    )


@router.put(
    "/{product_id}",
    response_model=RestockRequestOut,
    responses=responses(ProductNotFound, ProductInStock, TooManyRestockRequests),
)
async def put_my_restock_request(
    *, session: Writing, user: CurrentUser, product_id: ProductId, parts: TheParts
) -> RestockRequest:
    """Get one mail, at your account's address, when the sold-out product can be bought again."""
    return await ask_for_restock(
        session,
        asker=Recipient(user_id=user.user_id, email=user.email),
        product_id=product_id,
        clock=parts.desk.clock,
        new_id=new_id,
    )


@router.delete("/{product_id}", status_code=204)
async def delete_my_restock_request(
    *, session: Writing, user: CurrentUser, product_id: ProductId
) -> None:
    """Do not be told after all."""
    await drop_restock_request(session, user_id=user.user_id, product_id=product_id)
