"""The port Graph over relationships in memory, with NetworkX: serves everybody, with or without Neo4j."""

from collections.abc import Iterable, Sequence

import networkx

from actors.errors import CharacterUnknown
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
from actors.records import RelationshipRow
from storage.graph.centralities import centralities_of
from storage.graph.changes import changes
from storage.graph.communities import ROUNDS, grouped, round_of, ties_of
from storage.graph.triads import balance_of, triangles_of


class NetworkXGraph(Graph):
    """See ``actors.graph.Graph``. The characters are ids; every owner and target must be one of them."""

    def __init__(self, ecosystem: str, characters: Iterable[str], relationships: Iterable[RelationshipRow]) -> None:
        self._ecosystem = ecosystem
        self._rows = sorted(relationships)
        self._acquaintances: networkx.DiGraph[str] = networkx.DiGraph()
        self._acquaintances.add_nodes_from(sorted(characters))
        self._acquaintances.add_edges_from((row.owner, row.target) for row in self._rows if row.kind != STRANGER)

    async def relationships(self) -> list[RelationshipRow]:
        return list(self._rows)

    async def path(self, start: str, end: str) -> list[str]:
        self._known(start, end)
        steps = dict(networkx.single_target_shortest_path_length(self._acquaintances, end))
        if start not in steps:
            return []
        way = [start]
        while way[-1] != end:
            way.append(min(near for near in self._acquaintances[way[-1]] if steps.get(near) == steps[way[-1]] - 1))
        return way

    async def around(self, center: str, steps: int) -> Neighbourhood:
        self._known(center)
        reached = networkx.single_source_shortest_path_length(self._acquaintances, center, cutoff=steps)
        people = sorted((Neighbour(id, away) for id, away in reached.items()), key=lambda one: (one.steps, one.id))
        between = [
            row for row in self._rows if row.kind != STRANGER and row.owner in reached and row.target in reached
        ]  # fmt: skip
        return Neighbourhood(people, between)

    async def mutual(self, one: str, other: str) -> Mutual:
        self._known(one, other)
        return Mutual(self._alike(one, other, FRIENDLY), self._alike(one, other, HOSTILE))

    async def communities(self) -> list[list[str]]:
        labels, ties = {id: id for id in self._acquaintances}, ties_of(self._rows)
        for _ in range(ROUNDS):
            before, labels = labels, round_of(labels, ties)
            if labels == before:
                break
        return grouped(labels)

    async def centralities(self) -> list[Centrality]:
        return centralities_of(self._acquaintances, self._rows)

    async def balance(self) -> Balance:
        return balance_of(self._rows)

    async def triangles(self) -> Triangles:
        return triangles_of(self._rows)

    async def changed(self, earlier: Sequence[RelationshipRow]) -> list[Change]:
        return changes(earlier, self._rows)

    def _known(self, *characters: str) -> None:
        for id in characters:
            if id not in self._acquaintances:
                raise CharacterUnknown(self._ecosystem, id)

    def _alike(self, one: str, other: str, kinds: Sequence[str]) -> list[str]:
        """For whom both have a feeling of these kinds."""
        theirs = [{row.target for row in self._rows if row.owner == who and row.kind in kinds} for who in (one, other)]
        return sorted(theirs[0] & theirs[1])
