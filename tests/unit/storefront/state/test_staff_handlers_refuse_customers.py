"""Any socket can send any event: every handler of the console, whoever writes it, asks first."""

import ast
import asyncio
import importlib
import inspect
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Final, Self

import pytest
import reflex as rx

from storefront.state import staff_desk
from storefront.state.sentences import NOT_STAFF
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.any_arguments import arguments_of, fill, names_in
from tests.unit.storefront.state.staff_office import at_the_desk

FOLDER: Final = Path(inspect.getfile(staff_desk)).parent
MODULES: Final[list[ModuleType]] = [
    importlib.import_module(f"storefront.state.{path.stem}")
    for path in sorted(FOLDER.glob("staff_*.py"))
    if path.stem != "staff_desk"
]
STATES: Final[list[type[rx.State]]] = [
    found
    for module in MODULES
    for found in vars(module).values()
    if inspect.isclass(found)
    and issubclass(found, rx.State)
    and found.__module__ == module.__name__
]
REFLEX_OWN: Final = {"setvar"}
HANDLERS: Final[list[tuple[type[rx.State], str]]] = [
    (state, name) for state in STATES for name in state.event_handlers if name not in REFLEX_OWN
]
# What an order's, a customer's or a picture's handler takes for a meaningful word.
WORDS: Final = ("confirmed", "off", "1")
OTHER_DOORS: Final = {"gateway_of", "open_gateway_of", "gateway", "gateway_for", "httpx"}
SOON: Final = 10.0  # seconds: somebody who is refused is not kept
PATHS: Final = ("/staff/any/1", "/staff/any/new?copy=1")


class InBackground:
    """What Reflex hands to a background handler: the state, to be had only for a moment."""

    def __init__(self, state: rx.State) -> None:
        object.__setattr__(self, "_state", state)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._state, name, value)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


def test_the_console_has_states() -> None:
    assert len(STATES) >= 4
    assert len(HANDLERS) >= 20


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_state_of_the_console_has_another_door_to_the_gateway(module: ModuleType) -> None:
    """What has a Gateway has it from `desk_of`; the types see to the rest."""
    tree = ast.parse(Path(inspect.getfile(module)).read_text())
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert not used & OTHER_DOORS


@pytest.mark.parametrize(
    ("kind", "name"), HANDLERS, ids=[f"{state.__name__}.{name}" for state, name in HANDLERS]
)
async def test_a_customer_who_calls_it_over_the_socket_changes_nothing(
    worker: Worker, fake: FakeGateway, kind: type[rx.State], name: str
) -> None:
    customer, guest = await at_the_desk(worker, fake, role="customer"), Browser(worker)

    for browser in (customer, guest):
        for word in WORDS:
            for state in await call(browser, kind=kind, name=name, word=word):
                assert written_in(state) == await refused(kind)

    assert [f"{request.method} {request.url.path}" for request in fake.requests] == []


@pytest.mark.parametrize("kind", STATES, ids=lambda state: state.__name__)
async def test_staff_who_load_the_same_page_so_are_let_in(
    worker: Worker, fake: FakeGateway, kind: type[rx.State]
) -> None:
    """Without this the test above might call handlers that have nothing to do."""
    clerk = await at_the_desk(worker, fake, role="admin")
    loads = [name for name in kind.event_handlers if name.startswith("load")]

    for name in loads:
        await call(clerk, kind=kind, name=name, word="")

    seen: Any = await clerk.state(kind)
    assert not loads or fake.requests or not (seen.error or seen.is_loading)


def written_in(state: rx.State) -> dict[str, Any]:
    return {name: getattr(state, name) for name in names_in(type(state))}


async def refused(kind: type[rx.State]) -> dict[str, Any]:
    """As empty as nobody's tab, but for the refusal."""
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]  # as Reflex makes it
    return written_in(await root.get_state(kind)) | {"error": NOT_STAFF, "is_loading": False}


async def call(browser: Browser, *, kind: type[rx.State], name: str, word: str) -> list[rx.State]:
    """As Reflex would, on each kind of address; the page behind it is full of `word`.

    The states as the handler has left them.
    """
    left: list[rx.State] = []
    for path in PATHS:
        browser.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]  # as Reflex makes it
        browser.go(path)
        state = await browser.state(kind)
        if word:
            fill(state, word=word)
        handler: Any = kind.event_handlers[name]
        target = InBackground(state) if handler.is_background else state
        answer = handler.fn(target, **arguments_of(handler.fn, word=word))
        async with asyncio.timeout(SOON):
            await events_of(answer)
        left.append(state)
    return left
