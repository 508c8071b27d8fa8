"""Ticks are charged to the owner: each once, whoever looks when."""

import asyncio

import pytest

from actors.errors import QuotaSpent
from storage.accounts import Quota


@pytest.fixture
async def world(accounts, people, by, postgres_store, tale):
    """An owner, and an ecosystem at tick 0."""
    owner = await people.one("Valjean")
    await accounts.reserve(owner.id, "montreuil", 3, by)
    await tale.found(postgres_store)
    return owner


async def play(postgres_store, tale, ticks):
    epoch = (await postgres_store.activate("montreuil")).epoch
    for _ in range(ticks):
        await tale.commit(postgres_store, epoch)


async def spent(accounts, owner):
    return [day.ticks for day in await accounts.usage(owner.id)]


async def test_every_tick_is_charged_once(accounts, world, postgres_store, tale):
    assert await accounts.charge() == 0
    await play(postgres_store, tale, 3)
    assert (await accounts.charge(), await accounts.charge()) == (1, 0)
    await play(postgres_store, tale, 2)
    await accounts.charge()
    assert await spent(accounts, world) == [5]


async def test_many_who_look_at_once_charge_each_tick_once(accounts, world, postgres_store, tale):
    epoch = (await postgres_store.activate("montreuil")).epoch
    for _ in range(10):
        await asyncio.gather(tale.commit(postgres_store, epoch), *(accounts.charge() for _ in range(6)))
    await accounts.charge()
    assert await spent(accounts, world) == [10]


async def test_what_belongs_to_nobody_is_charged_to_nobody(accounts, postgres_store, tale, people, by):
    await tale.found(postgres_store)
    await play(postgres_store, tale, 2)
    assert await accounts.charge() == 0
    heir = await people.one("Cosette")
    await accounts.set_owner("montreuil", heir.id, by)
    assert await accounts.charge() == 0
    await play(postgres_store, tale, 1)
    await accounts.charge()
    assert await spent(accounts, heir) == [1]


async def test_who_has_used_up_the_day_is_known_and_may_start_nothing(accounts, world, postgres_store, tale, by, sql):
    premium = await accounts.quota_of(world.id)
    await accounts.set_quota(Quota("premium", 20, 1000, 3, 0), by)
    try:
        await accounts.check_ticks("montreuil")
        await play(postgres_store, tale, 3)
        await postgres_store.mark("montreuil", "live")
        await accounts.charge()
        assert [(over.ecosystem, over.allowed, over.role) for over in await accounts.overdrawn()] == [("montreuil", 3, "premium")]
        with pytest.raises(QuotaSpent, match="ticks of today"):
            await accounts.check_ticks("montreuil")
        await sql.execute("UPDATE fabula.usage SET day = day - 1")  # the next morning
        assert await accounts.overdrawn() == []
        await accounts.check_ticks("montreuil")
        await postgres_store.mark("montreuil", "paused", "enough")
        await sql.execute("UPDATE fabula.usage SET day = day + 1")
        assert await accounts.overdrawn() == []
    finally:
        await accounts.set_quota(premium, by)


async def test_old_usage_is_forgotten(accounts, world, postgres_store, tale, sql):
    await play(postgres_store, tale, 1)
    await accounts.charge()
    await sql.execute("UPDATE fabula.usage SET day = day - 401")
    await accounts.sweep()
    assert await spent(accounts, world) == []
