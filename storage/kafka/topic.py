"""The topic: created when it is missing, and read from its beginning to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaConsumer, TopicPartition, errors
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from aiokafka.structs import OffsetAndMetadata

PARTITIONS = 8
"""Of a topic that we create: so many consumers of a group may share the ecosystems."""

REPLICAS = 3
"""Of such a topic, where there are that many brokers."""

KEPT_FOR_EVER = {"retention.ms": "-1"}
SECONDS_MS = 5000
AGAIN_SECONDS = 0.1
COMING = (errors.GroupCoordinatorNotAvailableError, errors.NotCoordinatorForGroupError, errors.GroupLoadInProgressError)


async def admin(bootstrap: str) -> AIOKafkaAdminClient:
    """A started client for what no producer does; whoever gets it closes it."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="fabula", request_timeout_ms=SECONDS_MS)
    try:
        await client.start()
    except BaseException:
        await client.close()
        raise
    return client


async def created(client: AIOKafkaAdminClient, topic: str) -> None:
    """Make sure that the topic is there. Raises the driver's error when it is not and may not be created."""
    if topic in await client.list_topics():
        return
    brokers = len((await client.describe_cluster())["brokers"])
    wanted = NewTopic(topic, PARTITIONS, min(REPLICAS, brokers), topic_configs=KEPT_FOR_EVER)
    answer = await client.create_topics([wanted])
    for _, code, *reason in answer.topic_errors:
        kind = for_code(code)
        if kind is errors.TopicAuthorizationFailedError:  # so brokers call it, but it is the right to create that is missing
            kind = errors.ClusterAuthorizationFailedError
        if code and kind is not TopicAlreadyExistsError:
            raise kind(*(text for text in reason if text))


async def committed(client: AIOKafkaAdminClient, group: str, place: TopicPartition) -> OffsetAndMetadata:
    """What this group has committed, offset -1 when nothing; waits for the broker that keeps it, which may only be choosing
    itself, or loading.

    Of an error that concerns the whole group the driver says nothing: the answer just lacks what was asked for.
    """
    while True:
        with suppress(*COMING):
            found = await client.list_consumer_group_offsets(group, partitions=[place])
            if place in found:
                return found[place]
        await asyncio.sleep(AGAIN_SECONDS)


async def records(bootstrap: str, topic: str, key: bytes) -> AsyncIterator[bytes]:
    """The values that stand in the topic under this key now, in order, but for those of transactions that were aborted.

    Transactions that are still open, or whose end the partition does not know yet, are waited for.
    """
    async with _consumer(bootstrap, topic, "read_uncommitted") as (anything, parts):
        ends = await anything.end_offsets(parts)
    async with _consumer(bootstrap, topic, "read_committed") as (consumer, parts):
        await consumer.seek_to_beginning(*parts)
        left = {part for part in parts if ends[part] > 0}
        while left:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                for record in batch:
                    if record.key == key:
                        yield record.value
            left = {part for part in left if await consumer.position(part) < ends[part]}


@asynccontextmanager
async def _consumer(bootstrap: str, topic: str, isolation: str) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
    """A consumer to which all partitions of the topic belong, and these."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, client_id="fabula", isolation_level=isolation, enable_auto_commit=False,
        request_timeout_ms=SECONDS_MS, auto_offset_reset="earliest",
    )  # fmt: skip
    try:
        await consumer.start()
        await consumer._client.set_topics([topic])
        parts = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        consumer.assign(parts)
        yield consumer, parts
    finally:
        await consumer.stop()
