import pytest

from storefront.state.staff_audit import StaffAuditState
from storefront.state.staff_customers import StaffCustomersState
from storefront.state.staff_messages import StaffMailsState
from storefront.state.staff_orders import StaffOrdersState
from storefront.state.staff_products import StaffProductsState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import events_of
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk

List = (
    StaffAuditState | StaffCustomersState | StaffMailsState | StaffOrdersState | StaffProductsState
)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("/staff/audit", StaffAuditState),
        ("/staff/customers", StaffCustomersState),
        ("/staff/messages", StaffMailsState),
        ("/staff/orders", StaffOrdersState),
        ("/staff/products", StaffProductsState),
    ],
)
async def test_what_is_typed_before_the_list_has_come_stays(
    worker: Worker, fake: FakeGateway, address: str, state: type[List]
) -> None:
    """A field whose value changes appears anew and empty: the value is its key."""
    browser = await at_the_desk(worker, fake)
    browser.go(address)
    shown = await browser.state(state)
    at_first = dict(shown.filters)

    await events_of(shown.load())

    assert at_first == shown.filters != {}
