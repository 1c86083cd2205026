import pytest

from backend_services.notifications.domain.notice import (
    OrderMoved,
    OrderPlaced,
    OrderStatus,
    Recipient,
    order_moved_notice,
    order_placed_notice,
)

ANA = Recipient(user_id=7, email="ana@example.com")


def test_a_placed_order_reads_as_in_the_reference() -> None:
    notice = order_placed_notice(ANA, OrderPlaced(5, (), total="0.00", currency="USD"))

    assert notice.type == "order_confirmation"
    assert notice.subject == "Order #5 Confirmed"
    assert notice.summary == "Order #5 confirmed"
    assert (notice.order_id, notice.order_status) == (5, "pending")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("pending", "confirmed", "Your order has been confirmed and is being prepared."),
        ("confirmed", "shipped", "Your order is on the way!"),
        ("shipped", "delivered", "Your order has been delivered. Enjoy!"),
        (
            "pending",
            "cancelled",
            "Your order has been cancelled. If you have questions, please contact support.",
        ),
    ],
)
def test_a_status_update_reads_as_in_the_reference(*, old: str, new: str, sentence: str) -> None:
    moved = OrderMoved(4, OrderStatus(old), OrderStatus(new))
    notice = order_moved_notice(ANA, moved)

    assert notice.type == "order_status_update"
    assert notice.subject == f"Order #4 Status: {new.title()}"
    assert notice.summary == f"Order #4: {old} → {new}"
    assert (notice.order_id, notice.order_status) == (4, new)
    assert moved.words.sentence == sentence
