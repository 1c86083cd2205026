"""Files that the shop hands to its staff: a socket cannot, and no browser holds a token."""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storefront.api import staff_imports
from storefront.api.errors import Forbidden, GatewayError, NotSignedIn
from storefront.web.answers import leave_for
from storefront.web.cookies import read_session_id
from storefront.web.session_store import STAFF_ROLES
from storefront.web.worker import current_worker

PRODUCTS: Final = "/staff/products/export.csv"
TO_THE_DOOR: Final = "/login?next=/staff/products"
HANDED_ON: Final = ("content-type", "content-disposition")
_UNSTORED: Final = {"Cache-Control": "no-store"}


async def hand_out_products(request: Request) -> Response:
    """All products as a CSV file, for those who run the shop. The services ask again."""
    worker = current_worker()
    session_id = read_session_id(request.headers.get("cookie", ""))
    try:
        session = await worker.sessions.current(session_id)
        if not session.is_signed_in or session.person is None:
            return leave_for(TO_THE_DOOR)
        if session.person.role not in STAFF_ROLES:
            return _say("This file is for the shop's staff.", status=403)
        file = await staff_imports.export(worker.gateway_for(session_id))
    except NotSignedIn:
        return leave_for(TO_THE_DOOR)
    except Forbidden:
        return _say("This file is for the shop's staff.", status=403)
    except GatewayError:
        return _say("The shop can't be reached just now. Please try again.", status=503)
    named = {name: file.headers[name] for name in HANDED_ON if name in file.headers}
    return Response(file.content, headers={**named, **_UNSTORED})


def _say(words: str, *, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=_UNSTORED)
