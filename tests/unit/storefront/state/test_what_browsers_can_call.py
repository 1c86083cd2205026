"""Reflex makes an event of every public function of a state: the list is the attack surface."""

import pytest
import reflex as rx

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

CALLABLE: dict[type[rx.State], set[str]] = {
    SessionState: {
        "load",
        "require_sign_in",
        "sign_in",
        "use_demo_account",
        "register",
        "sign_out",
        "look_again",
        "continue_with_google",
        "leave_sign_in_field",
        "leave_registration_field",
    },
    CatalogState: {
        "load_home",
        "load",
        "search",
        "choose_sort",
        "choose_prices",
        "toggle_category",
        "toggle_stock",
        "load_more",
        "retry",
    },
    SuggestionsState: {"suggest", "forget"},
    ProductState: {"load", "increase", "decrease", "show_picture", "add_to_cart", "retry"},
    RestockState: {"load", "wish"},
    CartState: {"load", "look", "add", "set_quantity", "remove", "undo_remove", "settle"},
    CheckoutState: {"load", "place_order"},
    OrdersState: {"load", "load_more", "retry"},
    OrderState: {"load", "cancel", "retry"},
    StaffTodayState: {"load", "follow"},
    StaffSystemState: {"load", "follow"},
    StaffOrdersState: {
        "load",
        "search",
        "load_more",
        "pick",
        "pick_all",
        "ask",
        "ask_one",
        "never_mind",
        "move",
    },
    StaffOrderState: {"load", "ask", "never_mind", "move"},
    StaffProductsState: {"load", "search", "load_more", "save"},
    StaffImportState: {
        "load",
        "tell_progress",
        "check",
        "show_more",
        "import_it",
        "see_it_through",
        "start_over",
    },
    StaffProductState: {
        "load",
        "load_new",
        "save",
        "look_again",
        "ask",
        "never_mind",
        "take_out",
        "put_back",
        "adjust_stock",
        "more_stock",
        "more_prices",
        "set_alt",
        "tell_progress",
        "add_picture",
        "describe_picture",
        "move_picture",
        "remove_picture",
    },
    StaffCustomersState: {"load", "search", "load_more"},
    StaffCustomerState: {"load", "load_more", "ask", "ask_role", "never_mind", "change"},
    StaffAuditState: {"load", "search", "load_more"},
    StaffMailsState: {"load", "search", "load_more", "retry", "follow"},
    StaffMailState: {
        "load",
        "follow",
        "retry",
        "ask",
        "never_mind",
        "resend",
        "show_by",
        "show_on",
    },
    StaffTemplatesState: {"load", "show_by", "show_on"},
    StaffDeadLettersState: {"load", "look_inside", "ask", "never_mind", "redrive"},
    LiveState: {"follow"},
    AccountState: {
        "load",
        "leave_field",
        "rename",
        "change_email",
        "mail_verification",
        "change_password",
        "mail_password",
        "end_sign_in",
        "sign_out_everywhere",
        "close",
    },
    ForgottenPasswordState: {"load", "leave_field", "ask"},
    ResetPasswordState: {"load", "leave_field", "choose"},
    VerifyEmailState: {"load", "retry", "mail_again"},
}
# Reflex's own, on every state: sets any public var. Hence no handler believes one.
REFLEX_OWN = {"setvar"}


@pytest.mark.parametrize("state", CALLABLE, ids=lambda state: state.__name__)
def test_only_what_is_meant_for_browsers_can_be_called(state: type[rx.State]) -> None:
    assert set(state.event_handlers) - REFLEX_OWN == CALLABLE[state]


@pytest.mark.parametrize("state", CALLABLE, ids=lambda state: state.__name__)
def test_no_state_shows_a_secret(state: type[rx.State]) -> None:
    public = list[str](state.vars)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # Var

    assert not {name for name in public if "token" in name or "session_id" in name}
