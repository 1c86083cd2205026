"""Everybody's orders, for those who run the shop."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend_services.orders.api.audit_schemas import AuditLogPage, AuditParams
from backend_services.orders.api.customer_schemas import CustomerOut
from backend_services.orders.api.dependencies import Deps, Reading, StaffActor
from backend_services.orders.api.list_schemas import EveryOrderParams, OrdersPage
from backend_services.orders.api.sales_schemas import SalesOut, SalesParams
from backend_services.orders.domain.cursor import InvalidCursor
from backend_services.orders.domain.order_query import SearchTooShort
from backend_services.orders.use_cases.browse_audit_log import browse_audit_log
from backend_services.orders.use_cases.browse_orders import browse_orders
from backend_services.orders.use_cases.show_customer import show_customer
from backend_services.orders.use_cases.sum_up_sales import sum_up_sales
from backend_services.shared.audit.log import AuditPage
from backend_services.shared.db.limits import RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unprocessable
from backend_services.shared.http.problems import responses

router = APIRouter(
    prefix="/api/v1/orders",
    tags=["staff"],
    responses=responses(Unauthenticated, Forbidden, Unprocessable),
)


@router.get("/all", responses=responses(InvalidCursor, SearchTooShort))
async def list_all_orders(
    *, params: Annotated[EveryOrderParams, Query()], session: Reading, actor: StaffActor
) -> OrdersPage:
    """Everybody's orders; `next_cursor` leads to the page after, in the same order."""
    page = await browse_orders(session, query=params.to_staff_query(), by=actor)
    return OrdersPage.of(page, limit=params.limit, to=actor)


@router.get("/audit", response_model=AuditLogPage)
async def list_audit_log(
    *, params: Annotated[AuditParams, Query()], session: Reading, _staff: StaffActor
) -> AuditPage:
    """What staff did to which order, newest first."""
    return await browse_audit_log(session, matching=params.to_filter(), place=params.place)


@router.get("/stats")
async def get_sales(
    *, params: Annotated[SalesParams, Query()], session: Reading, _staff: StaffActor, deps: Deps
) -> SalesOut:
    """What was sold in the last days, and how many of the carts begun then were ordered."""
    sales = await sum_up_sales(
        session, days=params.days, currency=params.currency, clock=deps.clock
    )
    return SalesOut.of(sales)


@router.get("/customers/{user_id}")
async def get_customer(*, user_id: RowId, session: Reading, _staff: StaffActor) -> CustomerOut:
    """How many orders somebody has placed, and what they have spent."""
    return CustomerOut.of(await show_customer(session, user_id=user_id))
