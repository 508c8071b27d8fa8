"""Metering as it runs: whoever has used up the day is paused, with the reason, and writes nothing more."""

import asyncio

import pytest

from actors.errors import StaleEpoch, StoreUnavailable
from runtime.metering import meter, metering
from storage.accounts import Quota


@pytest.fixture
async def owner(accounts, people, by, postgres_store, tale):
    """Of an ecosystem that lives, who may have three ticks a day."""
    owner = await people.one("Gavroche", "free")
    await accounts.reserve(owner.id, "montreuil", 3, by)
    await tale.found(postgres_store)
    await postgres_store.mark("montreuil", "live")
    before = await accounts.quota_of(owner.id)
    await accounts.set_quota(Quota("free", 1, 50, 3, 0), by)
    yield owner
    await accounts.set_quota(before, by)


async def test_an_ecosystem_whose_owner_has_nothing_left_is_paused_with_the_reason(accounts, owner, postgres_store, tale):
    epoch = (await postgres_store.activate("montreuil")).epoch
    for _ in range(2):
        await tale.commit(postgres_store, epoch)
    assert await meter(accounts, postgres_store) == []
    await tale.commit(postgres_store, epoch)
    assert await meter(accounts, postgres_store) == ["montreuil"]
    head = await postgres_store.head("montreuil")
    assert head.status == "paused"
    assert head.reason == "its owner's 3 ticks of today are used up (role 'free'); it can go on after 00:00 UTC"
    with pytest.raises(StaleEpoch):
        await tale.commit(postgres_store, epoch)
    assert await meter(accounts, postgres_store) == []


async def test_whoever_goes_on_all_the_same_is_paused_again(accounts, owner, postgres_store, tale):
    epoch = (await postgres_store.activate("montreuil")).epoch
    for _ in range(3):
        await tale.commit(postgres_store, epoch)
    for _ in range(2):
        await postgres_store.mark("montreuil", "running")
        assert await meter(accounts, postgres_store) == ["montreuil"]


async def test_several_gateways_look_at_once_and_the_next_look_comes_after_an_outage(
    accounts, owner, postgres_store, tale, monkeypatch
):
    epoch = (await postgres_store.activate("montreuil")).epoch
    failures, charge = [2], type(accounts).charge

    async def charged(self):
        if failures[0]:
            failures[0] -= 1
            raise StoreUnavailable("Postgres", "gone")
        return await charge(self)

    monkeypatch.setattr(type(accounts), "charge", charged)
    async with metering(accounts, postgres_store, 0.01), metering(accounts, postgres_store, 0.01):
        for _ in range(3):
            await tale.commit(postgres_store, epoch)
        async with asyncio.timeout(120):
            while (await postgres_store.head("montreuil")).status != "paused":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert [day.ticks for day in await accounts.usage(owner.id)] == [3]
    assert failures == [0]
