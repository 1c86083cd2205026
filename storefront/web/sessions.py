"""Who a browser is: the session behind its cookie, with tokens kept fresh."""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Final

import structlog

from storefront.api import account, cart
from storefront.api.account import Person, Tokens
from storefront.api.client import Gateway
from storefront.api.errors import Forbidden, GatewayError, Invalid, NotSignedIn, Unavailable
from storefront.web.cookies import new_session_id
from storefront.web.session_store import Session, SessionStore

# Renewed this many seconds before the end, so that no call carries a token that ends on its way.
EARLY: Final = 60.0
# What the gateway says of a refresh token that is used up, revoked or unknown.
OVER: Final = (NotSignedIn, Forbidden, Invalid)

log = structlog.get_logger()


def _tell_nobody(_: str) -> None:
    return


class Sessions:
    def __init__(
        self,
        store: SessionStore,
        *,
        gateway: Gateway,
        now: Callable[[], float] = time.time,
        on_end: Callable[[str], None] = _tell_nobody,
    ) -> None:
        """`on_end` is told the id of every session that is over."""
        self.store = store
        self._gateway = gateway
        self._now = now
        self._on_end = on_end
        self._renewals: dict[str, asyncio.Task[Session]] = {}

    async def current(self, session_id: str) -> Session:
        """The session as it stands, with an access token that is still good for a while.

        Raises:
            Unavailable: when the token is over and nobody can be asked for a new one.
        """
        session = await self._load(session_id)
        if not session.refresh_token or session.access_expires_at - EARLY > self._now():
            return session
        return await self.renew(session_id, spent=session.access_token)

    async def renew(self, session_id: str, *, spent: str) -> Session:
        """A session with another access token than `spent`, or signed out.

        Raises:
            Unavailable: as `current`.
        """
        renewal = self._renewals.get(session_id)
        if renewal is None:
            renewal = asyncio.create_task(self._renew(session_id, spent=spent))
            self._renewals[session_id] = renewal
            renewal.add_done_callback(lambda _: self._renewals.pop(session_id, None))
        # Shielded: a refresh token works once, so its successor must be kept even when the
        # visitor who asked has left the page.
        return await asyncio.shield(renewal)

    async def cart_token(self, session_id: str) -> str:
        """The token of the cart of somebody not signed in; made when first needed.

        Raises:
            NotSignedIn: for a browser without a session cookie.
        """
        if not session_id:
            raise NotSignedIn("Please allow cookies: the shop keeps your cart with one.")
        async with self.store.locked(session_id):
            session = await self._load(session_id)
            if not session.cart_token:
                session = session.model_copy(update={"cart_token": secrets.token_urlsafe(32)})
                await self.store.save(session_id, session)
            return session.cart_token

    async def begin(self, session_id: str, *, tokens: Tokens, person: Person) -> str:
        """Sign in under a new id, so that an id planted before is worth nothing after."""
        anonymous = await self._load(session_id) if session_id else Session()
        fresh_id = new_session_id()
        # Of somebody who was signed in already it is theirs, and no gift to the next person.
        cart_token = "" if anonymous.is_signed_in else anonymous.cart_token
        await self.store.save(
            fresh_id, self._signed_in(tokens, person=person, cart_token=cart_token)
        )
        try:
            await self.carry_cart(fresh_id)
        except GatewayError as error:
            # Signing in matters more: the cart stays behind its token until the next look.
            log.warning("session.cart_not_carried", reason=error.code or type(error).__name__)
        if session_id:
            await self.store.forget(session_id)
            self._on_end(session_id)
        return fresh_id

    async def is_of(self, session_id: str, *, user_id: int) -> bool:
        """Whether that person is signed in with it: another worker may have ended it."""
        person = (await self._load(session_id)).person
        return person is not None and person.id == user_id

    async def carry_cart(self, session_id: str) -> None:
        """Move what was put into the cart before signing in; nothing when that is done.

        Raises:
            GatewayError: it could not be moved, and is kept: `cart_full`, nobody there, …
        """
        session = await self.current(session_id)
        if not session.is_signed_in or not session.cart_token:
            return
        await cart.merge(
            self._gateway, access_token=session.access_token, cart_token=session.cart_token
        )
        async with self.store.locked(session_id):
            now = await self._load(session_id)
            if now.cart_token == session.cart_token:
                await self.store.save(session_id, now.model_copy(update={"cart_token": ""}))

    async def adopt_cart(self, session_id: str, *, by: str) -> None:
        """Give the cart of a session that nobody comes back to to another one without a cart."""
        left = (await self._load(session_id)).cart_token
        if not left:
            return
        async with self.store.locked(by):
            session = await self._load(by)
            if not session.cart_token:
                await self.store.save(by, session.model_copy(update={"cart_token": left}))
        await self.store.forget(session_id)

    async def know_as(self, session_id: str, person: Person) -> None:
        """Keep the person's new name or address; nothing for somebody else's session."""
        async with self.store.locked(session_id):
            session = await self._load(session_id)
            if session.person is not None and session.person.id == person.id:
                await self.store.save(session_id, session.model_copy(update={"person": person}))

    async def end(self, session_id: str) -> str:
        """Sign out here and at the gateway; the next visitor at this browser gets a new id."""
        session = await self._load(session_id)
        await self.store.forget(session_id)
        self._on_end(session_id)
        if session.refresh_token:
            try:
                await account.sign_out(self._gateway, refresh_token=session.refresh_token)
            except GatewayError as error:
                # The tokens are gone from here; at the gateway they end by themselves.
                log.warning("session.sign_out_not_told", reason=type(error).__name__)
        return new_session_id()

    async def _load(self, session_id: str) -> Session:
        return (await self.store.load(session_id) if session_id else None) or Session()

    async def _renew(self, session_id: str, *, spent: str) -> Session:
        async with self.store.locked(session_id):
            session = await self._load(session_id)
            if session.access_token != spent or not session.refresh_token:
                return session  # another worker has done it, or the session is over
            try:
                tokens = await account.refresh(self._gateway, refresh_token=session.refresh_token)
            except OVER:
                # Kept as a trace: the door tells whoever comes back why they stand before it.
                session = Session(has_ended=True, cart_token=session.cart_token)
                await self.store.save(session_id, session)
                self._on_end(session_id)
                log.info("session.ended", reason="refresh refused")
                return session
            except Unavailable:
                if session.access_expires_at > self._now():
                    return session
                raise
            session = self._signed_in(tokens, person=session.person, cart_token=session.cart_token)
            await self.store.save(session_id, session)
            return session

    def _signed_in(self, tokens: Tokens, *, person: Person | None, cart_token: str) -> Session:
        return Session(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            access_expires_at=self._now() + tokens.expires_in,
            person=person,
            cart_token=cart_token,
        )
