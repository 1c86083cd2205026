from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import reflex as rx

from storefront.api import account
from storefront.api.demo_accounts import DEMO_ACCOUNTS
from storefront.api.errors import GatewayError, Invalid, NotSignedIn, Refused, TooManyRequests
from storefront.api.models import DemoAccount
from storefront.state.account_links import VerifyEmailState
from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.forms import (
    WRONG_FIELDS,
    Form,
    Texts,
    email_rule,
    given_password_rule,
    left,
    name_rule,
    new_password_rule,
    refused_texts,
    text_of,
    wrong_fields,
)
from storefront.state.leaving import address_of, end_session, focus_on, leave_for
from storefront.state.orders import OrdersState, OrderState
from storefront.state.personal import REGISTERED
from storefront.state.sentences import (
    SIGN_IN_AGAIN,
    password_sentence,
    sentence,
    to_sign_in,
    too_many_attempts,
)
from storefront.state.visitor import (
    address_in_shop,
    is_new_here,
    open_gateway_of,
    path_of,
    query_of,
    session_id_of,
    session_of,
    tab_of,
    user_agent_of,
)
from storefront.web.errands import Errand, issue_code
from storefront.web.return_path import HOME, safe_return_path
from storefront.web.session_store import STAFF_ROLES, Session
from storefront.web.worker import current_worker

PERSONAL: Final[tuple[type[rx.State], ...]] = (
    CartState,
    CheckoutState,
    OrdersState,
    OrderState,
    VerifyEmailState,
)
DOORS: Final = frozenset({"/login", "/register"})
SIGN_IN: Final[Form] = {"email": email_rule, "password": given_password_rule}
REGISTRATION: Final[Form] = {
    "email": email_rule,
    "username": name_rule,
    "password": new_password_rule,
}
# The gateway tells nobody which of the two has an account.
TAKEN: Final = {
    "email": "This address, or the name below, is already in use. Sign in, or choose another.",
    "username": "This name, or the address above, is already in use.",
}
NOTICES: Final = {
    "closed": "Your account is closed. Thank you for having been here.",
    "everywhere": "You are signed out everywhere.",
    "reset": "Your new password is set, and you are signed out everywhere. Sign in with it.",
}

GOOGLE_PATIENCE: Final = 2.0  # seconds to learn whether Google is offered
# Why the way over Google led back here (users says which).
PROBLEMS: Final = {
    "google_denied": "You did not continue with Google. Sign in here instead, or try again.",
    "google_expired": "That took a little long. Please try again.",
    "google_failed": "Signing in with Google did not work this time. Please try again.",
    "google_unverified": "Google has not verified your email address, so we cannot use it.",
    "google_account_exists": (
        "There is an account with this email address already. Sign in with its password and"
        " verify the address, or reset the password by mail; then Google will work too."
    ),
    "account_inactive": "This account is switched off. Please contact us.",
}

Events = AsyncGenerator[rx.event.EventSpec | None, None]


