"""The console under test: somebody at a tab, and a gateway that says what it is told to say."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser
from tests.unit.storefront.fake_gateway import NOW, FakeGateway, problem

OFTEN = 20


async def at_the_desk(worker: Worker, fake: FakeGateway, *, role: str = "staff") -> Browser:
    browser = Browser(worker)
    await browser.sign_in(fake.sign_somebody_in(), role=role)
    fake.requests.clear()
    return browser


def says(fake: FakeGateway, path: str, body: Any, *, status: int = 200) -> None:
    """From now on the gateway answers so at that path."""

    async def answer(_: Request) -> Response:
        if status == 204:
            return Response(status_code=204)
        return JSONResponse(body, status_code=status)

    fake.instead[path] = [answer] * OFTEN


def refuses(fake: FakeGateway, path: str, *, status: int, code: str, detail: Any) -> None:
    async def answer(_: Request) -> Response:
        return problem(status, code, detail)

    fake.instead[path] = [answer] * OFTEN


def an_order(order_id: int, status: str = "pending", **fields: Any) -> dict[str, Any]:
    return {
        "id": order_id,
        "user_id": 7,
        "user_email": "ann@example.com",
        "status": status,
        "total_amount": "77.00",
        "currency": "USD",
        "tracking_number": None,
        "carrier": None,
        "version": 1,
        "created_at": NOW,
        "items": [
            {
                "product_id": 1,
                "product_name": "Teapot",
                "product_price": "38.50",
                "quantity": 2,
                "subtotal": "77.00",
                "sku": "SKU-1",
                "image_url": None,
            }
        ],
        "timeline": [
            {"status": "pending", "at": NOW, "actor": "customer", "actor_id": 7, "reason": None}
        ],
    } | fields


def a_page(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"items": list(items), "total": len(items), "limit": 50, "next_cursor": None} | fields
