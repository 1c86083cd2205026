"""The demo accounts, as users knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

# email and password, as the login page of the demo shop shows them
SHOPPER: Final = ("shopper@example.com", "shopper-demo-password")
STAFF: Final = ("staff@example.com", "staff-demo-password")


_MOST: Final = 100  # accounts of a page of users


@dataclass(frozen=True, slots=True)
class People:
    shopper_id: int
    staff_id: int
    others: Mapping[str, int] = field(default_factory=dict[str, int])  # ids by address

    def id_of(self, email: str) -> int | None:
        """None for somebody whom users does not know."""
        return self.shopper_id if email == SHOPPER[0] else self.others.get(email)


async def ask_users(users: httpx.AsyncClient) -> People:
    """Raises: httpx.HTTPError: users does not answer, or does not know the accounts."""
    shopper = await _sign_in(users, SHOPPER)
    staff = await _sign_in(users, STAFF)
    return People(
        shopper_id=await _id_of(users, shopper),
        staff_id=await _id_of(users, staff),
        others=await _customers(users, staff),
    )


async def _sign_in(users: httpx.AsyncClient, account: tuple[str, str]) -> dict[str, str]:
    email, password = account
    login = await users.post("/api/v1/users/login", json={"email": email, "password": password})
    return {"Authorization": f"Bearer {login.raise_for_status().json()['access_token']}"}


async def _id_of(users: httpx.AsyncClient, headers: Mapping[str, str]) -> int:
    me = await users.get("/api/v1/users/me", headers=headers)
    return me.raise_for_status().json()["id"]


async def _customers(users: httpx.AsyncClient, headers: Mapping[str, str]) -> dict[str, int]:
    params = {"role": "customer", "limit": _MOST}
    page = await users.get("/api/v1/users", params=params, headers=headers)
    return {item["email"]: item["id"] for item in page.raise_for_status().json()["items"]}
