"""The export to Kafka: what readers may rely on, and what is said when it cannot be."""

import asyncio
import json
import re
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from actors.errors import MarkMoved, MarkTaken, TargetRefused, TargetUnavailable
from actors.projection import Mark
from runtime.services.ports import LOOPBACK, kept_port
from storage.kafka import target as exporting
from storage.kafka.record import decoded, encoded, key_of
from storage.kafka.target import KafkaTarget
from storage.kafka.topic import records
from tests.contract.conftest import Tale

GUIDE = Path(__file__).parents[2] / "docs" / "kafka.md"
topics = (f"fabula.export-{number}" for number in count())


@pytest.fixture
async def topic(kafka: str) -> str:
    name = next(topics)
    target = KafkaTarget(kafka, name)
    await target.prepare()
    return name


async def exported(target: KafkaTarget, tale: Tale, mark: Mark, ticks: int = 1) -> Mark:
    for _ in range(ticks):
        events = tale.next() if tale.events else tale.begin()
        after = Mark(events[-1].seq, 1, tale.hash)
        await target.apply(tale.ecosystem, mark, events, after)
        mark = after
    return mark


async def numbers(kafka: str, topic: str, ecosystem: str) -> list[int]:
    return [decoded(value).seq async for value in records(kafka, topic, key_of(ecosystem))]


def test_a_record_is_versioned_json_that_holds_the_whole_event(tale):
    event = tale.begin()[1]
    fields = json.loads(encoded(event))
    assert fields["version"] == 1 and fields["id"] == event.id and fields["body"]["character"] == "cosette"
    assert decoded(encoded(event)) == event
    with pytest.raises(ValueError, match="a record of version 2, this Fabula reads 1"):
        decoded(json.dumps({**fields, "version": 2}).encode())


async def test_a_topic_that_is_created_shares_ecosystems_among_partitions_and_forgets_nothing(kafka, topic):
    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await client.start()
    partitions: list[object] = []
    async with asyncio.timeout(120):
        while not partitions:  # a broker knows of a new topic a moment later
            [described] = await client.describe_topics([topic])
            partitions = described["partitions"]
    await client.close()
    assert len(partitions) == 8


async def test_an_exporter_that_died_in_the_middle_of_a_batch_leaves_no_trace_of_it(kafka, topic, tale, another):
    first = KafkaTarget(kafka, topic)
    mark = await exported(first, tale, Mark(), 2)
    producer = first._producers[tale.ecosystem]
    lost = tale.next()
    await producer.begin_transaction()
    for event in lost:
        await (await producer.send(topic, encoded(event), key_of(tale.ecosystem)))
    second = KafkaTarget(kafka, topic)  # which ends what the first one left open
    await second.apply(tale.ecosystem, mark, lost, Mark(lost[-1].seq, 1, tale.hash))
    assert await numbers(kafka, topic, tale.ecosystem) == [event.seq for event in tale.events]
    assert await second.fault(tale.ecosystem, tale.rows) == ""
    await second.close()
    await first.close()


async def test_an_exporter_that_was_replaced_writes_nothing_any_more(kafka, topic, tale):
    first, second = KafkaTarget(kafka, topic), KafkaTarget(kafka, topic)
    mark = await exported(second, tale, await exported(first, tale, Mark(), 2))
    events = tale.next()
    after = Mark(events[-1].seq, 1, tale.hash)
    first._marks[tale.ecosystem] = mark  # as if it had looked before it was replaced
    with pytest.raises(MarkTaken, match="another projector writes the events of ecosystem 'montreuil' to kafka now"):
        await first.apply(tale.ecosystem, mark, events, after)
    await second.apply(tale.ecosystem, mark, events, after)
    assert await numbers(kafka, topic, tale.ecosystem) == [event.seq for event in tale.events]
    await first.close()
    await second.close()


