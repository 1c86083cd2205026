from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.observability.logging import get_logger
from backend_services.users.adapters import sign_ins
from backend_services.users.adapters.token_issuer import TokenIssuer, TokenPair, digest
from backend_services.users.domain.errors import RefreshRefused
from backend_services.users.domain.refresh_token import Verdict, judge

log = get_logger()


async def refresh_sign_in(
    sessions: SessionMaker, *, refresh_token: str, issuer: TokenIssuer
) -> TokenPair:
    """Trade a refresh token for new tokens; the account's role and mail are read afresh.

    Takes the sessions: when a token comes back a second time, ending its sign-in must be
    committed although the caller is refused.

    Raises:
        RefreshRefused: unknown, used, expired or revoked, or an inactive account.
    """
    used = digest(refresh_token)
    async with unit_of_work(sessions) as session:
        held = await sign_ins.lock_by_token(session, digest=used)
        if held is None:
            raise RefreshRefused
        verdict = judge(held.state, now=issuer.clock.now())
        if verdict is Verdict.REUSED:
            await sign_ins.revoke(session, sign_in_id=held.sign_in_id, at=issuer.clock.now())
            log.warning("sign_in.revoked", reason="refresh token used twice", user_id=held.user.id)
        elif verdict is Verdict.GOOD and held.user.is_active:
            successor = issuer.refresh_token()
            await sign_ins.replace_token(
                session, sign_in_id=held.sign_in_id, used=used, token=successor
            )
            return issuer.pair(held.user, sign_in_id=held.sign_in_id, refresh_token=successor)
    raise RefreshRefused
