from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import TimelineStep
from storefront.components.moment import moment
from storefront.theme import styles


def timeline(steps: ArrayVar[Sequence[TimelineStep]]) -> rx.Component:
    return rx.el.ol(rx.foreach(steps, _step), class_name="flex flex-col")


def _step(step: ObjectVar[TimelineStep]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(
                step.is_done,
                rx.icon("check", size=14, stroke_width=3, aria_hidden=True),
                rx.fragment(),
            ),
            class_name=rx.cond(
                step.is_done,
                "z-10 grid size-6 place-items-center rounded-full bg-ink text-paper",
                "z-10 grid size-6 place-items-center rounded-full border-2 border-edge bg-card",
            ),
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.div(
            rx.el.p(
                step.label,
                rx.el.span(rx.cond(step.is_done, "", ", still to come"), class_name=styles.UNSEEN),
                class_name=rx.cond(
                    step.is_current, "font-bold", rx.cond(step.is_done, "", "text-soft")
                ),
            ),
            rx.cond(
                step.at,
                rx.el.p(
                    moment(step.at),
                    rx.cond(step.by, f" · {step.by}", ""),
                    class_name=styles.TINY,
                ),
            ),
            rx.cond(step.reason, rx.el.p(f"“{step.reason}”", class_name=styles.SOFT)),
            class_name="pb-room group-last:pb-0",
        ),
        # The line to the next step.
        class_name="group relative grid grid-cols-[1.5rem_1fr] gap-snug not-last:before:absolute"
        " not-last:before:top-6 not-last:before:bottom-0 not-last:before:left-[0.6875rem]"
        " not-last:before:w-0.5 not-last:before:bg-line",
        key=step.status,
        custom_attrs={"aria-current": rx.cond(step.is_current, "step", "false")},
    )
