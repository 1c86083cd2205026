"""How values look in JSON."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, PlainSerializer, WithJsonSchema

from backend_services.shared.clock import to_wire

WireTime = Annotated[
    datetime,
    PlainSerializer(to_wire, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _in_utc(moment: datetime) -> datetime:
    """Raises: ValueError: before the year 1 or after 9999 there."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        msg = "must be a moment that UTC has"
        raise ValueError(msg) from None


# With an offset or Z: a naive time would mean another moment to each reader.
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
