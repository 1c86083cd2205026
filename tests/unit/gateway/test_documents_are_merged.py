from typing import Any

from backend_services.gateway.merged_openapi import merge_documents
from backend_services.gateway.routing import Service

OWN: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop"},
    "paths": {"/health": {"get": {"operationId": "show_health"}}},
    "components": {},
}


def operation(name: str, schema: str, *, way_in: str = "HTTPBearer") -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{schema}"}
    content = {"application/json": {"schema": {"type": "array", "items": ref}}}
    answers = {"200": {"content": content}}
    return {"operationId": name, "responses": answers, "security": [{way_in: []}]}


def document(paths: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    ways_in = {"HTTPBearer": {"type": "http"}, "ServiceKey": {"type": "apiKey"}}
    components = {"schemas": schemas, "securitySchemes": ways_in}
    return {"openapi": "3.1.0", "paths": paths, "components": components}


PRODUCTS = document(
    {
        "/api/v1/products": {"get": operation("show_all", "Page")},
        "/api/v1/reservations/{uid}": {"put": operation("reserve", "Hold", way_in="ServiceKey")},
        "/health": {"get": operation("health", "Page")},
    },
    Page={"properties": {"a": {"$ref": "#/components/schemas/Problem"}}},
    Problem={"type": "object"},
    Hold={"type": "object"},
)
ORDERS = document(
    {"/api/v1/orders": {"get": operation("show_all", "Page"), "post": operation("place", "Page")}},
    Page={"type": "string"},
    Problem={"type": "object"},
)


def schema_of(merged: dict[str, Any], path: str, method: str = "get") -> str:
    answer = merged["paths"][path][method]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]["items"]["$ref"]


def test_paths_are_public_and_internal_ones_are_left_out() -> None:
    merged = merge_documents(OWN, {Service.PRODUCTS: PRODUCTS, Service.ORDERS: ORDERS})

    assert set(merged["paths"]) == {"/health", "/products", "/orders"}
    assert merged["paths"]["/health"]["get"]["operationId"] == "show_health"


def test_names_that_mean_two_things_get_the_services_name() -> None:
    merged = merge_documents(OWN, {Service.PRODUCTS: PRODUCTS, Service.ORDERS: ORDERS})

    schemas = merged["components"]["schemas"]
    assert set(schemas) == {"ProductsPage", "OrdersPage", "Problem"}
    assert schemas["ProductsPage"]["properties"]["a"] == {"$ref": "#/components/schemas/Problem"}
    assert schema_of(merged, "/products") == "#/components/schemas/ProductsPage"
    assert schema_of(merged, "/orders", "post") == "#/components/schemas/OrdersPage"
    names = [
        operation["operationId"]
        for path in ("/products", "/orders")
        for operation in merged["paths"][path].values()
    ]
    assert names == ["products_show_all", "orders_show_all", "place"]


def test_what_only_internal_paths_speak_of_is_left_out() -> None:
    components = merge_documents(OWN, {Service.PRODUCTS: PRODUCTS})["components"]

    assert set(components["schemas"]) == {"Page", "Problem"}
    assert set(components["securitySchemes"]) == {"HTTPBearer"}


def test_a_name_used_once_is_kept() -> None:
    merged = merge_documents(OWN, {Service.ORDERS: ORDERS})

    assert schema_of(merged, "/orders") == "#/components/schemas/Page"
    assert merged["components"]["securitySchemes"] == {"HTTPBearer": {"type": "http"}}


def test_the_documents_given_stay_as_they_are() -> None:
    merge_documents(OWN, {Service.PRODUCTS: PRODUCTS, Service.ORDERS: ORDERS})

    assert set(OWN["paths"]) == {"/health"}
    assert set(PRODUCTS["components"]["schemas"]) == {"Page", "Problem", "Hold"}
