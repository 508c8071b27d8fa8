"""API keys, tickets and throttles."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from actors.errors import InvalidRequest, KeyUnknown, Throttled, Unauthenticated
from storage.accounts import Shown, Throttle

NAMES = Throttle("name", 3, 60.0)
ADDRESSES = Throttle("address", 5, 900.0)


@pytest.fixture
async def user(people):
    return await people.one("Valjean")


@pytest.fixture
async def key(accounts, user, by):
    return await accounts.add_key(user.id, "my script", ["ecosystem:view", "character:read"], None, by)


async def test_a_key_says_whose_it_is_and_what_it_is_limited_to(accounts, user, key):
    id, holder = await accounts.key_holder(key.text)
    assert (id, holder.account, holder.role) == (key.key.id, user.id, "premium")
    assert holder.scopes == {"ecosystem:view", "character:read"}
    assert (await accounts.keys(user.id))[0].used_at is not None
    assert key.text.startswith(f"fbk_{id}_")


async def test_anything_but_the_key_is_nobodys(accounts, user, key):
    id = key.key.id
    wrong = [
        "",
        "fbk_",
        f"fbk_{id}",
        f"fbk_{id}_",
        key.text[:-1],
        key.text + "x",
        key.text.upper(),
        key.text.removeprefix("fbk_"),
    ]
    for text in [*wrong, "fbk_\0_x", "fbk_\ud800_x", "fbk_' OR 1=1 --_x"]:
        assert await accounts.key_holder(text) is None


async def test_an_expired_or_deleted_key_is_nobodys(accounts, user, by, key, sql):
    brief = await accounts.add_key(user.id, "brief", ["character:read"], timedelta(hours=1), by)
    assert brief.key.expires_at is not None
    await sql.execute("UPDATE fabula.api_keys SET expires_at = now() WHERE id = $1", brief.key.id)
    assert await accounts.key_holder(brief.text) is None
    await accounts.delete_key(user.id, key.key.id, by)
    assert await accounts.key_holder(key.text) is None
    assert await accounts.key(key.key.id) is None


async def test_nobody_deletes_somebody_elses_key(accounts, people, by, key):
    other = await people.one("Javert")
    for account, id in ((other.id, key.key.id), (other.id, "nothing"), (other.id, "a\0")):
        with pytest.raises(KeyUnknown):
            await accounts.delete_key(account, id, by)
    assert await accounts.key_holder(key.text) is not None


async def test_there_are_not_more_keys_than_a_person_can_survey(accounts, user, by):
    for n in range(50):
        await accounts.add_key(user.id, f"key {n}", ["character:read"], None, by)
    with pytest.raises(InvalidRequest, match="50"):
        await accounts.add_key(user.id, "one more", ["character:read"], None, by)


async def test_of_twenty_who_show_the_same_ticket_one_gets_in(accounts, user):
    session = (await accounts.begin_session(user.id)).session.id
    ticket = await accounts.issue_ticket(Shown(session, None), "montreuil", "ws")
    results = await asyncio.gather(
        *(accounts.redeem_ticket(ticket, "montreuil", "ws") for _ in range(20)), return_exceptions=True
    )
    assert Counter(type(result).__name__ for result in results) == {"Shown": 1, "Unauthenticated": 19}
    assert Shown(session, None) in results


@pytest.mark.parametrize(("ecosystem", "purpose"), [("digne", "ws"), ("montreuil", "sse")])
async def test_a_ticket_for_something_else_is_used_up(accounts, key, ecosystem, purpose):
    ticket = await accounts.issue_ticket(Shown(None, key.key.id), "montreuil", "ws")
    for shown in ((ecosystem, purpose), ("montreuil", "ws")):
        with pytest.raises(Unauthenticated):
            await accounts.redeem_ticket(ticket, *shown)


async def test_a_ticket_is_not_good_for_long_and_ends_with_what_it_was_made_from(accounts, user, key, by, sql):
    old = await accounts.issue_ticket(Shown(None, key.key.id), "montreuil", "ws", timedelta(0))
    with pytest.raises(Unauthenticated):
        await accounts.redeem_ticket(old, "montreuil", "ws")
    orphan = await accounts.issue_ticket(Shown(None, key.key.id), "montreuil", "ws")
    await accounts.delete_key(user.id, key.key.id, by)
    with pytest.raises(Unauthenticated):
        await accounts.redeem_ticket(orphan, "montreuil", "ws")
    assert await sql.fetchval("SELECT count(*) FROM fabula.tickets") == 0


async def test_whoever_tries_too_often_waits_longer_each_time(accounts, sql):
    for _ in range(3):
        await accounts.attempt((NAMES, "javert"))
    waits = []
    for _ in range(5):
        with pytest.raises(Throttled) as refused:
            await accounts.attempt((NAMES, "javert"))
        waits.append(refused.value.args[1])
        await sql.execute("UPDATE fabula.throttles SET until = now()")
        await accounts.attempt((NAMES, "javert"))
    assert waits == [1, 2, 4, 8, 16]
    await accounts.attempt((NAMES, "valjean"))


async def test_no_wait_is_longer_than_the_longest_and_an_hour_later_all_is_forgotten(accounts, sql):
    await accounts.attempt((NAMES, "javert"))
    await sql.execute("UPDATE fabula.throttles SET attempts = 1000000")
    await accounts.attempt((NAMES, "javert"))
    with pytest.raises(Throttled) as refused:
        await accounts.attempt((NAMES, "javert"))
    assert refused.value.args[1] == 60
    await sql.execute("UPDATE fabula.throttles SET last_at = now() - interval '61 minutes', until = now()")
    for _ in range(3):
        await accounts.attempt((NAMES, "javert"))
    await accounts.sweep()


async def test_a_hundred_attempts_at_once_are_counted_before_any_is_looked_at(accounts):
    results = await asyncio.gather(
        *(accounts.attempt((NAMES, "javert"), (ADDRESSES, f"10.0.0.{n}")) for n in range(100)), return_exceptions=True
    )
    assert Counter(type(result).__name__ for result in results) == {"NoneType": 3, "Throttled": 97}


async def test_what_is_refused_by_one_throttle_is_not_counted_by_the_other(accounts, sql):
    for _ in range(6):
        try:
            await accounts.attempt((ADDRESSES, "10.0.0.1"), (NAMES, "javert"))
        except Throttled as error:
            assert error.args[0] == "name"
    counted = await sql.fetch("SELECT key, attempts FROM fabula.throttles ORDER BY key")
    assert [(row["key"].split(":")[0], row["attempts"]) for row in counted] == [("address", 3), ("name", 3)]


async def test_success_forgets_the_name_and_gives_one_attempt_of_the_address_back(accounts, sql):
    for _ in range(3):
        await accounts.attempt((NAMES, "javert"), (ADDRESSES, "10.0.0.1"))
    await accounts.succeeded((NAMES, "javert"), (ADDRESSES, "10.0.0.1"))
    rows = await sql.fetch("SELECT key, attempts FROM fabula.throttles")
    assert [(row["key"].split(":")[0], row["attempts"]) for row in rows] == [("address", 2)]


async def test_a_name_may_be_anything_and_is_not_kept(accounts, sql):
    for name in ("a\0b", "\ud800", "x" * 100_000, "' OR 1=1 --"):
        await accounts.attempt((NAMES, name))
    assert await sql.fetchval("SELECT max(length(key)) FROM fabula.throttles") < 80
