from uuid import UUID

from fastapi import APIRouter, Depends

from backend_services.products.api.dependencies import (
    ProductsParts,
    Reserving,
    WrongServiceKey,
    services_only,
)
from backend_services.products.api.reservation_schemas import ReservationIn, ReservationOut
from backend_services.products.domain.offer import OutOfStock, PriceChanged
from backend_services.products.domain.product import ProductNotFound
from backend_services.products.domain.reservation import ReservationDiffers
from backend_services.products.use_cases.reserve_stock import reserve_stock
from backend_services.shared.errors import Unavailable, Unprocessable
from backend_services.shared.http.problems import responses

reservations = APIRouter(
    prefix="/api/v1/reservations", tags=["internal"], dependencies=[Depends(services_only)]
)


@reservations.put(
    "/{uid}",
    responses=responses(
        WrongServiceKey,
        ProductNotFound,
        OutOfStock,
        PriceChanged,
        ReservationDiffers,
        Unprocessable,
        Unavailable,
    ),
)
async def put_reservation(
    *, uid: UUID, body: ReservationIn, session: Reserving, parts: ProductsParts
) -> ReservationOut:
    """Hold all lines or none. Asked again, it answers what became of the reservation."""
    reservation = await reserve_stock(
        session,
        reservation_id=uid,
        lines=body.to_wanted(),
        ttl=parts.settings.reservation_ttl,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return ReservationOut.of(reservation)
