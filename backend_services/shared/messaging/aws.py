"""The broker as AWS speaks it: SNS FIFO topics, SQS FIFO queues."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import aioboto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
)

from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import (
    BrokerUnavailable,
    OutgoingMessage,
    PublishResult,
    ReceivedMessage,
)
from backend_services.shared.messaging.topology import (
    Subscription,
    ensure_subscription,
    ensure_topic,
    topic_name,
)
from backend_services.shared.settings import BrokerSettings

_BATCH = 10  # the limit of SNS and SQS
_FAILURES = (BotoCoreError, ClientError, OSError, TimeoutError)


class AwsClients:
    """One SNS and one SQS client for the life of the process."""

    def __init__(self, sns: Any, sqs: Any, *, create_topology: bool) -> None:  # noqa: ANN401 - aioboto3 clients are untyped
        self.sns = sns
        self.sqs = sqs
        self.create_topology = create_topology


@asynccontextmanager
async def open_clients(settings: BrokerSettings) -> AsyncGenerator[AwsClients]:
    session = aioboto3.Session()
    common: dict[str, Any] = {
        "region_name": settings.aws_region,
        "endpoint_url": settings.aws_endpoint_url,
        "aws_access_key_id": _reveal(settings.aws_access_key_id),
        "aws_secret_access_key": _reveal(settings.aws_secret_access_key),
        "config": Config(
            connect_timeout=2,
            read_timeout=25,  # longer than the longest poll
            retries={"max_attempts": 1, "mode": "standard"},  # the relay retries by itself
            max_pool_connections=30,
        ),
    }
    client = cast("Any", session).client
    async with client("sns", **common) as sns, client("sqs", **common) as sqs:
        yield AwsClients(sns, sqs, create_topology=settings.create_topology)


def _reveal(secret: Any) -> str | None:  # noqa: ANN401 - SecretStr or None
    return secret.get_secret_value() if secret else None


class SnsPublisher:
    """Publishes to the one topic that the service owns.

    It sets up the queues of those who hear it too, where setting up is ours: a broker that lost
    everything must not be told things that nobody listens to yet.
    """

    def __init__(
        self, clients: AwsClients, *, service: str, hearers: Sequence[Subscription] = ()
    ) -> None:
        self._clients = clients
        self._topic = topic_name(service)
        self._hearers = hearers
        self._arn: str | None = None

    @property
    def sns(self) -> Any:  # noqa: ANN401 - aioboto3 clients are untyped
        return self._clients.sns

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        try:
            answer = await self._clients.sns.publish_batch(
                TopicArn=await self.topic_arn(),
                PublishBatchRequestEntries=[_entry(message) for message in messages],
            )
        except _FAILURES as error:
            self.forget_topic()
            raise BrokerUnavailable(type(error).__name__) from error
        return PublishResult(
            accepted=frozenset(UUID(entry["Id"]) for entry in answer.get("Successful", ())),
            rejected={
                UUID(entry["Id"]): entry.get("Message") or entry["Code"]
                for entry in answer.get("Failed", ())
            },
        )

    async def topic_arn(self) -> str:
        """Where to publish; made when missing."""
        if self._arn is None:
            arn = await ensure_topic(self._clients.sns, self._topic)
            if self._clients.create_topology:
                for hearer in self._hearers:
                    await ensure_subscription(
                        sns=self._clients.sns, sqs=self._clients.sqs, subscription=hearer
                    )
            self._arn = arn
        return self._arn

    def forget_topic(self) -> None:
        """The broker may have lost its topics: look again."""
        self._arn = None


def _entry(message: OutgoingMessage) -> dict[str, Any]:
    return {
        "Id": str(message.event_id),
        "Message": message.body,
        "MessageGroupId": message.group,
        "MessageDeduplicationId": str(message.event_id),
        "MessageAttributes": {"type": {"DataType": "String", "StringValue": message.type}},
    }


class SqsQueue:
    """The queue of one subscription; set up on first use and again when the broker forgot it."""

    def __init__(self, clients: AwsClients, subscription: Subscription) -> None:
        self._clients = clients
        self._subscription = subscription
        self._url: str | None = None

    @property
    def name(self) -> str:
        return self._subscription.queue

    async def receive(self, *, wait: int) -> Sequence[ReceivedMessage]:
        try:
            answer = await self._clients.sqs.receive_message(
                QueueUrl=await self._queue_url(),
                MaxNumberOfMessages=_BATCH,
                WaitTimeSeconds=wait,
                AttributeNames=["MessageGroupId", "ApproximateReceiveCount"],
            )
        except _FAILURES as error:
            self._url = None
            raise BrokerUnavailable(type(error).__name__) from error
        return [_received(message) for message in answer.get("Messages", ())]

    async def delete_many(self, messages: Sequence[ReceivedMessage]) -> Sequence[ReceivedMessage]:
        try:
            url = await self._queue_url()
            kept: list[ReceivedMessage] = []
            for first in range(0, len(messages), _BATCH):
                some = messages[first : first + _BATCH]
                answer = await self._clients.sqs.delete_message_batch(
                    QueueUrl=url,
                    Entries=[
                        {"Id": str(number), "ReceiptHandle": message.receipt}
                        for number, message in enumerate(some)
                    ],
                )
                kept += [some[int(entry["Id"])] for entry in answer.get("Failed", ())]
        except _FAILURES as error:
            raise BrokerUnavailable(type(error).__name__) from error
        return kept

    async def hide(self, message: ReceivedMessage, *, seconds: int) -> None:
        try:
            await self._clients.sqs.change_message_visibility(
                QueueUrl=await self._queue_url(),
                ReceiptHandle=message.receipt,
                VisibilityTimeout=seconds,
            )
        except _FAILURES as error:
            raise BrokerUnavailable(type(error).__name__) from error

    async def put_aside(self, message: ReceivedMessage) -> None:
        try:
            aside = await self._clients.sqs.get_queue_url(QueueName=self._subscription.dead_letters)
            # Sent before it is deleted: who dies in between leaves it twice, and never nowhere.
            await self._clients.sqs.send_message(
                QueueUrl=aside["QueueUrl"],
                MessageBody=message.body,
                MessageGroupId=message.group,
                # A new one: what was sent back and failed again must not be taken for a twin.
                MessageDeduplicationId=str(new_id()),
            )
            await self._clients.sqs.delete_message(
                QueueUrl=await self._queue_url(), ReceiptHandle=message.receipt
            )
        except _FAILURES as error:
            raise BrokerUnavailable(type(error).__name__) from error

    async def _queue_url(self) -> str:
        if self._url is None:
            self._url = await self._find_queue()
        return self._url

    async def _find_queue(self) -> str:
        if self._clients.create_topology:
            return await ensure_subscription(
                sns=self._clients.sns, sqs=self._clients.sqs, subscription=self._subscription
            )
        answer = await self._clients.sqs.get_queue_url(QueueName=self._subscription.queue)
        return answer["QueueUrl"]


def _received(message: dict[str, Any]) -> ReceivedMessage:
    attributes = message["Attributes"]
    return ReceivedMessage(
        body=message["Body"],
        group=attributes.get("MessageGroupId", message["MessageId"]),
        receipt=message["ReceiptHandle"],
        receive_count=int(attributes["ApproximateReceiveCount"]),
    )
