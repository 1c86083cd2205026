"""The demo accounts, as users knows them."""

from dataclasses import dataclass
from typing import Final

import httpx

# email and password, as the login page of the demo shop shows them
SHOPPER: Final = ("shopper@example.com", "shopper-demo-password")
STAFF: Final = ("staff@example.com", "staff-demo-password")


@dataclass(frozen=True, slots=True)
class People:
    shopper_id: int
    staff_id: int
    shopper_email: str = SHOPPER[0]


async def ask_users(users: httpx.AsyncClient) -> People:
    """Raises: httpx.HTTPError: users does not answer, or does not know the accounts."""
    return People(shopper_id=await _id_of(users, SHOPPER), staff_id=await _id_of(users, STAFF))


async def _id_of(users: httpx.AsyncClient, account: tuple[str, str]) -> int:
    email, password = account
    login = await users.post("/api/v1/users/login", json={"email": email, "password": password})
    token = login.raise_for_status().json()["access_token"]
    me = await users.get("/api/v1/users/me", headers={"Authorization": f"Bearer {token}"})
    return me.raise_for_status().json()["id"]
