"""What staff do to the stock of a product, and what its ledger tells."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from backend_services.products.api.answers import answer_edited
from backend_services.products.api.dependencies import (
    Editing,
    ProductsParts,
    Reading,
    Writing,
    staff_noted,
)
from backend_services.products.api.product_routes import EDIT_ERRORS, PREFIX
from backend_services.products.api.schemas import ProductOut
from backend_services.products.api.stock_schemas import (
    AdjustmentIn,
    MovementOut,
    MovementsOut,
    StockIn,
)
from backend_services.products.domain.books import StockBelowReserved, TooMuchStock
from backend_services.products.domain.movement import KeyReused, Movement
from backend_services.products.domain.product import ProductNotFound
from backend_services.products.use_cases.adjust_stock import Adjustment, adjust_stock
from backend_services.products.use_cases.set_stock import set_stock
from backend_services.products.use_cases.show_movements import show_movements
from backend_services.shared.db.limits import RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.idempotency import IdempotencyKey
from backend_services.shared.http.problems import responses

stock = APIRouter(
    prefix=f"{PREFIX}/{{product_id}}/stock",
    tags=["stock"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)


@stock.patch("", response_model=ProductOut, responses=responses(*EDIT_ERRORS))
async def patch_stock(
    *, edit: Editing, body: StockIn, session: Writing, parts: ProductsParts
) -> Response:
    """Say how many units can be bought now; what is reserved for orders stays reserved."""
    await set_stock(
        session,
        edit=edit,
        stock_quantity=body.stock_quantity,
        reason=body.reason,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return await answer_edited(session, product_id=edit.product_id)


@stock.post(
    "/adjustments",
    status_code=201,
    response_model=MovementOut,
    responses=responses(*EDIT_ERRORS, StockBelowReserved, TooMuchStock, KeyReused),
)
async def post_adjustment(
    *,
    edit: Editing,
    body: AdjustmentIn,
    session: Writing,
    parts: ProductsParts,
    idempotency_key: IdempotencyKey = None,
) -> Movement:
    """Add units or take some away, and say why. With a key, once however often it is sent."""
    return await adjust_stock(
        session,
        edit=edit,
        adjustment=Adjustment(body.change, body.reason, idempotency_key),
        clock=parts.clock,
        new_id=parts.new_id,
    )


@stock.get("/movements", responses=responses(ProductNotFound, Unprocessable))
async def get_movements(
    *,
    product_id: RowId,
    session: Reading,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> MovementsOut:
    """Each change of the product's books, newest first."""
    found = await show_movements(session, product_id=product_id, before=before, limit=limit + 1)
    page = found[:limit]
    return MovementsOut(
        items=[MovementOut.model_validate(one) for one in page],
        next_before=page[-1].version if len(found) > limit else None,
    )
