from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from backend_services.products.adapters.catalog import Json
from backend_services.products.api.dependencies import (
    ProductsParts,
    Reading,
    Visible,
    Writing,
    staff_noted,
)
from backend_services.products.api.schemas import (
    CatalogParams,
    CategoriesOut,
    ProductIds,
    ProductIn,
    ProductOut,
    ProductPage,
    ProductPatch,
    ProductsOut,
    StockIn,
)
from backend_services.products.domain.catalog import InvalidSort, Visibility
from backend_services.products.domain.product import (
    CompareAtPriceTooLow,
    ProductNotFound,
    SkuTaken,
)
from backend_services.products.use_cases.browse_catalog import browse_catalog
from backend_services.products.use_cases.change_product import change_product
from backend_services.products.use_cases.create_product import create_product
from backend_services.products.use_cases.delete_product import delete_product
from backend_services.products.use_cases.list_categories import list_categories
from backend_services.products.use_cases.set_stock import set_stock
from backend_services.products.use_cases.show_product import show_product
from backend_services.products.use_cases.show_products import show_products
from backend_services.shared.db.limits import RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.problems import responses

_PREFIX = "/api/v1/products"
_EDIT_ERRORS = (ProductNotFound, SkuTaken, CompareAtPriceTooLow, Unprocessable)

products = APIRouter(
    prefix=_PREFIX, tags=["products"], responses=responses(Unauthenticated, Unavailable)
)
products_by_staff = APIRouter(
    prefix=_PREFIX,
    tags=["products"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)


@products.get("", response_model=ProductPage, responses=responses(InvalidSort, Unprocessable))
async def list_products(
    *, params: Annotated[CatalogParams, Query()], visibility: Visible, session: Reading
) -> Response:
    """Guests and customers see what is on sale; staff see all and may filter by `is_active`."""
    return _answer(await browse_catalog(session, query=params.to_query(visibility)))


@products.get("/categories", response_model=CategoriesOut)
async def get_categories(*, session: Reading) -> Response:
    """The categories of what is on sale, with how many products each has."""
    return _answer(await list_categories(session))


@products.get("/batch", response_model=ProductsOut, responses=responses(Unprocessable))
async def get_products(
    *, ids: Annotated[ProductIds, Query()], visibility: Visible, session: Reading
) -> Response:
    """Up to 100 products in the order of `ids=1,2,3`; unknown ones are left out."""
    return _answer(await show_products(session, product_ids=ids, visibility=visibility))


@products.get(
    "/{product_id}",
    response_model=ProductOut,
    responses=responses(ProductNotFound, Unprocessable),
)
async def get_product(*, product_id: RowId, visibility: Visible, session: Reading) -> Response:
    """One product; one that is not on sale is there for staff only."""
    return _answer(await show_product(session, product_id=product_id, visibility=visibility))


@products_by_staff.post(
    "",
    status_code=201,
    response_model=ProductOut,
    responses=responses(SkuTaken, CompareAtPriceTooLow, Unprocessable),
)
async def post_product(*, body: ProductIn, session: Writing, parts: ProductsParts) -> Response:
    """Put a product on the shelf."""
    product_id = await create_product(
        session, product=body.to_new_product(), clock=parts.clock, new_id=parts.new_id
    )
    return _answer(await _edited(session, product_id=product_id), status=201)


@products_by_staff.put(
    "/{product_id}", response_model=ProductOut, responses=responses(*_EDIT_ERRORS)
)
async def put_product(
    *, product_id: RowId, body: ProductIn, session: Writing, parts: ProductsParts
) -> Response:
    """Replace a product; what is left out becomes empty, and `is_active` true."""
    await change_product(
        session,
        product_id=product_id,
        changes=body.to_changes(),
        stock_quantity=body.stock_quantity,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return _answer(await _edited(session, product_id=product_id))


@products_by_staff.patch(
    "/{product_id}", response_model=ProductOut, responses=responses(*_EDIT_ERRORS)
)
async def patch_product(
    *, product_id: RowId, body: ProductPatch, session: Writing, parts: ProductsParts
) -> Response:
    """Change some fields; what is left out stays."""
    await change_product(
        session,
        product_id=product_id,
        changes=body.to_changes(),
        stock_quantity=body.stock_quantity,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return _answer(await _edited(session, product_id=product_id))


@products_by_staff.delete(
    "/{product_id}", status_code=204, responses=responses(ProductNotFound, Unprocessable)
)
async def delete_product_by_id(
    *, product_id: RowId, session: Writing, parts: ProductsParts
) -> None:
    """Take a product out of the shop. `PATCH {"is_active": true}` puts it back."""
    await delete_product(session, product_id=product_id, clock=parts.clock, new_id=parts.new_id)


@products_by_staff.patch(
    "/{product_id}/stock",
    response_model=ProductOut,
    responses=responses(ProductNotFound, Unprocessable),
)
async def patch_stock(
    *, product_id: RowId, body: StockIn, session: Writing, parts: ProductsParts
) -> Response:
    """Say how many units can be bought now; what is reserved for orders stays reserved."""
    await set_stock(
        session,
        product_id=product_id,
        stock_quantity=body.stock_quantity,
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return _answer(await _edited(session, product_id=product_id))


async def _edited(session: Writing, *, product_id: int) -> Json:
    return await show_product(session, product_id=product_id, visibility=Visibility.ALL)


def _answer(json: Json, *, status: int = 200) -> Response:
    return Response(json, status_code=status, media_type="application/json")
