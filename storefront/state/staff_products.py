from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import reflex as rx

from storefront.api import staff_products
from storefront.api.errors import GatewayError, Refused
from storefront.api.staff_models import (
    CategoryChoice,
    StaffProductRow,
)
from storefront.state.personal import personal
from storefront.state.staff_desk import (
    Desk,
    Events,
    Paged,
    desk_of,
    filters_of,
    staff_only,
    to_list,
    typed,
)
from storefront.web import exports
from storefront.web.worker import current_worker

ADDRESS: Final = "/staff/products"
FILTERS: Final = ("q", "category", "shown")
SHOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "on sale": {"is_active": "true"},
    "taken out": {"is_active": "false"},
    "sold out": {"in_stock": "false"},
}
CHANGED: Final = "product_changed"


@personal
class StaffProductsState(Paged, Desk, rx.State):
    products: rx.Field[list[StaffProductRow]] = rx.field(default_factory=list[StaffProductRow])
    total: rx.Field[int] = rx.field(0)
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: dict.fromkeys(FILTERS, ""))
    categories: rx.Field[list[CategoryChoice]] = rx.field(default_factory=list[CategoryChoice])
    export_href: rx.Field[str] = rx.field("")

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """What the address asks for."""
        self.filters = filters_of(self, FILTERS)
        self.is_loading, self.error = True, ""
        yield None
        try:
            desk = await desk_of(self)
            found = await staff_products.list_products(desk, self._asked())
            self.categories = await staff_products.categories(desk, self._asked())
        except GatewayError as error:
            self.products = []
            yield self._explain(error)
            return
        self.export_href = f"{current_worker().origins.backend}{exports.PRODUCTS}"
        self.products, self.total = found.rows, found.total
        self._continue_at(found.next_cursor)
        self.is_loading = False

    @rx.event
    @staff_only
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        return to_list(ADDRESS, form_data=form_data, filters=FILTERS)

    @rx.event
    @staff_only
    async def load_more(self) -> Events:
        if not self._cursor:
            return
        self._begin()
        yield None
        try:
            wanted = {**self._asked(), "cursor": self._cursor}
            found = await staff_products.list_products(await desk_of(self), wanted)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.products = [*self.products, *found.rows]
        self._continue_at(found.next_cursor)
        self.is_busy = False

    @rx.event
    @staff_only
    async def save(self, form_data: dict[str, Any]) -> Events:
        """Price and stock of one row; nothing that somebody else wrote meanwhile is lost."""
        wanted = typed(form_data, "id")
        row = next((one for one in self.products if str(one.id) == wanted), None)
        if row is None:
            return
        if emptied := [name for name in ("price", "stock") if is_emptied(form_data, name)]:
            told = replace(
                row,
                conflict=f"Nothing was saved: the {' and the '.join(emptied)}"
                f" {'is' if len(emptied) == 1 else 'are'} empty.",
            )
            self.products = [told if one.id == row.id else one for one in self.products]
            return
        fields = _row_changes(row, form_data)
        if not fields:
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            changed = await staff_products.change_row(
                desk, product_id=row.id, fields=fields, version=row.version
            )
            yield rx.toast.success(f"{row.name} is saved.")
        except Refused as error:
            if error.code != CHANGED:
                yield self._explain(error)
                return
            changed = await self._as_it_is(row, fields=fields)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.products = [changed if one.id == row.id else one for one in self.products]
        self.is_busy = False

    async def _as_it_is(
        self, row: StaffProductRow, *, fields: Mapping[str, object]
    ) -> StaffProductRow:
        """The row as somebody else left it, and what was not written over it."""
        try:
            now = await staff_products.get_row(await desk_of(self), row.id)
        except GatewayError:
            now = row
        lost = " and ".join(f"{name.split('_')[0]} {value}" for name, value in fields.items())
        return replace(
            now,
            conflict=f"Somebody changed this meanwhile: it costs {now.price_label}, {now.stock} in"
            f" stock. Your {lost} was not saved.",
        )

    def _asked(self) -> dict[str, str]:
        wanted = {name: self.filters.get(name, "") for name in ("q", "category")}
        shown = SHOWN.get(self.filters.get("shown", ""), {})
        return {**{name: value for name, value in wanted.items() if value}, **shown}


def is_emptied(form_data: Mapping[str, Any], name: str) -> bool:
    """It stands in the form, and nothing in it."""
    return name in form_data and not typed(dict(form_data), name)


def _row_changes(row: StaffProductRow, form_data: dict[str, Any]) -> dict[str, object]:
    """Only what is different: a price that nobody touched must not be written."""
    price, stock = typed(form_data, "price"), typed(form_data, "stock")
    fields: dict[str, object] = {}
    if price and price != row.price:
        fields["price"] = price
    if stock and stock != str(row.stock):
        fields["stock_quantity"] = stock
    return fields
