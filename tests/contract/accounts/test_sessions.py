"""Sessions: a refresh token is good once, and whoever uses an old one ends its session."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from actors.errors import RefreshRaced, Unauthenticated
from storage.accounts import Shown

OLD = "UPDATE fabula.refresh_tokens SET used_at = used_at - interval '11 seconds'"


@pytest.fixture
async def user(people):
    return await people.one("Valjean")


@pytest.fixture
async def began(accounts, user):
    return await accounts.begin_session(user.id)


async def test_each_token_gives_the_next_one_of_the_same_session(accounts, began, user):
    tokens = [began.token]
    for _ in range(3):
        after = await accounts.refresh(tokens[-1])
        assert after.session == began.session
        tokens.append(after.token)
    assert len(set(tokens)) == 4
    identity = await accounts.session(began.session.id)
    assert (identity.account, identity.name, identity.role, identity.scopes) == (user.id, "Valjean", "premium", None)


async def test_fifty_who_show_the_same_token_at_once_get_one_successor_and_nothing_is_revoked(accounts, began):
    results = await asyncio.gather(*(accounts.refresh(began.token) for _ in range(50)), return_exceptions=True)
    assert Counter(type(result).__name__ for result in results) == {"Refresh": 1, "RefreshRaced": 49}
    winner = next(result for result in results if not isinstance(result, Exception))
    assert await accounts.session(began.session.id) is not None
    await accounts.refresh(winner.token)


async def test_a_token_used_again_later_ends_the_session(accounts, began, sql):
    after = await accounts.refresh(began.token)
    await sql.execute(OLD)
    with pytest.raises(Unauthenticated, match="used before"):
        await accounts.refresh(began.token, "request-3")
    assert await accounts.session(began.session.id) is None
    with pytest.raises(Unauthenticated, match="over"):
        await accounts.refresh(after.token)
    deed = (await accounts.deeds(action="session.reuse"))[0]
    assert (deed.object, deed.name, deed.request) == (str(began.session.id), "Valjean", "request-3")


async def test_a_token_two_steps_back_ends_the_session_at_once(accounts, began):
    await accounts.refresh((await accounts.refresh(began.token)).token)
    with pytest.raises(Unauthenticated, match="used before"):
        await accounts.refresh(began.token)
    assert await accounts.session(began.session.id) is None


async def test_the_thief_who_comes_second_gets_nothing_and_ends_what_the_first_got(accounts, began, sql):
    stolen = began.token
    thief = await accounts.refresh(stolen)
    await sql.execute(OLD)
    with pytest.raises(Unauthenticated):
        await accounts.refresh(stolen)  # the owner
    with pytest.raises(Unauthenticated):
        await accounts.refresh(thief.token)


async def test_a_race_within_seconds_is_told_apart_from_a_theft(accounts, began):
    await accounts.refresh(began.token)
    with pytest.raises(RefreshRaced):
        await accounts.refresh(began.token)
    assert await accounts.session(began.session.id) is not None


async def test_refreshing_does_not_prolong_the_session(accounts, user, sql):
    began = await accounts.begin_session(user.id, timedelta(hours=1))
    after = await accounts.refresh(began.token)
    assert after.session.expires_at == began.session.expires_at
    await sql.execute("UPDATE fabula.sessions SET expires_at = now() - interval '1 second'")
    assert await accounts.session(began.session.id) is None
    with pytest.raises(Unauthenticated, match="over"):
        await accounts.refresh(after.token)


@pytest.mark.parametrize("token", ["", "fbr_", "fbr_x", "\0", "\ud800", "fbr_" + "a" * 10_000, "' OR 1=1 --"])
async def test_what_was_never_a_token_is_unknown(accounts, token):
    with pytest.raises(Unauthenticated, match="unknown"):
        await accounts.refresh(token)


async def test_a_session_that_was_ended_is_over_for_all_of_its_tokens(accounts, began, by):
    assert await accounts.session_of(began.token) == began.session.id
    assert await accounts.end_session(began.session.id, by)
    assert not await accounts.end_session(began.session.id, by)
    assert await accounts.session(began.session.id) is None
    with pytest.raises(Unauthenticated, match="over"):
        await accounts.refresh(began.token)


async def test_all_sessions_but_one_can_be_ended(accounts, user, began, by):
    others = [await accounts.begin_session(user.id) for _ in range(3)]
    assert len(await accounts.sessions(user.id)) == 4
    assert await accounts.end_sessions(user.id, by, "test", keep=began.session.id) == 3
    assert await accounts.sessions(user.id) == [began.session]
    assert await accounts.session(others[0].session.id) is None


async def test_a_refresh_and_a_sign_out_at_once_leave_nothing_that_is_good(accounts, user, by):
    for _ in range(10):
        began = await accounts.begin_session(user.id)
        refreshed, _ = await asyncio.gather(
            accounts.refresh(began.token), accounts.end_session(began.session.id, by), return_exceptions=True
        )
        assert await accounts.session(began.session.id) is None
        if not isinstance(refreshed, Exception):
            with pytest.raises(Unauthenticated, match="over"):
                await accounts.refresh(refreshed.token)


async def test_a_role_counts_at_once(accounts, user, began, by):
    await accounts.set_role(user.id, "free", by)
    assert (await accounts.session(began.session.id)).role == "free"


async def test_no_token_is_kept_as_it_is(accounts, began, sql):
    rows = await sql.fetch("SELECT hash FROM fabula.refresh_tokens")
    assert began.token.encode() not in rows[0]["hash"] and len(rows[0]["hash"]) == 32


async def test_what_is_long_over_is_forgotten(accounts, began, sql):
    await accounts.sweep()
    assert await accounts.session(began.session.id) is not None
    await sql.execute("UPDATE fabula.sessions SET expires_at = now() - interval '8 days'")
    await accounts.sweep()
    assert await sql.fetchval("SELECT count(*) FROM fabula.refresh_tokens") == 0


async def test_nothing_begins_for_an_account_that_is_gone(accounts, user, began, by):
    key = await accounts.add_key(user.id, "script", ["character:read"], None, by)
    await accounts.delete_user(user.id, by)
    calls = (
        accounts.begin_session(user.id),
        accounts.add_key(user.id, "another", ["character:read"], None, by),
        accounts.issue_ticket(Shown(began.session.id, None), "montreuil", "ws"),
        accounts.issue_ticket(Shown(None, key.key.id), "montreuil", "ws"),
    )
    for call in calls:
        with pytest.raises(Unauthenticated, match="gone"):
            await call
