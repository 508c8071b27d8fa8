"""The port Target over a Kafka topic: every event as a record, each batch and its mark in one transaction of Kafka."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import InvalidProducerEpoch, KafkaError, ProducerFenced
from aiokafka.structs import OffsetAndMetadata

from actors.errors import MarkMoved, MarkTaken, StaleEpoch
from actors.events import Event
from actors.projection import Mark, Target
from actors.records import Rows, rows_of
from storage.kafka.record import decoded, encoded, key_of
from storage.kafka.refusals import answering
from storage.kafka.topic import SECONDS_MS, admin, committed, created, records

_TRANSACTION_MS = 30_000
"""After so long Kafka itself gives up the transaction of a producer that is gone; until then readers wait for it."""

_LONG = 120.0
"""Seconds for reading a whole topic."""

_ENDING = 5.0


class KafkaTarget(Target):
    """See ``actors.projection.Target``. docs/kafka.md says what stands in the topic.

    * The mark is the committed offset of a group without members, ``fabula.<topic>.<ecosystem>``: its number is the last event's,
      its note holds epoch and hash. Kafka commits it together with the records.
    * Each ecosystem has a transactional id. Opening a producer with it ends what another one left open, and fences that one.
    * What was written stays: a topic only grows.
    """

    name = "kafka"
    remedy = "name another topic in FABULA_KAFKA_TOPIC"

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._turns = asyncio.Lock()  # a producer has one transaction at a time
        self._producers: dict[str, AIOKafkaProducer] = {}
        self._marks: dict[str, Mark] = {}  # of the ecosystems that we have a producer for: Kafka shows a commit a moment later

    async def prepare(self) -> None:
        async with answering():
            client = await admin(self._bootstrap)
            try:
                await created(client, self._topic)
            finally:
                await client.close()

    async def mark(self, ecosystem: str) -> Mark:
        if ecosystem in self._marks:
            return self._marks[ecosystem]
        async with answering():
            client = await admin(self._bootstrap)
            try:
                return _mark(await committed(client, self._group(ecosystem), self._place))
            finally:
                await client.close()

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        async with self._turns:
            await self._apply(ecosystem, before, events, after)

    async def _apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        producer = await self._producer(ecosystem)
        found = self._marks[ecosystem]
        if found.epoch > after.epoch:
            raise StaleEpoch(ecosystem, after.epoch, found.epoch)
        if found.seq != before.seq:
            raise MarkMoved(self.name, ecosystem, before.seq, found.seq)
        try:
            async with answering():
                await self._written(producer, ecosystem, events, after)
        except BaseException:
            await self._lose(ecosystem)  # whether it was committed says the mark, once another producer is open
            raise
        self._marks[ecosystem] = after

    async def forget(self, ecosystem: str) -> None:
        """The records stay, but a projector would begin anew."""
        async with self._turns:
            if await self.mark(ecosystem) == Mark():
                return
            producer = await self._producer(ecosystem)
            try:
                async with answering():
                    await self._written(producer, ecosystem, (), Mark())
            finally:
                await self._lose(ecosystem)

    async def fault(self, ecosystem: str, rows: Rows) -> str:
        """Records that a topic no longer keeps are no fault, nor are those of an export that was begun anew later; gaps are."""
        async with answering(_LONG):
            found = [decoded(value) async for value in records(self._bootstrap, self._topic, key_of(ecosystem))]
        last = (await self.mark(ecosystem)).seq
        found = found[max((place for place, event in enumerate(found) if event.seq == 1), default=0) :] if last else []
        for one, other in pairwise(found):
            if other.seq != one.seq + 1:
                return f"number {other.seq} follows {one.seq}"
        end = found[-1].seq if found else 0
        if end != last:
            return f"it ends at {end}, its mark says {last}"
        whole = not found or found[0].seq == 1
        return "" if not whole or rows_of(found) == rows else "its records say something else than the chronicle"

    async def close(self) -> None:
        for ecosystem in list(self._producers):
            await self._lose(ecosystem)

    @property
    def _place(self) -> TopicPartition:
        """Where the mark is kept; of what is in that partition it says nothing."""
        return TopicPartition(self._topic, 0)

    def _group(self, ecosystem: str) -> str:
        return f"fabula.{self._topic}.{ecosystem}"

    async def _producer(self, ecosystem: str) -> AIOKafkaProducer:
        """Ours alone from the moment that it is open; the mark is read only then, when nobody can move it any more."""
        if ecosystem not in self._producers:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap, client_id="fabula", transactional_id=self._group(ecosystem), acks="all",
                transaction_timeout_ms=_TRANSACTION_MS, request_timeout_ms=SECONDS_MS, max_batch_size=256 * 1024,
                linger_ms=5,
            )  # fmt: skip
            try:
                async with answering():
                    await producer.start()
                    mark = await self.mark(ecosystem)
            except BaseException:
                await _stopped(producer)
                raise
            self._producers[ecosystem], self._marks[ecosystem] = producer, mark
        return self._producers[ecosystem]

    async def _written(self, producer: AIOKafkaProducer, ecosystem: str, events: Sequence[Event], after: Mark) -> None:
        key, note = key_of(ecosystem), f"{after.epoch} {after.hash}"
        try:
            async with producer.transaction():
                sent = [await producer.send(self._topic, encoded(event), key) for event in events]
                for record in sent:
                    record.add_done_callback(_heard)  # of a transaction that fails, one error is enough
                await producer.send_offsets_to_transaction(
                    {self._place: OffsetAndMetadata(after.seq, note)}, self._group(ecosystem)
                )
                for record in sent:
                    await record
        except (ProducerFenced, InvalidProducerEpoch) as error:
            raise MarkTaken(self.name, ecosystem) from error

    async def _lose(self, ecosystem: str) -> None:
        producer = self._producers.pop(ecosystem, None)
        self._marks.pop(ecosystem, None)
        if producer is not None:
            await _stopped(producer)


def _heard(record: "asyncio.Future[Any]") -> None:
    if not record.cancelled():
        record.exception()


async def _stopped(producer: AIOKafkaProducer) -> None:
    """One that was fenced, or whose broker is gone, may never say that it has ended."""
    with suppress(TimeoutError, KafkaError):
        async with asyncio.timeout(_ENDING):
            await producer.stop()


def _mark(found: OffsetAndMetadata) -> Mark:
    """What a committed offset says."""
    if found.offset <= 0:
        return Mark()
    epoch, _, hash = found.metadata.partition(" ")
    return Mark(found.offset, int(epoch), hash)