async def test_exporters_that_fence_each_other_again_and_again_write_every_number_once(kafka, topic, tale):
    pair = KafkaTarget(kafka, topic), KafkaTarget(kafka, topic)
    mark = await exported(pair[0], tale, Mark())
    for _ in range(3):
        events = tale.next()
        after = Mark(events[-1].seq, 1, tale.hash)
        outcomes = await asyncio.gather(*(t.apply(tale.ecosystem, mark, events, after) for t in pair), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {type(None), MarkMoved, MarkTaken, TargetUnavailable}
        while (await pair[0].mark(tale.ecosystem)).seq < after.seq:  # as a projector does, until it is there
            with suppress(MarkMoved, TargetUnavailable):
                await pair[0].apply(tale.ecosystem, mark, events, after)
        mark = after
    assert await numbers(kafka, topic, tale.ecosystem) == [event.seq for event in tale.events]
    for target in pair:
        await target.close()


async def test_a_commit_whose_answer_is_lost_is_found_again_and_not_repeated(kafka, topic, tale, monkeypatch):
    target = KafkaTarget(kafka, topic)
    mark = await exported(target, tale, Mark())
    events = tale.next()
    after = Mark(events[-1].seq, 1, tale.hash)
    written = KafkaTarget._written

    async def lost(self, *how) -> None:
        await written(self, *how)
        raise TargetUnavailable("Kafka", "cut off")

    monkeypatch.setattr(exporting.KafkaTarget, "_written", lost)
    with pytest.raises(TargetUnavailable):
        await target.apply(tale.ecosystem, mark, events, after)
    monkeypatch.undo()
    with pytest.raises(MarkMoved):
        await target.apply(tale.ecosystem, mark, events, after)
    assert await target.mark(tale.ecosystem) == after
    assert await numbers(kafka, topic, tale.ecosystem) == [event.seq for event in tale.events]
    await target.close()


async def test_the_reader_of_the_guide_sees_every_number_once(kafka, topic, tale, another):
    target = KafkaTarget(kafka, topic)
    for told in (tale, another):
        await exported(target, told, Mark(), 3)
    await target.forget(tale.ecosystem)
    await target.apply(tale.ecosystem, Mark(), tale.events, Mark(tale.events[-1].seq, 1, tale.hash))
    await target.close()
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    reader = await asyncio.create_subprocess_exec(sys.executable, "-c", code, kafka, topic, stdout=asyncio.subprocess.PIPE)
    assert reader.stdout is not None
    expected = {(told.ecosystem, event.seq) for told in (tale, another) for event in told.events}
    seen = []
    async with asyncio.timeout(120):
        while set(seen) != expected:
            ecosystem, seq, _ = (await reader.stdout.readline()).decode().split()
            seen.append((ecosystem, int(seq)))
    reader.kill()
    await reader.wait()
    assert len(seen) == len(expected)
    assert [seq for ecosystem, seq in seen if ecosystem == tale.ecosystem] == [event.seq for event in tale.events]


async def test_where_no_broker_answers_it_is_said_within_seconds(tmp_path):
    target = KafkaTarget(f"{LOOPBACK}:{kept_port(tmp_path / 'port')}", "fabula.events")
    async with asyncio.timeout(10):
        with pytest.raises(TargetUnavailable, match="Kafka does not answer"):
            await target.prepare()
    async with asyncio.timeout(10):
        with pytest.raises(TargetUnavailable, match="Kafka does not answer"):
            await target.apply("montreuil", Mark(), [], Mark(1))
    await target.close()


async def test_a_topic_that_cannot_be_created_is_said_with_what_to_do(kafka, monkeypatch):
    made = NewTopic.__init__

    def too_many(self, name: str, partitions: int, replicas: int, **options) -> None:
        made(self, name, partitions, replicas + 2, **options)

    monkeypatch.setattr(NewTopic, "__init__", too_many)
    with pytest.raises(TargetRefused, match="create the topic there with the replicas that it can have"):
        await KafkaTarget(kafka, next(topics)).prepare()
