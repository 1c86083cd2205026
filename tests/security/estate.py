"""All services and the gateway in front of them, as processes would run, in one thread."""

import asyncio
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import HttpUrl, SecretStr

from backend_services.gateway.main import build_app as build_gateway
from backend_services.gateway.settings import GatewaySettings
from backend_services.notifications.main import build_app as build_notifications
from backend_services.notifications.settings import NotificationsSettings
from backend_services.orders.main import build_app as build_orders
from backend_services.orders.settings import OrdersSettings
from backend_services.products.main import build_app as build_products
from backend_services.products.settings import ProductsSettings
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.settings import BrokerSettings, Environment
from backend_services.users.main import build_app as build_users
from backend_services.users.settings import UsersSettings
from local_stack.network import free_port

SERVICE_KEY = "a-service-key-of-the-tests-that-is-long"
PATIENCE = 60.0  # seconds for all to start


@dataclass(frozen=True)
class Estate:
    apps: Mapping[str, FastAPI]
    addresses: Mapping[str, str]  # http://127.0.0.1:port, by name
    databases: Mapping[str, str]  # names

    def trust(self, verifier: TokenVerifier) -> None:
        """Let the tests' own key sign tokens."""
        for name, app in self.apps.items():
            if name != "gateway":
                app.state.token_verifier = verifier


@contextmanager
def open_estate(
    *, databases: Mapping[str, str], url: Callable[[str], str], broker: BrokerSettings, folder: Path
) -> Generator[Estate]:
    ports = {name: free_port() for name in (*databases, "gateway")}
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    apps = _build(
        addresses, {name: url(database) for name, database in databases.items()}, broker, folder
    )
    servers = {
        name: uvicorn.Server(
            uvicorn.Config(app, port=ports[name], log_config=None, proxy_headers=False)
        )
        for name, app in apps.items()
    }
    thread = threading.Thread(target=lambda: asyncio.run(_serve(servers)), daemon=True)
    thread.start()
    try:
        _wait(servers, thread)
        yield Estate(apps=apps, addresses=addresses, databases=databases)
    finally:
        for server in servers.values():
            server.should_exit = True
        thread.join(PATIENCE)


async def _serve(servers: Mapping[str, uvicorn.Server]) -> None:
    await asyncio.gather(*(server._serve() for server in servers.values()))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - `serve` would take the test runner's signals


def _wait(servers: Mapping[str, uvicorn.Server], thread: threading.Thread) -> None:
    over = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        if all(server.started for server in servers.values()):
            return
        assert thread.is_alive(), "a service did not start"
        over.wait(0.05)
    raise AssertionError("the services did not start in time")


def _build(
    addresses: Mapping[str, str], urls: Mapping[str, str], broker: BrokerSettings, folder: Path
) -> dict[str, FastAPI]:
    def common(name: str) -> dict[str, Any]:
        return {
            "environment": Environment.TEST,
            "database_url": urls[name],
            "aws_endpoint_url": broker.aws_endpoint_url,
            "aws_access_key_id": broker.aws_access_key_id,
            "aws_secret_access_key": broker.aws_secret_access_key,
            "jwks_url": f"{addresses['users']}/.well-known/jwks.json",
        }

    return {
        "users": build_users(
            UsersSettings(
                **common("users"),
                signing_key_file=folder / "users.pem",
                password_cost=4,
                google_client_id="at a provider that is down",
                google_discovery_url="http://127.0.0.1:9/",
            )
        ),
        "products": build_products(
            ProductsSettings(
                **common("products"), service_key=SecretStr(SERVICE_KEY), media_dir=folder / "media"
            )
        ),
        "orders": build_orders(
            OrdersSettings(
                **common("orders"),
                service_key=SecretStr(SERVICE_KEY),
                products_url=addresses["products"],
            )
        ),
        "notifications": build_notifications(
            NotificationsSettings(
                **common("notifications"),
                shop_url=HttpUrl("http://localhost:8080"),
                smtp_host="127.0.0.1",
                smtp_port=9,
                smtp_from="Vitrine <shop@vitrine.example>",
            )
        ),
        "gateway": build_gateway(
            GatewaySettings.model_validate(
                {
                    "environment": Environment.TEST,
                    "rate_limit_per_address": "1000000/minute",
                    "rate_limit_sign_ins_per_address": "1000000/minute",
                    "rate_limit_per_account": "1000000/minute",
                    **{f"{name}_url": address for name, address in addresses.items()},
                }
            )
        ),
    }
