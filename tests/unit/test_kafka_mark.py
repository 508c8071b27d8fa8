"""The mark of the export, as Kafka tells it: one that it does not tell is not one that is not there."""

from aiokafka import TopicPartition
from aiokafka.errors import GroupLoadInProgressError
from aiokafka.structs import OffsetAndMetadata

from storage.kafka import topic

PLACE = TopicPartition("fabula.events", 0)


class Broker:
    """Gives these answers, one after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)

    async def list_consumer_group_offsets(self, group, partitions):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_broker_that_is_just_loading_the_marks_is_asked_again_and_not_taken_for_one_without(monkeypatch):
    monkeypatch.setattr(topic, "AGAIN_SECONDS", 0.0)
    known = OffsetAndMetadata(4111, "16 abc")
    loading = {}  # the driver passes over an error that concerns the whole group
    broker = Broker(loading, GroupLoadInProgressError(), loading, {PLACE: known})
    assert await topic.committed(broker, "fabula.events.montagues", PLACE) == known


async def test_a_group_without_a_mark_is_told_as_such():
    nothing = OffsetAndMetadata(-1, "")
    assert await topic.committed(Broker({PLACE: nothing}), "fabula.events.montagues", PLACE) == nothing
