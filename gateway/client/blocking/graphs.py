"""Who feels what for whom: relationships one by one, and the graph that they make."""

from typing import TypeVar

from gateway.client.blocking.resources import Resource
from gateway.client.call import Call, Params, path
from gateway.schemas.graph import (
    BalanceGiven,
    CentralityGiven,
    ChangeGiven,
    GraphGiven,
    GraphMetrics,
    Listed,
    MutualGiven,
    NeighbourhoodGiven,
    PathGiven,
    TrianglesGiven,
)
from gateway.schemas.page import Page
from gateway.schemas.relationships import RelationshipNow, RelationshipPoint

T = TypeVar("T")


class Relationships(Resource):
    """What people feel for each other. ``at`` is a tick: as of its end, and not now."""

    def list(
        self, ecosystem: str, owner: str | None = None, target: str | None = None, kind: str | None = None, at: int | None = None,
        limit: int = 50, cursor: str | None = None,
    ) -> Page[RelationshipNow]:  # fmt: skip
        params = {"owner": owner, "target": target, "kind": kind, "at": at, "limit": limit, "cursor": cursor}
        return self._ask(Call("GET", path("ecosystems", ecosystem, "relationships"), Page[RelationshipNow], params=params))

    def history(
        self, ecosystem: str, owner: str, target: str, limit: int = 50, cursor: str | None = None
    ) -> Page[RelationshipPoint]:  # fmt: skip
        params: Params = {"owner": owner, "target": target, "limit": limit, "cursor": cursor}
        where = path("ecosystems", ecosystem, "relationships", "history")
        return self._ask(Call("GET", where, Page[RelationshipPoint], params=params))


class Graph(Resource):
    """The graph of an ecosystem's relationships. ``at`` is a tick: as of its end, and not now."""

    def strongest(self, ecosystem: str, kind: str | None = None, limit: int = 500) -> GraphGiven:
        """The strongest relationships as edges, and those between whom they are as nodes."""
        return self._look(ecosystem, GraphGiven, {"kind": kind, "limit": limit})

    def metrics(self, ecosystem: str) -> GraphMetrics:
        return self._look(ecosystem, GraphMetrics, {}, "metrics")

    def path(self, ecosystem: str, start: str, end: str, at: int | None = None) -> PathGiven:
        return self._look(ecosystem, PathGiven, {"start": start, "end": end, "at": at}, "path")

    def around(self, ecosystem: str, character: str, steps: int = 1, at: int | None = None) -> NeighbourhoodGiven:
        return self._look(ecosystem, NeighbourhoodGiven, {"character": character, "steps": steps, "at": at}, "around")

    def mutual(self, ecosystem: str, one: str, other: str, at: int | None = None) -> MutualGiven:
        return self._look(ecosystem, MutualGiven, {"one": one, "other": other, "at": at}, "mutual")

    def communities(self, ecosystem: str, at: int | None = None, limit: int = 200) -> Listed[list[str]]:
        return self._look(ecosystem, Listed[list[str]], {"at": at, "limit": limit}, "communities")

    def central(self, ecosystem: str, at: int | None = None, limit: int = 200) -> Listed[CentralityGiven]:
        return self._look(ecosystem, Listed[CentralityGiven], {"at": at, "limit": limit}, "central")

    def balance(self, ecosystem: str, at: int | None = None) -> BalanceGiven:
        return self._look(ecosystem, BalanceGiven, {"at": at}, "balance")

    def triangles(self, ecosystem: str, at: int | None = None, limit: int = 200) -> TrianglesGiven:
        return self._look(ecosystem, TrianglesGiven, {"at": at, "limit": limit}, "triangles")

    def changed(
        self, ecosystem: str, since: int = 0, until: int | None = None, limit: int = 200
    ) -> Listed[ChangeGiven]:  # fmt: skip
        return self._look(ecosystem, Listed[ChangeGiven], {"since": since, "until": until, "limit": limit}, "changed")

    def _look(self, ecosystem: str, answer: type[T], params: Params, *what: str) -> T:
        return self._ask(Call("GET", path("ecosystems", ecosystem, "graph", *what), answer, params=params))
