from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from storefront.settings import StorefrontSettings
from storefront.web.cookies import NEW_SESSION, SESSION_COOKIE, new_session_id, read_session_id
from storefront.web.edge import Edge

OURS = "http://shop.test"


@dataclass
class Inside:
    """What the edge let through, and what came back."""

    scopes: list[Scope] = field(default_factory=list[Scope])
    sent: list[Message] = field(default_factory=list[Message])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        self.scopes.append(scope)
        if scope["type"] == "http":
            headers = [(b"x-frame-options", b"SAMEORIGIN")] if scope["path"] == "/own" else []
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})

    async def keep(self, message: Message) -> None:
        self.sent.append(message)

    def header(self, name: str) -> str:
        """Of the one request that was let through."""
        (scope,) = self.scopes
        values = [value.decode() for key, value in scope["headers"] if key.decode() == name]
        return values[0] if values else ""


async def nothing() -> Message:
    raise AssertionError


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def edge(inside: Inside, settings: StorefrontSettings) -> Edge:
    return Edge(inside, settings=settings)


async def shake_hands(edge: Edge, inside: Inside, **headers: str) -> None:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/_event", "headers": pairs}
    await edge(scope, nothing, inside.keep)


async def test_our_own_page_may_open_the_socket(edge: Edge, inside: Inside) -> None:
    await shake_hands(edge, inside, origin=OURS)

    assert inside.sent == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://shop.test",
        "http://shop.test:81",
        "http://shop.test.evil.example",
        "null",
        "",
    ],
)
async def test_a_page_of_another_origin_may_not(edge: Edge, inside: Inside, origin: str) -> None:
    await shake_hands(edge, inside, origin=origin, cookie=f"{SESSION_COOKIE}={new_session_id()}")

    assert inside.scopes == []
    assert inside.sent == [{"type": "websocket.close", "code": 1008}]


async def test_a_shop_on_this_machine_goes_by_all_its_names(
    inside: Inside, settings: StorefrontSettings
) -> None:
    local = settings.model_copy(update={"public_url": "http://localhost:8080"})

    for name in ("localhost", "127.0.0.1", "[::1]"):
        await shake_hands(Edge(inside, settings=local), inside, origin=f"http://{name}:8080")

    assert len(inside.scopes) == 3


async def test_a_known_browser_keeps_its_cookie(edge: Edge, inside: Inside) -> None:
    session_id = new_session_id()

    await shake_hands(edge, inside, origin=OURS, cookie=f"a=b; {SESSION_COOKIE}={session_id}")

    assert read_session_id(inside.header("cookie")) == session_id
    assert inside.header(NEW_SESSION) == ""


@pytest.mark.parametrize("cookie", ["", "a=b", f"{SESSION_COOKIE}=", f"{SESSION_COOKIE}=../../x"])
async def test_a_new_browser_gets_an_id_for_its_first_socket(
    edge: Edge, inside: Inside, cookie: str
) -> None:
    await shake_hands(edge, inside, origin=OURS, cookie=cookie)

    assert read_session_id(inside.header("cookie"))
    assert inside.header(NEW_SESSION) == "1"
    assert ("a=b" in inside.header("cookie")) == ("a=b" in cookie)


async def test_no_browser_can_call_itself_new(edge: Edge, inside: Inside) -> None:
    cookie = f"{SESSION_COOKIE}={new_session_id()}"

    await shake_hands(edge, inside, origin=OURS, cookie=cookie, x_vitrine_new_session="1")

    assert inside.header(NEW_SESSION) == ""


async def protected(edge: Edge, inside: Inside, path: str = "/") -> dict[str, str]:
    scope: dict[str, Any] = {"type": "http", "path": path, "headers": []}
    await edge(scope, nothing, inside.keep)
    return {name.decode(): value.decode() for name, value in inside.sent[0]["headers"]}


async def test_every_answer_tells_browsers_what_not_to_do(edge: Edge, inside: Inside) -> None:
    headers = await protected(edge, inside)

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers
    assert "set-cookie" not in headers


async def test_a_header_set_inside_stands(edge: Edge, inside: Inside) -> None:
    assert (await protected(edge, inside, "/own"))["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/reset-password", "/reset-password/", "/verify-email"])
async def test_an_address_with_a_secret_goes_into_no_referrer_and_no_cache(
    edge: Edge, inside: Inside, path: str
) -> None:
    headers = await protected(edge, inside, path)

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"


async def test_other_pages_may_be_found_and_kept(edge: Edge, inside: Inside) -> None:
    assert {"cache-control", "x-robots-tag"}.isdisjoint(await protected(edge, inside))


async def test_a_shop_on_https_stays_there(inside: Inside, settings: StorefrontSettings) -> None:
    secure = settings.model_copy(update={"public_url": "https://shop.test"})

    headers = await protected(Edge(inside, settings=secure), inside)

    assert headers["strict-transport-security"].startswith("max-age=31536000")


async def test_the_lifespan_passes_untouched(edge: Edge, inside: Inside) -> None:
    await edge({"type": "lifespan"}, nothing, inside.keep)

    assert inside.scopes == [{"type": "lifespan"}]
