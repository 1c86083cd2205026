from dataclasses import dataclass
from uuid import UUID

from storefront.api.client import Call, Gateway
from storefront.api.devices import device_name, is_pocket_device
from storefront.api.formatting import instant
from storefront.api.models import SignInRow
from storefront.api.wire import ProvidersOut, SignInOut, TokensOut, UserOut


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


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person with what only they themselves are told."""

    person: Person
    is_verified: bool
    pending_email: str  # a new address whose link was not used yet; "" without one
    has_password: bool


async def register(gateway: Gateway, *, email: str, username: str, password: str) -> None:
    body = {"email": email, "username": username, "password": password}
    await gateway.send(Call(method="POST", path="/users/register", body=body))


async def sign_in(gateway: Gateway, *, email: str, password: str, user_agent: str = "") -> Tokens:
    """`user_agent` is by what the person will know this sign-in among their others."""
    body = {"email": email, "password": password}
    headers = {"User-Agent": user_agent} if user_agent else {}
    call = Call(method="POST", path="/users/login", body=body, headers=headers)
    return await _tokens(gateway, call)


async def identity_providers(gateway: Gateway) -> list[str]:
    """With whom one can sign in, besides a password."""
    call = Call(method="GET", path="/auth/providers")
    return (await gateway.fetch(call, answer=ProvidersOut)).providers


async def take_over_sign_in(
    gateway: Gateway, *, code: str, verifier: str, user_agent: str
) -> Tokens:
    """Trade the code that a browser brought back from an identity provider.

    Raises:
        Refused: it is not of this browser, or too old.
    """
    call = Call(
        method="POST",
        path="/users/handoff",
        body={"code": code, "verifier": verifier},
        headers={"User-Agent": user_agent} if user_agent else {},
    )
    return await _tokens(gateway, call)


async def refresh(gateway: Gateway, *, refresh_token: str) -> Tokens:
    body = {"refresh_token": refresh_token}
    return await _tokens(gateway, Call(method="POST", path="/users/refresh", body=body))


async def sign_out(gateway: Gateway, *, refresh_token: str) -> None:
    body = {"refresh_token": refresh_token}
    await gateway.send(Call(method="POST", path="/users/logout", body=body))


async def who_is(gateway: Gateway, *, access_token: str) -> Person:
    call = Call(method="GET", path="/users/me", headers={"Authorization": f"Bearer {access_token}"})
    user = await gateway.fetch(call, answer=UserOut)
    return _person(user)


async def show(gateway: Gateway) -> Account:
    return _account(await gateway.fetch(Call(method="GET", path="/users/me"), answer=UserOut))


async def rename(gateway: Gateway, *, username: str) -> Account:
    return await _edit(gateway, {"username": username})


async def change_email(gateway: Gateway, *, email: str, current_password: str) -> Account:
    """Ask for another address: it becomes theirs when they use the link mailed to it."""
    return await _edit(gateway, {"email": email, "current_password": current_password})


async def change_password(gateway: Gateway, *, current_password: str, new_password: str) -> None:
    """All other sign-ins end."""
    body = {"current_password": current_password, "new_password": new_password}
    await gateway.send(Call(method="POST", path="/users/me/password", body=body))


async def mail_verification(gateway: Gateway) -> None:
    await gateway.send(Call(method="POST", path="/users/me/verification"))


async def verify_email(gateway: Gateway, *, token: str) -> Account:
    call = Call(method="POST", path="/users/verify-email", body={"token": token})
    return _account(await gateway.fetch(call, answer=UserOut))


async def mail_password_reset(gateway: Gateway, *, email: str) -> None:
    await gateway.send(Call(method="POST", path="/users/password-reset", body={"email": email}))


async def reset_password(gateway: Gateway, *, token: str, new_password: str) -> None:
    """All sign-ins end."""
    body = {"token": token, "new_password": new_password}
    await gateway.send(Call(method="POST", path="/users/password-reset/confirm", body=body))


async def sign_ins(gateway: Gateway) -> list[SignInRow]:
    call = Call(method="GET", path="/users/me/sign-ins")
    return [
        SignInRow(
            id=str(found.id),
            device=device_name(found.user_agent),
            is_pocket=is_pocket_device(found.user_agent),
            last_used=instant(found.last_used_at),
            is_current=found.is_current,
        )
        for found in await gateway.fetch(call, answer=list[SignInOut])
    ]


async def end_sign_in(gateway: Gateway, *, sign_in_id: UUID) -> None:
    await gateway.send(Call(method="DELETE", path=f"/users/me/sign-ins/{sign_in_id}"))


async def sign_out_everywhere(gateway: Gateway) -> None:
    await gateway.send(Call(method="POST", path="/users/logout-all"))


async def close(gateway: Gateway, *, current_password: str) -> None:
    body = {"current_password": current_password}
    await gateway.send(Call(method="DELETE", path="/users/me", body=body))


async def _edit(gateway: Gateway, changes: dict[str, str]) -> Account:
    call = Call(method="PATCH", path="/users/me", body=changes)
    return _account(await gateway.fetch(call, answer=UserOut))


def _account(user: UserOut) -> Account:
    return Account(
        person=_person(user),
        is_verified=user.email_verified,
        pending_email=user.pending_email or "",
        has_password=user.has_password,
    )


def _person(user: UserOut) -> Person:
    return Person(id=user.id, name=user.username, email=user.email, role=user.role)


async def _tokens(gateway: Gateway, call: Call) -> Tokens:
    answer = await gateway.fetch(call, answer=TokensOut)
    return Tokens(
        access_token=answer.access_token,
        refresh_token=answer.refresh_token,
        expires_in=answer.expires_in,
    )
