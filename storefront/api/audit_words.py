"""What stands in an audit log, for people to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from storefront.api import formatting
from storefront.api.staff_models import FieldChange

NOTHING: Final = "nothing"
LONGEST: Final = 160  # characters of one value; a description is longer
DEEDS: Final = {
    "product.created": "Created",
    "product.updated": "Changed",
    "product.deleted": "Took out of the shop",
    "product.restored": "Put back into the shop",
    "product.pictures_changed": "Changed the pictures",
    "stock.set": "Counted the stock",
    "stock.adjusted": "Adjusted the stock",
    "order_moved": "Moved",
    "mail.retried": "Tried again",
    "mail.resent": "Sent once more",
    "standing_changed": "Changed the standing",
    "admin_appointed": "Made an admin",
    "account_closed": "Closed the account",
    "profile_changed": "Changed the profile",
    "email_changed": "Changed the address",
    "password_changed": "Changed the password",
    "google_linked": "Linked with Google",
}
LABELS: Final = {
    "sku": "SKU",
    "price_minor": "Price",
    "compare_at_price_minor": "Price struck through",
    "stock_quantity": "Stock",
    "is_active": "State",
    "username": "Name",
}
YES_AND_NO: Final = {
    "product": {True: "in the shop", False: "taken out"},
    "account": {True: "active", False: "switched off"},
}
PLAIN: Final = {True: "yes", False: "no"}


def deed_in_words(action: str) -> str:
    known = DEEDS.get(action)
    return known or action.replace("_", " ").replace(".", " ").strip().capitalize()


@dataclass(frozen=True)
class Reading:
    """Of whose changes one reads, and in what money they are."""

    kind: str
    currency: str


def changes_in_words(changes: Mapping[str, JsonValue], reading: Reading) -> list[FieldChange]:
    """Each field from what to what; what was made or said anew, only as it is."""
    is_new = all(_begins(name, value) for name, value in changes.items())
    return [
        _change(name, _last(value) if is_new or name == "reason" else value, reading=reading)
        for name, value in changes.items()
        if value is not None
    ]


def _begins(name: str, value: JsonValue) -> bool:
    match value:
        case [None, _]:
            return True
        case _:
            return name == "reason"


def _last(value: JsonValue) -> JsonValue:
    return value[-1] if isinstance(value, list) and value else value


def _change(name: str, value: JsonValue, *, reading: Reading) -> FieldChange:
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    match value:
        case [before, after]:
            return FieldChange(
                label=label,
                before=_said(name, before, reading=reading),
                after=_said(name, after, reading=reading),
            )
        case _:
            return FieldChange(label=label, after=_said(name, value, reading=reading))


def _said(name: str, value: JsonValue, *, reading: Reading) -> str:
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return YES_AND_NO.get(reading.kind, PLAIN)[value]
        case int() if name.endswith("_minor"):
            return formatting.money(str(Decimal(value).scaleb(-2)), reading.currency)
        case str() if name == "status":
            return formatting.status_label(value)
        case list():
            return _cut(", ".join(str(one) for one in value))
        case _:
            return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
