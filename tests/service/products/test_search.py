"""What a person types, and what the shop finds."""

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.products.adapters.search import contains, find_matching_words
from backend_services.products.adapters.tables import PRODUCT
from backend_services.products.domain.catalog import CatalogFilter
from backend_services.shared.db.session import create_sessions, reading
from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"
NASTY = [
    "'",
    "''",
    "\\",
    "%",
    "_",
    '"',
    "&",
    "|",
    "!",
    "(",
    ")",
    ":*",
    "a:b",
    "<->",
    "''')",
    "🫖",
    "-- ",
]


async def found(client: httpx.AsyncClient, typed: str, rest: str = "") -> list[str]:
    answer = await client.get(f"{PRODUCTS}?q={quote(typed)}{rest}")
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


@pytest.fixture
async def shop(shelf: Shelf) -> Shelf:
    for sku, name, category, description in (
        ("AUD-01", "Wireless headphones", "Sound", "Quiet for thirty hours"),
        ("AUD-02", "Headphone stand", "Sound", "Oak"),
        ("LMP-07", "Reading lamp", "Light", "Bends where you read"),
        ("TEA-11", "Blue teapot", "Kitchen", "Keeps tea warm; a headphones-free zone"),
        ("KEY-20", "Mechanical keyboard", "Desk", None),
        ("CBL-01", "Cable tidy", "Desk", None),
    ):
        await shelf.put(sku=sku, name=name, category=category, description=description)
    return shelf


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hedphones", "Wireless headphones"),
        ("headfones", "Wireless headphones"),
        ("wireles hedphones", "Wireless headphones"),
        ("HEADPHONES", "Wireless headphones"),
        ("lamps", "Reading lamp"),
        ("lamp", "Reading lamp"),
        ("teapots", "Blue teapot"),
        ("teepot", "Blue teapot"),
        ("mechanicl", "Mechanical keyboard"),
        ("kitchen", "Blue teapot"),
        ("kichen", "Blue teapot"),
        ("warm", "Blue teapot"),
        ("LMP-07", "Reading lamp"),
        ("lmp-07", "Reading lamp"),
        ("AUD-02", "Headphone stand"),
        ("the blue teapot", "Blue teapot"),
        ("a stand for the hedphones", "Headphone stand"),
        ("The LMP-07", "Reading lamp"),
    ],
)
async def test_the_best_match_comes_first(
    client: httpx.AsyncClient, typed: str, first: str
) -> None:
    assert (await found(client, typed))[0] == first


@pytest.mark.usefixtures("shop")
async def test_a_word_that_is_known_brings_nothing_that_merely_resembles_it(
    client: httpx.AsyncClient,
) -> None:
    assert await found(client, "cable") == ["Cable tidy"]
    assert await found(client, "nothing like it") == []
    assert await found(client, "lamp teapot") == []


@pytest.mark.usefixtures("shop")
async def test_words_that_say_nothing_are_left_out_unless_they_are_all_there_is(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    await shelf.put(sku="TIM-01", name="What is it", category="Games", description=None)

    assert await found(client, "the cable") == ["Cable tidy"]
    assert await found(client, "the lamp of teapot") == []
    assert await found(client, "what is it") == ["What is it"]


@pytest.mark.usefixtures("shop")
async def test_the_name_counts_more_than_the_description(client: httpx.AsyncClient) -> None:
    assert (await found(client, "headphones"))[-1] == "Blue teapot"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("typed", [*NASTY, "the", "a", "x" * 100, "a b c d e f g h i j k l"])
async def test_whatever_is_typed_is_answered(client: httpx.AsyncClient, typed: str) -> None:
    await found(client, typed)
    for path in ("facets", "suggestions"):
        answer = await client.get(f"{PRODUCTS}/{path}?q={quote(typed)}")
        assert answer.status_code == 200


async def test_what_is_off_sale_is_neither_found_nor_suggested(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    await shelf.put(name="Secret lamp", is_active=False)

    assert await found(client, "secret") == []
    assert (await client.get(f"{PRODUCTS}/suggestions?q=secret")).json() == {"items": []}


@pytest.mark.usefixtures("shop")
async def test_suggestions_name_what_somebody_may_mean_after_a_few_letters(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"{PRODUCTS}/suggestions?q=head")

    assert [item["name"] for item in answer.json()["items"]] == [
        "Headphone stand",
        "Wireless headphones",
        "Blue teapot",
    ]
    assert answer.json()["items"][0] | {"id": 0} == {
        "id": 0,
        "name": "Headphone stand",
        "sku": "AUD-02",
        "category": "Sound",
        "price": "19.99",
        "currency": "USD",
        "image_url": None,
        "image_alt": None,
    }


async def test_at_most_eight_are_suggested(client: httpx.AsyncClient, shelf: Shelf) -> None:
    for number in range(10):
        await shelf.put(name=f"Lamp {number}")

    assert len((await client.get(f"{PRODUCTS}/suggestions?q=lamp")).json()["items"]) == 8


@pytest.mark.parametrize("typed", ["", "  "])
async def test_nothing_typed_is_suggested_anything(
    client: httpx.AsyncClient, shelf: Shelf, typed: str
) -> None:
    await shelf.put()

    assert (await client.get(f"{PRODUCTS}/suggestions?q={quote(typed)}")).status_code == 200


@pytest.mark.parametrize("typed", ["headphones", "the hedphones", "SKU-777"])
async def test_a_big_shop_can_be_searched_by_its_indexes(
    fresh_database: Callable[[str], str], typed: str
) -> None:
    engine = create_async_engine(fresh_database("products"))
    many = text("""
        insert into product (sku, name, category, description, price_minor, currency, is_active,
                             version, created_at, updated_at)
        select 'SKU-' || n, md5(n::text) || ' ' || md5((n * 7)::text), md5((n % 50)::text),
               md5((n * 3)::text), 100 + n, 'USD', true, 1, now(), now()
          from generate_series(1, 20000) n
    """)
    async with engine.begin() as connection:
        await connection.execute(many)
        await connection.execute(text("update product set name = 'Headphones' where id = 5"))
        await connection.execute(text("analyze product"))
    try:
        async with reading(create_sessions(engine)) as session:
            words = await find_matching_words(session, matching=CatalogFilter(text=typed))
            statement = PRODUCT.select().where(words).with_only_columns(PRODUCT.c.id)
            compiled = statement.compile(engine.sync_engine, compile_kwargs={"literal_binds": True})
            # Whether the planner prefers them is a matter of its cost settings and of the size.
            await session.execute(text("set enable_seqscan = off"))
            plan = await session.execute(text(f"explain {compiled}".replace(":", "\\:")))
            lines = "\n".join(plan.scalars())
    finally:
        await engine.dispose()

    assert "Bitmap Index Scan on ix_product_search_" in lines, lines
    assert "Seq Scan" not in lines


def test_a_pattern_of_like_is_only_text() -> None:
    compiled = contains(PRODUCT.c.search_text, "50%_\\").compile()

    assert compiled.params["lower_1"] == "%50\\%\\_\\\\%"
