"""The audit log: a line across where there is room, a small card on a phone."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import AuditLine, FieldChange
from storefront.components.moment import moment
from storefront.components.staff_parts import text_link
from storefront.theme import styles


def staff_audit_lines(
    lines: ArrayVar[Sequence[AuditLine]], *, is_busy: rx.Var[bool] | bool = False
) -> rx.Component:
    return rx.el.ol(
        rx.foreach(lines, _line),
        class_name=f"{styles.CARD} {styles.DIM_WHILE_BUSY} divide-y divide-line py-tight",
        custom_attrs={"aria-label": "Changes, the newest first", "aria-busy": is_busy},
    )


def _line(line: ObjectVar[AuditLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(moment(line.at), class_name=f"{styles.TINY} md:text-small"),
        rx.el.p(
            rx.el.span(line.who, class_name="font-medium"),
            rx.cond(line.role, rx.el.span(f" · {line.role}", class_name="text-soft")),
        ),
        rx.el.p(
            rx.el.span(f"{line.deed}: ", class_name="text-soft"),
            rx.el.strong(text_link(line.what, to=line.href)),
        ),
        rx.el.ul(
            rx.foreach(line.changes.to(list[FieldChange]), _change),
            role="list",
            class_name="min-w-0",
        ),
        key=line.key,
        class_name="grid gap-x-base gap-y-hair py-snug text-small"
        " md:grid-cols-[9rem_10rem_minmax(0,1fr)_minmax(0,1.5fr)]",
    )


def _change(change: ObjectVar[FieldChange]) -> rx.Component:
    return rx.el.li(
        rx.el.span(f"{change.label}: ", class_name="text-soft"),
        rx.cond(
            change.before,
            rx.fragment(
                rx.el.span(change.before),
                rx.el.span(" → ", custom_attrs={"aria-hidden": "true"}),
                rx.el.span(" to ", class_name=styles.UNSEEN),
            ),
        ),
        rx.el.span(change.after, class_name="font-medium"),
        key=change.label,
        class_name="break-words",
    )
