"""What is said on the sockets: server frames as JSON text, client frames as types."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

import orjson
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from backend_services.notifications.domain.news import PersonalNews, ProductNews
from backend_services.shared.clock import to_wire
from backend_services.shared.db.limits import RowId

LONGEST_FRAME: Final = 16 * 1024  # characters from a client; a token has about one thousand
PRODUCTS_PER_FRAME: Final = 500  # about 40 kB; clients commonly refuse frames above 1 MB
_LAST_POSITION: Final = 2**63 - 1  # PostgreSQL's bigint


class Subscribe(BaseModel):
    type: Literal["subscribe"]
    token: str
    # The position of the last news that the client has: what it missed is told again.
    since: Annotated[int, Field(ge=0, le=_LAST_POSITION)] | None = None


class Unsubscribe(BaseModel):
    type: Literal["unsubscribe"]
    user_id: RowId


class Ping(BaseModel):
    type: Literal["ping"]


ClientFrame: TypeAlias = Subscribe | Unsubscribe | Ping
_CLIENT_FRAME: Final[TypeAdapter[ClientFrame]] = TypeAdapter(
    Annotated[ClientFrame, Field(discriminator="type")]
)


class BadFrame(Exception):
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def read_frame(text: str | None) -> ClientFrame:
    """What the client said; None stands for a binary frame.

    Raises:
        BadFrame: it is no JSON object, or none that is known here.
    """
    if text is None:
        raise BadFrame("malformed_frame", "A frame is text, not binary")
    try:
        content: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadFrame("malformed_frame", "A frame is a JSON object") from None
    if not isinstance(content, dict):
        raise BadFrame("malformed_frame", "A frame is a JSON object")
    try:
        return _CLIENT_FRAME.validate_python(content)
    except ValidationError as error:
        # Not what was sent: it may be a token.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        about = f": look at {where}" if where else ""
        raise BadFrame("unknown_frame", f"This frame is not understood{about}") from None


def read_since(asked: Sequence[str]) -> int | None:
    """The position in a handshake's address, which may name it once.

    Raises:
        BadFrame: it is no position.
    """
    if not asked:
        return None
    text = asked[0]
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(_LAST_POSITION))
    if len(asked) > 1 or not is_number or int(text) > _LAST_POSITION:
        raise BadFrame(
            "invalid_since", f"since is the position of the last news: 0 to {_LAST_POSITION}"
        )
    return int(text)


def connected(message: str) -> str:
    return _encode({"type": "connected", "message": message})


def subscribed(user_id: int, *, expires_at: int, position: int) -> str:
    """News come from behind the position on."""
    return _encode(
        {
            "type": "subscribed",
            "user_id": user_id,
            "expires_at": to_wire(datetime.fromtimestamp(expires_at, tz=UTC)),
            "position": position,
        }
    )


def gap(user_id: int, *, position: int) -> str:
    """Some news up to the position were left out: read the notifications anew."""
    return _encode({"type": "gap", "user_id": user_id, "position": position})


def unsubscribed(user_id: int) -> str:
    return _encode({"type": "unsubscribed", "user_id": user_id})


def expired(user_id: int) -> str:
    return _encode({"type": "expired", "user_id": user_id})


def error(code: str, message: str) -> str:
    return _encode({"type": "error", "code": code, "message": message})


def pong() -> str:
    return _encode({"type": "pong"})


def notification(news: PersonalNews) -> str:
    return _encode(
        {
            "type": "notification",
            "position": news.position,
            "data": {
                "id": news.notification_id,
                "event_type": news.event_type,
                "subject": news.subject,
                "message": news.message,
                "timestamp": to_wire(news.occurred_at),
                "user_id": news.user_id,
                "order_id": news.order_id,
                "status": news.status,
            },
        }
    )


def products(news: Iterable[ProductNews]) -> str:
    return _encode(
        {
            "type": "products",
            "data": [
                {
                    "id": product.product_id,
                    "price": product.price,
                    "stock_quantity": product.stock_quantity,
                    "is_active": product.is_active,
                }
                for product in news
            ],
        }
    )


def _encode(frame: dict[str, Any]) -> str:
    return orjson.dumps(frame).decode()
