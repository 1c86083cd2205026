import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from reflex_components_core.core._upload import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api.staff_models import StaffPicture, StaffProductRow
from storefront.state.sentences import NOT_STAFF
from storefront.state.staff_product import PICTURE_BYTES, TAKE_OUT, StaffProductState
from storefront.state.staff_products import StaffProductsState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import NOW, Answer, FakeGateway
from tests.unit.storefront.state.staff_office import a_page, at_the_desk, refuses, says
from tests.unit.storefront.state.test_staff_customers import an_account


def a_product(product_id: int = 1, **fields: Any) -> dict[str, Any]:
    product: dict[str, Any] = {
        "id": product_id,
        "name": "Teapot",
        "description": None,
        "price": "38.50",
        "compare_at_price": None,
        "currency": "USD",
        "stock_quantity": 12,
        "sku": "TEA-1",
        "category": "Kitchen",
        "is_active": True,
        "pictures": [],
        "version": "3.17",
    }
    return product | fields


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    says(fake, "/products", a_page(a_product()))
    says(fake, "/products/1", a_product())
    moved = {"version": 2, "at": NOW, "cause": "adjusted", "on_hand_change": -2}
    moved |= {"reserved_change": 0, "on_hand": 12, "reserved": 0, "available": 12}
    moved |= {"actor_user_id": 2, "reason": "Two broke"}
    says(fake, "/products/1/stock/movements", {"items": [moved], "next_before": None})
    says(fake, "/products/1/prices", {"items": [{"price": "38.50", "at": NOW}]})
    return browser


async def listed(browser: Browser) -> StaffProductsState:
    browser.go("/staff/products?q=tea&shown=sold out")
    products = await browser.state(StaffProductsState)
    await events_of(products.load())
    return products


async def shown(browser: Browser) -> StaffProductState:
    browser.go("/staff/products/1")
    product = await browser.state(StaffProductState)
    await events_of(product.load())
    return product


async def test_the_address_says_which_products_are_shown(clerk: Browser, fake: FakeGateway) -> None:
    (row,) = (await listed(clerk)).products

    assert (row.name, row.price, row.price_label) == ("Teapot", "38.50", "$38.50")
    (request,) = fake.asked("/products")
    assert dict(request.query_params) == {"limit": "50", "q": "tea", "in_stock": "false"}


async def test_categories_are_offered_with_what_the_other_filters_leave_of_them(
    clerk: Browser, fake: FakeGateway
) -> None:
    names = {"Kitchen": 2, "Desk": 1}
    facets = [{"name": name, "count": count} for name, count in names.items()]
    says(fake, "/products/facets", {"categories": facets, "in_stock": {"count": 0}, "total": 3})
    clerk.go("/staff/products?q=tea&category=Attic")
    products = await clerk.state(StaffProductsState)

    await events_of(products.load())

    assert [(one.name, one.label) for one in products.categories] == [
        ("Attic", "Attic (0)"),
        ("Desk", "Desk (1)"),
        ("Kitchen", "Kitchen (2)"),
    ]
    (request,) = fake.asked("/products/facets")
    assert dict(request.query_params) == {"q": "tea", "category": "Attic"}


async def test_a_row_sends_only_what_was_changed_and_what_was_seen(
    clerk: Browser, fake: FakeGateway
) -> None:
    products = await listed(clerk)
    says(fake, "/products/1", a_product(stock_quantity=9, version="3.18"))

    (toast,) = await events_of(products.save({"id": "1", "price": "38.50", "stock": "9"}))

    (request,) = fake.asked("/products/1", "PATCH")
    assert request.headers["if-match"] == '"3.17"'
    assert json.loads(await request.body()) == {"stock_quantity": "9"}
    assert "Teapot is saved." in told(toast)
    assert (products.products[0].stock, products.products[0].version) == (9, "3.18")


async def test_a_row_that_was_not_touched_sends_nothing(clerk: Browser, fake: FakeGateway) -> None:
    products = await listed(clerk)

    await events_of(products.save({"id": "1", "price": "38.50", "stock": "12"}))

    assert fake.asked("/products/1") == []


async def test_what_somebody_else_wrote_is_shown_and_not_written_over(
    clerk: Browser, fake: FakeGateway
) -> None:
    products = await listed(clerk)
    refuses(fake, "/products/1", status=412, code="product_changed", detail="Somebody was first")
    del fake.instead["/products/1"][1:]
    fake.shelve(1, price="40.00", stock_quantity=3, version="4.18")

    await events_of(products.save({"id": "1", "price": "35.00", "stock": "12"}))

    (row,) = products.products
    assert row.price == "40.00"
    assert row.conflict == (
        "Somebody changed this meanwhile: it costs $40.00, 3 in stock."
        " Your price 35.00 was not saved."
    )


