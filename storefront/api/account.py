from dataclasses import dataclass

from storefront.api.client import Call, Gateway
from storefront.api.wire import TokensOut, UserOut


@dataclass(frozen=True, kw_only=True)
class Tokens:
    access_token: str
    refresh_token: str
    expires_in: int  # seconds


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    name: str
    email: str
    role: str


async def register(gateway: Gateway, *, email: str, username: str, password: str) -> None:
    body = {"email": email, "username": username, "password": password}
    await gateway.send(Call(method="POST", path="/users/register", body=body))


async def sign_in(gateway: Gateway, *, email: str, password: str) -> Tokens:
    body = {"email": email, "password": password}
    return await _tokens(gateway, Call(method="POST", path="/users/login", body=body))


async def refresh(gateway: Gateway, *, refresh_token: str) -> Tokens:
    body = {"refresh_token": refresh_token}
    return await _tokens(gateway, Call(method="POST", path="/users/refresh", body=body))


async def sign_out(gateway: Gateway, *, refresh_token: str) -> None:
    body = {"refresh_token": refresh_token}
    await gateway.send(Call(method="POST", path="/users/logout", body=body))


async def who_is(gateway: Gateway, *, access_token: str) -> Person:
    call = Call(method="GET", path="/users/me", headers={"Authorization": f"Bearer {access_token}"})
    user = await gateway.fetch(call, answer=UserOut)
    return Person(id=user.id, name=user.username, email=user.email, role=user.role)


async def _tokens(gateway: Gateway, call: Call) -> Tokens:
    answer = await gateway.fetch(call, answer=TokensOut)
    return Tokens(
        access_token=answer.access_token,
        refresh_token=answer.refresh_token,
        expires_in=answer.expires_in,
    )
