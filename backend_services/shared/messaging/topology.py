"""Topics, queues and what joins them, named by one rule."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

MAX_RECEIVES: Final = 5  # by processes that died with it; then SQS itself puts a message aside
KEPT: Final = 14 * 24 * 3600  # seconds, the most that SQS allows; dead letters wait for people
VISIBILITY: Final = 60  # seconds; a heartbeat extends it while a message is in hand


@dataclass(frozen=True, slots=True)
class Subscription:
    """`consumer` reads some types of events of the service `source`."""

    consumer: str
    source: str
    types: tuple[str, ...]

    @property
    def queue(self) -> str:
        return f"{self.consumer}-{self.source}.fifo"

    @property
    def dead_letters(self) -> str:
        return f"{self.consumer}-{self.source}-dlq.fifo"

    @property
    def topic(self) -> str:
        return topic_name(self.source)


def topic_name(service: str) -> str:
    return f"{service}.fifo"


async def ensure_topic(sns: Any, name: str) -> str:  # noqa: ANN401 - aioboto3 clients are untyped
    """The topic's ARN; made when missing (the call is idempotent)."""
    answer = await sns.create_topic(Name=name, Attributes={"FifoTopic": "true"})
    return answer["TopicArn"]


async def ensure_subscription(*, sns: Any, sqs: Any, subscription: Subscription) -> str:  # noqa: ANN401 - as above
    """Topic, queue, dead letters and the wire between; all idempotent. Answers the queue's URL."""
    topic = await ensure_topic(sns, subscription.topic)
    _, dead_letters = await _ensure_queue(
        sqs,
        name=subscription.dead_letters,
        attributes={"MessageRetentionPeriod": str(KEPT)},
    )
    redrive = {"deadLetterTargetArn": dead_letters, "maxReceiveCount": str(MAX_RECEIVES)}
    url, arn = await _ensure_queue(
        sqs,
        name=subscription.queue,
        attributes={
            "VisibilityTimeout": str(VISIBILITY),
            "RedrivePolicy": json.dumps(redrive),
            "Policy": json.dumps(_may_send(topic=topic, queue=subscription.queue)),
        },
    )
    await sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicy": json.dumps(_only(subscription.types)),
        },
        ReturnSubscriptionArn=True,
    )
    return url


def _only(types: Iterable[str]) -> dict[str, list[str]]:
    return {"type": sorted(types)}


def _may_send(*, topic: str, queue: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": f"arn:aws:sqs:*:*:{queue}",
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }
        ],
    }


async def _ensure_queue(
    sqs: Any,  # noqa: ANN401 - aioboto3 clients are untyped
    *,
    name: str,
    attributes: dict[str, str],
) -> tuple[str, str]:
    fifo = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}
    fifo["FifoThroughputLimit"] = "perMessageGroupId"
    answer = await sqs.create_queue(QueueName=name, Attributes={**fifo, **attributes})
    url = answer["QueueUrl"]
    found = await sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, found["Attributes"]["QueueArn"]
