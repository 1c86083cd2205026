"""Tells those who wait that something is back.

It looks at what is, not at what was said: whoever waits for a product that can be bought now is
told. So it may be killed between two batches, woken twice or not at all; the next look finds what
is left, and each request is marked in the transaction that writes its mail.
"""

from dataclasses import dataclass
from typing import Final

from backend_services.notifications.use_cases.record_notice import Desk
from backend_services.notifications.use_cases.tell_of_restock import tell_of_restock
from backend_services.shared.db.session import SessionMaker, unit_of_work

BATCH: Final = 100  # mails a transaction: a fraction of a second
_LOOK_EVERY: Final = 15.0  # seconds; for what a process that died did not get to


@dataclass(frozen=True, slots=True)
class Teller:
    sessions: SessionMaker
    desk: Desk
    batch: int = BATCH

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            if await self.run_once() < self.batch:
                await self.desk.restock_wakeups.wait(timeout=_LOOK_EVERY)

    async def run_once(self) -> int:
        """Tell one batch; answer how many were told."""
        async with unit_of_work(self.sessions) as session:
            return await tell_of_restock(session, desk=self.desk, limit=self.batch)
