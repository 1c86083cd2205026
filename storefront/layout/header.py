from typing import Final

import reflex as rx

from storefront.components.arguments import Words
from storefront.components.color_mode import color_mode_button
from storefront.components.fields import Field
from storefront.components.search_form import PAUSE, search_form
from storefront.components.skeleton import bone
from storefront.layout.logo import logo
from storefront.state.cart import DRAWER, CartState
from storefront.state.catalog import CatalogState
from storefront.state.session import SessionState
from storefront.state.suggestions import SuggestionsState
from storefront.theme import styles

_SEARCH: Final = Field(name="search", label="Search the shop")


def header(*, search_text: rx.Var[str] | str) -> rx.Component:
    return rx.el.header(
        rx.el.div(
            # Before the logo for those who walk by keyboard, behind it for the eye.
            rx.el.div(
                search_form(
                    search_text,
                    on_submit=CatalogState.search,
                    on_type=SuggestionsState.suggest.debounce(PAUSE),
                    suggestions=SuggestionsState.suggestions,
                    note=SuggestionsState.note,
                    field=_SEARCH,
                ),
                class_name="order-last w-full md:order-none md:w-auto md:max-w-[28.75rem] md:grow",
            ),
            rx.el.a(
                logo(),
                href="/",
                class_name="order-first",
                custom_attrs={"aria-label": "Vitrine, to the start"},
            ),
            rx.el.nav(
                _destination("Shop", to="/products", class_name="max-[22.5rem]:hidden"),
                _account(),
                rx.el.div(color_mode_button(), class_name="max-sm:hidden"),
                _cart(),
                class_name="ml-auto flex items-center gap-hair lg:gap-tight",
                custom_attrs={"aria-label": "Main"},
            ),
            class_name=f"{styles.COLUMN} flex flex-wrap items-center gap-x-base gap-y-tight py-snug"
            " md:gap-x-room",
        ),
        class_name="z-30 border-b border-line bg-paper md:sticky md:top-0",
    )


def _destination(label: Words, *, to: Words, class_name: str = "") -> rx.Component:
    return rx.el.a(
        label, href=to, class_name=f"{styles.PLAIN} max-sm:px-tight max-sm:text-small {class_name}"
    )


def _account() -> rx.Component:
    return rx.cond(
        SessionState.is_ready,
        rx.cond(SessionState.is_signed_in, _menu(), _sign_in()),
        # As wide as what will stand here, so that nothing moves.
        bone("h-5 w-16 rounded-full mx-snug"),
    )


def _sign_in() -> rx.Component:
    """And back: to a product, to a list with its filters, to check-out."""
    return _destination("Sign in", to=f"/login{SessionState.next_query}")


def _menu() -> rx.Component:
    return rx.fragment(
        _destination("Orders", to="/orders", class_name="max-md:hidden"),
        rx.el.button(
            rx.icon("user-round", size=20, class_name="md:hidden", aria_hidden=True),
            rx.el.span(SessionState.user_name, class_name="max-w-28 truncate max-md:sr-only"),
            rx.el.span(", your account", class_name=styles.UNSEEN),
            rx.icon("chevron-down", size=16, class_name="max-md:hidden", aria_hidden=True),
            type="button",
            class_name=f"{styles.PLAIN} max-md:w-control",
            custom_attrs={"popoverTarget": "account"},
        ),
        rx.el.div(
            rx.el.p(
                "Signed in as ",
                rx.el.strong(SessionState.user_email, class_name="block break-all text-ink"),
                class_name="border-b border-line px-base py-snug text-tiny text-soft",
            ),
            _entry("Your account", to="/account"),
            _entry("Your orders", to="/orders"),
            rx.cond(SessionState.is_staff, _entry("Staff console", to="/staff")),
            rx.el.button(
                "Sign out", type="button", on_click=SessionState.sign_out, class_name=_ENTRY
            ),
            id="account",
            class_name=f"{styles.FLOATING} fixed inset-auto top-[3.75rem] w-60 overflow-hidden p-0"
            " text-ink right-[max(1rem,calc((100vw-var(--column))/2+1.5rem))]",
            custom_attrs={"popover": "auto"},
        ),
    )


_ENTRY: Final = (
    "flex min-h-control w-full items-center px-base text-left hover:bg-sunken"
    " focus-visible:-outline-offset-2"
)
_MOST: Final = 99  # that the count beside Cart names
_CLOSE: Final = "document.getElementById('account').hidePopover()"


def _entry(label: str, *, to: str) -> rx.Component:
    return rx.el.a(label, href=to, on_click=rx.call_script(_CLOSE), class_name=_ENTRY)


def _cart() -> rx.Component:
    return rx.el.a(
        rx.icon("shopping-bag", size=18, aria_hidden=True, class_name="sm:hidden"),
        rx.el.span("Cart", class_name="max-sm:sr-only"),
        rx.cond(
            CartState.item_count > 0,
            rx.el.span(
                rx.cond(CartState.item_count > _MOST, f"{_MOST}+", CartState.item_count),
                rx.el.span(
                    rx.cond(CartState.item_count == 1, " item", " items"),
                    class_name=styles.UNSEEN,
                ),
                key=CartState.item_count,
                class_name=f"{styles.COUNT} news",
            ),
        ),
        href="/cart",
        on_click=CartState.look,
        class_name=styles.DARK,
        # Opens the drawer (assets/opener.js) where the page has one.
        custom_attrs={"data-opens": DRAWER},
    )
