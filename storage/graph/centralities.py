"""Who is in the middle of things, among acquaintances."""

from collections import defaultdict
from collections.abc import Iterable

import networkx
import numpy

from actors.graph import Centrality
from actors.records import RelationshipRow

DIGITS = 6
EXACT = 2000
"""In a cast of more people the shortest ways are those of a part of them only, spread evenly over the ids."""

STARTS = 500
"""How many that are."""

_DAMPING = 0.85
_CLOSE = 1e-12
_MOST_STEPS = 500


def centralities_of(acquaintances: "networkx.DiGraph[str]", relationships: Iterable[RelationshipRow]) -> list[Centrality]:
    """See ``Graph.centralities``. The people of the graph must be in the order of their ids, and so must its edges."""
    liked: defaultdict[str, int] = defaultdict(int)
    for row in relationships:
        liked[row.target] += max(0, row.affinity)
    ranks, between = ranks_of(acquaintances), betweenness_of(acquaintances)
    found = [Centrality(id, liked[id], round(ranks[id], DIGITS), round(between[id], DIGITS)) for id in acquaintances]
    return sorted(found, key=lambda one: (-one.liked, one.id))


def ranks_of(acquaintances: "networkx.DiGraph[str]") -> dict[str, float]:
    """PageRank: whoever is known by those who are known. Who knows nobody leads to everybody alike."""
    places = {id: place for place, id in enumerate(acquaintances)}
    edges = numpy.array([(places[owner], places[target]) for owner, target in acquaintances.edges], dtype=numpy.int64)
    owners, targets = edges.reshape(-1, 2).T
    knows = numpy.bincount(owners, minlength=len(places))
    ranks = numpy.full(len(places), 1 / max(1, len(places)))
    for _ in range(_MOST_STEPS):
        passed = numpy.bincount(targets, ranks[owners] / knows[owners], len(places))
        spread = (1 - _DAMPING + _DAMPING * ranks[knows == 0].sum()) / max(1, len(places))
        before, ranks = ranks, spread + _DAMPING * passed
        if numpy.abs(ranks - before).sum() < _CLOSE:
            break
    return dict(zip(places, ranks.tolist(), strict=True))


def betweenness_of(acquaintances: "networkx.DiGraph[str]") -> dict[str, float]:
    """The share of shortest ways between any two others that lead over each; of a cast beyond ``EXACT`` an estimate."""
    people = list(acquaintances)
    if len(people) <= EXACT:
        return dict(networkx.betweenness_centrality(acquaintances))
    starts = people[:: -(-len(people) // STARTS)]
    part = networkx.betweenness_centrality_subset(acquaintances, starts, people, normalized=True)
    return {id: share * len(people) / len(starts) for id, share in part.items()}
