"""The site map: every address of the shop, what it shows and what it loads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from storefront.pages import (
    account,
    cart,
    catalog,
    checkout,
    forgot_password,
    home,
    login,
    not_found,
    order,
    orders,
    product,
    register,
    reset_password,
    verify_email,
)
from storefront.pages.staff import audit as staff_audit
from storefront.pages.staff import customer as staff_customer
from storefront.pages.staff import customers as staff_customers
from storefront.pages.staff import dead_letters as staff_dead_letters
from storefront.pages.staff import message as staff_message
from storefront.pages.staff import messages as staff_messages
from storefront.pages.staff import order as staff_order
from storefront.pages.staff import orders as staff_orders
from storefront.pages.staff import product as staff_product
from storefront.pages.staff import product_import as staff_import
from storefront.pages.staff import products as staff_products
from storefront.pages.staff import slip as staff_slip
from storefront.pages.staff import system as staff_system
from storefront.pages.staff import templates as staff_templates
from storefront.pages.staff import today as staff_today
from storefront.pages.workshop import gallery
from storefront.state.account import AccountState
from storefront.state.account_links import (
    ForgottenPasswordState,
    ResetPasswordState,
    VerifyEmailState,
)
from storefront.state.cart import CartState
from storefront.state.catalog import CatalogState
from storefront.state.checkout import CheckoutState
from storefront.state.live import LiveState
from storefront.state.orders import OrdersState, OrderState
from storefront.state.product import ProductState
from storefront.state.restock import RestockState
from storefront.state.session import SessionState
from storefront.state.staff_audit import StaffAuditState
from storefront.state.staff_customers import StaffCustomersState, StaffCustomerState
from storefront.state.staff_dead_letters import StaffDeadLettersState
from storefront.state.staff_import import StaffImportState
from storefront.state.staff_messages import StaffMailsState, StaffMailState
from storefront.state.staff_orders import StaffOrdersState, StaffOrderState
from storefront.state.staff_product import StaffProductState
from storefront.state.staff_products import StaffProductsState
from storefront.state.staff_system import StaffSystemState
from storefront.state.staff_templates import StaffTemplatesState
from storefront.state.staff_today import StaffTodayState
from storefront.state.suggestions import SuggestionsState

Handler = rx.event.EventCallback[*tuple[Any, ...]]
Component = Callable[[], rx.Component]

EVERY_PAGE: Final[tuple[Handler, ...]] = (
    SessionState.load,
    CartState.load,
    SuggestionsState.forget,
)
SIGNED_IN: Final[tuple[Handler, ...]] = (SessionState.require_sign_in, *EVERY_PAGE)
# For no search engine; and where an address holds a secret, for no other site either.
UNLISTED: Final[Mapping[str, str]] = {"name": "robots", "content": "noindex"}
NO_REFERRER: Final[Mapping[str, str]] = {"name": "referrer", "content": "no-referrer"}


@dataclass(frozen=True, kw_only=True)
class Page:
    path: str
    title: str | rx.Var[str]
    component: Callable[[], rx.Component]
    # Empty: the address itself decides (web/first_page.py).
    description: str = "A small shop whose window is alive: true stock and prices, as they change."
    on_load: tuple[Handler, ...] = EVERY_PAGE
    meta: tuple[Mapping[str, str], ...] = ()

    @property
    def events(self) -> list[Handler]:
        """Everything the page loads; it follows the live feed last, for that never ends."""
        return [*self.on_load, LiveState.follow]


def _staff(
    path: str,
    *,
    title: str | rx.Var[str],
    component: Component,
    load: Handler,
    follow: Handler | None = None,
) -> Page:
    """A page of the staff console; `follow` keeps it up to date after it has loaded."""
    on_load = (*SIGNED_IN, load, *([follow] if follow else []))
    return Page(path=path, title=title, component=component, on_load=on_load, meta=(UNLISTED,))


STAFF_PAGES: Final[tuple[Page, ...]] = (
    _staff(
        "/staff",
        title="Today · Staff",
        component=staff_today.today,
        load=StaffTodayState.load,
        follow=StaffTodayState.follow,
    ),
    _staff(
        "/staff/orders",
        title="Orders · Staff",
        component=staff_orders.orders,
        load=StaffOrdersState.load,
    ),
    _staff(
        "/staff/orders/[order_id]",
        title=StaffOrderState.page_title,
        component=staff_order.order,
        load=StaffOrderState.load,
    ),
    _staff(
        "/staff/slips/[order_id]",
        title=StaffOrderState.page_title,
        component=staff_slip.slip,
        load=StaffOrderState.load,
    ),
    _staff(
        "/staff/products",
        title="Products · Staff",
        component=staff_products.products,
        load=StaffProductsState.load,
    ),
    _staff(
        "/staff/products/new",
        title="New product · Staff",
        component=staff_product.new_product,
        load=StaffProductState.load_new,
    ),
    _staff(
        "/staff/products/import",
        title="Import products · Staff",
        component=staff_import.product_import,
        load=StaffImportState.load,
    ),
    _staff(
        "/staff/products/[product_id]",
        title=StaffProductState.page_title,
        component=staff_product.product,
        load=StaffProductState.load,
    ),
    _staff(
        "/staff/customers",
        title="Customers · Staff",
        component=staff_customers.customers,
        load=StaffCustomersState.load,
    ),
    _staff(
        "/staff/customers/[user_id]",
        title=StaffCustomerState.page_title,
        component=staff_customer.customer,
        load=StaffCustomerState.load,
    ),
    _staff(
        "/staff/audit",
        title="Audit log · Staff",
        component=staff_audit.audit,
        load=StaffAuditState.load,
    ),
    _staff(
        "/staff/system",
        title="System · Staff",
        component=staff_system.system,
        load=StaffSystemState.load,
        follow=StaffSystemState.follow,
    ),
    _staff(
        "/staff/messages",
        title="Messages · Staff",
        component=staff_messages.messages,
        load=StaffMailsState.load,
    ),
    _staff(
        "/staff/messages/templates",
        title="Templates · Staff",
        component=staff_templates.templates,
        load=StaffTemplatesState.load,
    ),
    _staff(
        "/staff/messages/dead-letters",
        title="Dead letters · Staff",
        component=staff_dead_letters.dead_letters,
        load=StaffDeadLettersState.load,
    ),
    _staff(
        "/staff/messages/[notification_id]",
        title=StaffMailState.page_title,
        component=staff_message.message_page,
        load=StaffMailState.load,
    ),
)

PAGES: Final[tuple[Page, ...]] = (
    Page(
        path="/",
        title="Vitrine: good things, still here when you click",
        description="",
        component=home.home,
        on_load=(*EVERY_PAGE, CatalogState.load_home),
    ),
    Page(
        path="/products",
        title=CatalogState.page_title,
        description="",
        component=catalog.catalog,
        on_load=(*EVERY_PAGE, CatalogState.load),
    ),
    Page(
        path="/products/[product_id]",
        title=ProductState.page_title,
        description="",
        component=product.product,
        on_load=(*EVERY_PAGE, ProductState.load, RestockState.load),
    ),
    Page(path="/cart", title="Your cart · Vitrine", component=cart.cart, meta=(UNLISTED,)),
    Page(
        path="/checkout",
        title="Check out · Vitrine",
        component=checkout.checkout,
        on_load=(*EVERY_PAGE, CheckoutState.load),
        meta=(UNLISTED,),
    ),
    Page(
        path="/orders",
        title="Your orders · Vitrine",
        component=orders.orders,
        on_load=(*SIGNED_IN, OrdersState.load),
        meta=(UNLISTED,),
    ),
    Page(
        path="/orders/[order_id]",
        title=OrderState.page_title,
        component=order.order,
        on_load=(*SIGNED_IN, OrderState.load),
        meta=(UNLISTED,),
    ),
    Page(path="/login", title="Sign in · Vitrine", component=login.login),
    Page(path="/register", title="Create an account · Vitrine", component=register.register),
    Page(
        path="/forgot-password",
        title="Forgot your password? · Vitrine",
        component=forgot_password.forgot_password,
        on_load=(*EVERY_PAGE, ForgottenPasswordState.load),
        meta=(UNLISTED,),
    ),
    Page(
        path="/reset-password",
        title="Choose a new password · Vitrine",
        component=reset_password.reset_password,
        on_load=(*EVERY_PAGE, ResetPasswordState.load),
        meta=(UNLISTED, NO_REFERRER),
    ),
    Page(
        path="/verify-email",
        title="Confirm your address · Vitrine",
        component=verify_email.verify_email,
        on_load=(*EVERY_PAGE, VerifyEmailState.load),
        meta=(UNLISTED, NO_REFERRER),
    ),
    Page(
        path="/account",
        title="Your account · Vitrine",
        component=account.account,
        on_load=(*SIGNED_IN, AccountState.load),
        meta=(UNLISTED,),
    ),
    *STAFF_PAGES,
    Page(path="404", title="Not here · Vitrine", component=not_found.not_found),
)

# Every component in every state, for those who build the shop; never in production.
WORKSHOP: Final[tuple[Page, ...]] = (
    Page(path="/gallery", title="Gallery · Vitrine", component=gallery.gallery),
)
