from backend_services.orders.adapters import customers
from backend_services.orders.domain.customer import Customer
from backend_services.shared.db.session import ReadSession


async def show_customer(session: ReadSession, *, user_id: int) -> Customer:
    """Zeros for whoever has not bought anything: this service does not know the accounts."""
    return await customers.find(session, user_id=user_id)
