import reflex as rx

from storefront.theme import styles


def sum_card(count_label: rx.Var[str], total: rx.Var[str], *below: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.dl(
            rx.el.div(
                rx.el.dt(count_label),
                rx.el.dd(total, class_name="tabular"),
                class_name="flex justify-between border-b border-line pb-base",
            ),
            rx.el.div(
                rx.el.dt("Total"),
                rx.el.dd(total, key=total, class_name="tabular news"),
                class_name="flex justify-between pt-base font-display text-lead font-bold",
            ),
        ),
        rx.el.div(*below, class_name="mt-room flex flex-col gap-snug empty:hidden"),
        class_name=f"{styles.CARD} lg:sticky lg:top-24",
        custom_attrs={"aria-label": "What it comes to"},
    )
