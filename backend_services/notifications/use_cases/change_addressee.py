from backend_services.notifications.adapters import addressees, restock_requests
from backend_services.notifications.adapters.tables import Addressee
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def change_addressee(session: WriteSession, *, addressee: Addressee) -> None:
    """Write to that address from now on; to an account that is off never, nor keep its wishes."""
    is_newest = await addressees.advance(session, addressee)
    if is_newest and not addressee.is_active:
        erased = await restock_requests.erase_person(session, user_id=addressee.user_id)
        log.info("restock_requests.erased", user_id=addressee.user_id, count=erased)
