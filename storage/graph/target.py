"""The port Target over Neo4j: people as nodes, and what they feel for each other and how often they met between them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actors.errors import MarkMoved, StaleEpoch
from actors.events import Event
from actors.projection import Mark, Target
from actors.records import InteractionRow, RelationshipRow, Rows, rows_of
from storage.graph import driver
from storage.graph.bolt import AsyncDriver, AsyncResult, AsyncTransaction
from storage.graph.login import Login
from storage.queries import load

(
    _CONSTRAINT_ECOSYSTEM, _CONSTRAINT_CHARACTER, _INDEX_CHARACTER, _AWAIT_INDEXES, _MARK, _LOCK, _GUARD, _MOVE_MARK, _JOIN,
    _MOVE, _RELATE, _INTERACT, _BEGIN_ANEW, _FORGET_CHARACTERS, _FORGET_MARK, _CHARACTERS, _RELATIONSHIPS, _INTERACTIONS,
) = load(
    "projection",
    "constraint_ecosystem", "constraint_character", "index_character", "await_indexes", "mark", "lock", "guard",
    "move_mark", "join", "move", "relate", "interact", "begin_anew", "forget_characters", "forget_mark", "characters",
    "relationships", "interactions",
    language="cypher",
)  # fmt: skip

_AT_ONCE = 500
"""Characters that are removed in one transaction, each with all its relationships."""

_LONG = 60.0
"""Seconds for what may have much to do: indexes that fill, reading a whole graph."""


class Neo4jTarget(Target):
    """See ``actors.projection.Target``. docs/graph.md says what stands in the graph."""

    name = "neo4j"
    remedy = "`fabula graph rebuild {0}` makes it anew"

    def __init__(self, login: Login) -> None:
        self._login = login
        self._opened: AsyncDriver | None = None

    async def prepare(self) -> None:
        await driver.greet(self._driver)
        async with driver.session(self._driver, _LONG) as session:
            for statement in (_CONSTRAINT_ECOSYSTEM, _CONSTRAINT_CHARACTER, _INDEX_CHARACTER, _AWAIT_INDEXES):
                await (await session.run(statement)).consume()

    async def mark(self, ecosystem: str) -> Mark:
        async with driver.session(self._driver) as session:
            row = await (await session.run(_MARK, ecosystem=ecosystem)).single()
        return Mark(**row) if row else Mark()

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        """In one transaction. When its commit is not answered nobody tries again here: what became of it says the mark. Nor does
        it change anything when every word of it reaches Neo4j twice."""
        batch = statements(ecosystem, events)
        async with driver.session(self._driver) as session, await session.begin_transaction() as transaction:
            guarded = Guarded(transaction, ecosystem, before, after)
            await guarded.lock()
            if before.seq == 0:  # of a removal that was not finished
                await guarded.empty()
            for statement, rows in batch:
                if rows:
                    await guarded.run(statement, rows=rows)
            await guarded.run(_MOVE_MARK, **after._asdict())
            await transaction.commit()

    async def forget(self, ecosystem: str) -> None:
        """The mark goes back to the beginning first: from then on no projector goes on where it stood, and whoever begins removes
        what is left. What such a one has done by then stays."""
        gone = _AT_ONCE
        async with driver.session(self._driver, _LONG) as session:
            await (await session.run(_BEGIN_ANEW, ecosystem=ecosystem, **Mark()._asdict())).consume()
            while gone == _AT_ONCE:
                async with await session.begin_transaction() as transaction:
                    guarded = Guarded(transaction, ecosystem, Mark(), Mark())
                    gone = await guarded.part() if await guarded.held() == Mark() else 0
                    if gone < _AT_ONCE:
                        await guarded.run(_FORGET_MARK)
                    await transaction.commit()

    async def fault(self, ecosystem: str, rows: Rows) -> str:
        people = {id: (*_names(persona), rows.whereabouts[id]) for id, persona in rows.personas.items()}
        async with driver.session(self._driver, _LONG) as session:
            characters = [row async for row in await session.run(_CHARACTERS, ecosystem=ecosystem)]
            felt = [row async for row in await session.run(_RELATIONSHIPS, ecosystem=ecosystem)]
            meetings = [row async for row in await session.run(_INTERACTIONS, ecosystem=ecosystem)]
        return (
            _difference("the character", people, [(row[0], (*row,)[1:]) for row in characters])
            or _difference("the relationship", rows.relationships, [((row[0], row[1]), RelationshipRow(*row)) for row in felt])
            or _difference("the meetings of", _met(rows.interactions), [((row[0], row[1]), (*row,)[2:]) for row in meetings])
        )

    async def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.close()

    @property
    def _driver(self) -> AsyncDriver:
        if self._opened is None:
            self._opened = driver.driver(self._login)
        return self._opened


class Guarded:
    """A transaction that changes an ecosystem's part of the graph only as long as its mark is where whoever began it believes.

    The client looks, to say what is wrong; and each statement looks for itself, since whatever carries the client's words to the
    server may carry them twice.
    """

    def __init__(self, transaction: AsyncTransaction, ecosystem: str, before: Mark, after: Mark) -> None:
        self._transaction = transaction
        self._ecosystem = ecosystem
        self._before = before
        self._after = after

    async def held(self) -> Mark:
        """The mark, which nobody else moves until the transaction ends."""
        lock = await self._transaction.run(_LOCK, ecosystem=self._ecosystem, **Mark()._asdict())
        return Mark(**await lock.single(strict=True))

    async def lock(self) -> None:
        """Keep others off the ecosystem until the transaction ends. Raises as ``Target.apply`` does."""
        found = await self.held()
        if found.epoch > self._after.epoch:
            raise StaleEpoch(self._ecosystem, self._after.epoch, found.epoch)
        if found.seq != self._before.seq:
            raise MarkMoved(Neo4jTarget.name, self._ecosystem, self._before.seq, found.seq)

    async def run(self, statement: str, **parameters: Any) -> None:
        """Run it if the mark is still where it was; the parameters add to those of the guard."""
        await (await self._asked(statement, parameters)).consume()

    async def empty(self) -> None:
        """Remove all characters."""
        while await self.part() == _AT_ONCE:
            pass

    async def part(self) -> int:
        """Remove some of the characters; how many that were."""
        row = await (await self._asked(_FORGET_CHARACTERS, {"limit": _AT_ONCE})).single(strict=True)
        return int(row["gone"])

    async def _asked(self, statement: str, parameters: Mapping[str, Any]) -> AsyncResult:
        guard = {"ecosystem": self._ecosystem, "before": self._before.seq, "epoch": self._after.epoch}
        return await self._transaction.run(f"{_GUARD}\n{statement}", {**guard, **parameters})


def character_key(ecosystem: str, id: str) -> str:
    """The key of a character's node."""
    return f"{ecosystem}:{id}"


