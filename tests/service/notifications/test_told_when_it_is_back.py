"""Who asked is told, once: whatever comes twice, late, out of order, or dies in between."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import insert, select, text

from backend_services.notifications.adapters.tables import Addressee, RestockRequest
from backend_services.notifications.domain.notice import Recipient
from backend_services.notifications.domain.restock import TOLD_KEPT
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.use_cases.ask_for_restock import ask_for_restock
from backend_services.notifications.use_cases.forget_told_requests import forget_told_requests
from backend_services.notifications.use_cases.tell_of_restock import tell_of_restock
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import new_id
from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.listener import listening
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import HANDLERS, Office, at_work, eventually

Bearer = Callable[..., dict[str, str]]


class People:
    """Customers with tokens; each writes to `/notifications/restock-requests`."""

    def __init__(self, client: httpx.AsyncClient, bearer: Bearer) -> None:
        self._client = client
        self._bearer = bearer

    async def ask(self, user_id: int = 7, *, product_id: int = 1) -> httpx.Response:
        return await self._call("PUT", user_id, f"/{product_id}")

    async def stop(self, user_id: int = 7, *, product_id: int = 1) -> httpx.Response:
        return await self._call("DELETE", user_id, f"/{product_id}")

    async def wait_for(self, user_id: int = 7) -> list[int]:
        """The products that the person waits for."""
        answer = await self._call("GET", user_id, "")
        assert answer.status_code == 200
        return [one["product_id"] for one in answer.json()["restock_requests"]]

    async def _call(self, method: str, user_id: int, path: str) -> httpx.Response:
        headers = self._bearer(user_id, email=happenings.email_of(user_id))
        return await self._client.request(
            method, f"/notifications/restock-requests{path}", headers=headers
        )


@pytest.fixture
def people(client: httpx.AsyncClient, bearer: Bearer) -> People:
    return People(client, bearer)


@pytest.fixture
async def sold_out(office: Office) -> None:
    """Product 1, at its second version."""
    await office.hear(happenings.stock_changed(stock=0, sequence=2))


async def requests_of(office: Office) -> list[RestockRequest]:
    async with reading(office.sessions) as session:
        return list((await session.scalars(select(RestockRequest))).all())


@pytest.mark.usefixtures("sold_out")
async def test_who_asked_gets_one_mail_when_it_is_back(
    office: Office, people: People, mail_server: MailServer
) -> None:
    assert (await people.ask()).status_code == 200
    assert await office.tell_all() == 0

    await office.hear(happenings.stock_changed(stock=3, sequence=3))
    assert await office.tell_all() == 1
    await office.send_all()

    (mail,) = mail_server.received
    assert mail.recipients == ("user7@example.com",)
    assert mail.message["Subject"] == "Back in stock: Stoneware teapot"
    body = mail.message.get_body(("plain",))
    assert body is not None
    assert "https://vitrine.example/products/1" in body.get_content()
    assert await people.wait_for() == []
    assert (await requests_of(office))[0].told_at is not None


@pytest.mark.usefixtures("sold_out")
async def test_the_teller_is_woken_by_what_comes_back(office: Office, people: People) -> None:
    await people.ask()

    await office.hear(happenings.stock_changed(stock=3, sequence=3))

    async with asyncio.timeout(20):
        await office.desk.restock_wakeups.wait(timeout=3600)
    async with at_work(office.teller().run()):
        await eventually(lambda: _has_told(office))


@pytest.mark.usefixtures("sold_out")
async def test_an_event_that_comes_twenty_times_and_tellers_at_once_make_one_mail_each(
    office: Office, people: People, mail_server: MailServer
) -> None:
    for user_id in (7, 8, 9):
        await people.ask(user_id)
    event = happenings.stock_changed(stock=3, sequence=3)

    await asyncio.gather(
        *(office.hear(event) for _ in range(20)),
        *(office.teller(batch=1).run_once() for _ in range(6)),
    )
    await asyncio.gather(*(office.teller(batch=1).run_once() for _ in range(8)))
    await office.send_all()

    assert sorted(mail_server.recipients) == [happenings.email_of(each) for each in (7, 8, 9)]


@pytest.mark.usefixtures("sold_out")
async def test_further_stock_tells_nobody_again_and_a_new_request_is_told_next_time(
    office: Office, people: People
) -> None:
    await people.ask()
    await office.hear(happenings.stock_changed(stock=3, sequence=3))
    assert await office.tell_all() == 1

    await office.hear(happenings.stock_changed(stock=9, sequence=4))
    await office.hear(happenings.stock_changed(stock=0, sequence=5))
    await office.hear(happenings.stock_changed(stock=1, sequence=6))
    assert await office.tell_all() == 0

    await office.hear(happenings.stock_changed(stock=0, sequence=7))
    assert (await people.ask()).status_code == 200
    await office.hear(happenings.stock_changed(stock=2, sequence=8))
    assert await office.tell_all() == 1


@pytest.mark.usefixtures("sold_out")
async def test_an_old_event_that_comes_late_tells_nobody(office: Office, people: People) -> None:
    await office.hear(happenings.stock_changed(stock=0, sequence=6))
    await people.ask()

    await office.hear(happenings.stock_changed(stock=4, sequence=5))

    assert await office.tell_all() == 0
    assert await people.wait_for() == [1]


@pytest.mark.usefixtures("sold_out")
async def test_what_is_gone_again_before_anybody_was_told_is_waited_for_on(
    office: Office, people: People
) -> None:
    await people.ask()
    await office.hear(happenings.stock_changed(stock=1, sequence=3))
    await office.hear(happenings.stock_changed(stock=0, sequence=4))

    assert await office.tell_all() == 0
    assert await people.wait_for() == [1]


@pytest.mark.usefixtures("sold_out")
async def test_stock_of_what_is_not_on_sale_tells_nobody_until_it_is(
    office: Office, people: People
) -> None:
    await people.ask()
    await office.hear(happenings.stock_changed(stock=3, sequence=3, is_active=False))
    assert await office.tell_all() == 0

    await office.hear(happenings.stock_changed(stock=3, sequence=4))
    assert await office.tell_all() == 1


@pytest.mark.usefixtures("sold_out")
async def test_a_teller_that_dies_between_two_batches_has_told_nobody_twice_or_not_at_all(
    office: Office, people: People, mail_server: MailServer
) -> None:
    asked = range(1, 8)
    for user_id in asked:
        await people.ask(user_id)
    await office.hear(happenings.stock_changed(stock=3, sequence=3))

    assert await office.teller(batch=3).run_once() == 3
    with pytest.raises(ConnectionError):
        await _tell_and_lose_the_database(office)
    assert await office.tell_all() == 4
    await office.send_all()

    assert sorted(mail_server.recipients) == [happenings.email_of(each) for each in asked]


@pytest.mark.usefixtures("sold_out")
async def test_an_event_waits_for_a_request_that_is_being_written_and_sees_it(
    office: Office,
) -> None:
    ana = Recipient(user_id=7, email=happenings.email_of(7))

    async with unit_of_work(office.sessions) as session:
        await ask_for_restock(session, asker=ana, product_id=1, clock=office.clock, new_id=new_id)
        back = asyncio.create_task(office.hear(happenings.stock_changed(stock=3, sequence=3)))
        await eventually(lambda: _somebody_waits_for_a_row(office), within=20)
    await back

    async with asyncio.timeout(20):
        await office.desk.restock_wakeups.wait(timeout=3600)
    assert await office.tell_all() == 1


@pytest.mark.usefixtures("sold_out")
async def test_a_request_waits_for_an_event_that_is_being_heard_and_is_told_it_is_back(
    office: Office, people: People
) -> None:
    event = happenings.stock_changed(stock=3, sequence=3)

    async with unit_of_work(office.sessions) as session:
        await HANDLERS[type(event.event)](session, event, office.desk)
        asked = asyncio.create_task(people.ask())
        await eventually(lambda: _somebody_waits_for_a_row(office), within=20)

    assert (await asked).json()["code"] == "product_in_stock"
    assert await requests_of(office) == []


@pytest.mark.usefixtures("sold_out")
async def test_asking_ten_times_at_once_is_one_request(office: Office, people: People) -> None:
    answers = await asyncio.gather(*(people.ask() for _ in range(10)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(await requests_of(office)) == 1


@pytest.mark.usefixtures("sold_out")
async def test_who_stops_is_not_told(office: Office, people: People) -> None:
    await people.ask(7)
    await people.ask(8)

    assert (await people.stop(7)).status_code == 204
    assert (await people.stop(7)).status_code == 204
    await office.hear(happenings.stock_changed(stock=3, sequence=3))

    assert await office.tell_all() == 1
    assert (await office.row()).user_id == 8


@pytest.mark.usefixtures("sold_out")
async def test_everybody_sees_and_moves_only_their_own(people: People) -> None:
    await people.ask(7)

    assert await people.wait_for(8) == []
    await people.stop(8)
    assert await people.wait_for(7) == [1]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.usefixtures("sold_out")
async def test_nobody_asks_without_a_token(
    client: httpx.AsyncClient, office: Office, method: str
) -> None:
    answer = await client.request(method, "/notifications/restock-requests/1")

    assert answer.status_code == 401
    assert (await client.get("/notifications/restock-requests")).status_code == 401
    assert await requests_of(office) == []


@pytest.mark.parametrize("product_id", [0, -1, 2**31, "x", "%00"])
async def test_an_impossible_product_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, product_id: object
) -> None:
    for method in ("PUT", "DELETE"):
        answer = await client.request(
            method, f"/notifications/restock-requests/{product_id}", headers=bearer(7)
        )
        assert answer.status_code == 422


async def test_what_was_never_heard_of_or_is_not_on_sale_cannot_be_waited_for(
    office: Office, people: People
) -> None:
    unknown = await people.ask(product_id=9)
    await office.hear(happenings.product_deleted(1))
    gone = await people.ask(product_id=1)

    for answer in (unknown, gone):
        assert answer.status_code == 404
        assert answer.json()["code"] == "product_not_found"
    assert await requests_of(office) == []


async def test_what_is_in_stock_cannot_be_waited_for(office: Office, people: People) -> None:
    await office.hear(happenings.stock_changed(stock=1))

    answer = await people.ask()

    assert answer.status_code == 409
    assert answer.json()["code"] == "product_in_stock"
    assert await requests_of(office) == []


async def test_nobody_waits_for_more_than_a_hundred_even_at_once(
    office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend_services.notifications.use_cases.ask_for_restock.MOST_OPEN", 3)
    for product_id in range(1, 8):
        await office.hear(happenings.stock_changed(product_id, stock=0))

    answers = await asyncio.gather(*(people.ask(product_id=each) for each in range(1, 8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 4
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "too_many_restock_requests"
    waiting = await people.wait_for()
    assert len(waiting) == 3
    assert (await people.ask(product_id=waiting[0])).status_code == 200  # it has it already
    await people.stop(product_id=waiting[0])
    other = ({1, 2, 3, 4, 5, 6, 7} - set(waiting)).pop()
    assert (await people.ask(product_id=other)).status_code == 200


@pytest.mark.usefixtures("sold_out")
async def test_a_product_that_is_taken_out_ends_its_requests(
    office: Office, people: People
) -> None:
    await people.ask()

    await office.hear(happenings.product_deleted(sequence=3))
    await office.hear(happenings.stock_changed(stock=3, sequence=4))

    assert await office.tell_all() == 0
    assert await people.wait_for() == []


@pytest.mark.usefixtures("sold_out")
async def test_the_mail_goes_where_the_account_has_its_mailbox_by_then(
    office: Office, people: People
) -> None:
    await people.ask()
    await office.hear(happenings.account_changed(email="newest@example.com", sequence=6))
    await office.hear(happenings.account_changed(email="late@example.com", sequence=5))
    await people.stop()
    await people.ask()  # with a token that still says the old one

    await office.hear(happenings.stock_changed(stock=3, sequence=3))
    await office.tell_all()

    assert (await office.row()).recipient_email == "newest@example.com"


@pytest.mark.usefixtures("sold_out")
async def test_an_account_that_is_off_or_closed_is_forgotten_and_can_ask_nothing(
    office: Office, people: People
) -> None:
    await people.ask(7)
    closed = "closed-7@account.invalid"

    await office.hear(happenings.account_changed(7, email=closed, is_active=False))
    answer = await people.ask(7)
    await office.hear(happenings.stock_changed(stock=3, sequence=3))

    assert answer.status_code == 401
    assert answer.json()["code"] == "inactive_user"
    assert await office.tell_all() == 0
    assert await requests_of(office) == []
    async with reading(office.sessions) as session:
        known = (await session.scalars(select(Addressee))).one()
    assert (known.email, known.is_active) == (closed, False)


@pytest.mark.usefixtures("sold_out")
async def test_an_account_that_is_on_again_can_ask_again(office: Office, people: People) -> None:
    await office.hear(happenings.account_changed(is_active=False, sequence=5))
    await office.hear(happenings.account_changed(is_active=True, sequence=6))
    await office.hear(happenings.account_changed(is_active=False, sequence=5))

    assert (await people.ask()).status_code == 200


@pytest.mark.usefixtures("sold_out")
async def test_their_sockets_hear_of_it(
    office: Office, people: People, live_url: str, token_keys: TestKeys
) -> None:
    await people.ask()
    async with listening(f"{live_url}/ws/notifications") as ana:
        await ana.subscribe(token_keys.issue(7))
        await office.hear(happenings.stock_changed(stock=3, sequence=3))
        await office.tell_all()
        frame = await ana.hear()

    assert frame["type"] == "notification"
    assert frame["data"]["event_type"] == "back_in_stock"
    assert frame["data"]["subject"] == "Back in stock: Stoneware teapot"
    assert frame["data"]["order_id"] is None


async def test_what_was_told_is_forgotten_after_a_while(
    settings: NotificationsSettings, sessions: SessionMaker
) -> None:
    clock = FixedClock(happenings.AT)
    office = Office(settings, sessions=sessions, clock=clock)
    async with unit_of_work(sessions) as session:
        for told_at in (happenings.AT, happenings.AT + timedelta(days=1), None):
            await session.execute(
                insert(RestockRequest).values(
                    event_id=new_id(),
                    user_id=7,
                    product_id=1,
                    asked_at=happenings.AT,
                    told_at=told_at,
                )
            )

    clock.advance(TOLD_KEPT + timedelta(seconds=1))
    async with unit_of_work(sessions) as session:
        assert await forget_told_requests(session, clock=clock) == 1

    left = await requests_of(office)
    assert {one.told_at for one in left} == {happenings.AT + timedelta(days=1), None}


async def _tell_and_lose_the_database(office: Office) -> None:
    async with unit_of_work(office.sessions) as session:
        assert await tell_of_restock(session, desk=office.desk, limit=3) == 3
        raise ConnectionError


async def _somebody_waits_for_a_row(office: Office) -> bool:
    waiting = text(
        "select true from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    async with reading(office.sessions) as session:
        return await session.scalar(waiting) is True


async def _has_told(office: Office) -> bool:
    return len(await office.rows()) == 1
