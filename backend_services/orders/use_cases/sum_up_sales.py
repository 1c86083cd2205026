from backend_services.orders.adapters import sales
from backend_services.orders.domain.sales import Period, Sales
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import ReadSession
from backend_services.shared.money import Currency


async def sum_up_sales(
    session: ReadSession, *, days: int, currency: Currency, clock: Clock
) -> Sales:
    """The last days, today among them. Amounts of another currency are not added to it."""
    period = Period.until(clock.now(), days=days)
    return Sales(
        period=period,
        currency=currency,
        by_day=await sales.by_day(session, period=period, currency=currency),
        carts=await sales.of_carts(session, period=period),
    )
