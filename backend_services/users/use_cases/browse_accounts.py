from backend_services.shared.db.session import ReadSession
from backend_services.users.adapters import accounts
from backend_services.users.adapters.accounts import AccountFilter, AccountPage, AccountPlace


async def browse_accounts(
    session: ReadSession, *, matching: AccountFilter, place: AccountPlace
) -> AccountPage:
    return await accounts.find_page(session, matching=matching, place=place)
