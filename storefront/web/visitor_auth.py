from collections.abc import AsyncGenerator

import httpx

from storefront.api.cart import CART_TOKEN
from storefront.web.session_store import Session
from storefront.web.sessions import Sessions

UNAUTHORIZED = 401


class VisitorAuth(httpx.Auth):
    """Puts the visitor's own credentials on each call; the callers never see a token."""

    def __init__(self, sessions: Sessions, *, session_id: str) -> None:
        self._sessions = sessions
        self._session_id = session_id

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        session = await self._sessions.current(self._session_id)
        _identify(request, session)
        response = yield request
        if response.status_code == UNAUTHORIZED and session.access_token:
            # Our clock and the server's differ, or its keys have changed: once more.
            renewed = await self._sessions.renew(self._session_id, spent=session.access_token)
            if renewed.access_token:
                _identify(request, renewed)
                yield request


def _identify(request: httpx.Request, session: Session) -> None:
    if session.access_token:
        request.headers["Authorization"] = f"Bearer {session.access_token}"
    elif session.cart_token:
        request.headers[CART_TOKEN] = session.cart_token
