from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final
from uuid import UUID

import reflex as rx

from storefront.api import account
from storefront.api.account import Account
from storefront.api.client import Gateway
from storefront.api.errors import (
    Conflict,
    GatewayError,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    TooManyRequests,
)
from storefront.api.models import SignInRow
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
from storefront.state.leaving import empty, end_session, focus_on
from storefront.state.personal import personal
from storefront.state.sentences import (
    password_sentence,
    sentence,
    to_sign_in,
    too_many_attempts,
)
from storefront.state.session import SessionState
from storefront.state.visitor import address_in_shop, gateway_of, session_id_of, session_of
from storefront.web.worker import current_worker

Events = AsyncGenerator[rx.event.EventSpec | rx.event.EventCallback[*tuple[()]] | None, None]

# The forms of the page; what they say stands in `alerts` and `notes` under these names.
NAME: Final = "name"
EMAIL: Final = "email"
PASSWORD: Final = "password"  # noqa: S105 - a form, not a password
DEVICES: Final = "devices"
CLOSING: Final = "closing"
# Which field of the page holds what the API knows under another name.
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    NAME: {"username": "username"},
    EMAIL: {"email": "email", "current_password": "password_for_email"},
    PASSWORD: {"current_password": "current_password", "new_password": "new_password"},
    CLOSING: {"current_password": "password_to_close"},
}
RULES: Final[Mapping[str, Form]] = {
    NAME: {"username": name_rule},
    EMAIL: {"email": email_rule, "password_for_email": given_password_rule},
    PASSWORD: {"current_password": given_password_rule, "new_password": new_password_rule},
    CLOSING: {"password_to_close": given_password_rule},
}
FIELD_RULES: Final[Form] = {name: rule for form in RULES.values() for name, rule in form.items()}
SECRETS: Final = ("password_for_email", "current_password", "new_password", "password_to_close")
WRONG_PASSWORD: Final = "That is not your password."  # noqa: S105 - a sentence
NO_PASSWORD: Final = "You have no password yet. Set one by mail first."  # noqa: S105 - as above
TAKEN: Final = "This is already in use. Please choose another."
NOT_SURE: Final = "Please tick the box: closing an account cannot be undone."


