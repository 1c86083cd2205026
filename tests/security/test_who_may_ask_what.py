"""Every route of every service, asked by everybody, with good tokens and with bad ones."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import httpx
import pytest
from jose import jwt

from backend_services.gateway.routing import Service, public_path
from backend_services.shared.http.tokens import Role
from tests.fixtures.tokens import KEY_ID, TestKeys
from tests.security.conftest import SERVICES
from tests.security.estate import Estate
from tests.security.rules import RULES, Who

OWNER, OTHER, STAFF, ADMIN = 7, 8, 2, 1
ROUTES: Final = [(service, route) for service in SERVICES for route in RULES[service]]
BAD: Final = ("expired", "forged", "alg none", "HS256 with the public key")
PEOPLE: Final = {
    "customer": (OWNER, Role.CUSTOMER),
    "other customer": (OTHER, Role.CUSTOMER),
    "staff": (STAFF, Role.STAFF),
    "admin": (ADMIN, Role.ADMIN),
}
# What may be put into a path: things of the owner's, or of nobody where that is all the same.
SIGN_IN_ID: Final = "0190f3e4-0000-7000-8000-000000000007"
IN_PATH: Final = {
    "{sign_in_id}": SIGN_IN_ID,
    "{uid}": "0190f3e4-0000-7000-8000-000000000001",
    "{file}": "nothing.webp",
    "{import_id}": "0190f3e4-0000-7000-8000-000000000005",
    "{picture_id}": "0190f3e4-0000-7000-8000-000000000009",
    "{order_id}": "1",
    "{notification_id}": "1",
    "{user_id}": "8",
    "{name}": "welcome",
}
# Where an empty body would be refused before it is looked at whose the thing is.
BODIES: Final = {"PATCH /api/v1/orders/{order_id}/status": {"status": "cancelled"}}


@pytest.fixture(scope="module")
def tokens(token_keys: TestKeys) -> dict[str, str]:
    """An Authorization header by who, or what, it stands for."""
    good = {
        who: token_keys.issue(number, role=role, email=f"p{number}@example.com")
        for who, (number, role) in PEOPLE.items()
    }
    claims = jwt.get_unverified_claims(good["admin"])
    header = {"kid": KEY_ID}
    unsigned = jwt.encode(claims, "x", algorithm="HS256", headers=header).split(".")
    none = "eyJhbGciOiJub25lIiwia2lkIjoidGVzdC1rZXkifQ"  # {"alg":"none","kid":"test-key"}
    bad = {
        "expired": token_keys.issue(ADMIN, role=Role.ADMIN, lives=timedelta(seconds=-1)),
        "forged": TestKeys().issue(ADMIN, role=Role.ADMIN),
        "alg none": f"{none}.{unsigned[1]}.",
        "HS256 with the public key": _signed_with_the_public_key(token_keys, unsigned),
    }
    return {who: f"Bearer {token}" for who, token in (good | bad).items()}


def _signed_with_the_public_key(keys: TestKeys, unsigned: list[str]) -> str:
    """By hand: jose itself refuses to use a public key as a secret."""
    said = ".".join(unsigned[:2]).encode()
    signature = hmac.new(keys.public_pem.encode(), said, hashlib.sha256).digest()
    return f"{said.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _asked(estate: Estate, service: str, route: str, authorization: str | None) -> httpx.Response:
    method, path = route.split(" ")
    for name, value in IN_PATH.items():
        path = path.replace(name, value)
    path = re.sub(r"\{\w+_id\}", "1", path)
    headers = {"Authorization": authorization} if authorization else {}
    is_write = method in {"POST", "PUT", "PATCH", "DELETE"}
    body = BODIES.get(route, {}) if is_write else None
    return httpx.request(
        method, f"{estate.addresses[service]}{path}", headers=headers, json=body, timeout=30
    )


def expected(who: Who, asker: str) -> Callable[[int], bool]:
    """Whether a status is right for that asker; a body that says nothing is refused afterwards."""

    def is_let_in(status: int) -> bool:
        return status not in {401, 403} and status < 500

    if who is Who.ANYBODY:
        return is_let_in
    if who is Who.SERVICE:
        return lambda status: status in {401, 403}
    if asker in BAD:
        return lambda status: status == 401
    if asker == "anonymous":
        return is_let_in if who is Who.GUEST_TOO else lambda status: status == 401
    refused = {
        Who.OWNER: {"other customer": 404},
        Who.STAFF: {"customer": 403, "other customer": 403},
    }.get(who, {})
    if asker in refused:
        return lambda status: status == refused[asker]
    return is_let_in


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_rule_and_every_rule_a_route(estate: Estate, service: str) -> None:
    document = httpx.get(f"{estate.addresses[service]}/openapi.json", timeout=30).json()

    routes = {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }

    assert routes == set(RULES[service])


def test_the_edge_shows_what_is_for_people_and_nothing_else(estate: Estate) -> None:
    document = httpx.get(f"{estate.addresses['gateway']}/openapi.json", timeout=30).json()
    shown = {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }

    meant = {"GET /", "GET /health", "GET /system/gateway"}
    for service, route in ROUTES:
        method, path = route.split(" ")
        public = public_path(Service(service), path)
        if public is not None:
            assert RULES[service][route] is not Who.SERVICE
            meant.add(f"{method} {public}")
    assert shown == meant


@pytest.mark.parametrize(("service", "route"), ROUTES)
def test_each_route_lets_in_whom_it_should(
    estate: Estate, tokens: dict[str, str], service: str, route: str
) -> None:
    who = RULES[service][route]
    askers = ["anonymous", *BAD, "other customer", "customer", "staff", "admin"]

    seen = {
        asker: _asked(estate, service, route, tokens.get(asker)).status_code for asker in askers
    }

    wrong = {asker: status for asker, status in seen.items() if not expected(who, asker)(status)}
    assert wrong == {}, f"{who}: {seen}"
