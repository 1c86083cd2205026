from collections.abc import Iterable
from typing import TypeAlias

from backend_services.contracts.products import (
    ProductCreatedV1,
    ProductDeletedV1,
    ProductStockChangedV1,
    ProductUpdatedV1,
)
from backend_services.products.domain.offer import Offer
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.outbox import Aggregate, Outgoing

ProductFact: TypeAlias = type[
    ProductCreatedV1 | ProductUpdatedV1 | ProductDeletedV1 | ProductStockChangedV1
]


async def announce_products(
    session: WriteSession,
    *,
    fact: ProductFact,
    offers: Iterable[Offer],
    clock: Clock,
    new_id: NewId,
) -> None:
    """Tell what the shop window shows now; the caller holds the stock rows that it changed."""
    now = clock.now()
    outgoing = [
        Outgoing(
            aggregate=Aggregate("product", offer.product_id, offer.sequence),
            event=fact(
                product_id=offer.product_id,
                sku=offer.sku,
                name=offer.name,
                price=str(offer.price),
                currency=offer.price.currency,
                stock_quantity=offer.available,
                is_active=offer.is_active,
            ),
            event_id=new_id(),
            at=now,
        )
        for offer in offers
    ]
    await outbox.append_all(session, outgoing=outgoing)
