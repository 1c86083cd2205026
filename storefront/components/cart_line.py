import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.cart import LARGEST_QUANTITY
from storefront.api.models import CartLine
from storefront.components.arguments import Handler
from storefront.components.notes import note
from storefront.components.product_picture import product_picture
from storefront.components.quantity_stepper import quantity_stepper
from storefront.components.signs import sold_out_badge
from storefront.theme import styles


def cart_line(
    line: ObjectVar[CartLine],
    *,
    on_decrease: Handler,
    on_increase: Handler,
    on_remove: Handler,
    is_busy: rx.Var[bool] | bool,
    on_leave: Handler | None = None,
) -> rx.Component:
    """To stand in a list that is a `@container`: side by side where that is wide enough.

    `on_leave`: before its links lead away, perhaps to the page that is open behind it.
    """
    is_gone = (line.problem == "out_of_stock") | (line.problem == "unavailable")
    is_idle = ~rx.Var.create(is_busy).bool()
    quantity = line.quantity.to(int)
    return rx.el.li(
        _picture(line, class_name="size-[4.5rem] @lg:size-[5.25rem]"),
        rx.el.div(
            _name(line, on_leave=on_leave),
            rx.cond(
                line.message,
                rx.cond(
                    line.problem == "price_changed",
                    note(line.message, tone="straw"),
                    note(line.message, tone="rose"),
                ),
            ),
            rx.el.div(
                rx.el.button(
                    rx.el.span("Remove", rx.el.span(f" {line.name}", class_name=styles.UNSEEN)),
                    type="button",
                    on_click=on_remove,
                    disabled=~is_idle,
                    class_name=f"{styles.LINK} min-h-control text-small text-soft",
                ),
                rx.cond(line.problem == "out_of_stock", _way_to_be_told(line, on_leave=on_leave)),
                class_name="flex flex-wrap gap-x-base",
            ),
            class_name="flex min-w-0 flex-col gap-[0.375rem]",
        ),
        rx.cond(
            is_gone,
            rx.el.div(sold_out_badge(), class_name="@max-lg:col-start-2 @lg:justify-self-end"),
            rx.el.div(
                quantity_stepper(
                    quantity,
                    name=line.name,
                    on_decrease=on_decrease,
                    on_increase=on_increase,
                    can_decrease=is_idle & (quantity > 1),
                    can_increase=is_idle
                    & (quantity < line.stock.to(int))
                    & (quantity < LARGEST_QUANTITY),
                ),
                rx.el.p(line.subtotal, key=line.subtotal, class_name=f"{styles.PRICE} news"),
                class_name="flex items-center justify-between gap-base @max-lg:col-span-2"
                " @lg:flex-col @lg:items-end @lg:gap-tight",
            ),
        ),
        key=line.product_id,
        class_name="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-base gap-y-snug py-base"
        " @lg:grid-cols-[5.25rem_minmax(0,1fr)_auto]",
    )


def cart_line_brief(line: ObjectVar[CartLine]) -> rx.Component:
    """A line that is looked at, not changed: at check-out."""
    return rx.el.li(
        _picture(line, class_name="size-[4.5rem]"),
        rx.el.div(
            rx.el.p(line.name, class_name="font-medium"),
            rx.el.p(f"{line.quantity} at {line.price}", class_name=styles.SOFT),
            rx.cond(line.message, note(line.message, tone="rose")),
            class_name="flex min-w-0 flex-col gap-hair",
        ),
        rx.el.p(line.subtotal, class_name=styles.PRICE),
        key=line.product_id,
        class_name="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-center gap-base py-base",
    )


def _way_to_be_told(line: ObjectVar[CartLine], *, on_leave: Handler | None) -> rx.Component:
    """The product's own page has the button."""
    return rx.el.a(
        "Get told when it is back",
        rx.el.span(f": {line.name}", class_name=styles.UNSEEN),
        href=line.href,
        on_click=on_leave,
        class_name=f"{styles.LINK} inline-flex min-h-control items-center text-small",
    )


def _picture(line: ObjectVar[CartLine], *, class_name: str) -> rx.Component:
    return product_picture(
        line.image_url, alt="", tile=line.tile, class_name=f"rounded-field {class_name}"
    )


def _name(line: ObjectVar[CartLine], *, on_leave: Handler | None) -> rx.Component:
    return rx.el.div(
        rx.el.h2(
            rx.el.a(
                line.name,
                href=line.href,
                on_click=on_leave,
                class_name="hover:underline underline-offset-4",
            ),
            class_name="font-medium",
        ),
        rx.el.p(f"{line.price} each", class_name=styles.SOFT),
    )
