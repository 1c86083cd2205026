from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and what they do with it over HTTP."""

    client: httpx.AsyncClient
    email: str
    username: str
    password: str

    async def register(self) -> httpx.Response:
        body = {"email": self.email, "username": self.username, "password": self.password}
        return await self.client.post("/api/v1/users/register", json=body)

    async def log_in(self) -> dict[str, Any]:
        body = {"email": self.email, "password": self.password}
        answer = await self.client.post("/api/v1/users/login", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refresh(self, token: str) -> httpx.Response:
        return await self.client.post("/api/v1/users/refresh", json={"refresh_token": token})

    async def log_out(self, token: str) -> httpx.Response:
        return await self.client.post("/api/v1/users/logout", json={"refresh_token": token})

    async def call(
        self, method: str, path: str, *, token: str, body: Any = None, params: Any = None
    ) -> httpx.Response:
        """Ask something below `/api/v1/users` as the person whose token it is."""
        return await self.client.request(
            method,
            f"/api/v1/users{path}",
            headers={"Authorization": f"Bearer {token}"},
            json=body,
            params=params,
        )

    async def me(self, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.client.get("/api/v1/users/me", headers=headers)
