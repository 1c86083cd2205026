import asyncio
from io import BytesIO
from typing import Any

import pytest
import reflex as rx
from reflex_components_core.core._upload import UploadFile
from starlette.datastructures import Headers
from starlette.datastructures import UploadFile as Sent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api.staff_models import ImportReport
from storefront.state import staff_import
from storefront.state.sentences import NOT_STAFF
from storefront.state.staff_import import StaffImportState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says

IMPORT = "/products/import"
FILE = b"sku,name,price\nPOT-1,Pot,9\nPOT-2,Pot,0\n"


def a_report(**fields: Any) -> dict[str, Any]:
    report: dict[str, Any] = {
        "id": None,
        "state": None,
        "lines": 2,
        "written": 0,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "reason": None,
        "problems": [],
        "problem_count": 0,
    }
    return report | fields


BAD = a_report(
    updated=0,
    problems=[{"line": 3, "sku": "POT-2", "field": "stock_quantity", "reason": "must be 1"}],
    problem_count=1,
)


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr(staff_import, "PAUSE", 0)
    browser = await at_the_desk(worker, fake)
    browser.go("/staff/products/import")
    return browser


async def checked(browser: Browser, content: bytes = FILE) -> StaffImportState:
    state = await browser.state(StaffImportState)
    await events_of(state.load())
    file = UploadFile(file=BytesIO(content), path=None, size=len(content), headers=Headers())
    await events_of(state.check([file]))
    return state


async def imported(state: StaffImportState) -> list[rx.event.EventSpec]:
    """As Reflex runs what goes on beside a tab's other events."""
    return await events_of(StaffImportState.event_handlers["import_it"].fn(state))


async def form_of(request: Request) -> bytes:
    async with request.form() as form:
        file = form["file"]
        assert isinstance(file, Sent)
        return await file.read()


async def test_a_chosen_file_is_looked_at_and_nothing_is_changed(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, IMPORT, a_report())

    state = await checked(clerk)

    (request,) = fake.asked(IMPORT, "POST")
    assert dict(request.query_params) == {"dry_run": "true"}
    assert await form_of(request) == FILE
    assert (state.is_ready, state.question) == (True, "Import 2 products")
    assert state.summary == "2 lines: 1 new, 1 changed"


async def test_bad_lines_are_shown_and_cannot_be_imported(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, IMPORT, BAD)

    state = await checked(clerk)
    await imported(state)

    (bad,) = state.bad_lines
    assert (bad.line, bad.sku, bad.field, bad.reason) == (
        3,
        "POT-2",
        "stock quantity",
        "must be 1",
    )
    assert (state.shown_of, state.has_more) == ("1 of 1 problem", False)
    assert not state.is_ready
    assert len(fake.asked(IMPORT, "POST")) == 1


async def test_every_bad_line_is_named_a_hundred_at_once(clerk: Browser, fake: FakeGateway) -> None:
    problems = [
        {"line": n, "sku": f"POT-{n}", "field": "price", "reason": "must be more than 0"}
        for n in range(2, 252)
    ]
    says(fake, IMPORT, a_report(problems=problems, problem_count=250))

    state = await checked(clerk)
    at_first = (len(state.bad_lines), state.shown_of)
    for _ in range(2):
        await state.show_more()

    assert at_first == (100, "100 of 250 problems")
    assert [bad.line for bad in state.bad_lines] == list(range(2, 252))
    assert not state.has_more


async def test_an_import_that_was_left_is_found_again(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)
    has_begun = asyncio.Event()
    ids: list[str] = []

    async def never_end(request: Request) -> Response:
        ids.append(request.query_params["id"])
        has_begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    fake.instead[IMPORT] = [never_end]
    working = asyncio.create_task(imported(state))
    await has_begun.wait()
    assert state.is_importing
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    left_at = (state.is_importing, state.is_busy)
    says(fake, f"/products/imports/{ids[0]}", a_report(state="done", written=2))

    (go_on,) = await events_of(state.load())
    handler = StaffImportState.event_handlers["see_it_through"]
    (toast,) = await events_of(handler.fn(state))

    assert left_at == (False, False)
    assert go_on.handler is handler
    assert "2 lines: 1 new, 1 changed" in told(toast)
    assert (state.result, state.is_importing) == ("2 lines: 1 new, 1 changed", False)
    assert await events_of(state.load()) == []  # it was heard of: nothing goes on


async def test_a_file_that_is_none_of_products_is_refused_with_the_reason(
    clerk: Browser, fake: FakeGateway
) -> None:
    why = "Unknown columns: “cat”"
    refuses(fake, IMPORT, status=422, code="not_a_product_file", detail=why)

    state = await checked(clerk)

    assert (state.error, state.is_busy, state.file_name) == (why, False, "")


