from dataclasses import dataclass
from typing import Final

from backend_services.contracts.products import StockUnavailableV1
from backend_services.orders.use_cases.cancel_undeliverable_order import (
    cancel_undeliverable_order,
)
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.messaging.consumer import Consumes
from backend_services.shared.messaging.envelope import Envelope


@dataclass(frozen=True, slots=True)
class ConsumerDeps:
    clock: Clock
    new_id: NewId


async def on_stock_unavailable(  # noqa: PLR0917 - the consumer calls it so
    session: WriteSession, envelope: Envelope[StockUnavailableV1], deps: ConsumerDeps
) -> None:
    await cancel_undeliverable_order(
        session, order_id=envelope.event.order_id, clock=deps.clock, new_id=deps.new_id
    )


CONSUMES: Final[tuple[Consumes[ConsumerDeps], ...]] = (
    Consumes("products", {StockUnavailableV1: on_stock_unavailable}),
)
