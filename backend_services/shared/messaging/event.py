from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from backend_services.shared.errors import AppError


class UnknownEvent(AppError):
    code, status, title = "unknown_event", 422, "An event of a type nobody here knows"


class Event(BaseModel):
    """A fact, in the past tense. Frozen; unknown fields are ignored so that facts may grow."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    version: ClassVar[int]

    def __init_subclass__(cls, *, type: str = "", version: int = 1, **kwargs: Any) -> None:  # noqa: A002, ANN401 - `type` is the field's name on the wire; pydantic's own keywords pass through
        super().__init_subclass__(**kwargs)
        if type:
            cls.type, cls.version = type, version
            _KNOWN[type, version] = cls


EventT = TypeVar("EventT", bound=Event)
_KNOWN: dict[tuple[str, int], type[Event]] = {}


def event_class(name: str, version: int) -> type[Event]:
    """The class for a type and version on the wire.

    Raises:
        UnknownEvent: its contract was never imported, or does not exist.
    """
    try:
        return _KNOWN[name, version]
    except KeyError:
        raise UnknownEvent(f"{name} v{version}") from None


def known_events() -> dict[tuple[str, int], type[Event]]:
    return dict(_KNOWN)
