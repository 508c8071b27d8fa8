"""Threesomes: who likes whom in balance, and who loves whom in vain."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from actors.graph import Balance, Chain, Rivals, Triangles
from actors.records import RelationshipRow

FAINT = 100
"""A pair whose affinities add up to less, either way, neither likes nor dislikes each other."""

BELOVED = "beloved"


def balance_of(relationships: Iterable[RelationshipRow]) -> Balance:
    """See ``Graph.balance``."""
    dislikes = _dislikes(relationships)
    later: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in sorted(dislikes):
        later[one].append(other)
    found: Counter[int] = Counter()
    for one, others in sorted(later.items()):
        for pair in combinations(others, 2):
            if pair in dislikes:
                found[dislikes[one, pair[0]] + dislikes[one, pair[1]] + dislikes[pair]] += 1
    return Balance(found[0], found[1], found[2], found[3])


def _dislikes(relationships: Iterable[RelationshipRow]) -> dict[tuple[str, str], bool]:
    """Each pair that feels something for each other, smaller id first: whether it is dislike."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in relationships:
        sums[min(row.owner, row.target), max(row.owner, row.target)] += row.affinity
    return {pair: total < 0 for pair, total in sums.items() if abs(total) >= FAINT}


def triangles_of(relationships: Sequence[RelationshipRow]) -> Triangles:
    """See ``Graph.triangles``."""
    loves: defaultdict[str, list[str]] = defaultdict(list)
    loved_by: defaultdict[str, list[str]] = defaultdict(list)
    for owner, target in sorted((row.owner, row.target) for row in relationships if row.kind == BELOVED):
        loves[owner].append(target)
        loved_by[target].append(owner)
    rivals = [Rivals(*pair, beloved) for beloved, lovers in sorted(loved_by.items()) for pair in combinations(lovers, 2)]
    chains = [
        Chain(lover, beloved, other)
        for lover in sorted(loves) for beloved in loves[lover] if lover not in loves.get(beloved, ())
        for other in loves.get(beloved, ())
    ]  # fmt: skip
    return Triangles(rivals, chains)
