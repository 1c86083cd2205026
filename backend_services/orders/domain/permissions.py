from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.states import PUBLIC, OrderStatus
from backend_services.shared.errors import Forbidden, NotFound


class OrderNotFound(NotFound):
    code, title = "order_not_found", "No such order"

    def __init__(self, order_id: int) -> None:
        super().__init__(f"Order {order_id} not found")


class OnlyStaffMoveOrders(Forbidden):
    code, title = "only_staff", "Only the shop can do that"

    def __init__(self) -> None:
        super().__init__("You can cancel your order. Every other step is the shop's.")


class OnlyStaffSeeAll(Forbidden):
    code, title = "only_staff", "Only the shop can do that"

    def __init__(self) -> None:
        super().__init__("You can see your own orders only.")


def visible(order: Order | None, *, order_id: int, to: Actor) -> Order:
    """The order, for its owner and for the shop.

    Raises:
        OrderNotFound: also for somebody else's order, and for one that never came about.
    """
    if order is None or order.status not in PUBLIC:
        raise OrderNotFound(order_id)
    if not to.is_shop and order.user_id != to.user_id:
        raise OrderNotFound(order_id)
    return order


def ensure_may_move(actor: Actor, *, to: OrderStatus) -> None:
    """Raises: OnlyStaffMoveOrders: a customer wants more than to cancel."""
    if not actor.is_shop and to is not OrderStatus.CANCELLED:
        raise OnlyStaffMoveOrders
