from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from storefront.api import formatting
from storefront.api.client import Call, Gateway
from storefront.api.errors import GatewayError
from storefront.api.parts import hurried, known
from storefront.api.staff_models import CustomerDetail, CustomerRow
from storefront.api.staff_wire import AccountOut, AccountPage, CustomerOut

PAGE: Final = 50
UNKNOWN: Final = "Not known just now"
MOST_NAMES: Final = 100  # that the users service tells at once
LONGEST_NUMBER: Final = 9  # digits
ROLES: Final = ("customer", "staff", "admin")
ROLE_LABELS: Final = {"customer": "Customer", "staff": "Staff", "admin": "Admin"}


@dataclass(frozen=True, kw_only=True)
class CustomerQuery:
    text: str = ""
    role: str = ""
    is_active: bool | None = None
    before: int = 0  # the last account of the page before; 0: from the top

    def params(self) -> dict[str, str | int]:
        named: dict[str, str | int] = {"q": self.text, "role": self.role, "before": self.before}
        if self.is_active is not None:
            named["is_active"] = "true" if self.is_active else "false"
        return {"limit": PAGE, **{name: value for name, value in named.items() if value}}


@dataclass(frozen=True, kw_only=True)
class CustomerRows:
    rows: list[CustomerRow] = field(default_factory=list[CustomerRow])
    total: int = 0


async def list_customers(gateway: Gateway, query: CustomerQuery) -> CustomerRows:
    """Everybody with an account, the newest first."""
    call = Call(method="GET", path="/users", params=query.params())
    page = await gateway.fetch(call, answer=AccountPage)
    rows = [CustomerRow(**_row_fields(account)) for account in page.items]
    return CustomerRows(rows=rows, total=page.total)


async def get_customer(gateway: Gateway, user_id: int) -> CustomerDetail:
    """The account, and what they have bought, as far as the orders service answers."""
    call = Call(method="GET", path=f"/users/{user_id}")
    account = await gateway.fetch(call, answer=AccountOut)
    call = Call(method="GET", path=f"/orders/customers/{user_id}")
    bought = await known(partial(hurried(gateway).fetch, call, answer=CustomerOut), None)
    return CustomerDetail(
        **_row_fields(account),
        pending_email=account.pending_email or "",
        orders=_orders(bought) if bought else UNKNOWN,
        spent=_spent(bought) if bought else UNKNOWN,
        last_order=formatting.instant(bought.last_order_at)
        if bought and bought.last_order_at
        else "",
    )


async def account_names(gateway: Gateway, user_ids: Iterable[int]) -> dict[int, str]:
    """What people are called; without those whose account is closed or who cannot be asked for."""
    wanted = sorted(user_ids)[:MOST_NAMES]
    if not wanted:
        return {}
    call = Call(method="GET", path="/users", params={"id": wanted, "limit": MOST_NAMES})
    try:
        page = await gateway.fetch(call, answer=AccountPage)
    except GatewayError:
        return {}
    return {account.id: account.username for account in page.items}


async def find_account(gateway: Gateway, said: str) -> int:
    """Whose name, address or number it is; 0: nobody's, or not one person's alone."""
    number = said.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        return int(number)
    found = (await list_customers(gateway, CustomerQuery(text=said))).rows
    exact = [row for row in found if said.lower() in {row.name.lower(), row.email}]
    only = exact or found
    return only[0].user_id if len(only) == 1 else 0


async def change_standing(gateway: Gateway, *, user_id: int, **new: str | bool) -> None:
    """`role` or `is_active`; the users service decides who may change it."""
    await gateway.send(Call(method="PATCH", path=f"/users/{user_id}", body=new))


def role_label(role: str) -> str:
    return ROLE_LABELS.get(role, role.capitalize())


def _row_fields(account: AccountOut) -> dict[str, Any]:
    return {
        "user_id": account.id,
        "name": account.username,
        "email": account.email,
        "is_proven": account.email_verified,
        "role": account.role,
        "role_label": role_label(account.role),
        "is_active": account.is_active,
        "status": "active" if account.is_active else "off",
        "status_label": "Active" if account.is_active else "Switched off",
        "since": formatting.instant(account.created_at),
        "href": f"/staff/customers/{account.id}",
    }


def _orders(bought: CustomerOut) -> str:
    cancelled = f", {bought.cancelled} of them cancelled" if bought.cancelled else ""
    return f"{formatting.counted(bought.orders, 'order')}{cancelled}"


def _spent(bought: CustomerOut) -> str:
    amounts = [formatting.money(one.amount, one.currency) for one in bought.spent]
    return " and ".join(amounts) or "Nothing yet"
