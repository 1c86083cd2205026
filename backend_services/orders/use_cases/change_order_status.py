from backend_services.orders.adapters import order_events, orders
from backend_services.orders.adapters.audit_log import LOG
from backend_services.orders.domain.actor import ActorKind
from backend_services.orders.domain.order import Order, OrderStep
from backend_services.orders.domain.permissions import ensure_may_move, visible
from backend_services.orders.domain.status_change import OrderMovedMeanwhile, StatusChange
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def change_order_status(
    session: WriteSession, *, order_id: int, change: StatusChange, clock: Clock, new_id: NewId
) -> Order:
    """Move the order one step, and say so.

    Raises:
        OrderNotFound: not there for this actor.
        OnlyStaffMoveOrders: a customer may only cancel.
        OrderIsOver, IllegalTransition: not from where the order is.
        OrderChangedMeanwhile: not the order that was meant.
        OrderMovedMeanwhile: of two who moved it at once, the other one did.
    """
    found = await orders.find(session, order_id)
    order = visible(found, order_id=order_id, to=change.actor)
    ensure_may_move(change.actor, to=change.to)
    change.ensure_still_meant(order)
    step = OrderStep(change.to, at=clock.now(), actor=change.actor, reason=change.reason)
    moved = await orders.move(session, order=order, step=step, shipment=change.shipment)
    if moved is None:
        raise OrderMovedMeanwhile((await orders.get(session, order_id)).status)
    event = order_events.moved(moved, came_from=order.status)
    await order_events.append(session, order=moved, event=event, event_id=new_id())
    if change.actor.kind is ActorKind.STAFF:
        act = Act("order_moved", subject=order_id, changes=_changes(order, moved))
        await LOG.record(session, act, actor=change.actor, at=step.at)
    log.info("order.moved", order_id=order_id, status=moved.status, actor=change.actor.kind)
    return moved


def _changes(before: Order, after: Order) -> dict[str, list[str | None]]:
    """What the step has changed: from what to what."""
    changes: dict[str, list[str | None]] = {"status": [before.status, after.status]}
    for name in ("tracking_number", "carrier"):
        if getattr(after, name) != getattr(before, name):
            changes[name] = [getattr(before, name), getattr(after, name)]
    if (reason := after.timeline[-1].reason) is not None:
        changes["reason"] = [None, reason]
    return changes
