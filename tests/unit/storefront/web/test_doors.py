import re
from collections.abc import AsyncGenerator
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.account import Person, Tokens
from storefront.api.client import ATTEMPTS
from storefront.settings import StorefrontSettings
from storefront.web.cookies import SESSION_COOKIE, new_session_id
from storefront.web.doors import make_doors
from storefront.web.errands import Errand, issue_code
from storefront.web.worker import Worker, open_worker
from tests.unit.storefront.fake_gateway import FakeGateway, problem

ALIVE = {"status": "alive", "service": "storefront"}
ANN = Person(id=7, name="ann", email="ann@example.com", role="customer")


@pytest.fixture
async def visitor(worker: Worker) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A browser that has its session cookie and follows our own page."""
    del worker
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_doors()),
        base_url="http://shop.test",
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as client:
        client.cookies.set(SESSION_COOKIE, new_session_id(), domain="shop.test")
        yield client


def id_of(visitor: httpx.AsyncClient) -> str:
    return visitor.cookies[SESSION_COOKIE]


def cookie_of(response: httpx.Response) -> Morsel[str]:
    return SimpleCookie(response.headers["set-cookie"])[SESSION_COOKIE]


async def code_for(worker: Worker, errand: Errand) -> str:
    return await issue_code(worker.sessions.store, errand)


async def sign_in_code(worker: Worker, fake: FakeGateway, session_id: str) -> str:
    answer = fake.sign_somebody_in()
    tokens = Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_in=answer["expires_in"],
    )
    errand = Errand(kind="sign_in", session_id=session_id, tokens=tokens, person=ANN)
    return await code_for(worker, errand)


async def test_signing_in_sets_a_new_cookie_and_goes_on(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    before = id_of(visitor)
    code = await sign_in_code(worker, fake, before)

    response = await visitor.get("/session/finish", params={"code": code, "next": "/checkout"})

    assert (response.status_code, response.headers["location"]) == (303, "/checkout")
    assert response.headers["cache-control"] == "no-store"
    cookie = cookie_of(response)
    assert cookie.value != before
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert (await worker.sessions.current(cookie.value)).person == ANN
    assert not (await worker.sessions.current(before)).is_signed_in


async def test_a_shop_on_https_marks_its_cookie_secure(
    settings: StorefrontSettings, visitor: httpx.AsyncClient
) -> None:
    secure = settings.model_copy(update={"public_url": "https://shop.test"})
    async with open_worker(secure) as worker:
        visitor.cookies.clear()
        code = await code_for(worker, Errand(kind="hello", session_id=new_session_id()))

        response = await visitor.get("/session/hello", params={"code": code})

    assert cookie_of(response)["secure"]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"]
)
async def test_signing_in_leads_to_no_other_site(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway, elsewhere: str
) -> None:
    code = await sign_in_code(worker, fake, id_of(visitor))

    response = await visitor.get("/session/finish", params={"code": code, "next": elsewhere})

    assert response.headers["location"] == "/"


async def test_a_code_works_once(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    code = await sign_in_code(worker, fake, id_of(visitor))
    await visitor.get("/session/finish", params={"code": code})

    again = await visitor.get("/session/finish", params={"code": code})

    assert again.headers["location"] == "/login"
    assert "set-cookie" not in again.headers


async def test_a_code_of_another_browser_signs_nobody_in(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    code = await sign_in_code(worker, fake, new_session_id())

    response = await visitor.get("/session/finish", params={"code": code})

    assert response.headers["location"] == "/login"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("origin", ["cross-site", "none"])
async def test_a_link_on_another_site_signs_nobody_in_or_out(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway, origin: str
) -> None:
    finish = await sign_in_code(worker, fake, id_of(visitor))
    end = await code_for(worker, Errand(kind="sign_out", session_id=id_of(visitor)))

    for path, code in (("/session/finish", finish), ("/session/end", end)):
        response = await visitor.get(
            path, params={"code": code}, headers={"Sec-Fetch-Site": origin}
        )
        assert "set-cookie" not in response.headers


@pytest.mark.parametrize("path", ["/session/finish", "/session/end", "/session/hello"])
@pytest.mark.parametrize("code", ["", "guess"])
async def test_without_a_code_nothing_changes(
    visitor: httpx.AsyncClient, path: str, code: str
) -> None:
    response = await visitor.get(path, params={"code": code})

    assert "set-cookie" not in response.headers


async def test_a_code_is_good_for_its_own_errand_only(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    code = await sign_in_code(worker, fake, id_of(visitor))

    response = await visitor.get("/session/end", params={"code": code})

    assert "set-cookie" not in response.headers


async def test_signing_out_ends_the_session_and_gives_a_new_id(
    visitor: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    code = await sign_in_code(worker, fake, id_of(visitor))
    signed_in = cookie_of(await visitor.get("/session/finish", params={"code": code})).value
    end = await code_for(worker, Errand(kind="sign_out", session_id=signed_in))

    response = await visitor.get("/session/end", params={"code": end})

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert cookie_of(response).value != signed_in
    assert await worker.sessions.store.load(signed_in) is None
    assert fake.refresh_tokens == {}


async def test_the_door_out_leads_where_the_errand_says_and_nowhere_an_address_says(
    visitor: httpx.AsyncClient, worker: Worker
) -> None:
    errand = Errand(kind="sign_out", session_id=id_of(visitor), leads_to="/login?notice=reset")
    code = await code_for(worker, errand)

    response = await visitor.get("/session/end", params={"code": code, "next": "/cart"})

    assert response.headers["location"] == "/login?notice=reset"


async def test_a_new_browser_fetches_the_id_its_socket_goes_by(
    visitor: httpx.AsyncClient, worker: Worker
) -> None:
    visitor.cookies.clear()
    session_id = new_session_id()
    code = await code_for(worker, Errand(kind="hello", session_id=session_id))

    response = await visitor.get("/session/hello", params={"code": code})

    assert response.status_code == 204
    assert cookie_of(response).value == session_id


async def test_a_browser_with_an_id_keeps_it(visitor: httpx.AsyncClient, worker: Worker) -> None:
    code = await code_for(worker, Errand(kind="hello", session_id=new_session_id()))

    response = await visitor.get("/session/hello", params={"code": code})

    assert "set-cookie" not in response.headers


async def test_a_tab_that_was_slower_comes_again_with_what_it_put_into_the_cart(
    visitor: httpx.AsyncClient, worker: Worker
) -> None:
    slower = new_session_id()
    token = await worker.sessions.cart_token(slower)
    code = await code_for(worker, Errand(kind="hello", session_id=slower))

    response = await visitor.get("/session/hello", params={"code": code})

    assert (response.status_code, response.content) == (205, b"")
    assert (await worker.sessions.current(id_of(visitor))).cart_token == token


async def test_a_tab_that_says_hello_twice_need_not_come_again(
    visitor: httpx.AsyncClient, worker: Worker
) -> None:
    code = await code_for(worker, Errand(kind="hello", session_id=id_of(visitor)))

    response = await visitor.get("/session/hello", params={"code": code})

    assert response.status_code == 204


async def test_a_picture_is_fetched_once_and_kept_for_ever(
    visitor: httpx.AsyncClient, fake: FakeGateway
) -> None:
    for _ in range(3):
        response = await visitor.get("/media/teapot.webp")
        assert (response.status_code, response.content) == (200, b"picture")
        assert response.headers["content-type"] == "image/webp"
        assert "immutable" in response.headers["cache-control"]

    assert len(fake.asked("/media/teapot.webp")) == 1


async def test_a_missing_picture_is_missing(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/media/missing.webp")

    assert response.status_code == 404
    assert "immutable" not in response.headers.get("cache-control", "")


@pytest.mark.parametrize("name", ["..%2Fusers%2Fme", ".env", "a%00b", "a b", "x" * 300])
async def test_only_picture_names_are_passed_on(
    visitor: httpx.AsyncClient, fake: FakeGateway, name: str
) -> None:
    assert (await visitor.get(f"/media/{name}")).status_code == 404
    assert fake.requests == []


async def test_a_picture_that_cannot_be_had_now_may_come_later(
    visitor: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.instead["/media/teapot.webp"] = [unavailable] * ATTEMPTS

    response = await visitor.get("/media/teapot.webp")

    assert (response.status_code, response.headers["cache-control"]) == (503, "no-store")
    assert (await visitor.get("/media/teapot.webp")).status_code == 200


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_the_process_says_that_it_is_alive(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/health/live")

    assert (response.status_code, response.json()) == (200, ALIVE)


async def test_the_process_is_ready_when_it_can_serve(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "healthy",
        "service": "storefront",
        "checks": {"gateway": "up", "sessions": "up"},
    }


async def test_without_its_gateway_the_process_is_not_ready(
    visitor: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.instead["/health/live"] = [unavailable] * ATTEMPTS

    response = await visitor.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"] == {"gateway": "down", "sessions": "up"}


def test_a_session_id_is_not_to_be_guessed() -> None:
    ids = {new_session_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in ids)
