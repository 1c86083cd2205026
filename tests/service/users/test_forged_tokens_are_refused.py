"""Every way in that we know of with a token that users did not sign for this shop, or not now."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jose import jwt

from backend_services.users.settings import UsersSettings
from tests.service.users.people import Person

DECODED = "Could not validate credentials"
HEADER = {"alg": "RS256", "typ": "JWT"}


class Forge:
    """What a forger knows (a genuine token, the public key), and what only users knows."""

    def __init__(self, genuine: str, settings: UsersSettings) -> None:
        self.genuine = genuine
        self.claims: dict[str, Any] = jwt.get_unverified_claims(genuine)
        self.kid: str = jwt.get_unverified_header(genuine)["kid"]
        self.private_pem = settings.signing_key_file.read_bytes()
        self.public = load_pem_private_key(self.private_pem, password=None).public_key()

    def signed(self, *, without: str = "", kid: str | None = None, **changes: Any) -> str:
        """By the real key, with other claims."""
        claims = {name: value for name, value in self.claims.items() if name != without}
        headers = {"kid": self.kid if kid is None else kid}
        pem = self.private_pem.decode()
        return jwt.encode({**claims, **changes}, pem, algorithm="RS256", headers=headers)

    def signed_by(self, pem: str, **headers: Any) -> str:
        return jwt.encode(self.claims, pem, algorithm="RS256", headers={"kid": self.kid, **headers})

    def hmac(self, secret: bytes, *, alg: str = "HS256") -> str:
        """The public key as a shared secret: the classic confusion of algorithms."""
        message = self.unsigned(alg=alg)
        digest = getattr(hashlib, "sha" + alg[2:])
        return f"{message}.{encode(hmac.new(secret, message.encode(), digest).digest())}"

    def unsigned(self, *, alg: str, **changes: Any) -> str:
        header = {**HEADER, "alg": alg, "kid": self.kid}
        claims = {**self.claims, **changes}
        return ".".join(encode(json.dumps(part).encode()) for part in (header, claims))

    def public_bytes(self, encoding: Encoding) -> bytes:
        return self.public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def strangers_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def with_payload(forge: Forge, **changes: Any) -> str:
    signature = forge.genuine.rpartition(".")[2]
    return f"{forge.unsigned(alg='RS256', **changes)}.{signature}"


FORGERIES: dict[str, Callable[[Forge], str]] = {
    "empty": lambda _: "",
    "no token at all": lambda _: "abc",
    "three dots": lambda _: "a.b.c",
    "not base64": lambda _: "é.é.é",
    "signature cut off": lambda f: f.genuine.rpartition(".")[0] + ".",
    "signature missing": lambda f: f.genuine.rpartition(".")[0],
    "signature changed": lambda f: f.genuine[:-4] + ("AAAA" if f.genuine[-4:] != "AAAA" else "B"),
    "payload changed": lambda f: with_payload(f, sub="2"),
    "role raised": lambda f: with_payload(f, role="admin"),
    "alg none": lambda f: f.unsigned(alg="none") + ".",
    "alg None": lambda f: f.unsigned(alg="None") + ".",
    "alg none, signature kept": lambda f: f.unsigned(alg="none") + "." + f.genuine.split(".")[2],
    "alg empty": lambda f: f.unsigned(alg="") + ".",
    "HS256 with the public key as PEM": lambda f: f.hmac(f.public_bytes(Encoding.PEM)),
    "HS256 with the public key as PEM, stripped": lambda f: f.hmac(
        f.public_bytes(Encoding.PEM).strip()
    ),
    "HS256 with the public key as DER": lambda f: f.hmac(f.public_bytes(Encoding.DER)),
    "HS512 with the public key as PEM": lambda f: f.hmac(f.public_bytes(Encoding.PEM), alg="HS512"),
    "HS256 with nothing": lambda f: f.hmac(b""),
    "RS512 by the real key": lambda f: jwt.encode(
        f.claims, f.private_pem.decode(), algorithm="RS512", headers={"kid": f.kid}
    ),
    "a stranger's key under our key id": lambda f: f.signed_by(strangers_pem()),
    "a stranger's key under its own id": lambda f: f.signed_by(strangers_pem(), kid="theirs"),
    "a key brought along": lambda f: f.signed_by(
        strangers_pem(), jwk={"kty": "RSA"}, jku="https://evil.example/jwks.json"
    ),
    "unknown key id": lambda f: f.signed(kid="unknown"),
    "key id of a file": lambda f: f.signed(kid="../../../../dev/null"),
    "empty key id": lambda f: f.signed(kid=""),
    "wrong audience": lambda f: f.signed(aud="another-shop"),
    "wrong issuer": lambda f: f.signed(iss="another-shop"),
    "no expiry": lambda f: f.signed(without="exp"),
    "no audience": lambda f: f.signed(without="aud"),
    "no issuer": lambda f: f.signed(without="iss"),
    "no subject": lambda f: f.signed(without="sub"),
    "no issue time": lambda f: f.signed(without="iat"),
    "no role": lambda f: f.signed(without="role"),
    "no email": lambda f: f.signed(without="email"),
    "no token id": lambda f: f.signed(without="jti"),
    "not yet valid": lambda f: f.signed(nbf=int(time.time()) + 3600),
    "subject no number": lambda f: f.signed(sub="ann"),
    "subject zero": lambda f: f.signed(sub="0"),
    "subject negative": lambda f: f.signed(sub="-1"),
    "subject beyond int32": lambda f: f.signed(sub=str(2**31)),
    "subject of five thousand digits": lambda f: f.signed(sub="1" * 5000),
    "unknown role": lambda f: f.signed(role="owner"),
    "role a list": lambda f: f.signed(role=["admin"]),
    "expiry a word": lambda f: f.signed(exp="tomorrow"),
    "expiry a list": lambda f: f.signed(exp=[1]),
}


@pytest.fixture
async def forge(ann: Person, settings: UsersSettings) -> Forge:
    return Forge((await ann.log_in())["access_token"], settings)


async def test_the_genuine_token_is_accepted(ann: Person, forge: Forge) -> None:
    assert (await ann.me(forge.genuine)).status_code == 200
    assert (await ann.me(forge.signed())).status_code == 200


async def test_an_expired_token_is_refused_and_told_so(ann: Person, forge: Forge) -> None:
    answer = await ann.me(forge.signed(exp=int(time.time()) - 1))

    assert answer.status_code == 401
    assert answer.json()["detail"] == "Token has expired"


async def test_no_forged_token_is_accepted(ann: Person, forge: Forge) -> None:
    accepted: dict[str, str] = {}
    for name, make in FORGERIES.items():
        headers = {b"Authorization": b"Bearer " + make(forge).encode()}
        answer = await ann.client.get("/api/v1/users/me", headers=headers)
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers:
            accepted[name] = f"{answer.status_code} {answer.text}"

    assert accepted == {}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "x" * 5000])
async def test_a_header_that_is_no_bearer_token_is_refused(ann: Person, header: str) -> None:
    answer = await ann.client.get("/api/v1/users/me", headers={"Authorization": header})

    assert answer.status_code == 401
