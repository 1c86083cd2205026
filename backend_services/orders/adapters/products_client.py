import asyncio
import random
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from backend_services.orders.adapters.products_wire import HoldAnswer, Refusal, ShelfAnswer
from backend_services.orders.domain.cart import Shelf
from backend_services.orders.domain.hold import Hold
from backend_services.orders.domain.refusals import (
    OutOfStock,
    PriceChanged,
    ProductNotFound,
    ProductsTimedOut,
    ProductsUnavailable,
)
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.settings import OrdersSettings
from backend_services.shared.errors import AppError
from backend_services.shared.http.client import create_client
from backend_services.shared.observability.logging import get_logger

log = get_logger()

AnswerT = TypeVar("AnswerT", bound=BaseModel)
SERVICE_KEY_HEADER: Final = "X-Service-Key"
_PAUSES: Final = (0.1, 0.3)  # seconds between the attempts at one hold


@dataclass(frozen=True, slots=True)
class ProductsClient:
    """The one call between services. `http` is pooled and times out each attempt by itself."""

    http: httpx.AsyncClient
    hold_deadline: float  # seconds for all attempts together
    look_up_timeout: float  # seconds

    async def hold(self, uid: UUID, lines: Sequence[RequestedLine]) -> Hold:
        """Keep units aside. Repeating it for the same order is safe, so it is retried here.

        Raises:
            OutOfStock, PriceChanged, ProductNotFound: products said no and holds nothing.
            ProductsUnavailable, ProductsTimedOut: nothing is known; a hold may exist.
        """
        body = {"lines": [_as_json(line) for line in lines]}
        try:
            async with asyncio.timeout(self.hold_deadline):
                response = await self._put_until_answered(f"/api/v1/reservations/{uid}", body)
        except TimeoutError as error:
            raise ProductsTimedOut from error
        if not response.is_success:
            raise _refusal(response)
        return _decode(response, HoldAnswer).to_hold()

    async def look_up(self, product_ids: Collection[int]) -> Shelf:
        """What the shelf shows of these products; those that do not exist are not in it.

        Raises:
            ProductsUnavailable, ProductsTimedOut: nothing is known.
        """
        if not product_ids:
            return {}
        ids = ",".join(str(product_id) for product_id in sorted(product_ids))
        try:
            async with asyncio.timeout(self.look_up_timeout):
                response = await self.http.get("/api/v1/products/batch", params={"ids": ids})
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ProductsTimedOut from error
        except httpx.RequestError as error:
            raise ProductsUnavailable from error
        if not response.is_success:
            raise _unusable(response)
        return {product.id: product.to_item() for product in _decode(response, ShelfAnswer).items}

    async def _put_until_answered(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """The first answer that is not a server's failure; the last failure when there is none."""
        for pause in _PAUSES:
            try:
                return await self._put(path, body)
            except (ProductsUnavailable, ProductsTimedOut) as failure:
                log.warning("products.retried", reason=failure.code)
            # Spread, so that buyers who failed together do not come back together.
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        return await self._put(path, body)

    async def _put(self, path: str, body: dict[str, Any]) -> httpx.Response:
        try:
            response = await self.http.put(path, json=body)
        except httpx.TimeoutException as error:
            raise ProductsTimedOut from error
        except httpx.RequestError as error:
            raise ProductsUnavailable from error
        if response.is_server_error:
            raise ProductsUnavailable
        return response


@asynccontextmanager
async def open_products_client(
    settings: OrdersSettings, *, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncGenerator[ProductsClient]:
    key = settings.service_key.get_secret_value()
    async with create_client(
        settings.products_url,
        timeout=settings.hold_attempt_timeout,
        headers={SERVICE_KEY_HEADER: key},
        transport=transport,
    ) as http:
        yield ProductsClient(
            http,
            hold_deadline=settings.hold_deadline,
            look_up_timeout=settings.look_up_timeout,
        )


def _refusal(response: httpx.Response) -> AppError:
    refusal = _decode(response, Refusal)
    match refusal.code:
        case OutOfStock.code:
            return OutOfStock(refusal.detail, lines=refusal.lines)
        case PriceChanged.code:
            return PriceChanged(refusal.detail, lines=refusal.lines)
        case ProductNotFound.code:
            return ProductNotFound(refusal.detail)
        case _:
            return _unusable(response)


def _decode(response: httpx.Response, model: type[AnswerT]) -> AnswerT:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise _unusable(response) from error


def _unusable(response: httpx.Response) -> ProductsUnavailable:
    """An answer that the contract does not have: a wrong key, or versions that do not fit."""
    log.error("products.answer_unusable", status=response.status_code, path=response.url.path)
    return ProductsUnavailable()


def _as_json(line: RequestedLine) -> dict[str, Any]:
    price = None if line.expected_price is None else str(line.expected_price)
    return {"product_id": line.product_id, "quantity": line.quantity, "expected_price": price}
