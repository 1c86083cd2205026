from collections.abc import Callable

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import SignInRow
from storefront.components.arguments import Flag, Handler
from storefront.components.buttons import quiet_button
from storefront.components.moment import moment
from storefront.theme import styles


def sign_in_row(
    row: ObjectVar[SignInRow],
    *,
    on_end: Callable[[rx.Var[str]], Handler],
    is_busy: Flag,
) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.is_pocket,
            rx.icon("smartphone", size=20, class_name="shrink-0 text-soft", aria_hidden=True),
            rx.icon("monitor", size=20, class_name="shrink-0 text-soft", aria_hidden=True),
        ),
        rx.el.div(
            rx.el.p(row.device, class_name="font-medium break-words"),
            rx.el.p(
                rx.cond(
                    row.is_current, "This browser", rx.fragment("Last used ", moment(row.last_used))
                ),
                class_name=styles.TINY,
            ),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            row.is_current,
            rx.fragment(),
            quiet_button(
                "Sign out",
                rx.el.span(f" {row.device}", class_name=styles.UNSEEN),
                on_click=on_end(row.id),
                disabled=is_busy,
            ),
        ),
        key=row.id,
        class_name="flex min-h-control items-center gap-snug py-snug",
    )
