import asyncio
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


def path() -> str:
    return f"/api/v1/reservations/{new_id()}"


async def test_a_hold_answers_with_what_was_held_and_until_when(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5, price="38.50", sku="LAMP", name="Lamp", image_file="lamp.webp")

    answer = await client.put(
        path(),
        headers=service_key,
        json={"lines": [{"product_id": lamp, "quantity": 2, "expected_price": "38.50"}]},
    )

    assert answer.status_code == 200
    assert answer.json() == {
        "state": "held",
        "expires_at": "2026-11-23T12:15:00.000000Z",
        "currency": "USD",
        "lines": [
            {
                "product_id": lamp,
                "sku": "LAMP",
                "name": "Lamp",
                "price": "38.50",
                "quantity": 2,
                "image_url": "/media/lamp.webp",
            }
        ],
    }


async def test_a_repeated_request_is_answered_alike_after_the_price_has_changed(
    client: httpx.AsyncClient,
    service_key: dict[str, str],
    staff: dict[str, str],
    shelf: Shelf,
) -> None:
    lamp = await shelf.put(stock=5, price="38.50")
    body = {"lines": [{"product_id": lamp, "quantity": 2, "expected_price": "38.50"}]}
    uid = path()
    first = await client.put(uid, headers=service_key, json=body)
    await client.patch(f"/api/v1/products/{lamp}", headers=staff, json={"price": 40})

    again = await client.put(uid, headers=service_key, json=body)

    assert (again.status_code, again.json()) == (200, first.json())
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=2)


async def test_a_repeated_request_with_other_lines_is_refused(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    uid = path()
    for quantity, status in ((1, 200), (2, 409)):
        answer = await client.put(
            uid,
            headers=service_key,
            json={"lines": [{"product_id": lamp, "quantity": quantity}]},
        )
        assert answer.status_code == status

    assert answer.json()["code"] == "reservation_differs"
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=1)


