"""Stories: a few people and a seed, told without disturbance once, so that disturbed tellings can be compared."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from actors.events import START_HASH, chained, numbered
from actors.founding import founding_drafts
from actors.genre import Genre
from actors.ports import Due, Founding
from actors.records import rows_of
from actors.supervisor import Supervisor
from actors.world import Awake, Place, World
from runtime.local_company import LocalCompany
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.shelf import Shelf
from storage.in_memory.store import InMemoryStore
from tests.inn import SIX_AT_AN_INN
from tests.simulation.directives import kind_of
from tests.simulation.loop import quietly
from tests.simulation.store import ObservedStore

ECOSYSTEM = "inn"

MOVES = ("chat", "confide", "gossip", "insult")


class Story:
    """What so many of the six say to each other under this seed."""

    def __init__(self, people: int, seed: int, sleepy: bool) -> None:
        self.world = _drowsy(_with(people)) if sleepy else _with(people)
        self.seed = seed
        self.cast = [persona.id for persona in self.world.cast]
        store = InMemoryStore()
        quietly(self._found(store))
        self._founded: Shelf = store._shelf.copied()
        self._hashes = [store._shelf.kept(ECOSYSTEM).head.hash]
        self._supervisor = Supervisor(ECOSYSTEM, store, InMemoryHerald(), LocalCompany(ECOSYSTEM, [self.cast], _opener(store)))

    def founded(self) -> ObservedStore:
        """A store in which the story has just begun."""
        store = ObservedStore()
        store._shelf = self._founded.copied()
        return store

    def hash_at(self, tick: int, directives: Sequence[tuple[int, dict[str, Any]]] = (), quiet: Sequence[int] = ()) -> str:
        """The chronicle's hash after so many undisturbed ticks, in which these directives (tick, order) take effect, and in the
        ``quiet`` ones nothing else."""
        if directives:
            return quietly(self._directed(tick, directives, quiet))
        if tick >= len(self._hashes):
            quietly(self._play(tick))
        return self._hashes[tick]

    async def _directed(self, until: int, directives: Sequence[tuple[int, dict[str, Any]]], quiet: Sequence[int]) -> str:
        """Told anew: every directive is there from the beginning, and takes effect when its tick has come."""
        store = self.founded()
        for number, (tick, order) in enumerate(directives):
            await store.request(ECOSYSTEM, Due(kind_of(order), str(number), tick, {"order": order, "at_once": False}))
        supervisor = await _begun(store)
        for tick in range(1, until + 1):
            done = await supervisor.tick(tick in quiet)
            if done.recast:
                supervisor = await _begun(store)
        return supervisor.head.hash

    async def _play(self, until: int) -> None:
        if len(self._hashes) == 1:
            await self._supervisor.activate()
        while len(self._hashes) <= until:
            await self._supervisor.tick()
            self._hashes.append(self._supervisor.head.hash)

    async def _found(self, store: InMemoryStore) -> None:
        world = self.world
        await store.put(world.genre.hash, world.genre.blob())
        events = numbered(ECOSYSTEM, 0, 0, founding_drafts(world, self.seed))
        founding = Founding(ECOSYSTEM, world.scenario, world.title, self.seed, world.genre.hash)
        await store.found(founding, events, rows_of(events), chained(START_HASH, events))


@cache
def story(people: int, seed: int, sleepy: bool) -> Story:
    """Each story is told undisturbed once in a process. In a sleepy one most places sleep most of the time."""
    return Story(people, seed, sleepy)


def _with(people: int) -> World:
    cast = SIX_AT_AN_INN.cast[:people]
    there = [persona.id for persona in cast]
    regards = tuple(regard for regard in SIX_AT_AN_INN.regards if regard.owner in there and regard.target in there)
    return replace(SIX_AT_AN_INN, cast=cast, regards=regards, genre=_plain(SIX_AT_AN_INN.genre))


def _drowsy(world: World) -> World:
    """Somebody lives at each of four places, and two of them are awake at a time."""
    places = (*world.places, Place("mill", "the mill", "at the mill", True), Place("chapel", "the chapel", "in the chapel", True))
    homes = [place.id for place in places]
    cast = tuple(
        replace(persona, haunts=(homes[number % 4], homes[(number // 2) % 3])) for number, persona in enumerate(world.cast)
    )
    return replace(world, places=places, cast=cast, awake=Awake(always=1, at_once=1))


def _plain(genre: Genre) -> Genre:
    """Few manners: what is said is not the point here, and every rule takes its time."""
    rules = (replace(rule, moves=tuple(move for move in rule.moves if move in MOVES)) for rule in genre.rules)
    moves = tuple(move for move in genre.moves if move.id in MOVES)
    return replace(genre, hash="plain-0", moves=moves, rules=tuple(rule for rule in rules if rule.moves))


async def _begun(store: InMemoryStore) -> Supervisor:
    """A supervisor who knows everybody who is there now."""
    company = LocalCompany(ECOSYSTEM, [list(await store.whereabouts(ECOSYSTEM))], _opener(store))
    supervisor = Supervisor(ECOSYSTEM, store, InMemoryHerald(), company)
    await supervisor.activate()
    return supervisor


def _opener(store: InMemoryStore):
    async def opened() -> InMemoryStore:
        return store

    return opened