async def test_a_product_tells_what_its_stock_and_price_were(clerk: Browser) -> None:
    product = await shown(clerk)

    (line,) = product.stock_lines
    assert (line.what, line.change, line.left, line.who) == (
        "adjusted: Two broke",
        "-2",
        "12 of 12",
        "#2",
    )
    assert [price.price for price in product.price_lines] == ["$38.50"]


async def test_an_edit_says_which_version_it_has_seen(clerk: Browser, fake: FakeGateway) -> None:
    product = await shown(clerk)

    await events_of(product.save({"name": "Pot", "sku": "TEA-1", "price": "38.50"}))

    (request,) = fake.asked("/products/1", "PATCH")
    assert request.headers["if-match"] == '"3.17"'
    assert json.loads(await request.body()) == {
        "name": "Pot",
        "sku": "TEA-1",
        "price": "38.50",
        "category": None,
        "description": None,
        "compare_at_price": None,
    }


async def test_a_wrong_field_is_named(clerk: Browser, fake: FakeGateway) -> None:
    product = await shown(clerk)
    why = [{"loc": ["body", "price"], "msg": "Input should be greater than 0"}]
    refuses(fake, "/products/1", status=422, code="invalid_request", detail=why)

    await events_of(product.save({"name": "Pot", "sku": "TEA-1", "price": "0"}))

    assert product.error == "price: Input should be greater than 0"


async def test_a_copy_begins_as_another_product_without_its_sku(
    clerk: Browser, fake: FakeGateway
) -> None:
    clerk.go("/staff/products/new?copy=1")
    product = await clerk.state(StaffProductState)
    await events_of(product.load_new())
    says(fake, "/products", a_product(2), status=201)

    events = await events_of(product.save({"name": "Pot", "sku": "POT-1", "price": "9.00"}))

    (request,) = fake.asked("/products", "POST")
    body = json.loads(await request.body())
    assert (body["sku"], body["stock_quantity"]) == ("POT-1", "0")
    assert "/staff/products/2" in told(events[0])


async def test_stock_comes_and_goes_with_a_reason(clerk: Browser, fake: FakeGateway) -> None:
    product = await shown(clerk)
    says(fake, "/products/1/stock/adjustments", {}, status=201)

    await events_of(product.adjust_stock({"change": "two", "why": "No"}))
    assert product.error == "Say how many units come or go: 5, or -2."
    await events_of(product.adjust_stock({"change": "-2", "why": "Two broke"}))

    (request,) = fake.asked("/products/1/stock/adjustments")
    assert json.loads(await request.body()) == {"change": -2, "reason": "Two broke"}


async def test_what_was_not_taken_is_said_beside_it_and_stays_typed(
    clerk: Browser, fake: FakeGateway
) -> None:
    product = await shown(clerk)
    why = "Orders hold 3 of them"
    refuses(fake, "/products/1/stock/adjustments", status=409, code="below_reserved", detail=why)

    await events_of(product.adjust_stock({"change": "-12", "why": "Broke"}))
    at_first = (product.error, product.part, product.counted)
    says(fake, "/products/1/stock/adjustments", {}, status=201)
    await events_of(product.adjust_stock({"change": "-2", "why": "Broke"}))

    assert at_first == (why, "stock", 0)
    assert (product.error, product.counted) == ("", 1)  # its form is a new one


async def test_histories_go_on_where_they_ended_and_name_people(
    clerk: Browser, fake: FakeGateway
) -> None:
    prices = [{"price": f"{number}.00", "at": NOW} for number in range(21)]
    says(fake, "/products/1/prices", {"items": prices})
    fake.instead["/products/1/stock/movements"] = [
        moves(next_before=7, actor_user_id=2),
        moves(version=1, actor_user_id=None),
    ]
    says(fake, "/users", {"items": [an_account(2, username="sam")], "total": 1})
    product = await shown(clerk)
    at_first = (len(product.price_lines), product.has_more_prices, product.has_more_stock)
    says(fake, "/products/1/prices", {"items": prices[:2]})

    await events_of(product.more_stock())
    await events_of(product.more_prices())

    assert at_first == (20, True, True)
    assert [line.who for line in product.stock_lines] == ["sam", "the shop"]
    assert fake.asked("/products/1/stock/movements")[-1].query_params["before"] == "7"
    assert len(product.price_lines) == 22
    assert fake.asked("/products/1/prices")[-1].query_params["offset"] == "20"
    assert (product.has_more_prices, product.has_more_stock) == (False, False)


def moves(*, next_before: int | None = None, **fields: Any) -> Answer:
    line: dict[str, Any] = {"version": 8, "at": NOW, "cause": "adjusted", "reason": None}
    line |= {"on_hand_change": -2, "reserved_change": 0, "on_hand": 12, "reserved": 0}
    line |= {"available": 12, **fields}

    async def answer(_: Request) -> Response:
        return JSONResponse({"items": [line], "next_before": next_before})

    return answer