async def test_an_expired_hold_shows_as_released(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    held = await shelf.reserve((lamp, 1))
    shelf.let_holds_expire()
    await shelf.sweep()

    answer = await client.put(
        f"/api/v1/reservations/{held.id}",
        headers=service_key,
        json={"lines": [{"product_id": lamp, "quantity": 1}]},
    )

    assert answer.json()["state"] == "released"


async def test_too_little_stock_is_a_409_that_names_the_lines(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=3)

    answer = await client.put(
        path(), headers=service_key, json={"lines": [{"product_id": lamp, "quantity": 99}]}
    )

    problem = answer.json()
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "out_of_stock"
    assert (
        problem["detail"] == f"Insufficient stock for product {lamp}. Available: 3, requested: 99"
    )
    assert problem["lines"] == [{"product_id": lamp, "available": 3, "requested": 99}]


async def test_a_changed_price_is_a_409_and_holds_nothing(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp, teapot = await shelf.put(price="38.50"), await shelf.put(price="5.00")
    lines = [
        {"product_id": teapot, "quantity": 1, "expected_price": "5"},
        {"product_id": lamp, "quantity": 1, "expected_price": "36.00"},
    ]

    answer = await client.put(path(), headers=service_key, json={"lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["lines"] == [
        {"product_id": lamp, "expected_price": "36.00", "price": "38.50"}
    ]
    assert await shelf.books(teapot) == Books(on_hand=10, reserved=0)


async def test_gone_dearer_and_short_lines_are_one_409_and_hold_nothing(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    dearer, short = await shelf.put(price="38.50"), await shelf.put(price="5.00", stock=1)
    gone, fine = await shelf.put(price="7.00", is_active=False), await shelf.put(price="5.00")
    shown = {dearer: "36.00", short: "5.00", gone: "7.00", fine: "5.00"}
    lines = [
        {"product_id": one, "quantity": 2, "expected_price": price} for one, price in shown.items()
    ]

    answer = await client.put(path(), headers=service_key, json={"lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["lines"] == [
        {"product_id": dearer, "expected_price": "36.00", "price": "38.50"},
        {"product_id": short, "available": 1, "requested": 2},
        {"product_id": gone, "available": 0, "requested": 2},
    ]
    assert await shelf.books(fine) == Books(on_hand=10, reserved=0)


async def test_an_unknown_and_an_inactive_product_are_404_and_hold_nothing(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp, gone = await shelf.put(), await shelf.put(is_active=False)

    for missing in (9999, gone):
        lines = [{"product_id": lamp, "quantity": 1}, {"product_id": missing, "quantity": 1}]
        answer = await client.put(path(), headers=service_key, json={"lines": lines})

        assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")
        assert answer.json()["detail"] == f"Product {missing} not found"
    assert await shelf.books(lamp) == Books(on_hand=10, reserved=0)


@pytest.mark.parametrize(
    "key", [{}, {"X-Service-Key": ""}, {"X-Service-Key": "wrong"}, {"X-Service-Key": "schlüssel"}]
)
async def test_without_the_key_the_door_stays_shut(
    client: httpx.AsyncClient, shelf: Shelf, key: dict[str, str], staff: dict[str, str]
) -> None:
    lamp = await shelf.put()
    headers = httpx.Headers({**staff, **key}, encoding="latin-1")

    answer = await client.put(
        path(),
        headers=headers,
        json={"lines": [{"product_id": lamp, "quantity": 1}]},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_service_key")
    assert await shelf.books(lamp) == Books(on_hand=10, reserved=0)


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"product_id": 1},
        {"product_id": 0, "quantity": 1},
        {"product_id": 2**31, "quantity": 1},
        {"product_id": 1, "quantity": 0},
        {"product_id": 1, "quantity": -1},
        {"product_id": 1, "quantity": 2**31},
        {"product_id": 1, "quantity": 1.5},
        {"product_id": 1, "quantity": 1, "expected_price": "0"},
        {"product_id": 1, "quantity": 1, "expected_price": "1.999"},
        {"product_id": 1, "quantity": 1, "expected_price": "NaN"},
    ],
)
async def test_a_wrong_line_is_a_422(
    client: httpx.AsyncClient, service_key: dict[str, str], line: dict[str, object]
) -> None:
    answer = await client.put(path(), headers=service_key, json={"lines": [line]})

    assert answer.status_code == 422


@pytest.mark.parametrize("body", [{}, {"lines": []}, {"lines": None}, [], "lines"])
async def test_a_body_without_lines_is_a_422(
    client: httpx.AsyncClient, service_key: dict[str, str], body: object
) -> None:
    assert (await client.put(path(), headers=service_key, json=body)).status_code == 422


async def test_quantities_that_only_together_are_too_large_are_out_of_stock(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    line = {"product_id": lamp, "quantity": 2**31 - 1}

    answer = await client.put(path(), headers=service_key, json={"lines": [line] * 200})

    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_stock")


async def test_hundreds_of_buyers_at_once_queue_and_get_a_yes_or_a_no(
    client: httpx.AsyncClient, service_key: dict[str, str], shelf: Shelf
) -> None:
    lamp, teapot = await shelf.put(stock=7), await shelf.put(stock=200)
    carts = (
        [{"product_id": lamp, "quantity": 1}],
        [{"product_id": lamp, "quantity": 1}, {"product_id": teapot, "quantity": 1}],
        [{"product_id": teapot, "quantity": 1}, {"product_id": lamp, "quantity": 1}],
    )

    answers = await asyncio.gather(
        *(
            client.put(path(), headers=service_key, json={"lines": carts[buyer % 3]})
            for buyer in range(300)
        )
    )

    assert Counter(answer.status_code for answer in answers) == {200: 7, 409: 293}
    assert await shelf.books(lamp) == Books(on_hand=7, reserved=7)
