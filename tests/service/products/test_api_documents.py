from typing import Any

import httpx


async def operations(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    paths = (await client.get("/openapi.json")).json()["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
        if not path.startswith("/health")
    }


async def test_the_documents_list_what_the_service_does(client: httpx.AsyncClient) -> None:
    assert set(await operations(client)) == {
        "GET /api/v1/products",
        "POST /api/v1/products",
        "GET /api/v1/products/categories",
        "GET /api/v1/products/batch",
        "GET /api/v1/products/{product_id}",
        "PUT /api/v1/products/{product_id}",
        "PATCH /api/v1/products/{product_id}",
        "DELETE /api/v1/products/{product_id}",
        "PATCH /api/v1/products/{product_id}/stock",
        "GET /api/v1/products/facets",
        "GET /api/v1/products/suggestions",
        "GET /api/v1/products/audit",
        "GET /api/v1/products/low-stock",
        "GET /api/v1/products/export.csv",
        "POST /api/v1/products/import",
        "GET /api/v1/products/imports/{import_id}",
        "GET /api/v1/products/{product_id}/prices",
        "POST /api/v1/products/{product_id}/restore",
        "POST /api/v1/products/{product_id}/stock/adjustments",
        "GET /api/v1/products/{product_id}/stock/movements",
        "POST /api/v1/products/{product_id}/pictures",
        "PUT /api/v1/products/{product_id}/pictures/order",
        "PATCH /api/v1/products/{product_id}/pictures/{picture_id}",
        "DELETE /api/v1/products/{product_id}/pictures/{picture_id}",
        "PUT /api/v1/reservations/{uid}",
        "GET /media/{file}",
        "GET /api/v1/system",
        "GET /api/v1/dead-letters",
        "GET /api/v1/dead-letters/{dead_letter_id}",
        "POST /api/v1/dead-letters/redrive",
        "POST /api/v1/dead-letters/{dead_letter_id}/redrive",
    }


async def test_every_operation_says_what_it_does_and_how_it_fails(
    client: httpx.AsyncClient,
) -> None:
    found = await operations(client)

    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    for operation in found.values():
        assert operation["description"]
        failures = {
            status: answer
            for status, answer in operation["responses"].items()
            if status.startswith(("4", "5"))
        }
        assert failures
        for answer in failures.values():
            assert "application/problem+json" in answer["content"]


async def test_the_door_for_services_is_marked_as_internal(client: httpx.AsyncClient) -> None:
    found = await operations(client)

    internal = [name for name, operation in found.items() if operation["tags"] == ["internal"]]
    assert internal == ["PUT /api/v1/reservations/{uid}"]