async def test_the_copy_of_what_is_out_of_the_shop_is_out_of_it_too(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/products/1", a_product(is_active=False))
    clerk.go("/staff/products/new?copy=1")
    product = await clerk.state(StaffProductState)
    await events_of(product.load_new())
    says(fake, "/products", a_product(2), status=201)

    await events_of(product.save({"name": "Pot", "sku": "POT-1", "price": "9.00"}))

    assert product.copied_from == "Teapot"
    assert json.loads(await fake.asked("/products", "POST")[0].body())["is_active"] is False


async def test_a_row_without_a_price_or_a_stock_is_not_saved_and_says_so(
    clerk: Browser, fake: FakeGateway
) -> None:
    products = await listed(clerk)

    await events_of(products.save({"id": "1", "price": " ", "stock": "9"}))

    assert products.products[0].conflict == "Nothing was saved: the price is empty."
    assert fake.asked("/products/1", "PATCH") == []


async def test_a_picture_is_removed_once_somebody_said_yes(
    clerk: Browser, fake: FakeGateway
) -> None:
    picture_id = "00000000-0000-0000-0000-000000000001"
    picture = {"id": picture_id, "alt": "A pot", "url": "/media/pot.webp"}
    says(fake, "/products/1", a_product(pictures=[picture]))
    says(fake, f"/products/1/pictures/{picture_id}", {}, status=204)
    product = await shown(clerk)

    await events_of(product.remove_picture())
    await events_of(product.ask("of another product"))
    await events_of(product.remove_picture())
    assert fake.asked(f"/products/1/pictures/{picture_id}", "DELETE") == []
    await events_of(product.ask(picture_id))
    await events_of(product.remove_picture())

    assert len(fake.asked(f"/products/1/pictures/{picture_id}", "DELETE")) == 1
    assert product.step == ""


async def test_pictures_change_places(clerk: Browser, fake: FakeGateway) -> None:
    ids = [f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3)]
    pictures = [{"id": one, "alt": "A pot", "url": "/media/pot.webp"} for one in ids]
    says(fake, "/products/1", a_product(pictures=pictures))
    says(fake, "/products/1/pictures/order", a_product(pictures=pictures))
    product = await shown(clerk)

    await events_of(product.move_picture(ids[2]))
    await events_of(product.move_picture("of another product"))

    (request,) = fake.asked("/products/1/pictures/order", "PUT")
    assert json.loads(await request.body()) == {"picture_ids": [ids[2], ids[0], ids[1]]}


async def test_a_product_leaves_the_shop_and_comes_back(clerk: Browser, fake: FakeGateway) -> None:
    product = await shown(clerk)
    says(fake, "/products/1/restore", a_product())

    await events_of(product.take_out())
    assert fake.asked("/products/1", "DELETE") == []  # nobody has said yes yet
    await events_of(product.ask(TAKE_OUT))
    await events_of(product.take_out())
    await events_of(product.put_back())

    assert product.step == ""
    assert len(fake.asked("/products/1", "DELETE")) == 1
    assert len(fake.asked("/products/1/restore", "POST")) == 1


async def test_a_picture_that_is_too_large_is_read_no_further(
    clerk: Browser, fake: FakeGateway
) -> None:
    product, content = await shown(clerk), BytesIO(bytes(2 * PICTURE_BYTES))

    await events_of(product.add_picture([UploadFile(file=content)]))

    assert product.error == "The picture is too large: at most 10 MB are taken."
    assert content.tell() == PICTURE_BYTES + 1
    assert fake.asked("/products/1/pictures", "POST") == []


async def test_a_customer_sees_and_changes_nothing(worker: Worker, fake: FakeGateway) -> None:
    browser = await at_the_desk(worker, fake, role="customer")
    products, product = await listed(browser), await shown(browser)
    picture_id = "00000000-0000-0000-0000-000000000001"

    picture = StaffPicture(id=picture_id)
    shown_to_staff = replace(product.product, id=1, pictures=[StaffPicture(id="1"), picture])
    products.products = [StaffProductRow(id=1)]
    await events_of(products.save({"id": "1", "price": "1.00"}))
    for deed in (
        product.save({"name": "Mine"}),
        product.take_out(),
        product.put_back(),
        product.adjust_stock({"change": "5", "why": "Mine"}),
        product.add_picture([]),
        product.describe_picture({"id": picture_id, "alt": "Mine"}),
        product.move_picture(picture_id),
        product.remove_picture(),
        product.load_new(),
    ):
        # A refusal empties the tab: each deed is tried with what staff would have before them.
        product.product = shown_to_staff
        await events_of(deed)
        assert product.error == NOT_STAFF

    assert products.products == []
    assert fake.requests == []
