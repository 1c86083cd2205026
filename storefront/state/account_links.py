"""What the links in mails lead to; whoever has a link need not be signed in."""

from collections.abc import AsyncGenerator
from typing import Any, Final

import reflex as rx

from storefront.api import account
from storefront.api.errors import Conflict, GatewayError, Invalid, Refused, TooManyRequests
from storefront.state.forms import (
    WRONG_FIELDS,
    Form,
    email_rule,
    left,
    new_password_rule,
    text_of,
    wrong_fields,
)
from storefront.state.leaving import empty, end_session, focus_on, forget_query
from storefront.state.sentences import (
    password_sentence,
    sentence,
    to_sign_in,
    too_many_attempts,
)
from storefront.state.visitor import (
    gateway_of,
    open_gateway_of,
    query_of,
    session_id_of,
    session_of,
)
from storefront.web.worker import current_worker

Events = AsyncGenerator[rx.event.EventSpec | None, None]

LONGEST_TOKEN: Final = 256  # characters; ours have 43
FORGOTTEN: Final[Form] = {"email": email_rule}
RESET: Final[Form] = {"new_password": new_password_rule}
AFTER_RESET: Final = "/login?notice=reset"


class ForgottenPasswordState(rx.State):
    sent_to: rx.Field[str] = rx.field("")
    form_error: rx.Field[str] = rx.field("")
    field_errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    is_busy: rx.Field[bool] = rx.field(default=False)

    @rx.event
    def load(self) -> None:
        self.reset()

    @rx.event
    def leave_field(self, name: str, text: str) -> None:
        self.field_errors = left(self.field_errors, form=FORGOTTEN, name=name, text=text)

    @rx.event
    async def ask(self, form_data: dict[str, Any]) -> Events:
        self.reset()
        email = text_of(form_data, "email").strip()
        if wrong := wrong_fields(FORGOTTEN, form_data):
            yield self._point_at(wrong)
            return
        self.is_busy = True
        yield None
        try:
            await account.mail_password_reset(open_gateway_of(self), email=email)
        except Invalid:
            yield self._point_at({"email": WRONG_FIELDS["email"]})
        except GatewayError as error:
            self.form_error = sentence(error)
        else:
            # The same, whether there is an account or not: nobody learns who has one.
            self.sent_to = email
        self.is_busy = False

    def _point_at(self, wrong: dict[str, str]) -> rx.event.EventSpec:
        self.field_errors = wrong
        return focus_on(next(iter(wrong)))


class ResetPasswordState(rx.State):
    is_link_over: rx.Field[bool] = rx.field(default=False)
    form_error: rx.Field[str] = rx.field("")
    field_errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    is_busy: rx.Field[bool] = rx.field(default=False)

    _token: str = ""

    @rx.event
    def load(self) -> rx.event.EventSpec | None:
        """Keep the link's secret here and take it out of the address bar."""
        found = _token_of(self)
        kept = found or self._token
        self.reset()
        self._token = kept
        self.is_link_over = not kept
        return forget_query() if found else None

    @rx.event
    def leave_field(self, name: str, text: str) -> None:
        self.field_errors = left(self.field_errors, form=RESET, name=name, text=text)

    @rx.event
    async def choose(self, form_data: dict[str, Any]) -> Events:
        self.form_error = ""
        self.field_errors = {}
        if wrong := wrong_fields(RESET, form_data):
            yield self._point_at(wrong)
            return
        self.is_busy = True
        yield None
        try:
            await account.reset_password(
                open_gateway_of(self),
                token=self._token,
                new_password=text_of(form_data, "new_password"),
            )
        except GatewayError as error:
            yield self._explain(error)
        else:
            self._token = ""
            yield await self._leave()
            yield empty("new_password")
        self.is_busy = False

    async def _leave(self) -> rx.event.EventSpec:
        session = await current_worker().sessions.store.load(session_id_of(self))
        if session is not None and session.is_signed_in:
            return await end_session(self, leads_to=AFTER_RESET)
        # A guest keeps the session, and the cart in it.
        return rx.redirect(AFTER_RESET, replace=True)

    def _point_at(self, wrong: dict[str, str]) -> rx.event.EventSpec:
        self.field_errors = wrong
        return focus_on(next(iter(wrong)))

    def _explain(self, error: GatewayError) -> rx.event.EventSpec | None:
        match error:
            case Refused(code="link_no_longer_valid"):
                self._token = ""
                self.is_link_over = True
            case Invalid(fields={"new_password": why}):
                return self._point_at({"new_password": password_sentence(why)})
            case Invalid():
                self._token = ""
                self.is_link_over = True
            case TooManyRequests(retry_after=seconds):
                self.form_error = too_many_attempts(seconds)
            case _:
                self.form_error = sentence(error)
        return None


class VerifyEmailState(rx.State):
    # working, done, over, taken, resting
    outcome: rx.Field[str] = rx.field("working")
    email: rx.Field[str] = rx.field("")
    error: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    is_busy: rx.Field[bool] = rx.field(default=False)

    _token: str = ""

    @rx.event
    async def load(self) -> Events:
        """Use the link at once: nobody has to click twice."""
        found = _token_of(self)
        if not found:
            if self.outcome == "working":
                self.outcome = "over"
            return
        self.reset()
        self._token = found
        yield forget_query()
        await self._use()

    @rx.event
    async def retry(self) -> Events:
        self.outcome = "working"
        yield None
        await self._use()

    @rx.event
    async def mail_again(self) -> Events:
        self.error = ""
        self.note = ""
        self.is_busy = True
        yield None
        try:
            if (await session_of(self)).is_signed_in:
                await account.mail_verification(gateway_of(self))
                self.note = "A new link is on its way. Older ones no longer work."
            else:
                yield to_sign_in("/account")
        except Conflict:
            self.note = "Your address is confirmed already."
        except TooManyRequests:
            self.error = "We mailed it several times already. Please look for it, or try later."
        except GatewayError as error:
            self.error = sentence(error)
        self.is_busy = False

    async def _use(self) -> None:
        worker = current_worker()
        try:
            found = await account.verify_email(open_gateway_of(self), token=self._token)
        except Conflict:
            self.outcome = "taken"
        except TooManyRequests as error:
            self.outcome = "resting"
            self.error = sentence(error)
            return
        except Refused:
            self.outcome = "over"
        except GatewayError as error:
            self.outcome = "resting"
            self.error = sentence(error)
            return
        else:
            self.outcome = "done"
            self.email = found.person.email
            await worker.sessions.know_as(session_id_of(self), found.person)
        self._token = ""


def _token_of(state: rx.State) -> str:
    token = query_of(state, "token")
    return token if len(token) <= LONGEST_TOKEN else ""
