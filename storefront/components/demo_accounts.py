from collections.abc import Callable, Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import DemoAccount
from storefront.components.arguments import Handler
from storefront.components.buttons import quiet_button
from storefront.theme import styles
from storefront.web.first_html import words


def demo_accounts(
    accounts: ArrayVar[Sequence[DemoAccount]],
    *,
    on_use: Callable[[ObjectVar[DemoAccount]], Handler],
    is_busy: rx.Var[bool] | bool,
) -> rx.Component:
    def row(account: ObjectVar[DemoAccount]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(account.label, class_name="font-medium"),
                rx.el.p(account.email, class_name=styles.TINY),
                rx.el.p(account.password, class_name=f"{styles.TINY} font-mono"),
                class_name="break-all",
            ),
            quiet_button("Use", f" {account.label}", on_click=on_use(account), disabled=is_busy),
            key=account.email,
            class_name=styles.DEMO_ACCOUNT,
        )

    return rx.cond(
        accounts.length() > 0,
        rx.el.section(
            rx.el.h2(words.LOOKING_AROUND, class_name=styles.SUBHEADING),
            rx.el.p(words.WALK_IN, class_name=styles.SOFT),
            rx.el.ul(rx.foreach(accounts, row), class_name="mt-tight divide-y divide-line"),
            class_name=styles.PANEL,
        ),
    )
