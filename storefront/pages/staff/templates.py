"""Each mail with made-up contents, before anybody gets it."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import TemplateLink
from storefront.components.mail_frame import mail_text
from storefront.components.message import resting
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import panel
from storefront.pages.staff.message_rooms import TEMPLATES, corner_page
from storefront.pages.staff.shown_mail import shown_mail
from storefront.state.staff_templates import StaffTemplatesState
from storefront.theme import styles


def templates() -> rx.Component:
    return corner_page(
        "Templates",
        rx.cond(StaffTemplatesState.templates.length() > 0, _shelf(), _without_templates()),
        here=TEMPLATES,
    )


def _shelf() -> rx.Component:
    return rx.el.div(
        _names(),
        rx.el.div(
            panel("As its reader sees it", _preview()),
            panel("As text", mail_text(StaffTemplatesState.body.text)),
            class_name=styles.TWO_COLUMNS,
        ),
        class_name=styles.STACK,
    )


def _names() -> rx.Component:
    def link(one: ObjectVar[TemplateLink]) -> rx.Component:
        return rx.el.a(
            one.label,
            href=one.href,
            key=one.name,
            class_name=styles.CHIP,
            custom_attrs={
                "aria-current": rx.cond(one.name == StaffTemplatesState.chosen, "page", "false")
            },
        )

    return rx.el.nav(
        rx.foreach(StaffTemplatesState.templates, link),
        class_name="slider -mx-base flex gap-tight overflow-x-auto px-base py-hair md:mx-0"
        " md:flex-wrap md:px-0",
        custom_attrs={"aria-label": "Templates"},
    )


def _preview() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Subject: ", rx.el.strong(StaffTemplatesState.body.subject), class_name="text-small"
        ),
        shown_mail(StaffTemplatesState, title="The sample"),
        class_name="flex flex-col gap-snug",
    )


def _without_templates() -> rx.Component:
    return rx.cond(
        StaffTemplatesState.error,
        resting(StaffTemplatesState.error, on_retry=StaffTemplatesState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the templates"),
    )
