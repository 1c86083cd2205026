from dataclasses import dataclass

from backend_services.shared.http.tokens import Principal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it; a command at the server is nobody with an account."""

    user_id: int | None
    role: str | None

    @classmethod
    def of(cls, principal: Principal) -> "Actor":
        return cls(user_id=principal.user_id, role=principal.role.value)


COMMAND = Actor(user_id=None, role=None)
