import asyncio
import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker
from backend_services.users.adapters.google_door import GoogleDoor
from backend_services.users.adapters.handoff_codes import challenge_of
from backend_services.users.settings import UsersSettings
from tests.fixtures.tokens import TestKeys
from tests.service.users.mailbox import mailed, welcome_link
from tests.service.users.people import Person
from tests.service.users.provider import CLIENT_ID, ISSUER, Browser, Provider

VERIFIER = "v" * 43
CHALLENGE = challenge_of(VERIFIER)


@pytest.fixture
def provider(token_keys: TestKeys) -> Provider:
    return Provider(token_keys)


@pytest.fixture
async def browser(
    app: FastAPI, client: httpx.AsyncClient, settings: UsersSettings, provider: Provider
) -> Browser:
    configured = settings.model_copy(
        update={
            "google_client_id": CLIENT_ID,
            "google_client_secret": SecretStr("secret-at-provider"),
            "google_discovery_url": f"{ISSUER}/.well-known/openid-configuration",
        }
    )
    door = GoogleDoor.from_settings(configured)
    assert door is not None
    door.client.client_kwargs["transport"] = provider
    app.state.parts = replace(app.state.parts, google=door)
    return Browser(client, provider)


def place(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    assert answer.status_code == 307
    address = urlsplit(answer.headers["Location"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    return f"{address.scheme}://{address.netloc}{address.path}", query


async def signed_in(browser: Browser, *, challenge: str = CHALLENGE) -> httpx.Response:
    asked = await browser.leave(challenge=challenge)
    return await browser.come_back(code="abc", state=asked["state"])


async def handed_off(
    client: httpx.AsyncClient, code: str, *, verifier: str = VERIFIER
) -> httpx.Response:
    body = {"code": code, "verifier": verifier}
    return await client.post("/api/v1/users/handoff", json=body)


async def problem_of(browser: Browser) -> str:
    where, query = place(await signed_in(browser))
    assert where == "http://localhost:8080/login"
    return query["problem"]


async def accounts(sessions: SessionMaker) -> list[tuple[str, str]]:
    async with sessions() as session:
        rows = await session.execute(text("select email, username from users order by id"))
        return [(row.email, row.username) for row in rows]


async def identities(sessions: SessionMaker) -> list[tuple[str, int]]:
    async with sessions() as session:
        rows = await session.execute(text("select subject, user_id from identities"))
        return [(row.subject, row.user_id) for row in rows]


async def test_a_browser_is_sent_to_the_provider_with_state_nonce_and_pkce(
    browser: Browser,
) -> None:
    answer = await browser.client.get("/auth/google", params={"challenge": CHALLENGE})

    where, asked = place(answer)
    assert where == f"{ISSUER}/authorize"
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == "http://localhost:3000/auth/google/callback"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email profile"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["state"]
    assert asked["nonce"]
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/auth" in cookie


async def test_a_new_person_gets_an_account_and_tokens_without_one_in_any_address(
    browser: Browser, provider: Provider, client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    asked = await browser.leave(challenge=CHALLENGE)
    answer = await browser.come_back(code="abc", state=asked["state"])

    where, query = place(answer)
    assert where == "http://localhost:8080/session/google"
    assert set(query) == {"code"}
    (exchange,) = provider.token_requests
    assert challenge_of(exchange["code_verifier"][0]) == asked["code_challenge"]
    tokens = await handed_off(client, query["code"])
    assert tokens.status_code == 200
    assert tokens.headers["Cache-Control"] == "no-store"
    me = await client.get(
        "/api/v1/users/me", headers={"Authorization": f"Bearer {tokens.json()['access_token']}"}
    )
    assert me.json()["email"] == "gina@example.com"
    assert me.json()["email_verified"] is True
    assert me.json()["has_password"] is False
    assert await accounts(sessions) == [("gina@example.com", "gina")]
    (welcome,) = await mailed(sessions, type="user.registered")
    assert welcome["verification_token"] is None


async def test_the_same_person_comes_back_to_the_same_account_even_with_another_address(
    browser: Browser, provider: Provider, sessions: SessionMaker
) -> None:
    await signed_in(browser)
    provider.claims = {"email": "gina.new@example.com"}

    where, _ = place(await signed_in(browser))

    assert where.endswith("/session/google")
    assert await accounts(sessions) == [("gina@example.com", "gina")]


async def test_two_callbacks_at_once_open_one_account(
    browser: Browser, sessions: SessionMaker
) -> None:
    asked = await browser.leave(challenge=CHALLENGE)

    answers = await asyncio.gather(
        *(browser.come_back(code="abc", state=asked["state"]) for _ in range(4))
    )

    assert {answer.status_code for answer in answers} == {307}
    assert await accounts(sessions) == [("gina@example.com", "gina")]
    assert await identities(sessions) == [("subject-1", 1)]


async def test_an_account_with_a_proven_address_is_linked_and_keeps_its_password(
    browser: Browser, provider: Provider, ann: Person, sessions: SessionMaker
) -> None:
    link = {"token": await welcome_link(sessions)}
    await browser.client.post("/api/v1/users/verify-email", json=link)
    provider.claims = {"email": "ANN@example.com"}

    where, _ = place(await signed_in(browser))

    assert where.endswith("/session/google")
    assert await identities(sessions) == [("subject-1", 1)]
    await ann.log_in()


async def test_an_account_whose_address_was_never_proven_is_not_touched(
    browser: Browser, provider: Provider, ann: Person, sessions: SessionMaker
) -> None:
    provider.claims = {"email": ann.email}

    assert await problem_of(browser) == "google_account_exists"

    assert await identities(sessions) == []
    await ann.log_in()


async def test_an_address_that_went_to_another_google_account_opens_nothing(
    browser: Browser, provider: Provider, sessions: SessionMaker
) -> None:
    await signed_in(browser)
    provider.claims = {"sub": "subject-2"}

    assert await problem_of(browser) == "google_account_exists"

    assert await identities(sessions) == [("subject-1", 1)]


async def test_a_taken_username_gets_an_end_of_its_own(
    browser: Browser, client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    other = Person(client, email="other@example.com", username="gina", password="a long secret")
    await other.register()

    await signed_in(browser)

    (_, (email, username)) = await accounts(sessions)
    assert email == "gina@example.com"
    assert username.startswith("gina-")


async def test_somebody_switched_off_stays_out(browser: Browser, sessions: SessionMaker) -> None:
    await signed_in(browser)
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))

    assert await problem_of(browser) == "account_inactive"


def _unsigned(provider: Provider) -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    claims = {"iss": ISSUER, "aud": CLIENT_ID, "sub": "s", "nonce": "", "exp": 2**31, "iat": 1}
    unsigned = f"{part({'alg': 'none'})}.{part(claims)}."
    provider.said = unsigned


LIES: dict[str, Any] = {
    "wrong issuer": {"iss": "https://evil.example"},
    "wrong audience": {"aud": "somebody else"},
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_000_000_000},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_id_token_that_does_not_hold_is_not_believed(
    browser: Browser, provider: Provider, sessions: SessionMaker, lie: str
) -> None:
    asked = await browser.leave(challenge=CHALLENGE)
    provider.claims = LIES[lie]

    _, query = place(await browser.come_back(code="abc", state=asked["state"]))

    assert query == {"problem": "google_failed"}
    assert await accounts(sessions) == []


@pytest.mark.parametrize("signature", ["another key", "HS256 with the public key", "none"])
async def test_a_signature_that_is_not_the_providers_is_not_believed(
    browser: Browser, provider: Provider, sessions: SessionMaker, signature: str
) -> None:
    match signature:
        case "another key":
            provider.sign_with = {"key": TestKeys().private_pem, "algorithm": "RS256"}
        case "none":
            _unsigned(provider)
        case _:
            provider.sign_with = {"key": "the public key", "algorithm": "HS256"}

    assert await problem_of(browser) == "google_failed"

    assert await accounts(sessions) == []


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email_verified": None}, {"email": None}]
)
async def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    browser: Browser, provider: Provider, sessions: SessionMaker, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    assert await problem_of(browser) == "google_unverified"

    assert await accounts(sessions) == []


async def test_who_says_no_at_the_provider_is_led_back_kindly(browser: Browser) -> None:
    asked = await browser.leave(challenge=CHALLENGE)

    answer = await browser.come_back(error="access_denied", state=asked["state"])

    assert place(answer) == ("http://localhost:8080/login", {"problem": "google_denied"})


@pytest.mark.parametrize("query", [{"code": "abc", "state": "another"}, {"code": "abc"}, {}])
async def test_an_answer_that_nobody_asked_for_is_refused(
    browser: Browser, sessions: SessionMaker, query: dict[str, str]
) -> None:
    await browser.leave(challenge=CHALLENGE)

    _, told = place(await browser.come_back(**query))

    assert told == {"problem": "google_failed"}
    assert await accounts(sessions) == []


async def test_without_its_cookie_a_browser_starts_again(browser: Browser) -> None:
    asked = await browser.leave(challenge=CHALLENGE)
    browser.client.cookies.clear()

    _, told = place(await browser.come_back(code="abc", state=asked["state"]))

    assert told == {"problem": "google_expired"}


@pytest.mark.parametrize("step", ["leaving", "coming back"])
async def test_a_provider_that_is_down_is_a_friendly_page(
    browser: Browser, provider: Provider, step: str
) -> None:
    if step == "leaving":
        provider.is_down = True
        answer = await browser.client.get("/auth/google", params={"challenge": CHALLENGE})
    else:
        asked = await browser.leave(challenge=CHALLENGE)
        provider.is_down = True
        answer = await browser.come_back(code="abc", state=asked["state"])

    assert place(answer) == ("http://localhost:8080/login", {"problem": "google_failed"})


async def test_who_came_without_a_challenge_begins_again_at_the_shop(browser: Browser) -> None:
    asked = await browser.leave(challenge=None)

    answer = await browser.come_back(code="abc", state=asked["state"])

    assert place(answer) == ("http://localhost:8080/session/google/start", {})


async def test_a_code_is_worth_nothing_without_the_secret_and_gone_after_a_wrong_one(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    _, query = place(await signed_in(browser))

    stolen = await handed_off(client, query["code"], verifier="w" * 43)
    late = await handed_off(client, query["code"])

    assert [stolen.status_code, late.status_code] == [400, 400]
    assert stolen.json()["code"] == "handoff_refused"


async def test_a_code_works_once_even_when_it_is_used_five_times_at_once(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    _, query = place(await signed_in(browser))

    answers = await asyncio.gather(*(handed_off(client, query["code"]) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_a_code_ends_after_a_minute(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient
) -> None:
    _, query = place(await signed_in(browser))
    late = FixedClock(SystemClock().now() + timedelta(seconds=61))
    parts = app.state.parts
    app.state.parts = replace(parts, issuer=replace(parts.issuer, clock=late))

    assert (await handed_off(client, query["code"])).status_code == 400


async def test_without_a_client_id_there_is_no_google(client: httpx.AsyncClient) -> None:
    assert (await client.get("/auth/providers")).json() == {"providers": []}
    for path in ("/auth/google", "/auth/google/callback"):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert answer.json()["detail"] == "Google OAuth not configured"


async def test_with_a_client_id_there_is(browser: Browser) -> None:
    assert (await browser.client.get("/auth/providers")).json() == {"providers": ["google"]}
