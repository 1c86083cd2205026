"""What every handler of the staff console begins and ends with."""

from collections.abc import AsyncGenerator, Callable, Iterable
from functools import wraps
from inspect import isasyncgenfunction
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

import reflex as rx

from storefront.api.account import Person
from storefront.api.client import Gateway
from storefront.api.errors import Forbidden, GatewayError, Invalid, NotSignedIn
from storefront.state.forms import text_of
from storefront.state.sentences import NOT_STAFF, sentence, to_sign_in
from storefront.state.visitor import address_in_shop, gateway_of, query_of, session_of
from storefront.web.session_store import STAFF_ROLES

ADMINS: Final = frozenset({"admin"})
Events = AsyncGenerator[rx.event.EventSpec | None, None]
DeskT = TypeVar("DeskT", bound="Desk")
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

LONGEST: Final = 100  # of what is typed into a filter


class NotStaff(Forbidden):
    """Whoever is at this tab does not work here, or may not do that here."""


async def desk_of(state: rx.State, *, roles: frozenset[str] = STAFF_ROLES) -> Gateway:
    """The gateway, for those who run the shop. The services ask again.

    Raises:
        NotStaff: whoever is at this tab has none of the roles.
        GatewayError: nobody can say who is at this tab.
    """
    person = await person_at(state)
    if person is None or person.role not in roles:
        raise NotStaff
    return gateway_of(state)


async def person_at(state: rx.State) -> Person | None:
    """Who is at this tab, for what a page offers; what is let through, `desk_of` decides."""
    session = await session_of(state)
    return session.person if session.is_signed_in else None


def staff_only(
    handler: Callable[Concatenate[DeskT, Parameters], Result],
) -> Callable[Concatenate[DeskT, Parameters], Result]:
    """A handler that does nothing, and leaves nothing in the tab, for those who are not staff.

    Below `rx.event` on every handler of the console; what runs in the background asks
    `_is_refused`, for it has the state only for moments.
    """
    call = cast("Callable[..., Any]", handler)

    @wraps(handler)
    async def steps(self: DeskT, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Events:
        try:
            await desk_of(self)
        except (NotSignedIn, NotStaff) as error:
            yield self._explain(error)  # pyright: ignore[reportPrivateUsage]  # public, it would be an event
            return
        except GatewayError:
            pass  # nobody can say just now: the steps ask again before they have a gateway
        async for event in call(self, *args, **kwargs):
            yield event

    @wraps(handler)
    async def step(self: DeskT, *args: Parameters.args, **kwargs: Parameters.kwargs) -> object:
        try:
            await desk_of(self)
        except GatewayError as error:
            return self._explain(error)  # pyright: ignore[reportPrivateUsage]  # as above
        return await call(self, *args, **kwargs)

    guarded = steps if isasyncgenfunction(handler) else step
    return cast("Callable[Concatenate[DeskT, Parameters], Result]", guarded)


class Desk(rx.State, mixin=True):
    """A page of the console: it loads, works, fails and says so."""

    is_loading: rx.Field[bool] = rx.field(default=True)
    is_busy: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")

    def _begin(self) -> None:
        self.is_busy = True
        self.error = ""

    async def _is_refused(self) -> bool:
        """For background work that waits before it asks: strangers wait for nothing."""
        try:
            await desk_of(self)
        except (NotSignedIn, NotStaff) as error:
            async with self:
                self._explain(error)
            return True
        except GatewayError:
            pass  # nobody can say just now: it is asked again before anything is shown
        return False

    def _explain(self, error: GatewayError) -> rx.event.EventSpec | None:
        """Say what went wrong; who is not of the staff keeps nothing."""
        if isinstance(error, (NotSignedIn, NotStaff)):
            self.reset()
        self.is_loading = False
        self.is_busy = False
        if isinstance(error, NotSignedIn):
            return to_sign_in(address_in_shop(self))
        self.error = staff_sentence(error)
        return None


class Paged(rx.State, mixin=True):
    """A list that goes on where a page of it ended."""

    has_more: rx.Field[bool] = rx.field(default=False)

    _cursor: str = ""

    def _continue_at(self, cursor: str) -> None:
        self._cursor = cursor
        self.has_more = bool(cursor)


def staff_sentence(error: GatewayError) -> str:
    """Staff are told what the services say, field by field."""
    match error:
        case NotStaff():
            return NOT_STAFF
        case Forbidden(detail=detail) if detail:
            return detail
        case Invalid(fields=fields) if fields:
            return "; ".join(f"{name.replace('_', ' ')}: {why}" for name, why in fields.items())
        case _:
            return sentence(error)


def filters_of(state: rx.State, names: Iterable[str]) -> dict[str, str]:
    """What the address narrows the list down to."""
    return {name: query_of(state, name) for name in names}


def to_list(
    address: str, *, form_data: dict[str, Any], filters: Iterable[str]
) -> rx.event.EventSpec:
    """To the list, narrowed down to what stands in the form."""
    wanted = {name: asked(form_data, name) for name in filters}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return rx.redirect(f"{address}?{query}" if query else address)


def typed(form_data: dict[str, Any], name: str) -> str:
    """What stands in a filter or a field, without the spaces around it."""
    return text_of(form_data, name).strip()


def asked(form_data: dict[str, Any], name: str) -> str:
    """As `typed`, no longer than an address should be."""
    return typed(form_data, name)[:LONGEST]
