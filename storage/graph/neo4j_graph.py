"""The port Graph over Neo4j as a projector keeps it: ways, neighbours and groups in Cypher, the rest over what is read."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from actors.errors import CharacterUnknown, MarkAstray, MarkMoved
from actors.graph import (
    FRIENDLY,
    HOSTILE,
    STRANGER,
    Balance,
    Centrality,
    Change,
    Graph,
    Mutual,
    Neighbour,
    Neighbourhood,
    Triangles,
)
from actors.projection import Mark
from actors.records import RelationshipRow
from storage.graph import driver
from storage.graph.bolt import READ_ACCESS, AsyncDriver, AsyncTransaction
from storage.graph.communities import ROUNDS, grouped
from storage.graph.networkx_graph import NetworkXGraph
from storage.graph.target import Neo4jTarget, character_key
from storage.queries import load

_MARK, _KNOWN, _PEOPLE, _RELATIONSHIPS, _PATH, _NEXT, _AMONG, _MUTUAL, _ROUND = load(
    "questions", "mark", "known", "people", "relationships", "path", "next", "among", "mutual", "round", language="cypher"
)


class Neo4jGraph(Graph):
    """See ``actors.graph.Graph``.

    What it answers is as of event ``seq``, at which the chronicle's hash is ``hash``. Any call raises MarkMoved when Neo4j is at
    another event, also when it gets there meanwhile; MarkAstray when it has followed another chronicle; TargetUnavailable and
    TargetRefused as ``driver.translated`` does.
    """

    def __init__(self, of: AsyncDriver, ecosystem: str, seq: int, hash: str) -> None:
        self._driver = of
        self._ecosystem = ecosystem
        self._seq = seq
        self._hash = hash

    async def relationships(self) -> list[RelationshipRow]:
        return await (await self._read()).relationships()

    async def path(self, start: str, end: str) -> list[str]:
        async with self._asking(start, end) as transaction:
            if start == end:
                return [start]
            found = await _rows(transaction, _PATH, start=self._key(start), end=self._key(end), stranger=STRANGER)
        return list(found[0]["ids"]) if found else []

    async def around(self, center: str, steps: int) -> Neighbourhood:
        reached, last = {center: 0}, [center]
        async with self._asking(center) as transaction:
            for step in range(1, steps + 1):
                found = await _rows(transaction, _NEXT, keys=self._keys(last), stranger=STRANGER)
                last = sorted(row["id"] for row in found if row["id"] not in reached)
                if not last:
                    break
                reached |= dict.fromkeys(last, step)
            between = await _rows(transaction, _AMONG, keys=self._keys(reached), stranger=STRANGER)
        people = sorted((Neighbour(id, away) for id, away in reached.items()), key=lambda one: (one.steps, one.id))
        return Neighbourhood(people, _relationships(between))

    async def mutual(self, one: str, other: str) -> Mutual:
        async with self._asking(one, other) as transaction:
            alike = [
                await _rows(transaction, _MUTUAL, one=self._key(one), other=self._key(other), kinds=kinds)
                for kinds in (FRIENDLY, HOSTILE)
            ]
        return Mutual(*([row["id"] for row in found] for found in alike))

    async def communities(self) -> list[list[str]]:
        async with self._asking() as transaction:
            labels = {row["id"]: row["id"] for row in await _rows(transaction, _PEOPLE, ecosystem=self._ecosystem)}
            for _ in range(ROUNDS):
                found = await _rows(transaction, _ROUND, ecosystem=self._ecosystem, labels=labels)
                before, labels = labels, labels | {row["id"]: row["label"] for row in found}
                if labels == before:
                    break
        return grouped(labels)

    async def centralities(self) -> list[Centrality]:
        return await (await self._read()).centralities()

    async def balance(self) -> Balance:
        return await (await self._read()).balance()

    async def triangles(self) -> Triangles:
        return await (await self._read()).triangles()

    async def changed(self, earlier: Sequence[RelationshipRow]) -> list[Change]:
        return await (await self._read()).changed(earlier)

    async def _read(self) -> Graph:
        """All of it."""
        async with self._asking() as transaction:
            people = await _rows(transaction, _PEOPLE, ecosystem=self._ecosystem)
            found = await _rows(transaction, _RELATIONSHIPS, ecosystem=self._ecosystem)
        return NetworkXGraph(self._ecosystem, [row["id"] for row in people], _relationships(found))

    @asynccontextmanager
    async def _asking(self, *characters: str) -> AsyncIterator[AsyncTransaction]:
        """A transaction for one answer, in which these characters exist. Neo4j shows each statement what is committed when it
        runs, so the mark is looked at before and after."""
        async with (
            driver.answering(),
            self._driver.session(default_access_mode=READ_ACCESS) as session,
            await session.begin_transaction() as transaction,
        ):
            await self._check(transaction)
            known = await _rows(transaction, _KNOWN, keys=self._keys(characters))
            for id in characters:
                if id not in [row["id"] for row in known]:
                    raise CharacterUnknown(self._ecosystem, id)
            yield transaction
            await self._check(transaction)

    async def _check(self, transaction: AsyncTransaction) -> None:
        found = await _rows(transaction, _MARK, ecosystem=self._ecosystem)
        mark = Mark(**found[0]) if found else Mark()
        if mark.seq != self._seq:
            raise MarkMoved(Neo4jTarget.name, self._ecosystem, self._seq, mark.seq)
        if mark.hash != self._hash:
            reason = f"at event {mark.seq} its hash is {mark.hash}, that of the chronicle {self._hash}"
            raise MarkAstray(Neo4jTarget.name, self._ecosystem, reason, Neo4jTarget.remedy.format(self._ecosystem))

    def _key(self, character: str) -> str:
        return character_key(self._ecosystem, character)

    def _keys(self, characters: Iterable[str]) -> list[str]:
        return [self._key(id) for id in characters]


async def _rows(transaction: AsyncTransaction, query: str, **parameters: Any) -> list[Any]:
    return [row async for row in await transaction.run(query, parameters)]


def _relationships(rows: Iterable[Any]) -> list[RelationshipRow]:
    """By (owner, target)."""
    return sorted(RelationshipRow(*row) for row in rows)
