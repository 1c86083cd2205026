"""What docker-compose.yml would start, started by hand: its commands, its settings, real parts.

No Docker engine is needed: PostgreSQL, the SNS/SQS emulator, Redis and an SMTP server run apart
from the local stack, and each name in the compose file's network becomes a port of this machine.
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from local_stack.broker import Broker
from local_stack.network import free_port
from local_stack.postgres import Postgres, program
from tests.e2e.shop import Shop

ROOT: Final = Path(__file__).parents[2]
OWN: Final = ("users", "products", "orders", "notifications", "gateway", "storefront")
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PATIENCE: Final = 90.0  # seconds


class System:
    """The compose file's services, each on a port of this machine."""

    def __init__(self, folder: Path, *, outside: Mapping[str, int]) -> None:
        self._folder = folder
        self.ports = {**outside, **{name: free_port() for name in OWN}}
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._signing_key = folder / "signing-key.pem"
        self._signing_key.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        self._secrets = {
            name: secrets.token_urlsafe(24)
            for name in (
                "SERVICE_KEY",
                "COOKIE_SECRET",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
            )
        }

    def environment(self, service: str) -> dict[str, str]:
        told = COMPOSE["services"][service].get("environment", {})
        return {name: self._here(str(value)) for name, value in told.items()} | {
            f"{service.upper()}_HOST": "127.0.0.1",
            f"{service.upper()}_PORT": str(self.ports.get(service, 0)),
            "PATH": os.environ["PATH"],  # noqa: TID251 - for the child
            "PYTHONPATH": str(ROOT),
        }

    def _here(self, value: str) -> str:
        """The value as compose would make it, with this machine's ports for its names."""
        value = value.replace(":${POSTGRES_PASSWORD:?set it in .env}@", "@")
        value = value.replace(":${REDIS_PASSWORD:?set it in .env}@", "")
        value = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda name: self._secrets[name[1]], value)
        shop = f"http://localhost:{self.ports['storefront']}"
        value = value.replace("${SHOP_URL:-http://localhost:8080}", shop)
        value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        for name, port in self.ports.items():
            value = re.sub(rf"(//|@){name}:\d+", rf"\g<1>127.0.0.1:{port}", value)
        if value == "mailpit":
            return "127.0.0.1"
        if value == "1025":
            return str(self.ports["mailpit"])
        value = value.replace("/run/secrets/signing_key", str(self._signing_key))
        return value.replace("/data/media", str(self._folder))

    def command(self, service: str) -> list[str]:
        python, *rest = COMPOSE["services"][service]["command"]
        assert python == "python"
        return [sys.executable, *rest]

    def start(self, service: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{service}.log").open("wb") as log:
            return subprocess.Popen(
                self.command(service),
                cwd=ROOT,
                env=self.environment(service),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def is_ready(self, service: str) -> bool:
        path = "/health/live" if service == "storefront" else "/health/ready"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[service]}{path}") as answer:
                return answer.status == 200
        except OSError:
            return False

    def said(self, service: str) -> str:
        return (self._folder / f"{service}.log").read_text()[-3000:]


def redis_server() -> str:
    """Debian's redis-server; without one CI fails, and others are told loudly."""
    found = shutil.which("redis-server")
    if found is None:
        message = "no redis-server found: install one"
        if os.environ.get("CI"):  # noqa: TID251 - set by every CI
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture
def system(shop: Shop, tmp_path: Path) -> Iterator[System]:
    del shop  # the window it has built is served here too
    with ExitStack() as stack:
        postgres = Postgres(tmp_path / "postgres", is_durable=False)
        postgres.start()
        stack.callback(postgres.stop)
        broker = Broker(tmp_path / "broker")
        broker.start()
        stack.callback(broker.stop)
        redis_port, mail_port = free_port(), free_port()
        redis = subprocess.Popen(
            [redis_server(), "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
        )
        stack.callback(redis.wait)
        stack.callback(redis.terminate)
        mails = Controller(Mailbox(tmp_path / "mails"), hostname="127.0.0.1", port=mail_port)
        mails.start()
        stack.callback(mails.stop)
        outside = {
            "postgres": postgres.port,
            "localstack": broker.port,
            "redis": redis_port,
            "mailpit": mail_port,
        }
        create_databases(postgres)
        yield System(tmp_path, outside=outside)


def create_databases(postgres: Postgres) -> None:
    """What deploy/databases.sql does in PostgreSQL's own image."""
    statements = str(ROOT / "deploy" / "databases.sql")
    subprocess.run(
        [str(program("psql")), f"{postgres.url}/postgres", "-q", "-f", statements], check=True
    )


def test_the_commands_of_the_compose_file_open_a_shop_that_sells(
    system: System, tmp_path: Path
) -> None:
    migrated = subprocess.run(
        system.command("migrate"), cwd=ROOT, env=system.environment("migrate"), check=False
    )
    assert migrated.returncode == 0

    with ExitStack() as stack:
        for service in OWN:
            process = system.start(service)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        deadline = time.monotonic() + PATIENCE
        for service in OWN:
            while not system.is_ready(service):
                assert time.monotonic() < deadline, f"{service}:\n{system.said(service)}"
                time.sleep(0.1)
        gateway = f"http://127.0.0.1:{system.ports['gateway']}"
        window = f"http://127.0.0.1:{system.ports['storefront']}/"
        shop = Shop(folder=tmp_path, url=window, api=gateway, mailbox="")

        shop.call(
            "/users/register",
            {"email": "ana@example.com", "username": "ana", "password": "a good password"},
            method="POST",
        )
        token = shop.token("ana@example.com", "a good password")

        assert shop.call("/users/me", token=token)["role"] == "customer"
        assert shop.call("/products")["total"] == 0
        # The overview gives each service two seconds: on a slow machine the first is too short.
        while not shop.is_healthy():
            assert time.monotonic() < deadline, system.said("gateway")
            time.sleep(0.1)
        with urllib.request.urlopen(window) as page:
            assert b"Vitrine" in page.read()
        while not list((tmp_path / "mails" / "new").glob("*")):
            assert time.monotonic() < deadline, system.said("notifications")
            time.sleep(0.1)
