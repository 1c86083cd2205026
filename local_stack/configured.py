"""What the environment configures by hand; such a part is used, and never replaced."""

from collections.abc import Sequence
from typing import Final

from local_stack.settings import LocalStackSettings

DATABASES: Final = ("users", "products", "orders", "notifications")
ANY_BROKER: Final = "AWS_ENDPOINT_URL"  # of every service that has no endpoint of its own


def database_variable(service: str) -> str:
    return f"{service.upper()}_DATABASE_URL"


def own_databases(settings: LocalStackSettings) -> Sequence[str]:
    """The services whose database is ours to keep."""
    if settings.is_window_only:
        return ()
    given = settings.environment
    return tuple(name for name in DATABASES if not given.get(database_variable(name)))


def own_brokers(settings: LocalStackSettings) -> Sequence[str]:
    """The services that speak to our SNS and SQS. An empty endpoint of its own means real AWS."""
    given = settings.environment
    if settings.is_window_only or given.get(ANY_BROKER):
        return ()
    return tuple(name for name in DATABASES if f"{name.upper()}_AWS_ENDPOINT_URL" not in given)


def has_own_mail_sink(settings: LocalStackSettings) -> bool:
    return not settings.is_window_only and not settings.environment.get("NOTIFICATIONS_SMTP_HOST")


def demo_data(settings: LocalStackSettings) -> Sequence[str]:
    """Whose demo data may be loaded.

    Its passwords are public, so only into databases of our own; and demo orders send events and
    mails, so only where those stay here too.
    """
    own = own_databases(settings)
    loaded = [name for name in ("products", "users") if name in own]
    is_all_ours = own == own_brokers(settings) == DATABASES and has_own_mail_sink(settings)
    return (*loaded, "orders") if is_all_ours else tuple(loaded)


def has_google_stand_in(settings: LocalStackSettings) -> bool:
    """Where demo accounts are, the other way in can be tried too; a real Google comes first."""
    return "users" in demo_data(settings) and not settings.environment.get("USERS_GOOGLE_CLIENT_ID")
