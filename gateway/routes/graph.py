"""Who stands how to whom: ways, groups, love and hate, now or at any tick."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Response

from actors.errors import InvalidRequest
from actors.graph import Graph
from actors.ports import Head
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.etags import IfNoneMatch, tagged
from gateway.parameters import Id, Tick
from gateway.people import relationship_of
from gateway.ports import Ports
from gateway.schemas.graph import (
    BalanceGiven,
    CentralityGiven,
    ChainGiven,
    ChangeGiven,
    GraphGiven,
    GraphMetrics,
    KindOfRelationship,
    Listed,
    MutualGiven,
    NeighbourGiven,
    NeighbourhoodGiven,
    Node,
    PathGiven,
    RivalsGiven,
    TrianglesGiven,
)  # fmt: skip
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from runtime.graphs import Answer

T = TypeVar("T")

COMMUNITIES = {"tick": 12, "source": "Postgres", "excuse": "", "items": [["benvolio", "mercutio", "romeo"]], "of": 3}

router = APIRouter(prefix="/ecosystems/{ecosystem}/graph", tags=["graph"], responses=problems.responses(401, 403, 404))

At = Annotated[Tick | None, Query(description="As of the end of this tick; now when absent.")]
Most = Annotated[int, Query(ge=1, le=2000, description="How many at most.")]


class Asking:
    """What all questions have: which ecosystem, as of when, and what is known already."""

    def __init__(self, ecosystem: str, ports: Ports, response: Response, known: str | None) -> None:
        self.ecosystem = ecosystem
        self.ports = ports
        self._response = response
        self._known = known

    async def head(self) -> Head:
        """The head, with whose number the answer is marked."""
        head = await self.ports.store.head(self.ecosystem)
        tagged(self._response, head.seq, self._known)
        return head

    async def ask(self, name: str, question: Callable[[Graph], Awaitable[T]], at: int | None) -> Answer[T]:
        """The answer to a question of this name. Raises InvalidRequest for a tick that is still to come."""
        head = await self.head()
        self.check("at", head, at)
        key = (self.ecosystem, head.hash, name, str(at))
        return await self.ports.desk.ask(key, partial(self.ports.graphs.ask, self.ecosystem, question, at))

    def check(self, name: str, head: Head, tick: int | None) -> None:
        """Raises InvalidRequest for a tick that is still to come."""
        if tick is not None and tick > head.tick:
            raise InvalidRequest(f"query/{name}", f"there is no tick {tick} yet; it is at tick {head.tick}")


async def asking(
    access: Annotated[Access, Depends(entering(Level.VIEWER))], ports: PortsOf, response: Response, known: IfNoneMatch = None
) -> Asking:
    """Somebody who asks about an ecosystem."""
    return Asking(access.ecosystem, ports, response, known)


Watching = Annotated[Asking, Depends(asking)]


@router.get("")
async def get_graph(
    asking: Watching, kind: Annotated[Id | None, Query(description="Only relationships of this kind.")] = None, limit: Most = 500
) -> GraphGiven:
    """The strongest relationships now, and those between whom they are. All of them: see the list of relationships."""
    head, pages = await asking.head(), asking.ports.pages
    edges = await pages.relationships.strongest_of_all(asking.ecosystem, limit, kind)
    shorts = await pages.people.shorts(asking.ecosystem, sorted({name for row in edges for name in (row.owner, row.target)}))
    return GraphGiven(
        tick=head.tick, source="Postgres", characters=head.characters, edges=[relationship_of(row) for row in edges],
        nodes=[Node(id=name, short=short) for name, short in sorted(shorts.items())],
    )  # fmt: skip


@router.get("/metrics")
async def get_graph_metrics(asking: Watching) -> GraphMetrics:
    """The relationships in figures."""
    head = await asking.head()
    kinds = await asking.ports.pages.relationships.kinds(asking.ecosystem)
    pairs = head.characters * (head.characters - 1)
    known = sum(row.relationships for row in kinds if row.kind != "stranger")
    return GraphMetrics(
        tick=head.tick, source="Postgres", characters=head.characters, relationships=sum(row.relationships for row in kinds),
        density=round(known / pairs, 6) if pairs else 0.0, kinds=[KindOfRelationship.model_validate(row) for row in kinds],
    )  # fmt: skip


@router.get("/path")
async def get_path(asking: Watching, start: Id, end: Id, at: At = None) -> PathGiven:
    """The shortest way from one to another along whom everybody knows."""
    answer = await asking.ask(f"path\0{start}\0{end}", lambda graph: graph.path(start, end), at)
    way = answer.value
    return PathGiven(**_said(answer), path=way, steps=len(way) - 1 if way else None)


@router.get("/around")
async def get_neighbourhood(
    asking: Watching, character: Id, steps: Annotated[int, Query(ge=0, le=6)] = 1, at: At = None
) -> NeighbourhoodGiven:
    """Whom somebody reaches in a few steps, and how all of them stand to each other."""
    answer = await asking.ask(f"around\0{character}\0{steps}", lambda graph: graph.around(character, steps), at)
    return NeighbourhoodGiven(
        **_said(answer), people=[NeighbourGiven.model_validate(one) for one in answer.value.people],
        relationships=[relationship_of(row) for row in answer.value.relationships],
    )  # fmt: skip


@router.get("/mutual")
async def get_mutual(asking: Watching, one: Id, other: Id, at: At = None) -> MutualGiven:
    """The friends and the enemies that two people have in common."""
    if one == other:
        raise InvalidRequest("query/other", f"'{other}' is the same person; name two")
    answer = await asking.ask(f"mutual\0{one}\0{other}", lambda graph: graph.mutual(one, other), at)
    return MutualGiven(**_said(answer), friends=answer.value.friends, enemies=answer.value.enemies)


@router.get("/communities", responses={200: {"content": {"application/json": {"example": COMMUNITIES}}}})
async def list_communities(asking: Watching, at: At = None, limit: Most = 200) -> Listed[list[str]]:
    """The groups of people who like each other, the largest first."""
    answer = await asking.ask("communities", lambda graph: graph.communities(), at)
    return Listed(**_said(answer), items=answer.value[:limit], of=len(answer.value))


@router.get("/central")
async def list_central(asking: Watching, at: At = None, limit: Most = 200) -> Listed[CentralityGiven]:
    """Who is most liked, known by those who are known, and between the others."""
    answer = await asking.ask("central", lambda graph: graph.centralities(), at)
    people = [CentralityGiven.model_validate(one) for one in answer.value[:limit]]
    return Listed(**_said(answer), items=people, of=len(answer.value))


@router.get("/balance")
async def get_balance(asking: Watching, at: At = None) -> BalanceGiven:
    """How many threesomes are balanced: friends of friends are friends, enemies of friends enemies."""
    answer = await asking.ask("balance", lambda graph: graph.balance(), at)
    found = answer.value
    return BalanceGiven(**_said(answer), **found._asdict(), triads=found.triads, balanced=found.balanced, share=found.share)


@router.get("/triangles")
async def get_triangles(asking: Watching, at: At = None, limit: Most = 200) -> TrianglesGiven:
    """Rivals in love, and love that goes elsewhere."""
    answer = await asking.ask("triangles", lambda graph: graph.triangles(), at)
    rivals, chains = answer.value
    return TrianglesGiven(
        **_said(answer), of={"rivals": len(rivals), "chains": len(chains)},
        rivals=[RivalsGiven.model_validate(three) for three in rivals[:limit]],
        chains=[ChainGiven.model_validate(three) for three in chains[:limit]],
    )  # fmt: skip


@router.get("/changed")
async def list_changed(
    asking: Watching, since: Annotated[Tick, Query(description="The tick to compare with.")] = 0,
    until: Annotated[Tick | None, Query(description="The tick that is compared; now when absent.")] = None, limit: Most = 200,
) -> Listed[ChangeGiven]:  # fmt: skip
    """The relationships that have changed most from the end of one tick to another."""
    head = await asking.head()
    asking.check("since", head, since)
    asking.check("until", head, until)
    if until is not None and until < since:
        raise InvalidRequest("query/until", f"there are no ticks from {since} to {until}")
    key = (asking.ecosystem, head.hash, "changed", str(since), str(until))
    answer = await asking.ports.desk.ask(key, partial(asking.ports.graphs.changed, asking.ecosystem, since, until))
    changes = [ChangeGiven.model_validate(change) for change in answer.value[:limit]]
    return Listed(**_said(answer), items=changes, of=len(answer.value))


def _said(answer: Answer[Any]) -> dict[str, Any]:
    return {"tick": answer.tick, "source": answer.source, "excuse": answer.excuse}
