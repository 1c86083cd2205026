from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend_services.shared.http.tokens import Role
from tests.service.products.shelf import Shelf

LAMP = {"name": "Lamp", "price": "19.99", "stock_quantity": 3, "sku": "LAMP-1"}
WRITES: list[tuple[str, str, Any]] = [
    ("POST", "", LAMP),
    ("PUT", "/{id}", LAMP),
    ("PATCH", "/{id}", {"price": 1}),
    ("PATCH", "/{id}/stock", {"stock_quantity": 0}),
    ("DELETE", "/{id}", None),
    ("POST", "/{id}/restore", None),
    ("POST", "/{id}/stock/adjustments", {"change": 1, "reason": "found"}),
    ("PUT", "/{id}/pictures/order", {"picture_ids": []}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_guests_and_customers_may_not_and_nothing_changes(
    client: httpx.AsyncClient,
    shelf: Shelf,
    customer: dict[str, str],
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    lamp = await shelf.put()
    before = (await client.get("/api/v1/products")).json()

    for headers, status in (({}, 401), (customer, 403)):
        answer = await client.request(
            method, f"/api/v1/products{path.format(id=lamp)}", headers=headers, json=body
        )
        assert answer.status_code == status

    assert (await client.get("/api/v1/products")).json() == before


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_staff_and_admins_may(
    client: httpx.AsyncClient,
    shelf: Shelf,
    bearer: Callable[..., dict[str, str]],
    role: Role,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    lamp = await shelf.put()

    answer = await client.request(
        method, f"/api/v1/products{path.format(id=lamp)}", headers=bearer(2, role=role), json=body
    )

    assert answer.status_code in {200, 201, 204}
