"""How relationships have changed from one moment to another."""

from collections.abc import Iterable

from actors.graph import STRANGER, Change
from actors.records import RelationshipRow

_NOTHING = (0, 0, 0, 0)


def changes(before: Iterable[RelationshipRow], after: Iterable[RelationshipRow]) -> list[Change]:
    """See ``Graph.changed``."""
    earlier = {(row.owner, row.target): row for row in before}
    later = {(row.owner, row.target): row for row in after}
    found = [_change(*pair, earlier.get(pair), later.get(pair)) for pair in sorted({*earlier, *later})]
    return sorted((change for change in found if change.total), key=lambda change: -change.total)


def _change(owner: str, target: str, before: RelationshipRow | None, after: RelationshipRow | None) -> Change:
    was, now = _feelings(before), _feelings(after)
    total = sum(abs(one - other) for one, other in zip(was, now, strict=True))
    return Change(owner, target, total, was, now, before.kind if before else STRANGER, after.kind if after else STRANGER)


def _feelings(row: RelationshipRow | None) -> tuple[int, int, int, int]:
    return (row.affinity, row.trust, row.respect, row.attraction) if row else _NOTHING
