"""Patience: a store that does not answer is asked again, and nothing else is."""

import pytest

from actors.errors import NotPlaced, StaleEpoch, StoreUnavailable
from runtime import patience
from runtime.patience import patiently


class Door:
    """Opens at the n-th knock."""

    def __init__(self, opens_at: int) -> None:
        self.knocks, self.opens_at = 0, opens_at

    async def knock(self) -> str:
        self.knocks += 1
        if self.knocks < self.opens_at:
            raise StoreUnavailable("postgres", f"knock {self.knocks}")
        return "come in"


class Excuses(list[str]):
    async def hear(self, reason: str) -> None:
        self.append(reason)


async def test_an_answer_at_once_needs_no_excuse():
    excuses = Excuses()
    assert await patiently(Door(1).knock, excuses.hear) == "come in"
    assert excuses == []


async def test_every_wait_is_excused_with_its_reason_and_grows(monkeypatch):
    waits, excuses = [], Excuses()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(patience.asyncio, "sleep", sleep)
    assert await patiently(Door(9).knock, excuses.hear) == "come in"
    assert excuses == [f"postgres does not answer: knock {n}" for n in range(1, 9)] + [""]
    assert waits == sorted(waits) == [*patience.WAITS, *[patience.WAITS[-1]] * (8 - len(patience.WAITS))]


async def test_a_place_in_the_cluster_is_waited_for_like_a_store(monkeypatch):
    monkeypatch.setattr(patience, "WAITS", (0.0,))
    places, excuses = iter([NotPlaced("troupe 1", "the cluster is full"), None]), Excuses()

    async def knock() -> str:
        if (refusal := next(places)) is not None:
            raise refusal
        return "come in"

    assert await patiently(knock, excuses.hear) == "come in"
    assert excuses == ["troupe 1 has no place yet: the cluster is full", ""]


async def test_another_error_is_not_waited_out():
    async def superseded() -> None:
        raise StaleEpoch("e", 1, 2)

    with pytest.raises(StaleEpoch):
        await patiently(superseded, Excuses().hear)
