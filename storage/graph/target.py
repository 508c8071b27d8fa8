"""The port Target over Neo4j: people as nodes, and what they feel for each other and how often they met between them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from neo4j import AsyncDriver, AsyncTransaction

from actors.errors import MarkMoved, StaleEpoch
from actors.events import Event
from actors.projection import Mark, Target
from actors.records import InteractionRow, RelationshipRow, Rows, rows_of
from storage.graph import driver
from storage.graph.login import Login
from storage.queries import load

(
    _CONSTRAINT_ECOSYSTEM, _CONSTRAINT_CHARACTER, _INDEX_CHARACTER, _AWAIT_INDEXES, _MARK, _LOCK, _MOVE_MARK, _JOIN, _MOVE,
    _RELATE, _INTERACT, _FORGET_CHARACTERS, _FORGET_MARK, _CHARACTERS, _RELATIONSHIPS, _INTERACTIONS,
) = load(
    "projection",
    "constraint_ecosystem", "constraint_character", "index_character", "await_indexes", "mark", "lock", "move_mark", "join",
    "move", "relate", "interact", "forget_characters", "forget_mark", "characters", "relationships", "interactions",
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
        """In one transaction. When its commit is not answered nobody tries again here: what became of it says the mark."""
        batch = statements(ecosystem, events)
        async with driver.session(self._driver) as session, await session.begin_transaction() as transaction:
            await _locked(transaction, ecosystem, before, after)
            if before.seq == 0:  # of a removal that was not finished
                await _emptied(transaction, ecosystem)
            for statement, rows in batch:
                if rows:
                    await (await transaction.run(statement, ecosystem=ecosystem, rows=rows)).consume()
            await (await transaction.run(_MOVE_MARK, ecosystem=ecosystem, **after._asdict())).consume()
            await transaction.commit()

    async def forget(self, ecosystem: str) -> None:
        """The mark goes first: from then on no projector goes on where it stood, and whoever begins removes what is left."""
        async with driver.session(self._driver, _LONG) as session:
            await (await session.run(_FORGET_MARK, ecosystem=ecosystem)).consume()
            await _emptied(session, ecosystem)

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


def character_key(ecosystem: str, id: str) -> str:
    """The key of a character's node."""
    return f"{ecosystem}:{id}"


async def _locked(transaction: AsyncTransaction, ecosystem: str, before: Mark, after: Mark) -> None:
    """Keep others off the ecosystem until the transaction ends. Raises as ``Target.apply`` does."""
    row = await (await transaction.run(_LOCK, ecosystem=ecosystem, **Mark()._asdict())).single(strict=True)
    found = Mark(**row)
    if found.epoch > after.epoch:
        raise StaleEpoch(ecosystem, after.epoch, found.epoch)
    if found.seq != before.seq:
        raise MarkMoved(Neo4jTarget.name, ecosystem, before.seq, found.seq)


async def _emptied(at: Any, ecosystem: str) -> None:
    """Remove all characters; ``at`` is a session, which commits each part by itself, or a transaction."""
    gone = _AT_ONCE
    while gone == _AT_ONCE:
        row = await (await at.run(_FORGET_CHARACTERS, ecosystem=ecosystem, limit=_AT_ONCE)).single(strict=True)
        gone = row["gone"]


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
