import asyncio
import time
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api.account import Person, Tokens
from storefront.api.client import Call
from storefront.api.errors import NotSignedIn, Unavailable
from storefront.web.session_store import Session
from storefront.web.sessions import Sessions
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway, problem

ANN = Person(id=7, name="ann", email="ann@example.com", role="customer")
ME = Call(method="GET", path="/users/me")


@pytest.fixture
def sessions(worker: Worker) -> Sessions:
    return worker.sessions


async def signed_in(sessions: Sessions, fake: FakeGateway, *, session_id: str = "") -> str:
    answer = fake.sign_somebody_in()
    tokens = Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_in=answer["expires_in"],
    )
    return await sessions.begin(session_id, tokens=tokens, person=ANN)


async def aged(sessions: Sessions, session_id: str, *, expires_at: float = 0.0) -> None:
    session = await sessions.store.load(session_id)
    assert session is not None
    older = session.model_copy(update={"access_expires_at": expires_at})
    await sessions.store.save(session_id, older)


async def test_a_stranger_is_nobody(sessions: Sessions) -> None:
    session = await sessions.current("x" * 43)

    assert not session.is_signed_in
    assert session.person is None


async def test_a_good_token_is_used_as_it_is(sessions: Sessions, fake: FakeGateway) -> None:
    session_id = await signed_in(sessions, fake)

    assert (await sessions.current(session_id)).access_token == "access-1"
    assert fake.asked("/users/refresh") == []


async def test_a_token_near_its_end_is_renewed(sessions: Sessions, fake: FakeGateway) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)

    session = await sessions.current(session_id)

    assert (session.access_token, session.person) == ("access-2", ANN)
    assert await sessions.current(session_id) == session


async def test_many_askers_use_a_refresh_token_once(sessions: Sessions, fake: FakeGateway) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)

    found = await asyncio.gather(*(sessions.current(session_id) for _ in range(20)))

    assert {session.access_token for session in found} == {"access-2"}
    assert fake.used_refresh_tokens == ["refresh-1"]


async def test_two_workers_use_a_refresh_token_once(
    worker: Worker, sessions: Sessions, fake: FakeGateway
) -> None:
    other_worker = Sessions(sessions.store, gateway=worker.gateway)
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)

    found = await asyncio.gather(
        *(one.current(session_id) for one in (sessions, other_worker) for _ in range(5))
    )

    assert {session.access_token for session in found} == {"access-2"}
    assert fake.used_refresh_tokens == ["refresh-1"]


async def test_new_tokens_are_kept_when_the_asker_has_left(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)
    reached, may_answer = asyncio.Event(), asyncio.Event()

    async def answer_late(request: Request) -> Response:
        del request
        reached.set()
        await may_answer.wait()
        return JSONResponse(fake.sign_somebody_in())

    fake.instead["/users/refresh"] = [answer_late]
    asker = asyncio.create_task(sessions.current(session_id))
    await reached.wait()
    asker.cancel()
    await asyncio.gather(asker, return_exceptions=True)
    may_answer.set()

    assert (await sessions.current(session_id)).access_token == "access-2"
    assert len(fake.asked("/users/refresh")) == 1


async def test_a_refused_refresh_signs_out(sessions: Sessions, fake: FakeGateway) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)
    fake.refresh_tokens.clear()

    assert not (await sessions.current(session_id)).is_signed_in
    assert await sessions.store.load(session_id) == Session(has_ended=True)


