"""Buyers by the hundred: tokens signed with the shop's own key, no password hashed for each.

Orders takes anybody whose token users has signed; the shop's demo has made the key.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jose import jwt

from backend_services.shared.http.tokens import ALGORITHM, Role
from backend_services.shared.ids import new_id
from backend_services.users.adapters.signing_keys import SigningKeys, load_signing_keys

FIRST_BUYER: Final = 1_000_000  # nobody of the demo has such a number
_STAFF: Final = 900_000
_LIFETIME: Final = 3600  # seconds; longer than any proof


@dataclass(frozen=True)
class People:
    keys: SigningKeys

    @classmethod
    def of(cls, key_file: Path) -> "People":
        return cls(load_signing_keys(key_file, previous=(), may_create=False))

    def customer(self, number: int) -> dict[str, str]:
        return self._header(FIRST_BUYER + number, Role.CUSTOMER)

    def staff(self) -> dict[str, str]:
        return self._header(_STAFF, Role.STAFF)

    def _header(self, user_id: int, role: Role) -> dict[str, str]:
        now = int(time.time())
        token = jwt.encode(
            {
                "sub": str(user_id),
                "email": f"buyer{user_id}@example.com",
                "username": f"buyer{user_id}",
                "role": role.value,
                "iss": "vitrine",
                "aud": "vitrine",
                "iat": now,
                "exp": now + _LIFETIME,
                "jti": str(new_id()),
            },
            self.keys.current.private,
            algorithm=ALGORITHM,
            headers={"kid": self.keys.current.id},
        )
        return {"Authorization": f"Bearer {token}"}
