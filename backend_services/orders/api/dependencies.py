from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Header, Request

from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.cart import CartOwner, CartOwnerMissing, GuestCart, UserCart
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import (
    ReadSession,
    SessionMaker,
    WriteSession,
    reading,
    unit_of_work,
)
from backend_services.shared.http.auth import CurrentUser, OptionalUser, StaffUser
from backend_services.shared.http.turnstile import Turnstile
from backend_services.shared.ids import NewId


@dataclass(frozen=True, slots=True)
class OrdersDeps:
    """What the routes work with; `app.state.deps`."""

    sessions: SessionMaker
    products: ProductsClient
    # A rush waits here, and not for the database connections that its own orders need.
    turnstile: Turnstile
    clock: Clock
    new_id: NewId


async def _deps(request: Request) -> OrdersDeps:
    return cast("OrdersDeps", request.app.state.deps)


Deps = Annotated[OrdersDeps, Depends(_deps)]


async def _reading(deps: Deps) -> AsyncGenerator[ReadSession]:
    async with reading(deps.sessions) as session:
        yield session


async def _writing(deps: Deps) -> AsyncGenerator[WriteSession]:
    async with unit_of_work(deps.sessions) as session:
        yield session


Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
# scope="function": committed before the answer is sent, not after.
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]


async def _actor(user: CurrentUser) -> Actor:
    kind = ActorKind.STAFF if user.is_staff else ActorKind.CUSTOMER
    return Actor(kind, user.user_id, user.role)


async def _staff(user: StaffUser) -> Actor:
    return Actor(ActorKind.STAFF, user.user_id, user.role)


CurrentActor = Annotated[Actor, Depends(_actor)]
StaffActor = Annotated[Actor, Depends(_staff)]

_token = Header(alias="X-Cart-Token", pattern=r"^[A-Za-z0-9_-]{16,64}$")
CartToken = Annotated[str, _token]


async def _cart_owner(user: OptionalUser, token: Annotated[str | None, _token] = None) -> CartOwner:
    if user is not None:
        return UserCart(user.user_id)
    if token is None:
        raise CartOwnerMissing
    return GuestCart.of(token)


Owner = Annotated[CartOwner, Depends(_cart_owner)]