async def test_a_session_knows_its_owners_new_name_and_nobody_elses(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    before = await sessions.current(session_id)
    assert before.person is not None
    renamed = replace(before.person, name="anna")

    await sessions.know_as(session_id, renamed)
    await sessions.know_as(session_id, replace(renamed, id=renamed.id + 1, name="eve"))

    assert await sessions.current(session_id) == before.model_copy(update={"person": renamed})


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_a_token_that_still_works_outlives_a_silent_gateway(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id, expires_at=time.time() + 30)
    fake.instead["/users/refresh"] = [unavailable]

    assert (await sessions.current(session_id)).access_token == "access-1"


async def test_without_a_token_a_silent_gateway_is_told_and_nobody_signed_out(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)
    fake.instead["/users/refresh"] = [unavailable]

    with pytest.raises(Unavailable):
        await sessions.current(session_id)

    assert (await sessions.current(session_id)).is_signed_in


async def test_too_many_refreshes_sign_nobody_out(sessions: Sessions, fake: FakeGateway) -> None:
    async def too_many(_: Request) -> Response:
        return problem(429, "rate_limited", "slow down")

    session_id = await signed_in(sessions, fake)
    await aged(sessions, session_id)
    fake.instead["/users/refresh"] = [too_many]

    with pytest.raises(Exception, match="slow down"):
        await sessions.current(session_id)

    assert (await sessions.current(session_id)).is_signed_in


async def test_signing_in_gives_another_id_and_ends_the_old_one(
    sessions: Sessions, fake: FakeGateway
) -> None:
    planted = "p" * 43
    await sessions.cart_token(planted)

    session_id = await signed_in(sessions, fake, session_id=planted)

    assert session_id != planted
    assert await sessions.store.load(planted) is None


async def test_signing_in_carries_the_cart_along(sessions: Sessions, fake: FakeGateway) -> None:
    anonymous = "a" * 43
    fake.carts[await sessions.cart_token(anonymous)] = {1: 2}

    session_id = await signed_in(sessions, fake, session_id=anonymous)

    assert fake.carts["user 7"] == {1: 2}
    assert (await sessions.current(session_id)).cart_token == ""


async def test_signing_in_does_not_hang_on_the_cart(sessions: Sessions, fake: FakeGateway) -> None:
    anonymous = "a" * 43
    await sessions.cart_token(anonymous)
    fake.instead["/cart/merge"] = [unavailable]

    session_id = await signed_in(sessions, fake, session_id=anonymous)

    assert (await sessions.current(session_id)).is_signed_in


async def test_a_cart_that_could_not_come_along_waits_for_the_next_look(
    sessions: Sessions, fake: FakeGateway
) -> None:
    anonymous = "a" * 43
    token = await sessions.cart_token(anonymous)
    fake.carts[token] = {1: 2}
    fake.instead["/cart/merge"] = [unavailable] * 2
    session_id = await signed_in(sessions, fake, session_id=anonymous)
    with pytest.raises(Unavailable):
        await sessions.carry_cart(session_id)
    assert (await sessions.current(session_id)).cart_token == token

    await sessions.carry_cart(session_id)
    await sessions.carry_cart(session_id)

    assert fake.carts == {"user 7": {1: 2}}
    assert (await sessions.current(session_id)).cart_token == ""
    assert len(fake.asked("/cart/merge")) == 3


async def test_a_cart_that_waits_outlives_tokens_and_the_session_itself(
    sessions: Sessions, fake: FakeGateway
) -> None:
    anonymous = "a" * 43
    token = await sessions.cart_token(anonymous)
    fake.instead["/cart/merge"] = [unavailable]
    session_id = await signed_in(sessions, fake, session_id=anonymous)
    await aged(sessions, session_id)
    renewed = await sessions.current(session_id)
    assert (renewed.access_token, renewed.cart_token) == ("access-2", token)

    await aged(sessions, session_id)
    fake.refresh_tokens.clear()

    assert await sessions.current(session_id) == Session(has_ended=True, cart_token=token)


async def test_a_cart_that_waits_for_one_person_does_not_go_to_the_next(
    sessions: Sessions, fake: FakeGateway
) -> None:
    anonymous = "a" * 43
    fake.carts[await sessions.cart_token(anonymous)] = {1: 2}
    fake.instead["/cart/merge"] = [unavailable]
    first = await signed_in(sessions, fake, session_id=anonymous)

    second = await signed_in(sessions, fake, session_id=first)

    assert (await sessions.current(second)).cart_token == ""
    assert "user 7" not in fake.carts


async def test_the_cart_of_a_session_that_is_left_goes_to_one_without(sessions: Sessions) -> None:
    left, other, with_cart = "l" * 43, "o" * 43, "w" * 43
    token = await sessions.cart_token(left)

    await sessions.adopt_cart(left, by=other)
    await sessions.adopt_cart("n" * 43, by=other)

    assert (await sessions.current(other)).cart_token == token
    assert await sessions.store.load(left) is None
    own = await sessions.cart_token(with_cart)
    await sessions.adopt_cart(other, by=with_cart)
    assert (await sessions.current(with_cart)).cart_token == own


async def test_a_cart_token_is_made_once(sessions: Sessions) -> None:
    tokens = await asyncio.gather(*(sessions.cart_token("a" * 43) for _ in range(10)))

    (token,) = set(tokens)
    assert 16 <= len(token) <= 64


async def test_a_browser_without_a_cookie_has_no_cart(sessions: Sessions) -> None:
    with pytest.raises(NotSignedIn):
        await sessions.cart_token("")


async def test_signing_out_ends_the_session_here_and_there(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)

    fresh_id = await sessions.end(session_id)

    assert fresh_id != session_id
    assert await sessions.store.load(session_id) is None
    assert fake.refresh_tokens == {}


async def test_signing_out_works_while_the_gateway_does_not(
    sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    fake.instead["/users/logout"] = [unavailable]

    await sessions.end(session_id)

    assert await sessions.store.load(session_id) is None


async def test_calls_carry_the_visitors_token_and_nobody_elses(
    worker: Worker, sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)

    await worker.gateway_for(session_id).send(ME)
    with pytest.raises(NotSignedIn):
        await worker.gateway_for("s" * 43).send(ME)

    first, second = fake.asked("/users/me")
    assert first.headers["authorization"] == "Bearer access-1"
    assert "authorization" not in second.headers


async def test_a_token_the_gateway_does_not_take_is_renewed_once(
    worker: Worker, sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    fake.access_tokens.clear()

    response = await worker.gateway_for(session_id).send(ME)

    assert response.json()["id"] == 7
    assert len(fake.asked("/users/me")) == 2


async def test_when_renewing_does_not_help_the_visitor_is_signed_out(
    worker: Worker, sessions: Sessions, fake: FakeGateway
) -> None:
    session_id = await signed_in(sessions, fake)
    fake.access_tokens.clear()
    fake.refresh_tokens.clear()

    with pytest.raises(NotSignedIn):
        await worker.gateway_for(session_id).send(ME)

    assert not (await sessions.current(session_id)).is_signed_in


async def test_a_cart_without_an_account_goes_by_its_token(
    worker: Worker, sessions: Sessions, fake: FakeGateway
) -> None:
    token = await sessions.cart_token("a" * 43)

    await worker.gateway_for("a" * 43).send(Call(method="GET", path="/cart"))

    (request,) = fake.asked("/cart")
    assert request.headers["x-cart-token"] == token


async def test_secrets_are_in_no_representation(sessions: Sessions, fake: FakeGateway) -> None:
    session_id = await signed_in(sessions, fake)

    shown = repr(await sessions.current(session_id))

    assert "access-1" not in shown
    assert "refresh-1" not in shown
