from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from backend_services.products.api.answers import answer, answer_card, answer_edited
from backend_services.products.api.audit_schemas import AuditLogOut, AuditParams
from backend_services.products.api.dependencies import (
    Editing,
    ProductsParts,
    Reading,
    StaffActor,
    Visible,
    Writing,
    staff_noted,
)
from backend_services.products.api.schemas import (
    CatalogFilters,
    CatalogParams,
    CategoriesOut,
    FacetsOut,
    PricesOut,
    ProductIds,
    ProductIn,
    ProductOut,
    ProductPage,
    ProductPatch,
    ProductsOut,
    SearchText,
    SuggestionsOut,
)
from backend_services.products.api.stock_schemas import LowStockOut
from backend_services.products.domain.catalog import InvalidCursor, InvalidSort, PriceRangeEmpty
from backend_services.products.domain.edit import ProductChangedMeanwhile
from backend_services.products.domain.product import (
    CompareAtPriceTooLow,
    ProductNotFound,
    SkuTaken,
)
from backend_services.products.use_cases.browse_audit_log import browse_audit_log
from backend_services.products.use_cases.browse_catalog import browse_catalog
from backend_services.products.use_cases.change_product import change_product
from backend_services.products.use_cases.count_facets import count_facets
from backend_services.products.use_cases.create_product import create_product
from backend_services.products.use_cases.delete_product import delete_product
from backend_services.products.use_cases.list_categories import list_categories
from backend_services.products.use_cases.list_low_stock import LowStock, list_low_stock
from backend_services.products.use_cases.restore_product import restore_product
from backend_services.products.use_cases.show_prices import show_prices
from backend_services.products.use_cases.show_product import show_product
from backend_services.products.use_cases.show_products import show_products
from backend_services.products.use_cases.suggest_products import suggest_products
from backend_services.shared.audit.log import AuditPage
from backend_services.shared.db.limits import INT32_MAX, RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.conditional import BadCondition, IfNoneMatch
from backend_services.shared.http.problems import responses

PREFIX = "/api/v1/products"
EDIT_ERRORS = (ProductNotFound, ProductChangedMeanwhile, BadCondition, Unprocessable)

