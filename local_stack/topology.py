"""The whole shop, read top to bottom: every process and where it listens."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from local_stack.broker import Broker
from local_stack.configured import (
    DATABASES,
    demo_data,
    has_google_stand_in,
    has_own_mail_sink,
    own_brokers,
    own_databases,
)
from local_stack.environment import shop_environment
from local_stack.postgres import Postgres
from local_stack.program import Program
from local_stack.settings import LocalStackSettings

SERVICES: Final = (*DATABASES, "gateway")


@dataclass(frozen=True)
class Topology:
    """What this shop starts; a part that is configured outside is None or missing."""

    postgres: Postgres | None
    databases: Sequence[str]  # the ones in our own PostgreSQL
    broker: Broker | None
    mail_sink: Program | None
    google: Program | None
    services: Sequence[Program]
    storefront: Program
    demo: Sequence[str]  # whose demo data may be loaded
    environment: Mapping[str, str]  # of every process
    wanted_ports: Mapping[str, int]  # by who wants it, without the window's


def topology(settings: LocalStackSettings) -> Topology:
    ports, databases = settings.ports, own_databases(settings)
    postgres = Postgres(settings.data / "postgres", port=ports.postgres) if databases else None
    brokers = own_brokers(settings)
    broker = Broker(settings.data / "broker", port=ports.broker) if brokers else None
    mail_sink = _mail_sink(settings) if has_own_mail_sink(settings) else None
    google = _google_stand_in(settings) if has_google_stand_in(settings) else None
    services = () if settings.is_window_only else _services(settings)
    return Topology(
        postgres=postgres,
        databases=databases,
        broker=broker,
        mail_sink=mail_sink,
        google=google,
        services=services,
        storefront=_storefront(settings),
        demo=demo_data(settings),
        environment=shop_environment(settings),
        wanted_ports={
            **{service.name: service.port for service in services},
            **({"PostgreSQL": ports.postgres} if postgres else {}),
            **({"SNS/SQS": ports.broker} if broker else {}),
            **({"mail sink": ports.smtp, "mailbox page": ports.mailbox} if mail_sink else {}),
            **({"google": ports.google} if google else {}),
        },
    )


def _services(settings: LocalStackSettings) -> Sequence[Program]:
    return tuple(
        Program(
            name=name,
            command=[sys.executable, "-m", f"backend_services.{name}.main"],
            port=getattr(settings.ports, name),
            # The gateway is ready when the others are; the rest say it for themselves.
            health="/health/ready",
        )
        for name in SERVICES
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


def _google_stand_in(settings: LocalStackSettings) -> Program:
    person = {
        "sub": "gina@example.com",
        "email": "gina@example.com",
        "email_verified": True,
        "name": "Gina Example",
    }
    port = settings.ports.google
    return Program(
        name="google",
        command=[
            *(sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1"),
            *("--port", str(port), "--user-claims", json.dumps(person)),
        ],
        port=port,
    )


def _storefront(settings: LocalStackSettings) -> Program:
    port = settings.ports.storefront
    return Program(
        name="storefront",
        command=[sys.executable, "-m", "local_stack.storefront"],
        is_told_once=True,  # Granian's handlers are Python's
        port=port,
        environment={"STOREFRONT_PORT": str(port)},
        health="/health/live",
    )
