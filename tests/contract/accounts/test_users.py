"""Users: one for each name, changed by somebody, and never without an administrator."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import asyncpg
import pytest

from actors.errors import AccountNeeded, AccountUnknown, InvalidRequest, NameTaken, StoreUnavailable, VersionMoved
from storage.accounts import Accounts, By

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


async def test_a_name_is_unique_in_upper_and_lower_case_and_however_it_is_encoded(accounts, people):
    eponine = await people.one("Éponine")
    for name in ("éponine", "ÉPONINE", "E\u0301ponine"):
        with pytest.raises(NameTaken):
            await people.one(name)
        found = await accounts.credentials(name)
        assert found is not None and found.user == eponine
    assert await accounts.credentials("Eponine") is None
    assert await accounts.credentials("a\0b") is None


async def test_of_many_who_want_the_same_name_one_gets_it(people):
    results = await asyncio.gather(*(people.one("Marius") for _ in range(8)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NameTaken"] * 7 + ["User"]


async def test_a_new_user_is_free_and_the_hash_is_not_part_of_what_is_told(accounts, people):
    user = await people.one("Cosette", role="free")
    assert (user.role, user.blocked, user.version) == ("free", False, 1)
    assert await accounts.user(user.id) == user
    assert not hasattr(user, "password")


async def test_a_password_that_is_no_argon2id_hash_cannot_be_kept(accounts):
    with pytest.raises(Exception, match="users_password_check"):
        await accounts.add_user("Montparnasse", None, "plain text")


async def test_whoever_changes_an_old_version_changes_nothing(accounts, people, by):
    user = await people.one("Javert")
    changed = await accounts.set_role(user.id, "free", by, version=1)
    assert (changed.role, changed.version) == ("free", 2)
    with pytest.raises(VersionMoved):
        await accounts.set_role(user.id, "premium", by, version=1)
    assert await accounts.user(user.id) == changed
    with pytest.raises(InvalidRequest):
        await accounts.set_role(user.id, "king", by)
    with pytest.raises(AccountUnknown):
        await accounts.set_role(uuid4(), "free", by)


async def test_of_many_who_change_the_same_version_one_does(accounts, people, by):
    user = await people.one("Javert")
    results = await asyncio.gather(*(accounts.set_email(user.id, f"{n}@x.org", by, 1) for n in range(6)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["User"] + ["VersionMoved"] * 5


async def test_users_are_listed_by_name_a_page_at_a_time(accounts, people):
    for name in ("valjean", "Cosette", "javert", "Éponine"):
        await people.one(name)
    first = await accounts.users(limit=2)
    assert [user.name for user in first] == ["Cosette", "javert"]
    assert [user.name for user in await accounts.users(first[-1].name, limit=9)] == ["valjean", "Éponine"]
    assert await accounts.users("a\0") == []


async def test_of_many_processes_that_start_first_one_makes_the_administrator(accounts):
    made = await asyncio.gather(*(accounts.first_admin("admin", HASH) for _ in range(6)))
    admins = [user for user in made if user is not None]
    assert [(user.name, user.role) for user in admins] == [("admin", "admin")]
    assert await accounts.first_admin("admin", HASH) is None


async def test_a_first_administrator_whose_name_is_taken_gets_another_one(accounts, people):
    await people.one("Admin")
    assert (await accounts.first_admin("admin", HASH)).name == "admin2"


async def test_the_last_administrator_stays_one(accounts, people, by):
    admin, other = await people.one("admin", "admin"), await people.one("other", "admin")
    results = await asyncio.gather(
        accounts.set_role(admin.id, "free", by), accounts.set_blocked(other.id, True, by), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["AccountNeeded", "User"]
    last = other if isinstance(results[1], AccountNeeded) else admin
    for call in (
        accounts.set_role(last.id, "premium", by),
        accounts.set_blocked(last.id, True, by),
        accounts.delete_user(last.id, by),
    ):
        with pytest.raises(AccountNeeded, match="only administrator"):
            await call
    assert (await accounts.user(last.id)).role == "admin"


async def test_a_blocked_user_is_signed_out_everywhere(accounts, people, by):
    user = await people.one("Thénardier")
    session = (await accounts.begin_session(user.id)).session
    key = await accounts.add_key(user.id, "inn", ["character:read"], None, by)
    await accounts.set_blocked(user.id, True, by)
    assert await accounts.session(session.id) is None
    assert await accounts.key_holder(key.text) is None
    await accounts.set_blocked(user.id, False, by)
    assert await accounts.session(session.id) is None  # that one is over for good
    assert await accounts.key_holder(key.text) is not None


async def test_another_password_ends_all_other_sessions(accounts, people, by):
    user = await people.one("Fantine")
    here, there = [(await accounts.begin_session(user.id)).session for _ in range(2)]
    await accounts.set_password(user.id, HASH, by, keep=here.id)
    assert await accounts.session(here.id) is not None
    assert await accounts.session(there.id) is None


async def test_a_stronger_hash_replaces_only_the_one_it_was_made_from(accounts, people):
    user = await people.one("Fantine")
    await accounts.rehash(user.id, "$argon2id$other", "$argon2id$new")
    assert (await accounts.credentials("Fantine")).password == HASH
    await accounts.rehash(user.id, HASH, "$argon2id$new")
    assert (await accounts.credentials("Fantine")).password == "$argon2id$new"


async def test_a_deleted_account_leaves_nothing_but_its_deeds(accounts, people, by, sql):
    user = await people.one("Gavroche")
    session = (await accounts.begin_session(user.id)).session
    await accounts.add_key(user.id, "drum", ["character:read"], None, by)
    await accounts.reserve(user.id, "never-founded", 3, by)
    await accounts.delete_user(user.id, By(user.id, user.name, "request-2"))
    assert await accounts.session(session.id) is None
    for table in ("sessions", "refresh_tokens", "api_keys", "ownerships"):
        assert await sql.fetchval(f"SELECT count(*) FROM fabula.{table}") == 0
    deeds = await accounts.deeds(account=user.id)
    assert (deeds[0].action, deeds[0].name, deeds[0].request) == ("user.delete", "Gavroche", "request-2")
    with pytest.raises(AccountUnknown):
        await accounts.delete_user(user.id, by)


async def test_an_account_with_ecosystems_is_not_deleted(accounts, people, by, postgres_store, tale):
    user = await people.one("Valjean")
    await accounts.reserve(user.id, "montreuil", 3, by)
    await tale.found(postgres_store)
    with pytest.raises(AccountNeeded, match="ecosystems belong to it"):
        await accounts.delete_user(user.id, by)
    assert await accounts.user(user.id) == user
    await postgres_store.delete("montreuil")
    await accounts.delete_user(user.id, by)


async def test_the_audit_log_cannot_be_rewritten(accounts, people, by, sql):
    user = await people.one("Javert")
    await accounts.set_role(user.id, "free", by)
    deed = (await accounts.deeds(object=str(user.id)))[0]
    assert (deed.action, deed.account, deed.name, deed.request) == ("user.role", None, "fabula", "request-1")
    assert deed.detail == {"before": "premium", "after": "free"}
    for statement in ("UPDATE fabula.audit SET name = 'x'", "DELETE FROM fabula.audit", "TRUNCATE fabula.audit"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only added to"):
            await sql.execute(statement)


async def test_the_audit_log_is_read_backwards_from_a_number_and_by_what_and_whom(accounts, people, by):
    for n in range(5):
        await accounts.note(by, "test.reading", f"thing-{n}", n=n)
    page = await accounts.deeds(action="test.reading", limit=3)
    assert [deed.object for deed in page] == ["thing-4", "thing-3", "thing-2"]
    rest = await accounts.deeds(before=page[-1].id, action="test.reading", limit=2)
    assert [deed.detail["n"] for deed in rest] == [1, 0]
    assert await accounts.deeds(object="a\0") == []


async def test_what_fails_is_not_in_the_audit_log(accounts, people, by):
    user = await people.one("Javert")
    with pytest.raises(VersionMoved):
        await accounts.set_role(user.id, "free", by, version=9)
    assert [deed.action for deed in await accounts.deeds(object=str(user.id))] == ["user.add"]


async def test_calls_go_on_when_the_server_was_killed(postgres, database):
    accounts = Accounts.open(database)
    user = await accounts.add_user("Enjolras", None, HASH)
    postgres.kill()
    postgres.start()
    with suppress(StoreUnavailable):  # its connection is gone
        await accounts.user(user.id)
    assert await accounts.user(user.id) == user
    await accounts.close()
