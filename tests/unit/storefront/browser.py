"""What Reflex does between a browser and a state, as far as the states can tell."""

from collections.abc import AsyncGenerator, Awaitable
from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData

from storefront.api.account import Person, Tokens
from storefront.web.cookies import NEW_SESSION, SESSION_COOKIE, new_session_id
from storefront.web.worker import Worker

StateT = TypeVar("StateT", bound=rx.State)


class Browser:
    """One tab with a session cookie."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.session_id = new_session_id()
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]  # as Reflex makes it
        self.go("/")

    def go(self, path: str, *, is_new: bool = False) -> None:
        mark = {NEW_SESSION: "1"} if is_new else {}
        self.root.router = RouterData.from_router_data(  # pyright: ignore[reportUnknownMemberType]  # untyped dict
            {
                "pathname": path.partition("?")[0],
                "asPath": path,
                "token": "tab-1",
                "headers": mark
                | {
                    "origin": "http://shop.test",
                    "cookie": f"{SESSION_COOKIE}={self.session_id}",
                },
            }
        )

    async def state(self, kind: type[StateT]) -> StateT:
        return await self.root.get_state(kind)

    async def sign_in(self, tokens: dict[str, Any], *, role: str = "customer") -> None:
        self.session_id = await self._worker.sessions.begin(
            self.session_id,
            tokens=Tokens(
                access_token=tokens["access_token"],
                refresh_token=tokens["refresh_token"],
                expires_in=tokens["expires_in"],
            ),
            person=Person(id=7, name="ann", email="ann@example.com", role=role),
        )
        self.go("/")


async def events_of(
    handler: AsyncGenerator[Any, None] | Awaitable[Any],
) -> list[rx.event.EventSpec]:
    """Run a handler to its end; what it tells the browser to do."""
    if isinstance(handler, AsyncGenerator):
        return [event async for event in handler if event is not None]
    event = await handler
    return [] if event is None else [event]


def told(event: rx.event.EventSpec) -> str:
    """What an event says to the browser: an address, a script, the text of a toast."""
    return str(event.args)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # Vars
