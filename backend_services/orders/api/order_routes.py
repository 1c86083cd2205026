from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, status

from backend_services.orders.api.dependencies import (
    CurrentActor,
    Deps,
    Reading,
    Writing,
)
from backend_services.orders.api.etags import etag
from backend_services.orders.api.links import next_page
from backend_services.orders.api.list_schemas import OwnOrdersParams
from backend_services.orders.api.order_schemas import OrderOut, PlaceOrderIn
from backend_services.orders.api.wanted_change import WantedChange
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.cursor import InvalidCursor
from backend_services.orders.domain.idempotency import IdempotencyKeyReused, OrderInProgress
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.permissions import (
    OnlyStaffMoveOrders,
    OnlyStaffSeeAll,
    OrderNotFound,
)
from backend_services.orders.domain.refusals import (
    NotInCart,
    OrderTooLarge,
    OutOfStock,
    PlacementInterrupted,
    PriceChanged,
    ProductNotFound,
    ProductsTimedOut,
    ProductsUnavailable,
)
from backend_services.orders.domain.states import IllegalTransition, OrderIsOver
from backend_services.orders.domain.status_change import (
    OrderChangedMeanwhile,
    OrderMovedMeanwhile,
    ShipmentNotFitting,
)
from backend_services.orders.use_cases.browse_orders import browse_orders
from backend_services.orders.use_cases.change_order_status import change_order_status
from backend_services.orders.use_cases.place_order import place_order
from backend_services.orders.use_cases.show_order import show_order
from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.errors import Unauthenticated, Unprocessable
from backend_services.shared.http.auth import CurrentUser
from backend_services.shared.http.idempotency import IdempotencyKey
from backend_services.shared.http.problems import responses

router = APIRouter(prefix="/api/v1/orders", tags=["orders"])

OrderId = Annotated[int, Path(ge=1, le=INT32_MAX)]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=responses(
        Unauthenticated,
        OutOfStock,
        PriceChanged,
        NotInCart,
        OrderInProgress,
        ProductNotFound,
        OrderTooLarge,
        IdempotencyKeyReused,
        ProductsUnavailable,
        PlacementInterrupted,
        ProductsTimedOut,
    ),
)
async def post_order(
    *,
    body: PlaceOrderIn,
    user: CurrentUser,
    actor: CurrentActor,
    deps: Deps,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> OrderOut:
    """Buy. With an Idempotency-Key, repeating it gives the same order, never a second one."""
    request = OrderRequest(
        user_id=user.user_id,
        user_email=user.email,
        lines=body.to_lines(),
        empties_cart=body.cart,
        idempotency_key=idempotency_key,
    )
    async with deps.turnstile.turn():
        placement = await place_order(
            deps.sessions,
            request=request,
            products=deps.products,
            clock=deps.clock,
            new_id=deps.new_id,
        )
    if placement.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return OrderOut.of(placement.order, to=actor)


@router.get("", responses=responses(InvalidCursor, Unauthenticated, OnlyStaffSeeAll, Unprocessable))
async def list_orders(
    *,
    params: Annotated[OwnOrdersParams, Query()],
    session: Reading,
    actor: CurrentActor,
    request: Request,
    response: Response,
) -> list[OrderOut]:
    """Newest first. `X-Total-Count` tells how many there are, `Link` leads to the next page."""
    user_id = None if params.everybody else actor.user_id
    query = params.to_query(user_id=user_id, skip=params.skip)
    page = await browse_orders(session, query=query, by=actor)
    response.headers["X-Total-Count"] = str(page.total)
    if page.next_cursor is not None:
        response.headers["Link"] = next_page(request.url, page.next_cursor)
    return [OrderOut.of(order, to=actor) for order in page.orders]


@router.get("/{order_id}", responses=responses(Unauthenticated, OrderNotFound, Unprocessable))
async def get_order(
    *, order_id: OrderId, session: Reading, actor: CurrentActor, response: Response
) -> OrderOut:
    """One order, with its timeline; its `ETag` is for `If-Match` when it is moved."""
    return _shown(await show_order(session, order_id=order_id, to=actor), response, to=actor)


@router.patch(
    "/{order_id}/status",
    responses=responses(
        OrderIsOver,
        IllegalTransition,
        OrderMovedMeanwhile,
        Unauthenticated,
        OnlyStaffMoveOrders,
        OrderNotFound,
        OrderChangedMeanwhile,
        ShipmentNotFitting,
    ),
)
async def patch_order_status(
    *, order_id: OrderId, change: WantedChange, session: Writing, deps: Deps, response: Response
) -> OrderOut:
    """Move an order one step. Owners may cancel; the other steps are the shop's."""
    order = await change_order_status(
        session, order_id=order_id, change=change, clock=deps.clock, new_id=deps.new_id
    )
    return _shown(order, response, to=change.actor)


def _shown(order: Order, response: Response, *, to: Actor) -> OrderOut:
    response.headers["ETag"] = etag(order.version)
    return OrderOut.of(order, to=to)
