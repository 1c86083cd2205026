"""Dependencies that say who is asking; each service checks for itself."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend_services.shared.errors import Forbidden, Unauthenticated
from backend_services.shared.http.tokens import Principal, Role, TokenVerifier

_bearer = HTTPBearer(auto_error=False, description="An access token from POST /users/login")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


async def optional_user(request: Request, credentials: _Credentials) -> Principal | None:
    """None without a header; a bad token is refused, never taken for a guest."""
    if credentials is None:
        if "Authorization" in request.headers:
            raise Unauthenticated("Invalid authorization format")
        return None
    verifier = cast("TokenVerifier", request.app.state.token_verifier)
    return await verifier.verify(credentials.credentials)


async def current_user(
    principal: Annotated[Principal | None, Depends(optional_user)],
) -> Principal:
    if principal is None:
        raise Unauthenticated("Not authenticated")
    return principal


def _requires(*roles: Role) -> Callable[[Principal], Awaitable[Principal]]:
    async def check(principal: Annotated[Principal, Depends(current_user)]) -> Principal:
        if principal.role not in roles:
            raise Forbidden("Your account may not do this")
        return principal

    return check


CurrentUser = Annotated[Principal, Depends(current_user)]
OptionalUser = Annotated[Principal | None, Depends(optional_user)]
StaffUser = Annotated[Principal, Depends(_requires(Role.STAFF, Role.ADMIN))]
