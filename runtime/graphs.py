"""Which graph answers: Neo4j where it is as far as the chronicle, else the tables; about the past, the chronicle itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from actors.errors import InvalidRequest, MarkAstray, MarkMoved, TargetRefused, TargetUnavailable
from actors.graph import Change, Graph
from actors.ports import Head, Store
from actors.records import RelationshipRow, rows_of
from runtime.looking_back import graph_then
from storage.graph.driver import driver
from storage.graph.login import Login
from storage.graph.neo4j_graph import Neo4jGraph
from storage.graph.networkx_graph import NetworkXGraph
from storage.graph.target import Neo4jTarget
from storage.pages import Pages

T = TypeVar("T")

Question = Callable[[Graph], Awaitable[T]]

TRIES = 3
"""How often one asks a Neo4j that turns out to be further than the head that was read just before."""


class Answer(NamedTuple, Generic[T]):
    """What was answered, as of the end of which tick, and by whom ("Neo4j", "Postgres", "the chronicle")."""

    value: T
    tick: int
    source: str
    excuse: str = ""  # why it is not by Neo4j; "" when it is, or was not to be


@dataclass(frozen=True, slots=True)
class Graphs:
    """Answers questions about any ecosystem of a store. Without Neo4j it answers as well; nor does a Neo4j that is away, refuses
    us or is behind make a question fail."""

    store: Store
    neo4j: Login | None
    pages: Pages | None = None  # with these the near past is asked about without reading all that came before it

    async def ask(self, ecosystem: str, question: Question[T], at: int | None = None) -> Answer[T]:
        """The answer as of the end of tick ``at``, or as of now.

        Raises EcosystemUnknown, InvalidRequest for a tick that never was, and what the question raises.
        """
        if at is not None:
            [graph] = await self._then(ecosystem, {"--at": at})
            return Answer(await _apart(question, graph), at, "the chronicle")
        if self.neo4j is None:
            return await self._from_tables(ecosystem, question)
        try:
            return await self._from_neo4j(self.neo4j, ecosystem, question)
        except MarkMoved as moved:
            excuse = _distance(moved)
        except (TargetUnavailable, TargetRefused, MarkAstray) as error:
            excuse = str(error)
        return (await self._from_tables(ecosystem, question))._replace(excuse=excuse)

    async def changed(self, ecosystem: str, since: int, until: int | None = None) -> Answer[list[Change]]:
        """How relationships have changed from the end of one tick to that of a later one, or to now. Raises as ``ask``."""
        if until is None:
            [before] = await self._then(ecosystem, {"--from": since})
            earlier = await before.relationships()
            return await self.ask(ecosystem, lambda graph: graph.changed(earlier))
        before, after = await self._then(ecosystem, {"--from": since, "--to": until})
        return Answer(await after.changed(await before.relationships()), until, "the chronicle")

    async def _then(self, ecosystem: str, ticks: Mapping[str, int]) -> list[Graph]:
        """As ``graphs_at``, from now back where that is faster."""
        if self.pages is None:
            return await graphs_at(self.store, ecosystem, ticks)
        head = await checked(self.store, ecosystem, ticks)
        found: list[Graph] = []
        for tick in ticks.values():
            graph = await graph_then(self.store, self.pages, head, tick)
            if graph is None:  # as the earliest is, since most has moved after that
                return await _folded(self.store, head, list(ticks.values()))
            found.append(graph)
        return found

    async def _from_tables(self, ecosystem: str, question: Question[T]) -> Answer[T]:
        async with self.store.frozen() as now:
            head = await now.head(ecosystem)
            people, relationships = await now.whereabouts(ecosystem), await now.relationships(ecosystem)
        graph = await asyncio.to_thread(NetworkXGraph, ecosystem, people, relationships)
        return Answer(await _apart(question, graph), head.tick, "Postgres")

    async def _from_neo4j(self, login: Login, ecosystem: str, question: Question[T]) -> Answer[T]:
        """Raises MarkMoved when Neo4j is behind; when the world and it went on meanwhile, one tries again."""
        tries = TRIES
        async with driver(login) as opened:
            while True:
                head = await self.store.head(ecosystem)
                try:
                    return Answer(await question(Neo4jGraph(opened, ecosystem, head.seq, head.hash)), head.tick, "Neo4j")
                except MarkMoved as moved:
                    tries -= 1
                    if tries == 0 or moved.args[3] < head.seq:
                        raise


async def _apart(question: Question[T], graph: Graph) -> T:
    """The answer of a graph in memory, computed beside the loop: of a large one it takes seconds."""
    return await asyncio.to_thread(lambda: asyncio.run(_asked(question, graph)))


async def _asked(question: Question[T], graph: Graph) -> T:
    return await question(graph)


async def graphs_at(store: Store, ecosystem: str, ticks: Mapping[str, int]) -> list[Graph]:
    """The graphs as of the end of these ticks, in rising order, from one reading of the chronicle.

    Raises EcosystemUnknown, and InvalidRequest for a tick that never was, under the name that it has in ``ticks``.
    """
    return await _folded(store, await checked(store, ecosystem, ticks), list(ticks.values()))


async def checked(store: Store, ecosystem: str, ticks: Mapping[str, int]) -> Head:
    """The head, at or after all of these ticks. Raises as ``graphs_at``."""
    head = await store.head(ecosystem)
    for name, tick in ticks.items():
        if not 0 <= tick <= head.tick:
            raise InvalidRequest(name, f"ecosystem '{ecosystem}' has no tick {tick}; it is at tick {head.tick}")
    return head


async def _folded(store: Store, head: Head, ticks: Sequence[int]) -> list[Graph]:
    ecosystem, waiting = head.founding.ecosystem, list(ticks)
    people: dict[str, None] = {}
    relationships: dict[tuple[str, str], RelationshipRow] = {}
    graphs: list[Graph] = []
    async for batch in store.events(ecosystem, 0, head.seq):
        for event in batch:
            while waiting and event.tick > waiting[0]:
                graphs.append(NetworkXGraph(ecosystem, people, relationships.values()))
                del waiting[0]
            rows = rows_of([event])
            people |= dict.fromkeys(rows.personas)
            relationships |= rows.relationships
        if not waiting:
            break
    return [*graphs, *(NetworkXGraph(ecosystem, people, relationships.values()) for _ in waiting)]


async def names_of(store: Store, ecosystem: str, people: Sequence[str]) -> dict[str, str]:
    """By what name each of these is shown."""
    return await store.shorts(ecosystem, people)


def _distance(moved: MarkMoved) -> str:
    _, ecosystem, expected, found = moved.args
    apart = f"{abs(expected - found)} event{'' if abs(expected - found) == 1 else 's'}"
    return f"Neo4j is {apart} behind" if found < expected else f"Neo4j is {apart} ahead; {Neo4jTarget.remedy.format(ecosystem)}"