class SessionState(rx.State):
    is_ready: rx.Field[bool] = rx.field(default=False)
    is_signed_in: rx.Field[bool] = rx.field(default=False)
    user_name: rx.Field[str] = rx.field("")
    user_email: rx.Field[str] = rx.field("")
    role: rx.Field[str] = rx.field("")
    demo_accounts: rx.Field[list[DemoAccount]] = rx.field(default_factory=list[DemoAccount])
    form_error: rx.Field[str] = rx.field("")
    has_google: rx.Field[bool] = rx.field(default=False)
    is_google_stand_in: rx.Field[bool] = rx.field(default=False)
    field_errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    is_busy: rx.Field[bool] = rx.field(default=False)
    next_path: rx.Field[str] = rx.field("")
    notice: rx.Field[str] = rx.field("")

    _introduced_id: str = ""
    # Where somebody wanted to go who left for Google from this tab.
    _wanted_path: str = ""
    # What the gateway would not take, by field.
    _refused: Texts = ()
    # Whose data this tab holds.
    _shown_id: str = ""

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def next_query(self) -> str:
        """Takes the way back along to a door."""
        return "" if self.next_path == HOME else f"?{urlencode({'next': self.next_path})}"

    @rx.event
    async def load(self) -> Events:
        """First on every page: who is here, and nothing of the page before."""
        if hello := await self._introduce():
            yield hello
            # Only now: the next page may cancel this one before the browser has heard of it.
            self._introduced_id = session_id_of(self)
        session = await self._session()
        if self._shown_id != _owner_of(session, session_id=session_id_of(self)):
            await self._forget_person()
            self._shown_id = _owner_of(session, session_id=session_id_of(self))
        tab_of(self).turn_page()
        self._clear_form()
        self.is_busy = False
        settings = current_worker().settings
        self.demo_accounts = list(DEMO_ACCOUNTS) if settings.demo_mode else []
        self._show(session)
        self.is_ready = True
        self.notice = NOTICES.get(query_of(self, "notice"), "")
        if session.has_ended and not self.notice:
            self.notice = SIGN_IN_AGAIN
        self.form_error = PROBLEMS.get(query_of(self, "problem"), "")
        self.next_path = self._way_back()
        if path_of(self) in DOORS:
            await self._offer_google()
        if path_of(self) in DOORS and self.is_signed_in:
            yield rx.redirect(self.next_path)

    @rx.event
    async def require_sign_in(self) -> rx.event.EventSpec | None:
        session = await self._session()
        return None if session.is_signed_in else to_sign_in(address_in_shop(self))

    @rx.event
    def leave_sign_in_field(self, name: str, text: str) -> None:
        self._leave(SIGN_IN, name=name, text=text)

    @rx.event
    def leave_registration_field(self, name: str, text: str) -> None:
        self._leave(REGISTRATION, name=name, text=text)

    @rx.event
    async def sign_in(self, form_data: dict[str, Any]) -> Events:
        self._clear_form()
        if wrong := wrong_fields(SIGN_IN, form_data):
            yield self._point_at(wrong)
            return
        self.is_busy = True
        yield None
        yield await self._sign_in(
            text_of(form_data, "email").strip(), password=text_of(form_data, "password")
        )
        self.is_busy = False

    @rx.event
    async def use_demo_account(self, email: str, password: str) -> Events:
        self._clear_form()
        self.is_busy = True
        yield None
        yield await self._sign_in(email, password=password)
        self.is_busy = False

    @rx.event
    async def register(self, form_data: dict[str, Any]) -> Events:
        self._clear_form()
        if wrong := wrong_fields(REGISTRATION, form_data):
            yield self._point_at(wrong)
            return
        self.is_busy = True
        yield None
        email = text_of(form_data, "email").strip()
        password = text_of(form_data, "password")
        try:
            await account.register(
                open_gateway_of(self),
                email=email,
                username=text_of(form_data, "username"),
                password=password,
            )
        except GatewayError as error:
            yield self._explain(error)
            self._refused = refused_texts(form_data, self.field_errors)
        else:
            yield await self._sign_in(email, password=password)
        self.is_busy = False

    @rx.event
    async def continue_with_google(self) -> rx.event.EventSpec:
        self._wanted_path = safe_return_path(self.next_path)
        return leave_for("/session/google/start", {"next": self._wanted_path})

    @rx.event
    async def sign_out(self) -> rx.event.EventSpec:
        await self._forget_person()
        return await end_session(self)

    @rx.event
    async def look_again(self) -> None:
        """After somebody changed their name or address."""
        self._show(await self._session())

    def _way_back(self) -> str:
        """Where signing in leads: from a door what its address says, else back to this page."""
        wanted = query_of(self, "next")
        if query_of(self, "problem"):  # led back from Google, which keeps no way of ours
            wanted = wanted or self._wanted_path
        return safe_return_path(wanted or address_in_shop(self))

    async def _sign_in(self, email: str, *, password: str) -> rx.event.EventSpec | None:
        """Ask the gateway, then let the browser fetch its new cookie with a one-time code."""
        worker = current_worker()
        try:
            tokens = await account.sign_in(
                open_gateway_of(self),
                email=email,
                password=password,
                user_agent=user_agent_of(self),
            )
            person = await account.who_is(open_gateway_of(self), access_token=tokens.access_token)
        except GatewayError as error:
            return self._explain(error)
        errand = Errand(
            kind="sign_in", session_id=session_id_of(self), tokens=tokens, person=person
        )
        code = await issue_code(worker.sessions.store, errand)
        wanted = safe_return_path(self.next_path)
        return leave_for("/session/finish", {"code": code, "next": wanted})

    async def _offer_google(self) -> None:
        # A button that comes with luck must not hold up the form: a tab's events wait in line.
        gateway = replace(open_gateway_of(self), deadline=GOOGLE_PATIENCE)
        try:
            providers = await account.identity_providers(gateway)
        except GatewayError:
            providers = []  # the password still works, or its form will say what is wrong
        self.has_google = "google" in providers
        self.is_google_stand_in = self.has_google and current_worker().settings.google_stand_in

    async def _introduce(self) -> rx.event.EventSpec | None:
        """Let a browser that came without a cookie fetch the id its socket goes by."""
        session_id = session_id_of(self)
        if not is_new_here(self) or self._introduced_id == session_id:
            return None
        errand = Errand(kind="hello", session_id=session_id)
        code = await issue_code(current_worker().sessions.store, errand)
        address = address_of("/session/hello", {"code": code})
        # 205: this browser has an id by now, from another tab. Under hot reload the address is
        # another origin, and its answer cannot be read.
        return rx.call_script(
            f"fetch({address}, {{mode: 'no-cors', credentials: 'include'}})"
            ".then((answer) => { if (answer.status === 205) window.location.reload(); })"
        )

    async def _forget_person(self) -> None:
        """A tab outlives a sign-in: the next person at it finds nothing of the last one."""
        for kind in (*PERSONAL, *REGISTERED):
            (await self.get_state(kind)).reset()

    async def _session(self) -> Session:
        try:
            return await session_of(self)
        except GatewayError:
            # Nobody can be asked right now: what the page needs will say so itself.
            return await current_worker().sessions.store.load(session_id_of(self)) or Session()

    def _show(self, session: Session) -> None:
        person = session.person if session.is_signed_in else None
        self.is_signed_in = person is not None
        self.user_name = person.name if person else ""
        self.user_email = person.email if person else ""
        self.role = person.role if person else ""

    def _clear_form(self) -> None:
        self.form_error = ""
        self.field_errors = {}
        self._refused = ()

    def _leave(self, form: Form, *, name: str, text: str) -> None:
        self.field_errors = left(
            self.field_errors, form=form, name=name, text=text, refused=self._refused
        )

    def _point_at(self, wrong: dict[str, str]) -> rx.event.EventSpec:
        self.field_errors = wrong
        return focus_on(next(iter(wrong)))

    def _explain(self, error: GatewayError) -> rx.event.EventSpec | None:
        match error:
            case NotSignedIn():
                self.form_error = "That email address and password do not go together."
                return focus_on("password")
            case TooManyRequests(retry_after=seconds):
                self.form_error = too_many_attempts(seconds)
            case Invalid(fields={"password": why}) if not why.startswith("String"):
                return self._point_at({"password": password_sentence(why)})
            case Invalid(fields=fields) if WRONG_FIELDS.keys() & fields.keys():
                return self._point_at(
                    {name: why for name, why in WRONG_FIELDS.items() if name in fields}
                )
            case Refused(code="email_or_username_taken"):
                return self._point_at(TAKEN)
            case _:
                self.form_error = sentence(error)
        return None


def _owner_of(session: Session, *, session_id: str) -> str:
    # A session that the gateway ended keeps its cookie, but nobody is in it any more.
    person = session.person if session.is_signed_in else None
    return f"{session_id} {person.id if person else 0}"
