"""Schemathesis against every service and the gateway: what the documents say is what happens.

`make fuzz EXAMPLES=200` digs deeper than CI does.
"""

import os
from collections.abc import Callable
from typing import Any, Final, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks  # pyright: ignore[reportUnknownVariableType] - generic of something untyped

from backend_services.shared.http.tokens import Role
from tests.security.conftest import SERVICES
from tests.security.estate import Estate

load_all_checks()
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "4"))  # noqa: TID251 - how deep a person digs
ASKERS: Final = {"anonymous": None, "customer": (7, Role.CUSTOMER), "admin": (1, Role.ADMIN)}
# What a schema cannot say is refused with 400 or 422 here although it fits the schema; this check
# takes that for a fault. All the others are on everywhere.
BEYOND_THE_SCHEMA: Final = {
    "POST /users/register": "a name may be taken (400, as in the reference)",
    "PATCH /users/{user_id}": "nulls say nothing, and the last admin stays",
    "PATCH /users/me": "another address needs the current password",
    "POST /users/me/password": "the current password may be wrong",
    "POST /users/password-reset/confirm": "a link may be over",
    "POST /users/verify-email": "a link may be over",
    "POST /users/handoff": "a code may be over",
    "POST /users/login": "an address may fit the format and be none that mail reaches",
    "POST /users/password-reset": "an address may fit the format and be none that mail reaches",
    "GET /products": "another sort is refused with 400, as in the reference",
    "GET /products/facets": "a price may be finer than a cent, a range may end before it begins",
    "POST /products/{product_id}/stock/adjustments": "there may be fewer than are taken away",
    "POST /products/import": "not every file is one with products",
    "PUT /products/{product_id}/pictures/order": "it must name the pictures that there are",
    "POST /products/{product_id}/pictures": "not every file is a picture",
    "PATCH /products/{product_id}/pictures/{picture_id}": "it must say something",
    "DELETE /products/{product_id}/pictures/{picture_id}": "a condition may be no list of tags",
    "DELETE /products/{product_id}": "a condition may be no list of tags (400)",
    "POST /products/{product_id}/restore": "a condition may be no list of tags (400)",
    "PATCH /products/{product_id}/stock": "a condition may be no list of tags (400)",
    "GET /cart": "a guest needs the token of a cart",
    "DELETE /cart": "a guest needs the token of a cart",
    "PUT /cart/items/{product_id}": "a guest needs the token of a cart",
    "POST /cart/items/{product_id}": "a guest needs the token of a cart",
    "DELETE /cart/items/{product_id}": "a guest needs the token of a cart",
    "PUT /cart/prices": "a price may be finer than a cent",
    "POST /cart/merge": "a guest's cart is merged by its token",
    "GET /orders": "a cursor is one that a page gave, and a moment has an offset",
    "GET /orders/all": "a cursor is one that a page gave; a search has three characters",
    "POST /orders": "a product may be gone",
    "PATCH /orders/{order_id}/status": "an order may have ended (400, as in the reference)",
    "PATCH /products/{product_id}": "a price may be finer than a cent",
    "PUT /products/{product_id}": "a price may be finer than a cent",
    "POST /products": "a price may be finer than a cent",
    "POST /notifications/retry/{notification_id}": "only a failed mail is sent again (400)",
    "PUT /notifications/restock-requests/{product_id}": "only what is sold out is waited for",
    "POST /notifications/{notification_id}/resend": "it wants a body",
}
POSITIVE: Final = "positive_data_acceptance"
EVERY_CHECK: Final = list(cast("Any", CHECKS).get_all())


def checks_for(label: str) -> list[Any]:
    public = label.replace("/api/v1", "")
    left_out = POSITIVE if public in BEYOND_THE_SCHEMA else ""
    return [check for check in EVERY_CHECK if check.__name__ != left_out]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("service", [*SERVICES, "gateway"])
def test_no_input_breaks_what_the_document_promises(
    estate: Estate, bearer: Callable[..., dict[str, str]], service: str, asker: str
) -> None:
    schema: Any = schemathesis.openapi.from_url(f"{estate.addresses[service]}/openapi.json")
    who = ASKERS[asker]
    headers = bearer(who[0], role=who[1]) if who else {}
    broken: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        try:
            _ask_anything(operation, headers)
        except BaseExceptionGroup as failures:
            broken += [f"{operation.label}: {failure}" for failure in failures.exceptions]
        except Exception as failure:  # noqa: BLE001 - all of them are told at once
            broken.append(f"{operation.label}: {failure}")
    assert broken == [], "\n\n".join(broken)


def _ask_anything(operation: Any, headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=checks_for(operation.label), timeout=30)

    ask()
