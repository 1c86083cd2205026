"""What a shopper types into, chooses from and presses to come in."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import CategoryFacet, SignInRow
from storefront.components.buttons import buy_button
from storefront.components.demo_accounts import demo_accounts
from storefront.components.fields import Field, form_of, password_field, text_field
from storefront.components.filters import (
    applied_tags,
    category_filter,
    price_filter,
    stock_filter,
)
from storefront.components.google_button import google_button
from storefront.components.search_form import search_form
from storefront.components.sign_in_row import sign_in_row
from storefront.components.sort_select import sort_select
from storefront.components.too_early import too_early
from storefront.pages.workshop import samples
from storefront.pages.workshop.shelf import NO, NOTHING, YES, shelf, stand, text
from storefront.theme import styles


def forms() -> tuple[rx.Component, ...]:
    return (shelf("To find something", *_finding()), shelf("To come in", *_coming_in()))


def _finding() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Search, with three suggestions",
            search_form(
                text(),
                on_submit=NOTHING,
                on_type=NOTHING,
                suggestions=rx.Var.create(samples.SUGGESTIONS),
                note="",
                field=Field(name="gallery-search", label="Search the gallery"),
            ),
            class_name="max-w-md",
        ),
        stand(
            "Categories: on their way, then there",
            category_filter(
                rx.Var.create(samples.FACETS[:0]).to(list[CategoryFacet]),
                is_loading=True,
                on_toggle=lambda _name: NOTHING,
            ),
            category_filter(rx.Var.create(samples.FACETS), on_toggle=lambda _name: NOTHING),
            class_name=styles.STACK,
        ),
        stand(
            "Stock: off, on, not counted yet",
            *(
                stock_filter(
                    is_on=is_on, count=rx.Var.create(60), is_counted=is_counted, on_toggle=NOTHING
                )
                for is_on, is_counted in ((NO, YES), (YES, YES), (NO, NO))
            ),
        ),
        stand(
            "Price, with what is wrong in it; open it",
            price_filter(
                low=text("a lot"),
                high=text("50.00"),
                lowest=text("9.00"),
                highest=text("249.00"),
                error=text("Write a price in figures, like 20 or 9.50."),
                on_submit=NOTHING,
            ),
        ),
        stand(
            "Filters that are on",
            applied_tags(rx.Var.create(samples.FILTERS), clear_href=text("/gallery")),
        ),
        stand(
            "Order: of a list, of a search",
            sort_select(text("price"), on_change=NOTHING, field_id="gallery-sort"),
            sort_select(text(), is_search=True, on_change=NOTHING, field_id="gallery-sort-found"),
        ),
    )


def _coming_in() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Fields: empty, wrong; a password, and a wrong one",
            form_of(
                # There, but seen only behind a form that was sent too early.
                too_early(),
                text_field(_field("email"), error=text(), on_leave=_leave),
                text_field(
                    _field("email-wrong"),
                    error=text("This does not look like an email address."),
                    on_leave=_leave,
                    value=text("ann"),
                ),
                password_field(_password("password"), error=text(), on_leave=_leave),
                password_field(
                    _password("password-wrong"),
                    error=text("Use 8 to 72 characters for your password."),
                    on_leave=_leave,
                ),
                buy_button("Create the account", type="submit"),
                on_submit=NOTHING,
            ),
            class_name="max-w-md",
        ),
        stand(
            "By Google, and by its stand-in",
            google_button(on_click=NOTHING, is_stand_in=False),
            google_button(on_click=NOTHING, is_stand_in=True),
            class_name="grid max-w-3xl gap-room md:grid-cols-2",
        ),
        stand(
            "In a demo, and while one comes in",
            *(
                demo_accounts(
                    rx.Var.create(samples.DEMO_ACCOUNTS),
                    on_use=lambda _account: NOTHING,
                    is_busy=is_busy,
                )
                for is_busy in (False, True)
            ),
            class_name="grid max-w-3xl gap-room md:grid-cols-2",
        ),
        stand(
            "Where one is signed in",
            rx.el.ul(
                rx.foreach(rx.Var.create(samples.SIGN_INS), _sign_in), class_name=styles.RULED
            ),
            class_name="max-w-2xl",
        ),
    )


def _leave(_name: str, _text: rx.Var[str]) -> rx.event.EventSpec:
    return NOTHING


def _field(name: str) -> Field:
    return Field(name=f"gallery-{name}", label="Email address", type="email")


def _password(name: str) -> Field:
    return Field(
        name=f"gallery-{name}", label="Password", type="password", hint="At least 8 characters."
    )


def _sign_in(row: ObjectVar[SignInRow]) -> rx.Component:
    return sign_in_row(row, on_end=lambda _id: NOTHING, is_busy=False)
