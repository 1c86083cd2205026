"""From the dead letters back into the queue they fell out of.

SQS' own StartMessageMoveTask is not everywhere (the local emulator lacks it) and knows no single
message; this works with both. A message is sent before it is deleted: whoever dies in between
leaves it twice, and the inbox knows it.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from backend_services.shared.dead_letters.log import digest_of
from backend_services.shared.errors import Unavailable
from backend_services.shared.ids import NewId
from backend_services.shared.messaging.aws import AwsClients
from backend_services.shared.messaging.topology import Subscription

_BATCH: Final = 10  # the limit of SQS
_LEASE: Final = 60  # seconds in which the one at work has the messages to itself
_EMPTY_LOOKS: Final = 2  # SQS may answer nothing though something is there


class BrokerSilent(Unavailable):
    code, title = "broker_unavailable", "The message broker does not answer"


@dataclass(frozen=True, slots=True)
class Mover:
    clients: AwsClients
    new_id: NewId

    async def depth(self, subscription: Subscription) -> int:
        """Messages that were put aside.

        Raises:
            BrokerSilent: it does not answer.
        """
        async with _answering():
            return await self._count(await self._url(subscription.dead_letters))

    async def backlog(self, subscription: Subscription) -> int:
        """Messages that wait or are being worked on.

        Raises:
            BrokerSilent: it does not answer.
        """
        async with _answering():
            return await self._count(await self._url(subscription.queue))

    async def move(
        self,
        subscription: Subscription,
        *,
        limit: int,
        wanted: Callable[[bytes], bool] = lambda _: True,
    ) -> list[bytes]:
        """Send at most `limit` wanted messages back; answer their digests.

        Raises:
            BrokerSilent: it does not answer; those moved by then stay moved.
        """
        async with _answering():
            source = await self._url(subscription.dead_letters)
            target = await self._url(subscription.queue)
            moved: list[bytes] = []
            kept: list[str] = []
            empty = 0
            while len(moved) < limit and empty < _EMPTY_LOOKS:
                messages = await self._take(source)
                empty = 0 if messages else empty + 1
                for message in messages:
                    digest = digest_of(message["Body"])
                    if len(moved) < limit and wanted(digest):
                        await self._send_back(message, source=source, target=target)
                        moved.append(digest)
                    else:
                        kept.append(message["ReceiptHandle"])
            await self._put_back(source, receipts=kept)
            return moved

    async def find(self, subscription: Subscription, *, digest: bytes) -> str | None:
        """The body of a message that was put aside, which stays there.

        Raises:
            BrokerSilent: it does not answer.
        """
        async with _answering():
            source = await self._url(subscription.dead_letters)
            found: str | None = None
            seen: list[str] = []
            empty = 0
            while found is None and empty < _EMPTY_LOOKS:
                messages = await self._take(source)
                empty = 0 if messages else empty + 1
                seen += [message["ReceiptHandle"] for message in messages]
                bodies = (message["Body"] for message in messages)
                found = next((body for body in bodies if digest_of(body) == digest), None)
            await self._put_back(source, receipts=seen)
            return found

    async def _put_back(self, source: str, *, receipts: Sequence[str]) -> None:
        for receipt in receipts:
            await self.clients.sqs.change_message_visibility(
                QueueUrl=source, ReceiptHandle=receipt, VisibilityTimeout=0
            )

    async def _take(self, source: str) -> list[dict[str, Any]]:
        # As many as go: of one aggregate the broker shows none behind one that is taken.
        answer = await self.clients.sqs.receive_message(
            QueueUrl=source,
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=_LEASE,
            AttributeNames=["MessageGroupId"],
        )
        return answer.get("Messages", [])

    async def _send_back(self, message: dict[str, Any], *, source: str, target: str) -> None:
        await self.clients.sqs.send_message(
            QueueUrl=target,
            MessageBody=message["Body"],
            MessageGroupId=message["Attributes"].get("MessageGroupId", message["MessageId"]),
            # A new one: the queue would swallow the event's own within five minutes.
            MessageDeduplicationId=str(self.new_id()),
        )
        await self.clients.sqs.delete_message(
            QueueUrl=source, ReceiptHandle=message["ReceiptHandle"]
        )

    async def _url(self, queue: str) -> str:
        return (await self.clients.sqs.get_queue_url(QueueName=queue))["QueueUrl"]

    async def _count(self, url: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = await self.clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(answer["Attributes"].get(name, 0)) for name in names)


@asynccontextmanager
async def _answering() -> AsyncGenerator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, OSError, TimeoutError) as error:
        raise BrokerSilent from error
