"""What products hears, and what each of it makes products do."""

from dataclasses import dataclass
from typing import Final

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderCreatedV1,
    OrderRejectedV1,
)
from backend_services.products.use_cases.commit_reservation import commit_reservation
from backend_services.products.use_cases.release_reservation import release_reservation
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.messaging.consumer import Consumes
from backend_services.shared.messaging.envelope import Envelope


@dataclass(frozen=True, slots=True)
class ConsumerDeps:
    clock: Clock
    new_id: NewId


async def on_order_created(  # noqa: PLR0917 - a handler is called so
    session: WriteSession, envelope: Envelope[OrderCreatedV1], deps: ConsumerDeps
) -> None:
    await commit_reservation(
        session,
        reservation_id=envelope.event.reservation_id,
        order_id=envelope.event.order_id,
        clock=deps.clock,
        new_id=deps.new_id,
    )


async def on_order_ended(  # noqa: PLR0917 - as above
    session: WriteSession,
    envelope: Envelope[OrderCancelledV1 | OrderRejectedV1],
    deps: ConsumerDeps,
) -> None:
    await release_reservation(
        session,
        reservation_id=envelope.event.reservation_id,
        clock=deps.clock,
        new_id=deps.new_id,
    )


CONSUMES: Final = (
    Consumes[ConsumerDeps](
        "orders",
        {
            OrderCreatedV1: on_order_created,
            OrderCancelledV1: on_order_ended,
            OrderRejectedV1: on_order_ended,
        },
    ),
)
