from itertools import product

import pytest

from backend_services.orders.domain.states import (
    PUBLIC,
    TRANSITIONS,
    OrderStatus,
    advance,
)
from backend_services.shared.errors import AppError

LEGAL = {
    ("placing", "pending"),
    ("placing", "rejected"),
    ("pending", "confirmed"),
    ("pending", "cancelled"),
    ("confirmed", "shipped"),
    ("confirmed", "cancelled"),
    ("shipped", "delivered"),
}
EVERY_PAIR = list(product(OrderStatus, OrderStatus))
ILLEGAL = [pair for pair in EVERY_PAIR if pair not in LEGAL]
OVER = {"delivered", "cancelled", "rejected"}


def test_the_table_covers_every_state() -> None:
    assert set(TRANSITIONS) == set(OrderStatus)


@pytest.mark.parametrize(("current", "to"), sorted(LEGAL))
def test_a_listed_step_is_taken(current: str, to: str) -> None:
    assert advance(OrderStatus(current), OrderStatus(to)) is OrderStatus(to)


@pytest.mark.parametrize(("current", "to"), ILLEGAL)
def test_any_other_step_is_refused_and_so_is_standing_still(
    current: OrderStatus, to: OrderStatus
) -> None:
    with pytest.raises(AppError) as refused:
        advance(current, to)

    expected = (400, "order_is_over") if current in OVER else (409, "illegal_transition")
    assert (refused.value.status, refused.value.code) == expected
    assert refused.value.detail == f"Cannot update order in {current.value} status"
    assert refused.value.extra == {
        "from": current.value,
        "to": to.value,
        "allowed": sorted(TRANSITIONS[current]),
    }


def test_forty_nine_pairs_were_judged() -> None:
    assert len(LEGAL) + len(ILLEGAL) == len(OrderStatus) ** 2 == 49


def test_no_path_leads_back() -> None:
    def reachable(status: OrderStatus) -> set[OrderStatus]:
        return {later for step in TRANSITIONS[status] for later in {step, *reachable(step)}}

    assert all(status not in reachable(status) for status in OrderStatus)


def test_the_world_sees_neither_attempts_nor_refusals() -> None:
    assert set(OrderStatus) - PUBLIC == {"placing", "rejected"}
