"""Up to when a broker has heard us.

A broker that forgets (the local emulator, killed) comes back empty, or as it was at its last
orderly stop. The mark lies in the broker itself, on the topic: whatever it forgets, it forgets
the mark with it, so the mark never claims too much.
"""

from datetime import datetime
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from backend_services.shared.clock import to_wire
from backend_services.shared.messaging.aws import SnsPublisher
from backend_services.shared.messaging.broker import BrokerUnavailable

_TAG = "published-until"


class BrokerMemory(Protocol):
    async def heard_until(self) -> datetime | None:
        """The last mark; None for a broker that has never heard us.

        Raises:
            BrokerUnavailable: it cannot be asked.
        """
        ...

    async def mark(self, at: datetime) -> None:
        """Note, in the broker, that all published by then was accepted.

        Raises:
            BrokerUnavailable: it is not known whether it was noted.
        """
        ...


class TopicMark:
    def __init__(self, publisher: SnsPublisher) -> None:
        self._publisher = publisher

    async def heard_until(self) -> datetime | None:
        answer = await self._call("list_tags_for_resource")
        found = {tag["Key"]: tag["Value"] for tag in answer.get("Tags", ())}
        return datetime.fromisoformat(found[_TAG]) if _TAG in found else None

    async def mark(self, at: datetime) -> None:
        await self._call("tag_resource", Tags=[{"Key": _TAG, "Value": to_wire(at)}])

    async def _call(self, name: str, **arguments: Any) -> Any:  # noqa: ANN401 - aioboto3 is untyped
        try:
            topic = await self._publisher.topic_arn()
            return await getattr(self._publisher.sns, name)(ResourceArn=topic, **arguments)
        except (BotoCoreError, ClientError, OSError, TimeoutError) as error:
            self._publisher.forget_topic()
            raise BrokerUnavailable(type(error).__name__) from error
