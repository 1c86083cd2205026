from backend_services.notifications.adapters import mail_figures
from backend_services.notifications.use_cases.count_mails import count_mails
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import ReadSession


async def show_mail_figures(session: ReadSession, *, clock: Clock) -> None:
    counts = await count_mails(session, clock=clock)
    mail_figures.FAILED.set(counts.failed)
    mail_figures.PENDING.set(counts.pending)
