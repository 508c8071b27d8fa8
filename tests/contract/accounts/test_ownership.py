"""What belongs to whom: one answer for what is not there and what is not yours."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from actors.errors import AccountUnknown, EcosystemUnknown, InvalidRequest, QuotaSpent
from storage.accounts import Access, Accounts, Quota
from storage.migrating import migrate
from storage.postgres.store import PostgresStore


@pytest.fixture
async def cast(people):
    """An owner, a stranger and an administrator."""
    return await people.one("Valjean"), await people.one("Javert"), await people.one("admin", "admin")


@pytest.fixture
async def founded(accounts, cast, by, postgres_store, tale):
    await accounts.reserve(cast[0].id, "montreuil", 3, by)
    await tale.found(postgres_store)


async def levels(accounts, *readers, ecosystem="montreuil"):
    found = []
    for reader in readers:
        try:
            found.append((await accounts.access(reader and reader.id, ecosystem)).level)
        except EcosystemUnknown as error:
            assert error.args == (ecosystem,) and type(error) is EcosystemUnknown
            found.append(None)
    return found


async def test_only_the_owner_and_administrators_know_of_an_ecosystem(accounts, cast, founded):
    owner, stranger, admin = cast
    assert await levels(accounts, owner, stranger, admin, None) == ["owner", None, "owner", None]
    assert await accounts.access(owner.id, "montreuil") == Access("montreuil", "owner", owner.id, False)
    assert await levels(accounts, owner, admin, ecosystem="nothing") == [None, None]


async def test_what_was_made_at_the_command_line_belongs_to_nobody(accounts, cast, postgres_store, tale, by):
    owner, stranger, admin = cast
    await tale.found(postgres_store)
    assert await levels(accounts, owner, stranger, admin, None) == [None, None, "owner", None]
    await accounts.set_public("montreuil", True, by)
    assert await levels(accounts, owner, stranger, admin, None) == ["public", "public", "owner", "public"]
    await accounts.set_public("montreuil", False, by)
    assert await levels(accounts, stranger, None) == [None, None]


async def test_it_can_be_shared_and_taken_back(accounts, cast, founded, by):
    stranger = cast[1]
    await accounts.share("montreuil", stranger.id, "viewer", by)
    await accounts.share("montreuil", stranger.id, "director", by)
    assert await levels(accounts, stranger) == ["director"]
    assert [(share.account, share.name, share.level) for share in await accounts.shares("montreuil")] == [
        (stranger.id, "Javert", "director")
    ]
    access = await accounts.access(stranger.id, "montreuil")
    assert access.reaches("viewer") and access.reaches("director") and not access.reaches("owner")
    await accounts.unshare("montreuil", stranger.id, by)
    assert await levels(accounts, stranger) == [None]
    with pytest.raises(AccountUnknown):
        await accounts.unshare("montreuil", stranger.id, by)
    with pytest.raises(AccountUnknown):
        await accounts.share("montreuil", uuid4(), "viewer", by)
    with pytest.raises(EcosystemUnknown):
        await accounts.share("nothing", stranger.id, "viewer", by)


async def test_whoever_is_blocked_sees_what_everybody_sees(accounts, cast, founded, by):
    owner, stranger, _ = cast
    await accounts.share("montreuil", stranger.id, "director", by)
    for user in (owner, stranger):
        await accounts.set_blocked(user.id, True, by)
    assert await levels(accounts, owner, stranger) == [None, None]
    await accounts.set_public("montreuil", True, by)
    assert await levels(accounts, owner, stranger) == ["public", "public"]


async def test_an_administrator_who_is_none_any_more_sees_nothing(accounts, people, cast, founded, by):
    await people.one("second", "admin")
    await accounts.set_role(cast[2].id, "premium", by)
    assert await levels(accounts, cast[2]) == [None]


@pytest.mark.parametrize("id", ["", "a\0b", "\ud800", "x" * 10_000, "montreuil' OR '1'='1", "%", "MONTREUIL"])
async def test_an_id_that_cannot_be_is_unknown(accounts, cast, founded, id):
    with pytest.raises(EcosystemUnknown):
        await accounts.access(cast[0].id, id)


async def test_the_visible_ones_are_listed_a_page_at_a_time(accounts, cast, founded, by, postgres_store, another):
    owner, stranger, admin = cast
    await another.found(postgres_store)
    assert [access.ecosystem for access in await accounts.visible(owner.id)] == ["montreuil"]
    assert await accounts.visible(stranger.id) == await accounts.visible(None) == []
    assert [access.ecosystem for access in await accounts.visible(admin.id, limit=1)] == ["digne"]
    assert [access.ecosystem for access in await accounts.visible(admin.id, after="digne")] == ["montreuil"]
    await accounts.set_public("digne", True, by)
    assert [(access.ecosystem, access.level) for access in await accounts.visible(owner.id)] == [
        ("digne", "public"), ("montreuil", "owner"),
    ]  # fmt: skip
    assert await accounts.visible(admin.id, after="\0") == []


async def test_a_deleted_ecosystem_leaves_no_owner_to_the_next_one_of_its_id(accounts, cast, founded, by, postgres_store):
    await accounts.share("montreuil", cast[1].id, "viewer", by)
    await postgres_store.delete("montreuil")
    assert await levels(accounts, *cast) == [None, None, None]
    assert await accounts.release(cast[0].id, "montreuil") is None
    await accounts.reserve(cast[1].id, "montreuil", 3, by)


async def test_what_exists_cannot_be_reserved(accounts, cast, founded, by, postgres_store, another):
    await another.found(postgres_store)  # at the command line
    for id in ("montreuil", "digne"):
        with pytest.raises(InvalidRequest, match="exists already"):
            await accounts.reserve(cast[1].id, id, 3, by)


async def test_it_can_be_given_away(accounts, cast, founded, by):
    owner, stranger, _ = cast
    await accounts.set_owner("montreuil", stranger.id, by)
    assert await levels(accounts, owner, stranger) == [None, "owner"]
    with pytest.raises(AccountUnknown):
        await accounts.set_owner("montreuil", uuid4(), by)
    with pytest.raises(EcosystemUnknown):
        await accounts.set_owner("nothing", owner.id, by)


async def test_of_many_who_take_the_last_ecosystem_that_is_allowed_one_does(accounts, people, by):
    free = await people.one("Gavroche", "free")
    results = await asyncio.gather(*(accounts.reserve(free.id, f"e{n}", 3, by) for n in range(8)), return_exceptions=True)
    assert Counter(type(result).__name__ for result in results) == {"NoneType": 1, "QuotaSpent": 7}
    taken = next(n for n, result in enumerate(results) if result is None)
    await accounts.release(free.id, f"e{taken}")
    await accounts.reserve(free.id, "again", 3, by)


async def test_who_was_cut_short_may_reserve_the_same_again_and_nobody_else(accounts, people, by):
    free, other = await people.one("Gavroche", "free"), await people.one("Azelma", "free")
    for _ in range(2):
        await accounts.reserve(free.id, "lost", 3, by)
    with pytest.raises(InvalidRequest, match="exists already"):
        await accounts.reserve(other.id, "lost", 3, by)
    with pytest.raises(QuotaSpent):
        await accounts.reserve(free.id, "another", 3, by)


async def test_a_reservation_may_be_repeated_by_whoever_made_it_until_something_is_founded(
    accounts, people, by, postgres_store, tale
):
    free, other = await people.one("Gavroche", "free"), await people.one("Marius")
    for _ in range(3):
        await accounts.reserve(free.id, "montreuil", 3, by)
    with pytest.raises(InvalidRequest):
        await accounts.reserve(other.id, "montreuil", 3, by)
    await tale.found(postgres_store)
    with pytest.raises(InvalidRequest):
        await accounts.reserve(free.id, "montreuil", 3, by)
    assert await levels(accounts, free, other) == ["owner", None]


async def test_a_reservation_of_which_nothing_came_does_not_count_for_ever(accounts, people, by, sql):
    free = await people.one("Gavroche", "free")
    await accounts.reserve(free.id, "lost", 3, by)
    await sql.execute("UPDATE fabula.ownerships SET reserved_at = now() - interval '11 minutes'")
    await accounts.reserve(free.id, "found", 3, by)
    await accounts.sweep()
    assert [row["ecosystem"] for row in await sql.fetch("SELECT ecosystem FROM fabula.ownerships")] == ["found"]


async def test_a_cast_that_is_too_large_is_refused(accounts, people, by, founded):
    free = await people.one("Gavroche", "free")
    with pytest.raises(QuotaSpent, match=r"characters.*'free' is 50"):
        await accounts.reserve(free.id, "crowd", 51, by)
    await accounts.check_cast("montreuil", 1000)
    with pytest.raises(QuotaSpent):
        await accounts.check_cast("montreuil", 1001)
    await accounts.check_cast("nothing", 1_000_000)  # belongs to nobody


async def test_what_existed_before_there_were_accounts_belongs_to_nobody(postgres, people, tale):
    url = await postgres.database()
    await migrate(url, revision="0008_subscriptions")
    store = PostgresStore.open(url)
    await tale.found(store)
    await migrate(url)
    accounts = Accounts.open(url)
    admin = await accounts.first_admin("admin", "$argon2id$x")
    assert (await accounts.access(admin.id, "montreuil")).owner is None
    await accounts.close()
    await store.delete("montreuil")
    await store.close()


async def test_quotas_are_changed_by_version(accounts, by):
    before = {quota.role: quota for quota in await accounts.quotas()}
    assert list(before) == ["admin", "free", "premium"]
    assert before["admin"] == Quota("admin", None, None, None, before["admin"].version)
    free = before["free"]
    changed = await accounts.set_quota(Quota("free", 2, None, 5, 0), by, free.version)
    assert changed == Quota("free", 2, None, 5, free.version + 1)
    await accounts.set_quota(free, by)
    with pytest.raises(InvalidRequest):
        await accounts.set_quota(Quota("king", 1, 1, 1, 0), by)
