"""Recovery: characters as of an event, by the same ``apply`` as in life."""

from collections.abc import Iterable, Sequence
from typing import Any

from actors.attention import Attention
from actors.cast import Cast
from actors.errors import ChronicleDamaged
from actors.events import FOUNDED, Body
from actors.genre import Genre
from actors.mind.setting import Setting
from actors.ports import Founding, Store
from actors.waking import Loaded, Waking, acquaint
from actors.world import Place


async def load(store: Store, ecosystem: str, ids: Sequence[str], upto: int | None = None, snapshots: bool = True) -> Loaded:
    """These characters as of event ``upto`` (the head when None). Raises EcosystemUnknown, ChronicleDamaged."""
    loaded = await begin(store, ecosystem, dict.fromkeys(ids), upto, snapshots)
    waking = Waking(store, ecosystem, loaded, snapshots)
    await waking.wake(ids)
    loaded.characters = {name: loaded.characters[name] for name in ids}
    return loaded


async def begin(
    store: Store, ecosystem: str, members: dict[str, None], upto: int | None = None, snapshots: bool = True
) -> Loaded:
    """Where everybody is as of event ``upto``, with those of the members who may have changed since the last snapshot.

    All others can be woken up later, as long as all that concerns members is applied. Raises as ``load``.
    """
    head = await store.head(ecosystem)
    upto = head.seq if upto is None else upto
    if upto > head.seq:
        raise ChronicleDamaged(ecosystem, f"it ends at number {head.seq}, and not at {upto}")
    loaded = Loaded(upto, await settle(store, head.founding))
    await Waking(store, ecosystem, loaded, snapshots).catch_up(members, at_head=upto == head.seq)
    return loaded


async def settle(store: Store, founding: Founding) -> Setting:
    """The setting that an ecosystem was founded with. It knows everybody, unless most of them sleep."""
    ecosystem = founding.ecosystem
    genre = Genre.from_blob(await store.get(founding.genre))
    body = await founded(store, ecosystem)
    cast = Cast({}, places_of(body["places"]))
    attention = attention_of(founding.seed, body)
    if not attention.limited:
        await acquaint(store, ecosystem, cast)
    return Setting(founding.seed, cast, genre, attention)


async def founded(store: Store, ecosystem: str) -> Body:
    """What an ecosystem was founded with. Raises ChronicleDamaged."""
    async for batch in store.events(ecosystem, 0, 1):
        for event in batch:
            if event.kind == FOUNDED:
                return event.body
    raise ChronicleDamaged(ecosystem, "it does not begin with its founding")


def places_of(data: Iterable[Sequence[Any]]) -> dict[str, Place]:
    """Places as the founding event keeps them."""
    return {identity: Place(identity, name, at, bool(public)) for identity, name, at, public in data}


def attention_of(seed: int, body: Body) -> Attention:
    """Who is awake when, as the founding event says."""
    places = [place[0] for place in body["places"]]
    if "awake" not in body:
        return Attention.everywhere(places)
    return Attention(seed, places, body["awake"]["always"], body["awake"]["at_once"])
