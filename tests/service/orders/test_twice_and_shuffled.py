"""Every event delivered twice and in any order, across all aggregates: the same end state."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import HttpUrl, SecretStr
from sqlalchemy import select
from sqlmodel import col

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.consumers import CONSUMES as NOTIFICATIONS
from backend_services.notifications.main import connect_switchboard, make_desk
from backend_services.notifications.settings import NotificationsSettings
from backend_services.orders.consumers import CONSUMES as ORDERS
from backend_services.orders.consumers import ConsumerDeps as OrdersDeps
from backend_services.products.consumers import CONSUMES as PRODUCTS
from backend_services.products.consumers import ConsumerDeps as ProductsDeps
from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import OutgoingMessage, PublishResult
from backend_services.shared.messaging.consumer import Consumes, consume
from backend_services.shared.messaging.envelope import decode_message
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.settings import Environment
from tests.service.orders.real_products import Books, RealProducts
from tests.service.orders.shelf import Wire
from tests.service.orders.shop import Shop

pytestmark = [pytest.mark.usefixtures("at_once"), pytest.mark.timeout(180)]


@pytest.fixture
def wire(real: RealProducts) -> Wire:
    return Wire(real.app)


@dataclass
class Bag:
    """A broker that keeps what it is given, to deliver it as it likes."""

    sent: list[OutgoingMessage] = field(default_factory=list[OutgoingMessage])

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        self.sent += messages
        return PublishResult(accepted=frozenset(one.event_id for one in messages))


@dataclass(frozen=True)
class Hearer:
    name: str
    consumes: Sequence[Consumes[Any]]
    sessions: SessionMaker
    deps: Any

    async def hear(self, message: OutgoingMessage) -> None:
        for source in self.consumes:
            subscription = source.subscription(self.name)
            if message.type in subscription.types:
                await consume(
                    decode_message(message.body),
                    consumer=subscription.queue,
                    handlers=source.handlers,
                    sessions=self.sessions,
                    deps=self.deps,
                )


@dataclass
class System:
    shop: Shop
    real: RealProducts
    told: SessionMaker  # notifications' database
    hearers: list[Hearer]

    async def collect(self) -> list[OutgoingMessage]:
        """All that waits in the outboxes."""
        bag = Bag()
        for sessions in (self.shop.sessions, self.real.sessions):
            relay = Relay(sessions=sessions, publisher=bag, wakeups=Wakeups())
            while await relay.run_once():
                pass
        return bag.sent

    async def deliver(self, chance: random.Random | None) -> None:
        """Until nothing is left: in order, or twice and shuffled."""
        while messages := await self.collect():
            if chance is not None:
                messages *= 2
                chance.shuffle(messages)
            for message in messages:
                for hearer in self.hearers:
                    await hearer.hear(message)

    async def state(self, orders: Sequence[int], products: Sequence[int]) -> Any:
        """What the world can see in the end."""
        books = [await self.real.books(product) for product in products]
        statuses = [
            (await self.shop.get(f"/orders/{order}", by=1)).json()["status"] for order in orders
        ]
        async with reading(self.told) as session:
            rows = await session.scalars(
                select(Notification).where(col(Notification.order_id).in_(orders))
            )
            told = Counter(
                (orders.index(row.order_id or 0), row.type.value, str(row.order_status))
                for row in rows
            )
        return books, statuses, told


@pytest.fixture
def system(shop: Shop, real: RealProducts, fresh_sessions: Callable[[str], SessionMaker]) -> System:
    told = fresh_sessions("notifications")
    settings = NotificationsSettings(
        environment=Environment.TEST,
        database_url=SecretStr("postgresql+asyncpg://nobody@127.0.0.1:9/unused"),
        jwks_url="unused",
        shop_url=HttpUrl("https://vitrine.example"),
        smtp_host="127.0.0.1",
        smtp_port=9,
        smtp_from="Vitrine <shop@vitrine.example>",
    )
    switchboard = connect_switchboard(settings, sessions=told, clock=shop.clock)
    desk = make_desk(settings, announcer=switchboard.replicas, clock=shop.clock)
    return System(
        shop=shop,
        real=real,
        told=told,
        hearers=[
            Hearer("orders", ORDERS, shop.sessions, OrdersDeps(clock=shop.clock, new_id=new_id)),
            Hearer("products", PRODUCTS, real.sessions, ProductsDeps(real.clock, new_id)),
            Hearer("notifications", NOTIFICATIONS, told, desk),
        ],
    )


STEPS = {
    "bought": (),
    "cancelled": ("cancelled",),
    "shipped": ("confirmed", "shipped"),
    "delivered": ("confirmed", "shipped", "delivered"),
}


async def act(system: System, chance: random.Random) -> tuple[list[int], list[int]]:
    """A day in the shop, the same for the same chance; answers orders and products."""
    stock = [chance.randint(3, 9) for _ in range(2)]
    products = [await system.real.stock(new_id().hex[-20:], on_hand=one) for one in stock]
    orders: list[int] = []
    for _ in range(6):
        lines = {product: chance.randint(1, 3) for product in products if chance.random() < 0.7}
        answer = await system.shop.buy(lines or {products[0]: 1}, by=1)
        if answer.status_code == 201:
            order = answer.json()["id"]
            orders.append(order)
            for status in STEPS[chance.choice(sorted(STEPS))]:
                moved = await system.shop.move(order, status)
                assert moved.status_code == 200, moved.text
    return orders, products


@pytest.mark.parametrize("seed", range(3))
async def test_twice_and_shuffled_ends_like_once_and_in_order(system: System, seed: int) -> None:
    for day in range(6):
        one, other, disorder = (
            random.Random(f"{seed} {day} {what}")  # noqa: S311 - a replayable test
            for what in ("business", "business", "disorder")
        )
        orders, products = await act(system, one)
        await system.deliver(None)
        in_order = await system.state(orders, products)

        again, same = await act(system, other)
        await system.deliver(disorder)

        assert await system.state(again, same) == in_order
        books, _, told = in_order
        assert all(isinstance(one, Books) and one.reserved == 0 for one in books)
        assert set(told.values()) <= {1}
        assert len([1 for _, kind, _ in told if kind == "order_confirmation"]) == len(orders)
