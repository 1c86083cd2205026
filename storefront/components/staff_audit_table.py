from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import AuditLine, FieldChange
from storefront.components.staff_parts import text_link
from storefront.components.staff_table import cell, head_cell, row, staff_table
from storefront.theme import styles


def staff_audit_table(lines: ArrayVar[Sequence[AuditLine]]) -> rx.Component:
    def draw(line: ObjectVar[AuditLine]) -> rx.Component:
        return row(
            cell(line.at, class_name="whitespace-nowrap align-top"),
            cell(
                rx.el.p(line.who, class_name="font-medium"),
                rx.el.p(line.role, class_name=f"{styles.TINY} empty:hidden"),
                class_name="align-top",
            ),
            head_cell(text_link(line.what, to=line.href)),
            cell(line.deed, class_name="align-top"),
            cell(
                rx.el.ul(rx.foreach(line.changes.to(list[FieldChange]), _change), role="list"),
                class_name="max-w-96 align-top",
            ),
            key=line.key,
        )

    return staff_table(
        lines,
        draw,
        caption="Changes, the newest first",
        columns=("When", "Who", "What", "Deed", "From and to"),
    )


def _change(change: ObjectVar[FieldChange]) -> rx.Component:
    return rx.el.li(
        rx.el.span(f"{change.label}: ", class_name="text-soft"),
        rx.cond(
            change.before,
            rx.fragment(
                rx.el.span(change.before, class_name="break-words"),
                rx.el.span(" → ", custom_attrs={"aria-hidden": "true"}),
                rx.el.span(" to ", class_name=styles.UNSEEN),
            ),
        ),
        rx.el.span(change.after, class_name="font-medium break-words"),
        key=change.label,
    )
