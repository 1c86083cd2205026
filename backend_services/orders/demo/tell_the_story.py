from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.demo.history import HISTORY, LEFT_CARTS
from backend_services.orders.demo.people import People
from backend_services.orders.demo.story import STORY, DemoOrder, DemoStep
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.cart import UserCart, Wish
from backend_services.orders.domain.cart_review import new_line
from backend_services.orders.domain.order_query import OrderQuery
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.refusals import (
    OutOfStock,
    PlacementInterrupted,
    ProductNotFound,
)
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.domain.status_change import Shipment, StatusChange
from backend_services.orders.use_cases.browse_orders import browse_orders
from backend_services.orders.use_cases.change_order_status import change_order_status
from backend_services.orders.use_cases.place_order import place_order
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.http.tokens import Role
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and with whom the story takes place."""

    sessions: SessionMaker
    products: ProductsClient
    product_ids: Mapping[str, int]  # by SKU
    people: People
    new_id: NewId


async def tell_the_story(stage: Stage, *, now: datetime) -> int:
    """Place the demo orders, unless the shopper has orders already; answers how many.

    They go through the real saga, so stock, events and mails agree with them.
    """
    if await _has_orders(stage):
        return 0
    told = [order for order in (*STORY, *HISTORY) if stage.people.id_of(order.buyer)]
    told.sort(key=lambda order: order.ago, reverse=True)
    placed = sum([await _tell(stage, order=order, now=now) for order in told])
    for cart in LEFT_CARTS:
        if stage.people.id_of(cart.buyer):
            await _fill_cart(stage, wanted=cart, clock=FixedClock(now - cart.ago))
    return placed


async def _has_orders(stage: Stage) -> bool:
    shopper = Actor(ActorKind.CUSTOMER, stage.people.shopper_id)
    query = OrderQuery(user_id=shopper.user_id, limit=1)
    async with reading(stage.sessions) as session:
        return (await browse_orders(session, query=query, by=shopper)).total > 0


async def _tell(stage: Stage, *, order: DemoOrder, now: datetime) -> bool:
    clock = FixedClock(now - order.ago)
    try:
        order_id = await _place(stage, order=order, clock=clock)
    except (KeyError, OutOfStock, ProductNotFound) as refusal:
        # The shop was changed by hand: a story with a gap is better than none.
        log.warning("demo.order_left_out", reason=str(refusal))
        return False
    for step in order.steps:
        clock.advance(step.after)
        actor = _actor(stage, step=step, order=order)
        await _take(stage, step=step, order_id=order_id, actor=actor, clock=clock)
    return True


async def _place(stage: Stage, *, order: DemoOrder, clock: FixedClock) -> int:
    await _fill_cart(stage, wanted=order, clock=clock)
    request = OrderRequest(
        user_id=_buyer_of(stage, order),
        user_email=order.buyer,
        lines=tuple(
            RequestedLine(stage.product_ids[sku], quantity) for sku, quantity in order.lines.items()
        ),
        empties_cart=True,
    )
    for _ in range(_ATTEMPTS):
        try:
            placement = await place_order(
                stage.sessions,
                request=request,
                products=stage.products,
                clock=clock,
                new_id=stage.new_id,
            )
        except PlacementInterrupted:
            # To the sweeper of a running service, an order of weeks ago looks interrupted.
            continue
        return placement.order.id
    raise PlacementInterrupted


async def _fill_cart(stage: Stage, *, wanted: DemoOrder, clock: FixedClock) -> None:
    wishes = [Wish(stage.product_ids[sku], quantity) for sku, quantity in wanted.lines.items()]
    shelf = await stage.products.look_up([wish.product_id for wish in wishes])
    owner = UserCart(_buyer_of(stage, wanted))
    async with unit_of_work(stage.sessions) as session:
        for wish in wishes:
            line = new_line(wish, shelf=shelf)
            await carts.add(session, owner=owner, line=line, at=clock.now())


def _buyer_of(stage: Stage, order: DemoOrder) -> int:
    found = stage.people.id_of(order.buyer)
    assert found is not None  # others were left out
    return found


def _actor(stage: Stage, *, step: DemoStep, order: DemoOrder) -> Actor:
    if step.by is ActorKind.STAFF:
        return Actor(step.by, stage.people.staff_id, Role.STAFF)
    return Actor(step.by, _buyer_of(stage, order), Role.CUSTOMER)


async def _take(
    stage: Stage, *, step: DemoStep, order_id: int, actor: Actor, clock: FixedClock
) -> None:
    change = StatusChange(
        step.to,
        actor=actor,
        reason=step.reason,
        shipment=Shipment(step.tracking_number),
    )
    async with unit_of_work(stage.sessions) as session:
        await change_order_status(
            session, order_id=order_id, change=change, clock=clock, new_id=stage.new_id
        )
