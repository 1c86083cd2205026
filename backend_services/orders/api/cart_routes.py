from typing import Annotated

from fastapi import APIRouter, Path

from backend_services.orders.api.cart_schemas import CartOut, MoreIn, QuantityIn, SeenPricesIn
from backend_services.orders.api.dependencies import CartToken, Deps, Owner, Writing
from backend_services.orders.domain.cart import (
    CartFull,
    CartOwnerMissing,
    GuestCart,
    UserCart,
    Wish,
)
from backend_services.orders.domain.refusals import (
    ProductNotFound,
    ProductsTimedOut,
    ProductsUnavailable,
)
from backend_services.orders.use_cases.accept_cart_prices import accept_cart_prices
from backend_services.orders.use_cases.add_to_cart import add_to_cart
from backend_services.orders.use_cases.empty_cart import empty_cart
from backend_services.orders.use_cases.merge_carts import merge_carts
from backend_services.orders.use_cases.set_cart_quantity import set_cart_quantity
from backend_services.orders.use_cases.show_cart import show_cart
from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.errors import Unauthenticated
from backend_services.shared.http.auth import CurrentUser
from backend_services.shared.http.problems import responses

router = APIRouter(
    prefix="/api/v1/cart", tags=["cart"], responses=responses(Unauthenticated, CartOwnerMissing)
)

ProductId = Annotated[int, Path(ge=1, le=INT32_MAX)]


@router.get("")
async def get_cart(*, owner: Owner, deps: Deps) -> CartOut:
    """The cart against today's prices and stock."""
    return CartOut.of(await show_cart(deps.sessions, owner=owner, products=deps.products))


@router.put(
    "/items/{product_id}",
    responses=responses(ProductNotFound, CartFull, ProductsUnavailable, ProductsTimedOut),
)
async def put_cart_item(
    *, product_id: ProductId, body: QuantityIn, owner: Owner, deps: Deps
) -> CartOut:
    cart = await set_cart_quantity(
        deps.sessions,
        owner=owner,
        wish=Wish(product_id, body.quantity),
        products=deps.products,
        clock=deps.clock,
    )
    return CartOut.of(cart)


@router.post(
    "/items/{product_id}",
    responses=responses(ProductNotFound, CartFull, ProductsUnavailable, ProductsTimedOut),
)
async def post_cart_item(
    *, product_id: ProductId, body: MoreIn, owner: Owner, deps: Deps
) -> CartOut:
    """Put so many more in: unlike `PUT`, two that come at once both count."""
    cart = await add_to_cart(
        deps.sessions,
        owner=owner,
        wish=Wish(product_id, body.quantity),
        products=deps.products,
        clock=deps.clock,
    )
    return CartOut.of(cart)


@router.put("/prices")
async def put_cart_prices(*, body: SeenPricesIn, owner: Owner, deps: Deps) -> CartOut:
    """The buyer has seen these prices and agrees: `price_changed` is told no more of them."""
    cart = await accept_cart_prices(
        deps.sessions, owner=owner, prices=body.to_prices(), products=deps.products
    )
    return CartOut.of(cart)


@router.delete("/items/{product_id}")
async def delete_cart_item(*, product_id: ProductId, owner: Owner, deps: Deps) -> CartOut:
    cart = await set_cart_quantity(
        deps.sessions,
        owner=owner,
        wish=Wish(product_id, 0),
        products=deps.products,
        clock=deps.clock,
    )
    return CartOut.of(cart)


@router.delete("")
async def delete_cart(*, owner: Owner, session: Writing) -> CartOut:
    return CartOut.of(await empty_cart(session, owner=owner))


@router.post("/merge", responses=responses(CartFull))
async def post_cart_merge(*, user: CurrentUser, token: CartToken, deps: Deps) -> CartOut:
    """Move what a guest chose into the cart of the person who signed in."""
    cart = await merge_carts(
        deps.sessions,
        guest=GuestCart.of(token),
        user=UserCart(user.user_id),
        products=deps.products,
        clock=deps.clock,
    )
    return CartOut.of(cart)
