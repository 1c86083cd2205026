from typing import Protocol

from backend_services.notifications.domain.news import ProductNews


class Announcer(Protocol):
    """What the rest of the service may say to open sockets, of this process and of all others.

    Neither method waits, nor raises: both are called right after a commit.
    """

    def tell_person(self, user_id: int) -> None:
        """There are news in this person's feed."""
        ...

    def tell_everyone(self, news: ProductNews) -> None: ...
