from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from backend_services.notifications.domain.notice import (
    BackInStock,
    Content,
    EmailVerification,
    Notice,
    OrderMoved,
    OrderPlaced,
    PasswordChanged,
    PasswordReset,
    Welcome,
)
from backend_services.notifications.domain.single_line import single_line

_TEMPLATES: Final[Mapping[type[Content], str]] = {
    Welcome: "welcome",
    EmailVerification: "email_verification",
    PasswordReset: "password_reset",
    PasswordChanged: "password_changed",
    OrderPlaced: "order_placed",
    OrderMoved: "order_moved",
    BackInStock: "back_in_stock",
}
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_LONGEST_NAME: Final = 200  # characters, as long as products lets a name be


@dataclass(frozen=True, slots=True)
class RenderedMail:
    html: str
    text: str


class MailTemplates:
    def __init__(self, *, shop_url: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        filters = cast("dict[str, Any]", self._environment.filters)
        filters.update(money=_money, line=_line)
        variables = cast("dict[str, Any]", self._environment.globals)
        variables.update(shop_url=shop_url.rstrip("/"))

    def render(self, notice: Notice) -> RenderedMail:
        name = _TEMPLATES[type(notice.content)]
        values = {"notice": notice, "content": notice.content}
        return RenderedMail(
            html=self._environment.get_template(f"{name}.html").render(values),
            text=self._environment.get_template(f"{name}.txt").render(values),
        )


def _money(amount: str, currency: str) -> str:
    """`$1,299.00`; a currency without a sign here comes with its code."""
    figures = f"{Decimal(amount):,.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{figures}" if symbol else f"{figures} {currency}"


def _line(text: str) -> str:
    return single_line(text, limit=_LONGEST_NAME)