@personal
class AccountState(rx.State):
    user_name: rx.Field[str] = rx.field("")
    email: rx.Field[str] = rx.field("")
    pending_email: rx.Field[str] = rx.field("")
    is_verified: rx.Field[bool] = rx.field(default=False)
    sign_ins: rx.Field[list[SignInRow]] = rx.field(default_factory=list[SignInRow])
    # Whoever came by Google may never have chosen one.
    has_password: rx.Field[bool] = rx.field(default=True)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    field_errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    alerts: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    notes: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    busy_form: rx.Field[str] = rx.field("")

    # What the gateway would not take, by field.
    _refused: Texts = ()

    @rx.event
    async def load(self) -> Events:
        self._clear()
        self.error = ""
        self.is_loaded = False
        yield None
        try:
            if not (await session_of(self)).is_signed_in:
                yield to_sign_in(address_in_shop(self))
                return
            await self._show(await account.show(gateway_of(self)))
            self.sign_ins = await account.sign_ins(gateway_of(self))
        except NotSignedIn:
            yield to_sign_in(address_in_shop(self))
            return
        except GatewayError as error:
            self.error = sentence(error)
            return
        self.is_loaded = True

    @rx.event
    def leave_field(self, name: str, text: str) -> None:
        self.field_errors = left(
            self.field_errors, form=FIELD_RULES, name=name, text=text, refused=self._refused
        )

    @rx.event
    async def rename(self, form_data: dict[str, Any]) -> Events:
        name = text_of(form_data, "username").strip()
        if not await self._begin(NAME):
            yield to_sign_in(address_in_shop(self))
            return
        if wrong := wrong_fields(RULES[NAME], form_data):
            yield self._point_at(wrong)
            return
        yield None
        try:
            await self._show(await account.rename(self._gateway(), username=name))
        except GatewayError as error:
            yield self._explain(error, form=NAME)
            self._refused = refused_texts(form_data, self.field_errors)
        else:
            self.notes = {NAME: "Saved."}
            yield SessionState.look_again()  # the name stands in the header too
        self.busy_form = ""

    @rx.event
    async def change_email(self, form_data: dict[str, Any]) -> Events:
        email = text_of(form_data, "email").strip()
        password = text_of(form_data, "password_for_email")
        if not await self._begin(EMAIL):
            yield to_sign_in(address_in_shop(self))
            return
        if email.lower() == self.email.lower() and not self.pending_email:
            self.notes = {EMAIL: "This is your address already."}
            self.busy_form = ""
            return
        if wrong := wrong_fields(RULES[EMAIL], form_data):
            yield self._point_at(wrong)
            return
        yield None
        try:
            await self._show(
                await account.change_email(self._gateway(), email=email, current_password=password)
            )
        except GatewayError as error:
            yield self._explain(error, form=EMAIL)
            self._refused = refused_texts(form_data, self.field_errors)
        else:
            self.notes = {EMAIL: "Nearly done: use the link we mailed to the new address."}
            yield empty(*SECRETS)
        self.busy_form = ""

    @rx.event
    async def mail_verification(self) -> Events:
        if not await self._begin(EMAIL):
            yield to_sign_in(address_in_shop(self))
            return
        yield None
        try:
            await account.mail_verification(self._gateway())
        except Conflict:
            self.is_verified = True
        except TooManyRequests:
            self.alerts = {
                EMAIL: "We mailed it several times already. Please look for it, or try later."
            }
        except GatewayError as error:
            yield self._explain(error, form=EMAIL)
        else:
            self.notes = {EMAIL: "A new link is on its way. Older ones no longer work."}
        self.busy_form = ""

    @rx.event
    async def change_password(self, form_data: dict[str, Any]) -> Events:
        current = text_of(form_data, "current_password")
        wanted = text_of(form_data, "new_password")
        if not await self._begin(PASSWORD):
            yield to_sign_in(address_in_shop(self))
            return
        if wrong := wrong_fields(RULES[PASSWORD], form_data):
            yield self._point_at(wrong)
            return
        yield None
        gateway = self._gateway()
        try:
            await account.change_password(gateway, current_password=current, new_password=wanted)
        except GatewayError as error:
            yield self._explain(error, form=PASSWORD)
        else:
            self.notes = {PASSWORD: "Your password is changed, and all other devices signed out."}
            self.sign_ins = [row for row in self.sign_ins if row.is_current]
            yield empty(*SECRETS)
        self.busy_form = ""

    @rx.event
    async def mail_password(self) -> Events:
        """A link by which somebody chooses a password who has none."""
        if not await self._begin(PASSWORD):
            yield to_sign_in(address_in_shop(self))
            return
        yield None
        try:
            await account.mail_password_reset(self._gateway(), email=self.email)
        except GatewayError as error:
            yield self._explain(error, form=PASSWORD)
        else:
            self.notes = {PASSWORD: f"A link is on its way to {self.email}."}
        self.busy_form = ""

    @rx.event
    async def end_sign_in(self, sign_in_id: str) -> Events:
        wanted = _uuid(sign_in_id)
        if wanted is None:
            return
        if not await self._begin(DEVICES):
            yield to_sign_in(address_in_shop(self))
            return
        yield None
        try:
            await account.end_sign_in(self._gateway(), sign_in_id=wanted)
        except NotFound:
            pass  # it has ended meanwhile, which is what was wanted
        except GatewayError as error:
            yield self._explain(error, form=DEVICES)
            self.busy_form = ""
            return
        self.sign_ins = [row for row in self.sign_ins if row.id != str(wanted)]
        self.notes = {DEVICES: "That device is signed out, within a few minutes at the latest."}
        self.busy_form = ""

    @rx.event
    async def sign_out_everywhere(self) -> Events:
        if not await self._begin(DEVICES):
            yield to_sign_in(address_in_shop(self))
            return
        yield None
        try:
            await account.sign_out_everywhere(self._gateway())
        except GatewayError as error:
            yield self._explain(error, form=DEVICES)
        else:
            yield await end_session(self, leads_to="/login?notice=everywhere")
        self.busy_form = ""

    @rx.event
    async def close(self, form_data: dict[str, Any]) -> Events:
        password = text_of(form_data, "password_to_close")
        if not await self._begin(CLOSING):
            yield to_sign_in(address_in_shop(self))
            return
        unsure = {} if form_data.get("is_sure") else {"is_sure": NOT_SURE}
        if wrong := unsure | wrong_fields(RULES[CLOSING], form_data):
            yield self._point_at(wrong)
            return
        yield None
        try:
            await account.close(self._gateway(), current_password=password)
        except GatewayError as error:
            yield self._explain(error, form=CLOSING)
        else:
            yield await end_session(self, leads_to="/login?notice=closed")
            yield empty(*SECRETS)
        self.busy_form = ""

    async def _begin(self, form: str) -> bool:
        """Whether somebody is signed in who may do this; the page forgets what it said before."""
        self._clear()
        try:
            is_signed_in = (await session_of(self)).is_signed_in
        except GatewayError:
            is_signed_in = True  # nobody can be asked now; the call itself will say so
        self.busy_form = form if is_signed_in else ""
        return is_signed_in

    def _clear(self) -> None:
        self.field_errors = {}
        self._refused = ()
        self.alerts = {}
        self.notes = {}
        self.busy_form = ""

    def _gateway(self) -> Gateway:
        return gateway_of(self)

    async def _show(self, found: Account) -> None:
        self.user_name = found.person.name
        self.email = found.person.email
        self.pending_email = found.pending_email
        self.is_verified = found.is_verified
        self.has_password = found.has_password
        await current_worker().sessions.know_as(session_id_of(self), found.person)

    def _explain(self, error: GatewayError, *, form: str) -> rx.event.EventSpec | None:
        fields = FIELDS.get(form, {})
        match error:
            case NotSignedIn():
                return to_sign_in(address_in_shop(self))
            case TooManyRequests(retry_after=seconds):
                self.alerts = {form: too_many_attempts(seconds)}
            case Refused(code="no_password_set"):
                self.has_password = False
                self.alerts = {form: NO_PASSWORD}
            case Refused(code="wrong_password"):
                return self._point_at({fields["current_password"]: WRONG_PASSWORD})
            case Refused(code="email_or_username_taken"):
                return self._point_at({next(iter(fields.values())): TAKEN})
            case Invalid(fields=wrong) if fields.keys() & wrong.keys():
                return self._point_at(
                    {
                        fields[name]: _words(name, why)
                        for name, why in wrong.items()
                        if name in fields
                    }
                )
            case _:
                self.alerts = {form: sentence(error)}
        return None

    def _point_at(self, wrong: dict[str, str]) -> rx.event.EventSpec:
        self.field_errors = wrong
        self.busy_form = ""
        return focus_on(next(iter(wrong)))


def _words(name: str, why: str) -> str:
    return WRONG_FIELDS[name] if name in {"email", "username"} else password_sentence(why)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
