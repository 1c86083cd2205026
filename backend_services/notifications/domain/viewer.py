from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at notifications: customers at their own, staff at all."""

    user_id: int
    is_staff: bool
    role: str
