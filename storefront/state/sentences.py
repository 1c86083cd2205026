"""What the shop says when something went wrong: what happened, and what to do."""

from math import ceil
from typing import Final
from urllib.parse import quote

import reflex as rx

from storefront.api.errors import ChangedLine, Conflict, Forbidden, GatewayError, NotSignedIn
from storefront.api.formatting import counted, money
from storefront.web.first_html.trouble import trouble_of

NOT_STAFF: Final = "Only the shop's staff can do that. Sign in with a staff account."
SIGN_IN_AGAIN: Final = "You have been signed out. Please sign in again."
MINUTE: Final = 60  # seconds


def sentence(error: GatewayError) -> str:
    match error:
        case NotSignedIn():
            return SIGN_IN_AGAIN
        case Forbidden():
            return NOT_STAFF
        case _:
            return trouble_of(error).text


def too_many_attempts(seconds: int) -> str:
    """`seconds`: until the next attempt is let in; 0 when nobody said."""
    if not seconds:
        wait = "a while"
    elif seconds < MINUTE:
        wait = counted(seconds, "second")
    else:
        wait = counted(ceil(seconds / MINUTE), "minute")
    return f"Too many attempts. Try again in {wait}, or reset your password."


def password_sentence(why: str) -> str:
    """A rule as the server says it (`must have at least 8 characters`), as a sentence."""
    rule = why.removeprefix("Value error, ").rstrip(".")
    return f"The password {rule}." if rule else "Please choose another password."


def to_sign_in(path: str) -> rx.event.EventSpec:
    # In place of the page: going back must not lead to the guard again.
    return rx.redirect(f"/login?next={quote(path, safe='/')}", replace=True)


def line_sentences(error: Conflict, *, names: dict[int, str], currency: str) -> list[str]:
    """One sentence for each line that kept an order from being placed."""
    return [
        _line_sentence(line, name=names.get(line.product_id, "One product"), currency=currency)
        for line in error.lines
    ]


def _line_sentence(line: ChangedLine, *, name: str, currency: str) -> str:
    match line:
        case ChangedLine(price=str(price)):
            return f"{name} now costs {money(price, currency)}."
        case ChangedLine(available=0):
            return f"{name} is sold out. Please take it out of your cart."
        case ChangedLine(available=int(available)):
            return f"Only {available} of {name} left. Please choose a smaller quantity."
        case _:
            return f"{name} has changed. Please look at your cart."
