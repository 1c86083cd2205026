"""Types of the API's fields."""

from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from backend_services.shared.clock import to_wire

Moment = Annotated[
    datetime,
    PlainSerializer(to_wire),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Amount = Annotated[str, WithJsonSchema({"type": "string", "examples": ["38.50"]})]
