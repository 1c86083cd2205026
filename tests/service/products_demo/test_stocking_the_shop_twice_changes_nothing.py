from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import col

from backend_services.products.adapters.tables import Product, Stock
from backend_services.products.demo.catalogue import read_catalogue
from backend_services.products.demo.stock_the_shop import stock_the_shop
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import new_id

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CATALOGUE = read_catalogue()
PICTURES = {product.sku: f"{product.slug}-0123abcd.webp" for product in CATALOGUE}


@pytest.fixture
async def sessions(rolled_back: Callable[[str], Awaitable[SessionMaker]]) -> SessionMaker:
    return await rolled_back("products")


async def stock(sessions: SessionMaker, *, at: datetime = NOW) -> int:
    async with unit_of_work(sessions) as session:
        return await stock_the_shop(
            session, products=CATALOGUE, pictures=PICTURES, clock=FixedClock(at), new_id=new_id
        )


async def everything(sessions: SessionMaker) -> list[tuple[Any, ...]]:
    """Every row the shop wrote, whatever the table."""
    async with reading(sessions) as session:
        return [
            tuple(row)
            for table in ("product", "stock", "outbox")
            for row in await session.execute(text(f"select * from {table} order by 1"))  # noqa: S608 - three known names
        ]


async def test_an_empty_shop_gets_every_product_of_the_catalogue(sessions: SessionMaker) -> None:
    assert await stock(sessions) == 72

    async with reading(sessions) as session:
        rows = await session.execute(
            select(Product, Stock).join(Stock, col(Stock.product_id) == col(Product.id))
        )
        created = {product.sku: (product, shelf) for product, shelf in rows}
    assert set(created) == {product.sku for product in CATALOGUE}
    teapot, shelf = created["STP-014"]
    assert teapot.name == "Stoneware teapot"
    assert teapot.category == "Kitchen"
    assert (teapot.price_minor, teapot.compare_at_price_minor) == (3850, 4500)
    assert teapot.image_file == "stoneware-teapot-0123abcd.webp"
    assert teapot.image_alt == "A round pink teapot with an orange rim"
    assert teapot.is_active
    assert (shelf.on_hand, shelf.reserved) == (3, 0)


async def test_newest_first_is_the_catalogues_order_reversed(sessions: SessionMaker) -> None:
    await stock(sessions)

    async with reading(sessions) as session:
        newest = await session.execute(
            select(col(Product.sku), col(Product.created_at)).order_by(
                col(Product.created_at).desc()
            )
        )
        listed = [(row.sku, row.created_at) for row in newest]
    assert [sku for sku, _ in listed] == [product.sku for product in reversed(CATALOGUE)]
    assert listed[0] == ("STH-001", NOW - timedelta(days=2))


async def test_each_new_product_is_told_to_the_world_once(sessions: SessionMaker) -> None:
    await stock(sessions)

    async with reading(sessions) as session:
        told = await session.execute(text("select type, count(*) from outbox group by type"))
        assert [tuple(row) for row in told] == [("product.created", 72)]


async def test_stocking_again_creates_nothing_and_changes_nothing(sessions: SessionMaker) -> None:
    await stock(sessions)
    before = await everything(sessions)

    assert await stock(sessions, at=NOW + timedelta(days=1)) == 0
    assert await everything(sessions) == before


async def test_what_staff_changed_stays_and_what_is_missing_comes_back(
    sessions: SessionMaker,
) -> None:
    known = [product for product in CATALOGUE if product.sku != "RFC-051"]
    async with unit_of_work(sessions) as session:
        await stock_the_shop(
            session, products=known, pictures=PICTURES, clock=FixedClock(NOW), new_id=new_id
        )
        await session.execute(
            update(Product).where(col(Product.sku) == "STP-014").values(price_minor=4000)
        )

    assert await stock(sessions) == 1

    async with reading(sessions) as session:
        price = select(col(Product.price_minor)).where(col(Product.sku) == "STP-014")
        assert await session.scalar(price) == 4000
        assert await session.scalar(select(func.count()).select_from(Product)) == 72
