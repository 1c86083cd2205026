from typing import Any, Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_system_models import Hearing, Part, Telling
from storefront.components.message import resting
from storefront.components.moment import moment
from storefront.components.notes import alert
from storefront.components.signs import stock_sign
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import small_link
from storefront.components.staff_table import cell, head_cell, number_cell, row, staff_table
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_system import StaffSystemState
from storefront.theme import styles

_REPORT: Final = StaffSystemState.report


def system() -> rx.Component:
    return staff_page(
        "System",
        rx.cond(StaffSystemState.has_report, _report(), _nothing()),
        here="/staff/system",
        beside=rx.cond(StaffSystemState.has_report, _ways_out()),
    )


def _ways_out() -> rx.Component:
    return rx.el.nav(
        small_link("The shop", to="/"),
        small_link("API documents", to=StaffSystemState.api_docs),
        rx.cond(StaffSystemState.mailbox, small_link("Mailbox", to=StaffSystemState.mailbox)),
        class_name="flex flex-wrap gap-tight",
        custom_attrs={"aria-label": "Ways out"},
    )


def _report() -> rx.Component:
    return rx.el.div(
        alert(StaffSystemState.error),
        _section(
            "Services",
            staff_table(
                _REPORT.parts.to(list[Part]),
                _part,
                caption="The processes of the shop",
                columns=("Service", "State", "Answer", "Version", "Commit", "Running since"),
                class_name="md:min-w-[40rem]",
            ),
            rx.el.p(StaffSystemState.build, class_name=styles.TINY),
        ),
        _section(
            "Events on their way out",
            staff_table(
                _REPORT.telling.to(list[Telling]),
                _telling,
                caption="Events that no broker has yet, by service",
                columns=("Service", "Waiting", "The oldest is"),
                class_name="",
            ),
        ),
        _section(
            "Events on their way in",
            staff_table(
                _REPORT.hearing.to(list[Hearing]),
                _hearing,
                caption="Messages that wait for a service, by queue",
                columns=("Queue", "Waiting", "Dead letters", "Last heard", "Usual delay"),
                class_name="md:min-w-[36rem]",
            ),
        ),
        class_name="flex flex-col gap-room",
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name=styles.SUBHEADING),
        *content,
        class_name="flex flex-col gap-snug",
    )


def _part(part: ObjectVar[Part]) -> rx.Component:
    return row(
        head_cell(part.name),
        cell(stock_sign(part.level, part.state)),
        number_cell(part.answer),
        cell(part.version),
        cell(rx.el.code(part.commit, class_name="text-tiny")),
        cell(moment(part.since), class_name="whitespace-nowrap"),
        key=part.name,
    )


def _telling(told: ObjectVar[Telling]) -> rx.Component:
    return row(
        head_cell(told.name),
        _figure(told.waiting, level=told.level),
        _figure(told.oldest, level=told.level),
        key=told.name,
    )


def _hearing(heard: ObjectVar[Hearing]) -> rx.Component:
    return row(
        head_cell(heard.queue),
        _figure(heard.waiting, level=""),
        _figure(heard.dead, level=heard.level),
        cell(
            rx.cond(heard.last_heard, moment(heard.last_heard), "not lately"),
            class_name="whitespace-nowrap",
        ),
        cell(heard.lag, class_name="whitespace-nowrap"),
        key=heard.queue,
    )


def _figure(words: rx.Var[Any], *, level: rx.Var[str] | str) -> rx.Component:
    return cell(
        rx.el.span(
            words,
            class_name="tabular data-[level=low]:font-bold data-[level=low]:text-low",
            custom_attrs={"data-level": level},
        )
    )


def _nothing() -> rx.Component:
    return rx.cond(
        StaffSystemState.error,
        resting(StaffSystemState.error, on_retry=StaffSystemState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Asking the services"),
    )
