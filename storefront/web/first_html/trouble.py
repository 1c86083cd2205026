"""What to say, with which status, when the gateway did not answer what it was asked."""

from dataclasses import dataclass
from typing import Final

from storefront.api.errors import Broken, GatewayError, Refused, TooManyRequests, Unavailable
from storefront.web.first_html import words

RESTING: Final = 503
BACK_BY_THEN: Final = 15  # seconds; a gateway that starts anew
QUIET_BY_THEN: Final = 5  # seconds; where a limit does not say itself when it ends


@dataclass(frozen=True, kw_only=True)
class Trouble:
    title: str
    text: str
    status: int
    retry_after: int = 0  # seconds; 0: asking again will not help


def trouble_of(error: GatewayError) -> Trouble:
    match error:
        case TooManyRequests(retry_after=seconds):
            return Trouble(
                title=words.ONE_MOMENT,
                text=words.too_quick(seconds),
                status=error.status,
                retry_after=seconds or QUIET_BY_THEN,
            )
        case Refused():
            text = error.detail or words.OUR_FAULT
            return Trouble(title=words.REFUSED, text=text, status=error.status)
        case Unavailable():
            text = words.OUT_OF_REACH
        case Broken(request_id=request_id) if request_id:
            text = words.our_fault(request_id)
        case _:
            text = words.OUR_FAULT
    return Trouble(title=words.RESTING, text=text, status=RESTING, retry_after=BACK_BY_THEN)