products = APIRouter(
    prefix=PREFIX, tags=["products"], responses=responses(Unauthenticated, Unavailable)
)
products_by_staff = APIRouter(
    prefix=PREFIX,
    tags=["products"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)
product_by_staff = APIRouter(
    prefix=f"{PREFIX}/{{product_id}}",
    tags=["products"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)


@products.get(
    "",
    response_model=ProductPage,
    responses=responses(InvalidSort, InvalidCursor, PriceRangeEmpty, Unprocessable),
)
async def list_products(
    *, params: Annotated[CatalogParams, Query()], visibility: Visible, session: Reading
) -> Response:
    """Guests and customers see what is on sale; staff see all and may filter by `is_active`."""
    return answer(await browse_catalog(session, query=params.to_query(visibility)))


@products.get(
    "/facets", response_model=FacetsOut, responses=responses(PriceRangeEmpty, Unprocessable)
)
async def get_facets(
    *, params: Annotated[CatalogFilters, Query()], visibility: Visible, session: Reading
) -> Response:
    """How many products each further filter would leave."""
    return answer(await count_facets(session, matching=params.to_filter(visibility)))


@products.get("/suggestions", response_model=SuggestionsOut, responses=responses(Unprocessable))
async def get_suggestions(
    *, q: Annotated[SearchText, Query(description="what was typed so far")], session: Reading
) -> Response:
    """Up to 8 products on sale that somebody who types this may mean."""
    return answer(await suggest_products(session, text=q or ""))


@products.get("/categories", response_model=CategoriesOut)
async def get_categories(*, session: Reading) -> Response:
    """The categories of what is on sale, with how many products each has."""
    return answer(await list_categories(session))


@products.get("/batch", response_model=ProductsOut, responses=responses(Unprocessable))
async def get_products(
    *, ids: Annotated[ProductIds, Query()], visibility: Visible, session: Reading
) -> Response:
    """Up to 100 products in the order of `ids=1,2,3`; unknown ones are left out."""
    return answer(await show_products(session, product_ids=ids, visibility=visibility))


@products_by_staff.get("/audit", response_model=AuditLogOut, responses=responses(Unprocessable))
async def list_product_audit_log(
    *, params: Annotated[AuditParams, Query()], session: Reading
) -> AuditPage:
    """Who changed which product, from what to what; newest first."""
    return await browse_audit_log(session, matching=params.to_filter(), place=params.place)


@products_by_staff.get("/low-stock", response_model=LowStockOut, responses=responses(Unprocessable))
async def get_low_stock(
    *, limit: Annotated[int, Query(ge=1, le=100)] = 20, session: Reading
) -> LowStock:
    """What is on sale and runs out, the fewest units first."""
    return await list_low_stock(session, limit=limit)


@products.get(
    "/{product_id}",
    response_model=ProductOut,
    responses={
        **responses(ProductNotFound, Unprocessable),
        304: {"description": "The one you have is the newest"},
    },
)
async def get_product(
    *,
    product_id: RowId,
    visibility: Visible,
    session: Reading,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One product; one that is not on sale is there for staff only."""
    card = await show_product(session, product_id=product_id, visibility=visibility)
    return answer_card(card, if_none_match=if_none_match)


@product_by_staff.get("/prices", responses=responses(ProductNotFound, Unprocessable))
async def get_prices(
    *,
    product_id: RowId,
    session: Reading,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=INT32_MAX)] = 0,
) -> PricesOut:
    """Each price that the product ever had, newest first."""
    return PricesOut.of(
        await show_prices(session, product_id=product_id, limit=limit, offset=offset)
    )


@products_by_staff.post(
    "",
    status_code=201,
    response_model=ProductOut,
    responses=responses(SkuTaken, CompareAtPriceTooLow, Unprocessable),
)
async def post_product(
    *, body: ProductIn, by: StaffActor, session: Writing, parts: ProductsParts
) -> Response:
    """Put a product on the shelf."""
    product_id = await create_product(
        session, product=body.to_new_product(), by=by, clock=parts.clock, new_id=parts.new_id
    )
    return await answer_edited(session, product_id=product_id, status=201)


@product_by_staff.put(
    "",
    response_model=ProductOut,
    responses=responses(*EDIT_ERRORS, SkuTaken, CompareAtPriceTooLow),
)
async def put_product(
    *, edit: Editing, body: ProductIn, session: Writing, parts: ProductsParts
) -> Response:
    """Replace a product; what is left out becomes empty, and `is_active` true."""
    await change_product(
        session,
        edit=edit,
        changes=body.to_changes(),
        stock_quantity=body.stock_quantity,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return await answer_edited(session, product_id=edit.product_id)


@product_by_staff.patch(
    "",
    response_model=ProductOut,
    responses=responses(*EDIT_ERRORS, SkuTaken, CompareAtPriceTooLow),
)
async def patch_product(
    *, edit: Editing, body: ProductPatch, session: Writing, parts: ProductsParts
) -> Response:
    """Change some fields; what is left out stays."""
    await change_product(
        session,
        edit=edit,
        changes=body.to_changes(),
        stock_quantity=body.stock_quantity,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return await answer_edited(session, product_id=edit.product_id)


@product_by_staff.delete("", status_code=204, responses=responses(*EDIT_ERRORS))
async def delete_product_by_id(*, edit: Editing, session: Writing, parts: ProductsParts) -> None:
    """Take a product out of the shop; it can be restored."""
    await delete_product(session, edit=edit, clock=parts.clock, new_id=parts.new_id)


@product_by_staff.post("/restore", response_model=ProductOut, responses=responses(*EDIT_ERRORS))
async def restore_product_by_id(
    *, edit: Editing, session: Writing, parts: ProductsParts
) -> Response:
    """Put a deleted product back into the shop, as it was."""
    await restore_product(session, edit=edit, clock=parts.clock, new_id=parts.new_id)
    return await answer_edited(session, product_id=edit.product_id)
