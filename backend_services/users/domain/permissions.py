"""Who may change what of whose account; nobody changes their own standing."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Change:
    actor: Standing
    subject: Standing
    is_own: bool
    changes_role: bool


def may_change(change: Change) -> bool:
    """Admins change everybody's role and access; staff, whether a customer may sign in."""
    if change.is_own:
        return False
    if change.actor is Standing.ADMIN:
        return True
    is_staff_over_customer = change.actor is Standing.STAFF and change.subject is Standing.CUSTOMER
    return is_staff_over_customer and not change.changes_role
