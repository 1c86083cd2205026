"""Every component in every state, with made-up data. For those who build the shop."""

import reflex as rx

from storefront.layout.shell import shell
from storefront.pages.workshop.around import around
from storefront.pages.workshop.basics import basics
from storefront.pages.workshop.forms import forms
from storefront.pages.workshop.goods import goods
from storefront.pages.workshop.staff import staff
from storefront.theme import styles


def gallery() -> rx.Component:
    return shell(
        rx.el.h1("Gallery", class_name=f"{styles.TITLE} mb-room"),
        rx.el.div(
            *basics(),
            *goods(),
            *forms(),
            *staff(),
            *around(),
            class_name="flex flex-col gap-hall",
        ),
    )
