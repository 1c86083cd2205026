"""The sitemap is true within seconds, and written no oftener than it must be."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api import catalog
from storefront.api.catalog import ProductChange
from storefront.web.sitemap import KEPT, PAUSE, Sitemaps
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway


@dataclass
class Watch:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def news(product_id: int, *, stock: int = 5, is_active: bool = True) -> ProductChange:
    return ProductChange(id=product_id, price="1.00", stock=stock, is_active=is_active)


async def is_listed(sitemaps: Sitemaps, worker: Worker, product_id: int) -> bool:
    text = await sitemaps.get(worker.gateway, base="")
    return f"<loc>/products/{product_id}</loc>" in text


async def test_what_came_is_listed_and_what_went_is_not(worker: Worker, fake: FakeGateway) -> None:
    watch = Watch()
    sitemaps = Sitemaps(monotonic=watch)
    assert await is_listed(sitemaps, worker, 1)
    fake.shelve(9)
    del fake.products[1]

    sitemaps.hear([news(9)])
    sitemaps.hear([news(1, is_active=False)])
    watch.now += PAUSE

    assert await is_listed(sitemaps, worker, 9)
    assert not await is_listed(sitemaps, worker, 1)


async def test_another_price_or_stock_writes_nothing_anew(
    worker: Worker, fake: FakeGateway
) -> None:
    watch = Watch()
    sitemaps = Sitemaps(monotonic=watch)
    await sitemaps.get(worker.gateway, base="")
    asked = len(fake.requests)

    sitemaps.hear([news(1, stock=0), news(404, is_active=False)])
    watch.now += KEPT - 1
    await sitemaps.get(worker.gateway, base="")

    assert len(fake.requests) == asked


async def test_however_much_comes_and_goes_the_catalogue_has_its_peace(
    worker: Worker, fake: FakeGateway
) -> None:
    watch = Watch()
    sitemaps = Sitemaps(monotonic=watch)
    await sitemaps.get(worker.gateway, base="")
    asked = len(fake.requests)

    for number in range(50, 60):
        sitemaps.hear([news(number)])
        await sitemaps.get(worker.gateway, base="")

    assert len(fake.requests) == asked


async def test_what_no_feed_tells_is_listed_in_a_while(worker: Worker, fake: FakeGateway) -> None:
    watch = Watch()
    sitemaps = Sitemaps(monotonic=watch)
    assert not await is_listed(sitemaps, worker, 9)
    fake.shelve(9)

    watch.now += KEPT

    assert await is_listed(sitemaps, worker, 9)


async def test_what_goes_while_it_is_written_is_not_forgotten(
    worker: Worker, fake: FakeGateway
) -> None:
    watch = Watch()
    sitemaps = Sitemaps(monotonic=watch)
    await catalog.categories(worker.gateway)  # and their pictures, which are remembered

    async def too_early(_: Request) -> Response:
        there = fake.products.pop(1)
        sitemaps.hear([news(1, is_active=False)])
        return JSONResponse({"items": [there], "total": 1, "limit": 96, "offset": 0})

    fake.instead["/products"] = [too_early]
    assert await is_listed(sitemaps, worker, 1)

    watch.now += PAUSE

    assert not await is_listed(sitemaps, worker, 1)
