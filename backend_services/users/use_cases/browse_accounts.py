from backend_services.shared.db.session import ReadSession
from backend_services.users.adapters import accounts
from backend_services.users.adapters.accounts import AccountFilter, AccountPage


async def browse_accounts(
    session: ReadSession, *, matching: AccountFilter, limit: int, offset: int
) -> AccountPage:
    return await accounts.find_page(session, matching=matching, limit=limit, offset=offset)
