"""The whole shop, read top to bottom: every process, where it listens and what it is told."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from local_stack.broker import Broker
from local_stack.postgres import Postgres
from local_stack.program import Program
from local_stack.secret_files import service_key
from local_stack.settings import (
    REPLACES_BROKER,
    REPLACES_MAIL_SINK,
    REPLACES_POSTGRES,
    LocalStackSettings,
)

DATABASES: Final = ("users", "products", "orders", "notifications")
SERVICES: Final = (*DATABASES, "gateway")
_READY: Final = "/health/ready"


@dataclass(frozen=True)
class Topology:
    postgres: Postgres | None  # None: configured from outside
    broker: Broker | None
    mail_sink: Program | None
    services: tuple[Program, ...]
    storefront: Program
    environment: Mapping[str, str]  # of every service

    def wanted_ports(self, *, with_storefront: bool) -> Mapping[str, int]:
        wanted = {program.name: program.port for program in self.services}
        if self.postgres:
            wanted["PostgreSQL"] = self.postgres.port
        if self.broker:
            wanted["SNS/SQS"] = self.broker.port
        if self.mail_sink:
            wanted["mail sink"] = self.mail_sink.port
            wanted["mailbox page"] = int(self.environment["LOCAL_STACK_MAILBOX_PORT"])
        if with_storefront:
            wanted["storefront"] = self.storefront.port
        return wanted


def topology(settings: LocalStackSettings) -> Topology:
    """Decide what to start; what is configured from outside replaces its embedded part."""
    ports = settings.ports
    postgres = (
        None
        if settings.is_configured(*REPLACES_POSTGRES)
        else Postgres(settings.data / "postgres", port=ports.postgres)
    )
    broker = (
        None
        if settings.is_configured(REPLACES_BROKER)
        else Broker(settings.data / "broker", port=ports.broker)
    )
    has_sink = not settings.is_configured(REPLACES_MAIL_SINK)
    environment = {
        **_shared(settings),
        **_databases(settings, postgres),
        **_broker(settings, broker),
        **({"NOTIFICATIONS_SMTP_HOST": "127.0.0.1"} if has_sink else {}),
        **({"NOTIFICATIONS_SMTP_PORT": str(ports.smtp)} if has_sink else {}),
    }
    return Topology(
        postgres=postgres,
        broker=broker,
        mail_sink=_mail_sink(settings) if has_sink else None,
        services=tuple(_service(settings, name) for name in SERVICES),
        storefront=_storefront(settings),
        environment=environment,
    )


def _shared(settings: LocalStackSettings) -> dict[str, str]:
    ports, data = settings.ports, settings.data
    shop = f"http://localhost:{ports.storefront}"
    key = service_key(data / "secrets")
    jwks = f"http://127.0.0.1:{ports.users}/.well-known/jwks.json"
    environment = {f"{name.upper()}_JWKS_URL": jwks for name in SERVICES}
    environment |= {f"{name.upper()}_PORT": str(getattr(ports, name)) for name in SERVICES}
    return environment | {
        "USERS_SIGNING_KEY_FILE": str(data / "secrets" / "signing-key.pem"),
        "PRODUCTS_SERVICE_KEY": key,
        "PRODUCTS_MEDIA_DIR": str(data / "media"),
        "PRODUCTS_DEMO_PICTURES_DIR": str(settings.pictures),
        "ORDERS_SERVICE_KEY": key,
        "ORDERS_PRODUCTS_URL": f"http://127.0.0.1:{ports.products}",
        "ORDERS_DEMO_USERS_URL": f"http://127.0.0.1:{ports.users}",
        "NOTIFICATIONS_SHOP_URL": shop,
        "NOTIFICATIONS_SMTP_FROM": "Vitrine <hello@vitrine.example>",
        "GATEWAY_USERS_URL": f"http://127.0.0.1:{ports.users}",
        "GATEWAY_PRODUCTS_URL": f"http://127.0.0.1:{ports.products}",
        "GATEWAY_ORDERS_URL": f"http://127.0.0.1:{ports.orders}",
        "GATEWAY_NOTIFICATIONS_URL": f"http://127.0.0.1:{ports.notifications}",
        "GATEWAY_CORS_ORIGINS": f'["{shop}", "http://127.0.0.1:{ports.storefront}"]',
        "LOCAL_STACK_MAILBOX_PORT": str(ports.mailbox),
        **window_environment(settings),
        **settings.environment,  # what a person sets by hand wins
    }


def window_environment(settings: LocalStackSettings) -> dict[str, str]:
    """What the storefront is told; `reflex run` gets the same."""
    ports = settings.ports
    return {
        "STOREFRONT_GATEWAY_URL": f"http://127.0.0.1:{ports.gateway}",
        "STOREFRONT_PUBLIC_URL": f"http://localhost:{ports.storefront}",
        "STOREFRONT_SESSION_DIR": str(settings.data / "sessions"),
        "STOREFRONT_DEMO_MODE": "true",
    }


def _databases(settings: LocalStackSettings, postgres: Postgres | None) -> dict[str, str]:
    if postgres is None:
        return {name: settings.environment[name] for name in REPLACES_POSTGRES}
    base = postgres.url.replace("postgresql://", "postgresql+asyncpg://")
    return {f"{name.upper()}_DATABASE_URL": f"{base}/{name}" for name in DATABASES}


def _broker(settings: LocalStackSettings, broker: Broker | None) -> dict[str, str]:
    if broker is None:
        given = {
            "AWS_ENDPOINT_URL": settings.environment[REPLACES_BROKER],
            "AWS_REGION": settings.environment.get("AWS_REGION", "us-east-1"),
            "AWS_ACCESS_KEY_ID": settings.environment.get("AWS_ACCESS_KEY_ID", "local"),
            "AWS_SECRET_ACCESS_KEY": settings.environment.get("AWS_SECRET_ACCESS_KEY", "local"),
        }
    else:
        given = {
            "AWS_ENDPOINT_URL": broker.url,
            "AWS_ACCESS_KEY_ID": "local",  # the emulator takes any
            "AWS_SECRET_ACCESS_KEY": "local",
        }
    return {
        f"{service.upper()}_{name}": value for service in DATABASES for name, value in given.items()
    }


def _service(settings: LocalStackSettings, name: str) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-m", f"backend_services.{name}.main"],
        port=getattr(settings.ports, name),
        # The gateway is ready when the others are; the rest say it for themselves.
        health=_READY,
    )


def _mail_sink(settings: LocalStackSettings) -> Program:
    ports = settings.ports
    options = ["--smtp-port", str(ports.smtp), "--web-port", str(ports.mailbox)]
    return Program(
        name="mail",
        command=[
            *(sys.executable, "-m", "local_stack.mail_sink"),
            *(*options, "--folder", str(settings.mails)),
        ],
        port=ports.smtp,
    )


def _storefront(settings: LocalStackSettings) -> Program:
    return Program(
        name="storefront",
        command=[sys.executable, "-m", "local_stack.storefront"],
        port=settings.ports.storefront,
        environment={
            **window_environment(settings),
            "STOREFRONT_PORT": str(settings.ports.storefront),
        },
        health="/health/live",
    )
