"""What the shop's staff see."""

import reflex as rx

from storefront.components.drop_zone import drop_zone
from storefront.components.mail_frame import Look, mail_on_show, mail_text
from storefront.components.staff_audit_lines import staff_audit_lines
from storefront.components.staff_charts import bars_by_day
from storefront.components.staff_customers_table import staff_customers_table
from storefront.components.staff_fields import (
    Entry,
    check_box,
    compact_input,
    compact_select,
    compact_text,
)
from storefront.components.staff_figures import figure, figures
from storefront.components.staff_mails_table import staff_mails_table
from storefront.components.staff_orders_table import OrderHandlers, staff_orders_table
from storefront.components.staff_parts import (
    count_line,
    definition,
    export_link,
    filter_bar,
    more_button,
    panel,
    small_button,
    small_link,
    text_link,
)
from storefront.components.staff_products_table import staff_products_table
from storefront.components.staff_standing import QUESTIONS as STANDINGS
from storefront.components.staff_standing import standing_question
from storefront.components.staff_steps import QUESTIONS as STEPS
from storefront.components.staff_steps import step_question
from storefront.pages.workshop import staff_samples
from storefront.pages.workshop.shelf import NO, NOTHING, YES, shelf, stand, text
from storefront.theme import styles

_STATES = (("", "Any"), ("pending", "Pending"), ("shipped", "Shipped"))


def staff() -> tuple[rx.Component, ...]:
    return (
        shelf("The console's parts", *_parts()),
        shelf("The console's figures", *_figures()),
        shelf("The console's tables", *_tables()),
        shelf("The console's questions", *_questions()),
        shelf("The console's files and mails", *_files()),
    )


def _parts() -> tuple[rx.Component, ...]:
    return (
        stand(
            "A line of filters",
            filter_bar(
                compact_input(Entry(label="Number or address", name="gallery-text", type="search")),
                compact_select(Entry(label="State", name="gallery-state"), options=_STATES),
                compact_input(Entry(label="From", name="gallery-since", type="date")),
                on_submit=NOTHING,
                label="Filters, in the gallery",
            ),
            class_name="",
        ),
        stand(
            "A field for more than a line, a box",
            compact_text(Entry(label="Reason", name="gallery-reason"), value="Two broke."),
            check_box(
                "Pick order #1042", field_id="gallery-pick", is_checked=True, on_change=NOTHING
            ),
        ),
        stand(
            "Buttons and links of a row",
            small_button("Retry", on_click=NOTHING),
            small_button("Retry", disabled=True),
            small_link("Packing slip", to="/gallery"),
            export_link(text("/gallery")),
            text_link("Order #1042", to="/gallery"),
        ),
        stand(
            "How much is shown, and the rest: to be fetched, on its way",
            count_line(rx.Var.create(24), total=rx.Var.create(120), noun="orders"),
            more_button(YES, is_busy=NO, on_click=NOTHING),
            more_button(YES, is_busy=YES, on_click=NOTHING),
        ),
        stand(
            "A part of a page",
            panel(
                "Customer",
                rx.el.dl(definition("Address", "ana@example.com"), class_name=styles.STACK),
            ),
            class_name="max-w-md",
        ),
    )


def _figures() -> tuple[rx.Component, ...]:
    return (
        stand(
            "As it should be, worth a look, not known",
            figures(
                figure("Orders", "42", note="3 cancelled", href="/gallery"),
                figure("Low stock", "7", note="Two are sold out", level="low"),
                figure("Failed mails", "–", note="Not known just now"),  # noqa: RUF001 - a dash
                label="Figures, in the gallery",
            ),
            class_name="",
        ),
        stand(
            "By day",
            bars_by_day(
                rx.Var.create(staff_samples.DAYS),
                bar="revenue",
                words="revenue_label",
                name="Revenue",
                color="accent",
                summary="Revenue by day: $154.00 in three days",
            ),
            class_name="max-w-2xl",
        ),
    )


def _tables() -> tuple[rx.Component, ...]:
    orders = rx.Var.create(staff_samples.ORDERS)
    return (
        stand(
            "Orders, the first one picked",
            staff_orders_table(
                orders,
                picked=rx.Var.create([staff_samples.ORDERS[0].order_id]),
                handlers=OrderHandlers(
                    pick=lambda _order: NOTHING,
                    pick_all=NOTHING,
                    ask=lambda _order, _step: NOTHING,
                ),
            ),
            class_name="",
        ),
        stand(
            "Products; of one somebody else changed the price",
            staff_products_table(rx.Var.create(staff_samples.PRODUCTS), on_save=NOTHING),
            class_name="",
        ),
        stand(
            "Customers, while others are fetched",
            staff_customers_table(rx.Var.create(staff_samples.CUSTOMERS), is_busy=YES),
            class_name="",
        ),
        stand(
            "Mails",
            staff_mails_table(rx.Var.create(staff_samples.MAILS), retry=lambda _mail: NOTHING),
            class_name="",
        ),
        stand(
            "The audit log",
            staff_audit_lines(rx.Var.create(staff_samples.CHANGES)),
            class_name="",
        ),
    )


def _questions() -> tuple[rx.Component, ...]:
    """Each behind its own words: a question takes the focus where it appears."""
    return (
        stand(
            "Before an order goes on",
            *(
                _asked(
                    question,
                    step_question(
                        text(step),
                        "Order #1042",
                        error=text("Say why, please." if step == "cancelled" else ""),
                        is_busy=YES if step == "delivered" else NO,
                        on_submit=NOTHING,
                        on_never_mind=NOTHING,
                    ),
                )
                for step, question in STEPS.items()
            ),
            class_name="grid items-start gap-snug md:grid-cols-2",
        ),
        stand(
            "Before somebody's standing changes",
            *(
                _asked(
                    f"{question} Ana",
                    standing_question(
                        text(step),
                        "Ana",
                        error=text(),
                        is_busy=NO,
                        on_yes=NOTHING,
                        on_never_mind=NOTHING,
                    ),
                )
                for step, question in STANDINGS.items()
            ),
            class_name="grid items-start gap-snug md:grid-cols-2",
        ),
    )


def _asked(summary: str, question: rx.Component) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            summary,
            class_name=f"{styles.LINK} flex min-h-control w-fit cursor-pointer items-center",
        ),
        question,
    )


def _files() -> tuple[rx.Component, ...]:
    return (
        stand(
            "A place for a file",
            drop_zone(
                rx.el.p("Drop a picture here, or ", rx.el.strong("choose one"), "."),
                upload_id="gallery-file",
                label="A picture",
                accept={"image/png": [".png"]},
                most_megabytes=5,
                on_drop=NOTHING,
            ),
            class_name="max-w-md",
        ),
        stand(
            "A mail as its reader sees it, by night and on a phone",
            mail_on_show(
                text(staff_samples.MAIL),
                title="A mail of the gallery",
                appearance=_look("Appearance", options=("light", "dark"), chosen="dark"),
                width=_look("Width", options=("desktop", "phone"), chosen="phone"),
            ),
            class_name="",
        ),
        stand("Its text", mail_text(text("Thank you, Ana.\nYour order #1042 is on its way."))),
    )


def _look(label: str, *, options: tuple[str, str], chosen: str) -> Look:
    return Look(label=label, options=options, chosen=text(chosen), choose=lambda _one: NOTHING)
