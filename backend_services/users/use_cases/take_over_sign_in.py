from dataclasses import dataclass

from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.users.adapters import accounts, handoff_codes, sign_ins
from backend_services.users.adapters.sign_ins import NewSignIn
from backend_services.users.adapters.token_issuer import TokenIssuer, TokenPair
from backend_services.users.domain.errors import HandoffRefused


@dataclass(frozen=True, slots=True)
class Handoff:
    code: str
    verifier: str
    user_agent: str | None = None


async def take_over_sign_in(
    sessions: SessionMaker, *, handoff: Handoff, issuer: TokenIssuer
) -> TokenPair:
    """Trade the code that came by a browser's address, and the secret that did not, for tokens.

    Takes the sessions: a code tried with the wrong secret must be gone although the caller is
    refused.

    Raises:
        HandoffRefused: unknown, used, expired, another browser's, or an inactive account.
    """
    now = issuer.clock.now()
    async with unit_of_work(sessions) as session:
        user_id = await handoff_codes.redeem(
            session, code=handoff.code, verifier=handoff.verifier, now=now
        )
    if user_id is None:
        raise HandoffRefused
    async with unit_of_work(sessions) as session:
        user = await accounts.lock(session, user_id=user_id)
        if user is None or not user.is_active:
            raise HandoffRefused
        token = issuer.refresh_token()
        sign_in = NewSignIn(id=issuer.new_id(), user_id=user.id, user_agent=handoff.user_agent)
        await sign_ins.start(session, sign_in=sign_in, token=token)
        return issuer.pair(user, sign_in_id=sign_in.id, refresh_token=token)