async def test_a_file_beyond_the_limit_is_not_sent_on(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_import, "BYTES_MAX", 10)

    state = await checked(clerk)

    assert state.error == staff_import.TOO_LARGE
    assert fake.asked(IMPORT, "POST") == []


async def test_an_import_shows_how_far_it_is_and_how_it_ended(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)
    was_seen = asyncio.Event()
    ids: set[str] = set()

    async def be_half_done(request: Request) -> Response:
        was_seen.set()
        ids.add(request.url.path.rpartition("/")[2])
        return JSONResponse(a_report(state="running", written=1))

    async def take_a_while(request: Request) -> Response:
        import_id = request.query_params["id"]
        fake.instead[f"/products/imports/{import_id}"] = [be_half_done] * 1000
        await was_seen.wait()
        ids.add(import_id)
        return JSONResponse(a_report(state="done", written=2))

    fake.instead[IMPORT] = [take_a_while]
    (toast,) = await imported(state)

    assert len(ids) == 1
    assert "2 lines: 1 new, 1 changed" in told(toast)
    assert (state.result, state.is_importing, state.is_busy) == (
        "2 lines: 1 new, 1 changed",
        False,
        False,
    )


async def test_an_answer_that_is_lost_is_looked_up(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)
    states = ["running", "running", "done"]

    async def tell(_: Request) -> Response:
        return JSONResponse(a_report(state=states.pop(0) if len(states) > 1 else states[0]))

    async def be_silent(request: Request) -> Response:
        fake.instead[f"/products/imports/{request.query_params['id']}"] = [tell] * 1000
        return problem(504, "upstream_timeout", "That took too long")

    fake.instead[IMPORT] = [be_silent]
    await imported(state)

    assert (state.result, state.error) == ("2 lines: 1 new, 1 changed", "")


@pytest.mark.parametrize(
    ("ended", "error"),
    [
        (a_report(state="failed", reason="SKU already exists"), "SKU already exists"),
        (a_report(state="interrupted"), staff_import.CUT_OFF),
        (None, staff_import.NEVER_BEGUN),
    ],
)
async def test_an_import_that_came_to_nothing_says_so(
    clerk: Browser, fake: FakeGateway, ended: dict[str, Any] | None, error: str
) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)

    async def tell(_: Request) -> Response:
        if ended is None:
            return problem(404, "import_not_found", "There is no such import")
        return JSONResponse(ended)

    async def be_silent(request: Request) -> Response:
        fake.instead[f"/products/imports/{request.query_params['id']}"] = [tell] * 1000
        return problem(504, "upstream_timeout", "That took too long")

    fake.instead[IMPORT] = [be_silent]
    await imported(state)

    assert (state.error, state.result, state.is_importing) == (error, "", False)
    assert state.is_ready  # the file is still there, to be tried again


async def test_lines_that_became_wrong_meanwhile_are_shown(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)

    async def refuse(_: Request) -> Response:
        return problem(422, "import_refused", "1 line is wrong; nothing was imported")

    async def look_again(_: Request) -> Response:
        return JSONResponse(BAD)

    fake.instead[IMPORT] = [refuse, look_again]
    await imported(state)

    assert state.error == "1 line is wrong; nothing was imported"
    assert [bad.line for bad in state.bad_lines] == [3]


async def test_who_is_not_of_the_staff_can_look_at_no_file(
    worker: Worker, fake: FakeGateway
) -> None:
    state = await checked(await at_the_desk(worker, fake, role="customer"))

    assert fake.asked(IMPORT, "POST") == []
    assert (state.file_name, state.error) == ("", NOT_STAFF)


async def test_who_left_the_staff_meanwhile_imports_nothing(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)
    await clerk.sign_in(fake.sign_somebody_in(), role="customer")

    await imported(state)

    assert len(fake.asked(IMPORT, "POST")) == 1  # the look at it, before
    assert (state.file_name, state.error) == ("", NOT_STAFF)


async def test_a_file_that_only_the_browser_speaks_of_is_not_imported(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await clerk.state(StaffImportState)
    await events_of(state.load())
    state.file_name, state.checked = "forged.csv", ImportReport(created=1)

    assert state.is_ready
    assert await imported(state) == []
    assert fake.asked(IMPORT, "POST") == []


async def test_starting_over_forgets_the_file(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, IMPORT, a_report())
    state = await checked(clerk)

    await state.start_over()
    state.file_name, state.checked = "forged.csv", ImportReport(created=1)

    assert await imported(state) == []
    assert len(fake.asked(IMPORT, "POST")) == 1