def statements(ecosystem: str, events: Sequence[Event]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What a batch says, each kind at once: of several changes to one pair only the last one is written."""
    rows = rows_of(events)
    joined = [
        {"key": character_key(ecosystem, id), "id": id, "place": rows.whereabouts[id],
         **dict(zip(("name", "short"), _names(persona), strict=True))}
        for id, persona in rows.personas.items()
    ]  # fmt: skip
    moved = [
        {"key": character_key(ecosystem, id), "place": place}
        for id, place in rows.whereabouts.items() if id not in rows.personas
    ]  # fmt: skip
    related = [_edge(ecosystem, row.owner, row.target, "owner", "target", row._asdict()) for row in rows.relationships.values()]
    met = [
        _edge(ecosystem, *pair, "initiator", "responder", dict(zip(("count", "last_tick", "seq"), figures, strict=True)))
        for pair, figures in _met(rows.interactions).items()
    ]
    return [(_JOIN, joined), (_MOVE, moved), (_RELATE, related), (_INTERACT, met)]


def _edge(ecosystem: str, one: str, other: str, tail: str, head: str, body: Mapping[str, Any]) -> dict[str, Any]:
    ends = {tail: character_key(ecosystem, one), head: character_key(ecosystem, other)}
    return {**body, **ends, "key": f"{ecosystem}:{one}>{other}"}


def _met(interactions: Iterable[InteractionRow]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(initiator, responder) → how often they met, at what tick the last time, and the number of that event."""
    met: dict[tuple[str, str], tuple[int, int, int]] = {}
    for row in interactions:
        pair = (row.initiator, row.responder)
        met[pair] = (met.get(pair, (0, 0, 0))[0] + 1, row.tick, row.seq)
    return met


def _names(persona: Mapping[str, Any]) -> tuple[str, str]:
    return str(persona["name"]), str(persona.get("short", persona["name"]))


def _difference(what: str, expected: Mapping[Any, Any], found: Sequence[tuple[Any, Any]]) -> str:
    """What differs, in a few words; two of one kind between the same people are a difference too."""
    held = dict(found)
    if len(held) != len(found):
        return f"{len(found) - len(held)} of {what} twice"
    for key in sorted({*expected, *held}, key=str):
        if expected.get(key) != held.get(key):
            return f"{what} {key} should be {expected.get(key)}, is {held.get(key)}"
    return ""
