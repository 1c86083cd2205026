import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, cast
from uuid import UUID

from backend_services.shared.clock import to_wire
from backend_services.shared.messaging.event import EventT, event_class


@dataclass(frozen=True)  # no slots: Python 3.11 cannot subscript such a generic class
class Envelope(Generic[EventT]):
    """An event and what is known about it."""

    event_id: UUID  # the dedupe key everywhere
    aggregate: str  # "order:42"; events of one aggregate keep their order
    sequence: int  # the aggregate's version after this change
    occurred_at: datetime
    event: EventT
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def encode(self) -> str:
        return encode_message(
            event_id=self.event_id,
            aggregate=self.aggregate,
            sequence=self.sequence,
            type_=self.event.type,
            version=self.event.version,
            occurred_at=self.occurred_at,
            headers=self.headers,
            payload=self.event.model_dump(mode="json"),
        )


def encode_message(  # noqa: PLR0913 - the fields of the wire format
    *,
    event_id: UUID,
    aggregate: str,
    sequence: int,
    type_: str,
    version: int,
    occurred_at: datetime,
    headers: dict[str, str],
    payload: dict[str, Any],
) -> str:
    return json.dumps(
        {
            "event_id": str(event_id),
            "type": type_,
            "version": version,
            "aggregate": aggregate,
            "sequence": sequence,
            "occurred_at": to_wire(occurred_at),
            "headers": headers,
            "payload": payload,
        },
        separators=(",", ":"),
    )


def decode_message(body: str) -> Envelope[Any]:
    """Read a message.

    Raises:
        ValueError: the body is no envelope, or its payload does not fit its contract.
        UnknownEvent: no contract of that type and version.
    """
    message: Any = json.loads(body)
    if not isinstance(message, dict):
        msg = "an envelope is a JSON object"
        raise ValueError(msg)  # noqa: TRY004 - a bad message, not a caller's bug
    try:
        fields = cast("dict[str, Any]", message)
        cls = event_class(fields["type"], fields["version"])
        return Envelope(
            event_id=UUID(fields["event_id"]),
            aggregate=fields["aggregate"],
            sequence=fields["sequence"],
            occurred_at=datetime.fromisoformat(fields["occurred_at"]),
            event=cls.model_validate(fields["payload"]),
            headers=fields["headers"],
        )
    except KeyError as error:
        msg = f"an envelope without {error.args[0]}"
        raise ValueError(msg) from error
