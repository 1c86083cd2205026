"""The private key that signs access tokens, and the public ones that prove them."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk
from jose.backends.base import Key

from backend_services.shared.http.tokens import ALGORITHM

_BITS: Final = 2048  # NIST SP 800-57: enough until 2030


class UnusableKey(ValueError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not an RSA private key (PEM) of {_BITS} bits or more")


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str
    private: Key  # made once: signing from PEM text takes 40 ms, from this 0.3
    public: Mapping[str, Any]  # as a JWK


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The key in use and those before it; a `KeySource` for this service's own verifier."""

    current: SigningKey
    previous: tuple[SigningKey, ...] = ()

    async def find(self, key_id: str) -> Mapping[str, Any] | None:
        return next((key for key in self.public() if key["kid"] == key_id), None)

    def public(self) -> list[Mapping[str, Any]]:
        return [key.public for key in (self.current, *self.previous)]


def load_signing_keys(path: Path, *, previous: Sequence[Path], may_create: bool) -> SigningKeys:
    """Read the keys; make the first one where that is allowed.

    Raises:
        UnusableKey: a file is missing, no RSA private key, or too short a one.
    """
    if may_create and not path.exists():
        _create(path)
    return SigningKeys(current=_read(path), previous=tuple(_read(other) for other in previous))


def _create(path: Path) -> None:
    """Two processes that start at the same time end up with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".") as draft:  # only its owner may read it
        draft.write(_new_pem())
        draft.flush()
        with suppress(FileExistsError):  # the other one was first: its key is the key
            os.link(draft.name, path)


def _new_pem() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _read(path: Path) -> SigningKey:
    try:
        pem = path.read_bytes()
        private = serialization.load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableKey(path) from error
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < _BITS:
        raise UnusableKey(path)
    numbers = private.public_key().public_numbers()
    required = {"e": _base64url(numbers.e), "kty": "RSA", "n": _base64url(numbers.n)}
    key_id = _thumbprint(required)
    return SigningKey(
        id=key_id,
        private=jwk.construct(pem.decode(), ALGORITHM),
        public={**required, "kid": key_id, "use": "sig", "alg": ALGORITHM},
    )


def _base64url(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _thumbprint(required: Mapping[str, str]) -> str:
    """RFC 7638: the same key has the same id wherever it is read."""
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":"))
    return _text(hashlib.sha256(canonical.encode()).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
