"""The port Gallery over every store: pictures of each ecosystem its own, with it and no longer."""

import pytest

from actors.errors import EcosystemUnknown, PictureUnknown
from actors.pictures import picture_of
from tests.contract.conftest import Tale
from tests.pictures import jpeg, png

ONE, OTHER = picture_of(png()), picture_of(jpeg())


async def test_pictures_are_founded_with_an_ecosystem_and_hung_later(store, tale):
    await store.found(tale.founding, tale.begin(), tale.rows, tale.hash, [ONE])
    assert await store.picture("montreuil", ONE.name) == ONE.body
    for _ in range(2):
        await store.hang("montreuil", [ONE, OTHER])
    await store.hang("montreuil", [])
    assert await store.picture("montreuil", OTHER.name) == OTHER.body
    async with store.frozen() as still:
        assert await still.picture("montreuil", OTHER.name) == OTHER.body


async def test_each_ecosystem_has_its_own(store, tale):
    await tale.found(store)
    await Tale("digne").found(store)
    await store.hang("montreuil", [ONE])
    for ecosystem, name in (("digne", ONE.name), ("nowhere", ONE.name), ("montreuil", "ada.png"), ("montreuil", "")):
        with pytest.raises(PictureUnknown):
            await store.picture(ecosystem, name)
    with pytest.raises(EcosystemUnknown):
        await store.hang("nowhere", [ONE])


async def test_they_go_with_it(store, tale):
    await tale.found(store)
    await store.hang("montreuil", [ONE])
    await store.delete("montreuil")
    with pytest.raises(PictureUnknown):
        await store.picture("montreuil", ONE.name)
