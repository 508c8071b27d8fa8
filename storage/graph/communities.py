"""Communities by label propagation in rounds: all at once, whole numbers only, so that chance and order have no part in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from actors.records import RelationshipRow

ROUNDS = 20
"""After so many rounds one leaves it as it is."""

Ties = dict[str, dict[str, int]]
Labels = dict[str, str]


def ties_of(relationships: Iterable[RelationshipRow]) -> Ties:
    """How much two people like each other, in both directions together; dislike does not count."""
    ties: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in relationships:
        if row.affinity > 0:
            ties[row.owner][row.target] += row.affinity
            ties[row.target][row.owner] += row.affinity
    return {one: dict(others) for one, others in ties.items()}


def round_of(labels: Mapping[str, str], ties: Ties) -> Labels:
    """The labels after a round: everybody takes the one that those whom he or she is tied to give most weight.

    One's own label weighs as much as the strongest tie, so that groups settle; of equal ones the smaller wins.
    """
    return {id: _heaviest(id, labels, ties.get(id, {})) for id in labels}


def _heaviest(id: str, labels: Mapping[str, str], tied: Mapping[str, int]) -> str:
    weights = defaultdict(int, {labels[id]: max(tied.values(), default=0)})
    for other, tie in tied.items():
        weights[labels[other]] += tie
    return min(weights, key=lambda label: (-weights[label], label))


def grouped(labels: Mapping[str, str]) -> list[list[str]]:
    """Those with the same label together, as ``Graph.communities`` promises."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for id in sorted(labels):
        groups[labels[id]].append(id)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))
