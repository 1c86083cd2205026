"""Everything that moves stock, in any order, against the real statements and the real database."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.products.domain.edit import Edit
from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.reservation import ReservationState
from backend_services.products.use_cases.set_stock import set_stock
from backend_services.shared.audit.actor import COMMAND
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import create_sessions, reading, unit_of_work
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf

T = TypeVar("T")
HELD, COMMITTED, EXPIRED, RELEASED = ReservationState
CART = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 3)), min_size=1, max_size=3)
WHICH = st.integers(0, 7)


class World:
    """One event loop and one database for all examples of a run."""

    def __init__(self, database_url: str) -> None:
        self._runner = asyncio.Runner()
        self._engine = create_async_engine(database_url)
        self.clock = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
        self.shelf = Shelf(create_sessions(self._engine), self.clock)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def read(self, statement: TextClause, product_id: int) -> tuple[int, ...]:
        async with reading(self.shelf.sessions) as session:
            return tuple((await session.execute(statement, {"id": product_id})).one())

    def close(self) -> None:
        self.run(self._engine.dispose())
        self._runner.close()


class StockMachine(RuleBasedStateMachine):
    """A model of units in dictionaries, held against the books after every step."""

    world: World

    @initialize(lamps=st.integers(0, 5), teapots=st.integers(0, 5))
    def open_the_shop(self, lamps: int, teapots: int) -> None:
        self.world.shelf.let_holds_expire()
        self.world.run(self.world.shelf.sweep())  # what a failed example may have left
        put = self.world.shelf.put
        self.products = [self.world.run(put(stock=lamps)), self.world.run(put(stock=teapots))]
        self.supplied = [lamps, teapots]  # all units there ever were
        self.carts: dict[UUID, dict[int, int]] = {}
        self.states: dict[UUID, ReservationState] = {}
        self.due: dict[UUID, datetime] = {}

    def units(self, product: int, *states: ReservationState) -> int:
        return sum(
            cart.get(product, 0) for uid, cart in self.carts.items() if self.states[uid] in states
        )

    def available(self, product: int) -> int:
        return self.supplied[product] - self.units(product, HELD, COMMITTED)

    def fits(self, cart: dict[int, int]) -> bool:
        return all(self.available(product) >= units for product, units in cart.items())

    def known(self, which: int) -> UUID | None:
        uids = list(self.carts)
        return uids[which % len(uids)] if uids else None

    @rule(lines=CART)
    def reserve(self, lines: list[tuple[int, int]]) -> None:
        uid = new_id()
        cart: dict[int, int] = {}
        for product, units in lines:
            cart[product] = cart.get(product, 0) + units
        work = self.world.shelf.reserve(
            *((self.products[product], units) for product, units in lines), uid=uid
        )
        if self.fits(cart):
            self.world.run(work)
            self.carts[uid], self.states[uid] = cart, HELD
            self.due[uid] = self.world.clock.now() + self.world.shelf.ttl
        else:
            with pytest.raises(OutOfStock):
                self.world.run(work)

    @rule(which=WHICH)
    def reserve_again(self, which: int) -> None:
        if uid := self.known(which):
            lines = [(self.products[one], units) for one, units in self.carts[uid].items()]
            answer = self.world.run(self.world.shelf.reserve(*lines, uid=uid))
            assert answer.state is self.states[uid]

    @rule(which=WHICH)
    def order_created(self, which: int) -> None:
        if uid := self.known(which):
            self.world.run(self.world.shelf.commit(uid))
            if self.states[uid] is HELD:
                self.states[uid] = COMMITTED
            elif self.states[uid] is EXPIRED:
                self.states[uid] = COMMITTED if self.fits(self.carts[uid]) else RELEASED

    @rule(which=WHICH)
    def order_ended(self, which: int) -> None:
        if uid := self.known(which):
            self.world.run(self.world.shelf.release(uid))
            self.states[uid] = RELEASED

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))

    @rule()
    def sweep(self) -> None:
        due = [
            uid
            for uid, at in self.due.items()
            if at <= self.world.clock.now() and self.states[uid] is HELD
        ]
        assert self.world.run(self.world.shelf.sweep()) == len(due)
        self.states.update(dict.fromkeys(due, EXPIRED))

    @rule(product=st.integers(0, 1), units=st.integers(0, 5))
    def staff_count(self, product: int, units: int) -> None:
        async def count() -> None:
            async with unit_of_work(self.world.shelf.sessions) as session:
                await set_stock(
                    session,
                    edit=Edit(product_id=self.products[product], by=COMMAND),
                    stock_quantity=units,
                    clock=self.world.clock,
                    new_id=new_id,
                )

        self.world.run(count())
        self.supplied[product] += units - self.available(product)

    @invariant()
    def books_balance(self) -> None:
        for product, product_id in enumerate(getattr(self, "products", ())):
            held = self.units(product, HELD)
            sold = self.units(product, COMMITTED)
            books = self.world.run(self.world.shelf.books(product_id))
            assert books == Books(on_hand=self.supplied[product] - sold, reserved=held)

    @invariant()
    def the_ledger_adds_up_to_the_books(self) -> None:
        for product_id in getattr(self, "products", ()):
            statement = text(
                "select sum(on_hand_change), sum(reserved_change),"
                " (array_agg(on_hand order by version desc))[1],"
                " (array_agg(reserved order by version desc))[1]"
                " from stock_movement where product_id = :id"
            )
            books = self.world.run(self.world.shelf.books(product_id))
            ledger = self.world.run(self.world.read(statement, product_id))
            assert ledger == (*books, *books)

    @invariant()
    def the_last_event_tells_what_can_be_bought(self) -> None:
        for product, product_id in enumerate(getattr(self, "products", ())):
            events = self.world.run(self.world.shelf.events(f"product:{product_id}"))
            assert events[-1][2]["stock_quantity"] == self.available(product)

    def teardown(self) -> None:
        """No hold outlives its time, and every lost hold was told of once."""

        async def told(uid: UUID) -> int:
            statement = text(
                "select count(*) from outbox where aggregate = :it and type = 'reservation.expired'"
            )
            async with reading(self.world.shelf.sessions) as session:
                found = await session.execute(statement, {"it": f"reservation:{uid}"})
                return found.scalar_one()

        self.time_passes(20)
        self.sweep()
        self.books_balance()
        assert HELD not in self.states.values()
        for uid, state in self.states.items():
            if state is EXPIRED:
                assert self.world.run(told(uid)) == 1


@pytest.mark.timeout(180)
def test_the_books_balance_whatever_happens_in_whatever_order(
    fresh_database: Callable[[str], str],
) -> None:
    world = World(fresh_database("products"))
    machine = type("Machine", (StockMachine,), {"world": world})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                database=None,
                derandomize=True,  # the same runs each time: a red build is red for a reason
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
    finally:
        world.close()
