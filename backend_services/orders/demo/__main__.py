"""Three months of orders for the demo shop: `python -m backend_services.orders.demo`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Final

import httpx

from backend_services.orders.adapters.products_client import ProductsClient, open_products_client
from backend_services.orders.demo.people import People, ask_users
from backend_services.orders.demo.settings import DemoSettings
from backend_services.orders.demo.tell_the_story import Stage, tell_the_story
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import create_sessions
from backend_services.shared.errors import AppError
from backend_services.shared.http.client import create_client
from backend_services.shared.ids import new_id
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.settings import load_settings

_TIMEOUT: Final = 10.0  # seconds; signing in costs a password hash


def main(arguments: Sequence[str] | None = None) -> None:
    """Place the orders and say so.

    Raises:
        SystemExit: in production, or when users or products do not answer.
    """
    options = _parse(arguments)
    settings = load_settings(DemoSettings)
    if settings.is_production:
        raise SystemExit("demo orders: refused, ORDERS_ENVIRONMENT is production")
    configure_logging(settings, service="orders demo")
    try:
        placed = asyncio.run(_run(settings, options))
    except (httpx.HTTPError, AppError) as failure:
        raise SystemExit(f"demo orders: {failure}") from failure
    sys.stdout.write(f"demo orders: {placed} placed\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend_services.orders.demo")
    parser.add_argument("--shopper", type=int, metavar="ID", help="user id, instead of signing in")
    parser.add_argument("--staff", type=int, metavar="ID", help="user id, instead of signing in")
    return parser.parse_args(arguments)


async def _run(settings: DemoSettings, options: argparse.Namespace) -> int:
    people = await _people(settings, options)
    engine = create_engine(settings, application="orders demo")
    try:
        async with open_products_client(settings) as products:
            stage = Stage(
                sessions=create_sessions(engine),
                products=products,
                product_ids=await _product_ids(products),
                people=people,
                new_id=new_id,
            )
            return await tell_the_story(stage, now=SystemClock().now())
    finally:
        await engine.dispose()


async def _people(settings: DemoSettings, options: argparse.Namespace) -> People:
    if options.shopper and options.staff:
        return People(shopper_id=options.shopper, staff_id=options.staff)
    if settings.demo_users_url is None:
        raise SystemExit("demo orders: set ORDERS_DEMO_USERS_URL, or give --shopper and --staff")
    async with create_client(settings.demo_users_url, timeout=_TIMEOUT) as users:
        return await ask_users(users)


async def _product_ids(products: ProductsClient) -> dict[str, int]:
    page = await products.http.get("/api/v1/products", params={"limit": 100})
    return {item["sku"]: item["id"] for item in page.raise_for_status().json()["items"]}


if __name__ == "__main__":
    main()
