"""The shop under test, from outside: where it is, and what its API answers."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local_stack.state_file import StateFile

STAFF = ("staff@example.com", "staff-demo-password")


@dataclass(frozen=True)
class Shop:
    folder: Path
    url: str
    api: str
    mailbox: str

    @property
    def mails(self) -> Path:
        return self.folder / "mail"

    def behind_the_gateway(self, name: str) -> "Shop":
        """The same, asked at one of its services."""
        running = StateFile(self.folder / "run").read()
        port = next(process.port for process in running if process.name == name)
        return replace(self, api=f"http://localhost:{port}")

    @contextmanager
    def without_gateway(self) -> Generator[None]:
        """Killed, and nobody there to start it again until the end; then it is back."""
        state = StateFile(self.folder / "run")
        supervisor = state.running_supervisor()
        assert supervisor is not None
        (gateway,) = (process for process in state.read() if process.name == "gateway")
        os.kill(supervisor, signal.SIGSTOP)
        try:
            os.killpg(gateway.pid, signal.SIGKILL)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)
        while not self.is_healthy():
            time.sleep(0.05)

    def is_healthy(self) -> bool:
        try:
            return self.call("/health")["status"] == "healthy"
        except OSError:  # HTTPError is one
            return False

    def call(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        method: str = "GET",
        token: str | None = None,
    ) -> Any:
        """What the gateway answers.

        Raises:
            HTTPError: any answer but 2xx.
        """
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(  # noqa: S310 - our own address
            self.api + path,
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())

    def token(self, email: str, password: str) -> str:
        answer = self.call("/users/login", {"email": email, "password": password}, method="POST")
        return answer["access_token"]

    def staff_token(self) -> str:
        return self.token(*STAFF)

    def product(self, name: str) -> dict[str, Any]:
        found = self.call(f"/products?name={name.replace(' ', '%20')}")["items"]
        return next(item for item in found if item["name"] == name)

    def set_stock(self, name: str, units: int) -> None:
        product_id = self.product(name)["id"]
        self.call(
            f"/products/{product_id}/stock",
            {"stock_quantity": units},
            method="PATCH",
            token=self.staff_token(),
        )

    def set_price(self, name: str, price: str) -> None:
        product_id = self.product(name)["id"]
        self.call(
            f"/products/{product_id}", {"price": price}, method="PATCH", token=self.staff_token()
        )

    @contextmanager
    def restored(self, name: str) -> Generator[None]:
        """Stock and price are afterwards as they are now, whatever happens."""
        before = self.product(name)
        try:
            yield
        finally:
            self.set_stock(name, before["stock_quantity"])
            self.set_price(name, before["price"])

    def move_order(self, order_id: int, status: str) -> None:
        self.call(
            f"/orders/{order_id}/status",
            {"status": status},
            method="PATCH",
            token=self.staff_token(),
        )
