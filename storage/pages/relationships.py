"""Relationships, by owner and target, and how each came to be what it is."""

from collections.abc import Sequence
from typing import NamedTuple

from actors.records import RelationshipRow
from storage.pages.events import NO_END
from storage.postgres.connections import Part, decoded
from storage.queries import load

_PAGE, _PAGE_OF_OWNER, _PAGE_OF_TARGET, _STRONGEST_OF, _STRONGEST_TO, _POINTS, _STRONGEST, _KINDS = load(
    "pages_relationships",
    "page",
    "page_of_owner",
    "page_of_target",
    "strongest_of",
    "strongest_to",
    "points",
    "strongest",
    "kinds",
)


class Point(NamedTuple):
    """What a relationship was after an event that moved it."""

    row: RelationshipRow
    was: tuple[int, int, int, int, int]
    before: str  # the kind that it had
    tick: int
    event: str  # id
    cause: str  # the event's kind
    initiator: str
    move: str
    outcome: str


class KindRow(NamedTuple):
    """The relationships of one kind: how many, and what they are on average."""

    kind: str
    relationships: int
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int


class RelationshipPages(Part):
    """Reading relationships."""

    async def page(
        self, ecosystem: str, after: tuple[str, str], limit: int,
        owner: str | None = None, target: str | None = None, kind: str | None = None,
    ) -> list[RelationshipRow]:  # fmt: skip
        """Those that come after (owner, target): of this owner, to this target, of this kind, if given."""
        given = (ecosystem, *after, kind, limit)
        async with self._connections.using(ecosystem) as connection:
            if owner is not None:
                rows = await connection.fetch(_PAGE_OF_OWNER, *given, owner, target)
            elif target is not None:
                rows = await connection.fetch(_PAGE_OF_TARGET, *given, target)
            else:
                rows = await connection.fetch(_PAGE, *given)
        return [RelationshipRow(*row) for row in rows]

    async def strongest(self, ecosystem: str, character: str, limit: int) -> tuple[list[RelationshipRow], list[RelationshipRow]]:
        """What this character feels most strongly for others, and what others feel most strongly for him or her."""
        async with self._connections.using(ecosystem) as connection:
            own = await connection.fetch(_STRONGEST_OF, ecosystem, character, limit)
            others = await connection.fetch(_STRONGEST_TO, ecosystem, character, limit)
        return [RelationshipRow(*row) for row in own], [RelationshipRow(*row) for row in others]

    async def points(
        self, ecosystem: str, pairs: Sequence[tuple[str, str]], limit: int, before: int = NO_END
    ) -> dict[tuple[str, str], list[Point]]:
        """For each (owner, target) the last points of their relationship before this number, newest first."""
        owners, targets = [owner for owner, _ in pairs], [target for _, target in pairs]
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_POINTS, ecosystem, owners, targets, before, limit)
        found: dict[tuple[str, str], list[Point]] = {pair: [] for pair in pairs}
        for row in rows:
            regard = decoded(row["regard"])
            affinity, trust, respect, attraction, familiarity = regard["now"]
            now = RelationshipRow(
                row["owner"], row["target"], affinity, trust, respect, attraction, familiarity,
                regard["kind"], regard["bond"], regard["since"], row["seq"],
            )  # fmt: skip
            found[row["owner"], row["target"]].append(
                Point(
                    now, tuple(regard["was"]), regard["before"], row["tick"], row["id"],
                    row["cause"], row["initiator"], row["move"], row["outcome"],
                )
            )  # fmt: skip
        return found

    async def strongest_of_all(self, ecosystem: str, limit: int, kind: str | None = None) -> list[RelationshipRow]:
        """The strongest relationships, of this kind, if given."""
        async with self._connections.using(ecosystem) as connection:
            return [RelationshipRow(*row) for row in await connection.fetch(_STRONGEST, ecosystem, kind, limit)]

    async def kinds(self, ecosystem: str) -> list[KindRow]:
        """How many relationships there are of each kind, by kind."""
        async with self._connections.using(ecosystem) as connection:
            return [KindRow(*row) for row in await connection.fetch(_KINDS, ecosystem)]
