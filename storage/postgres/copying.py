"""Writing the rows of a commit: COPY where rows are new, one statement each where they may replace others."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from actors.events import Event, canonical
from actors.ports import Answered
from actors.records import InteractionRow, MemoryRow, RelationshipRow, Rows
from storage.postgres.connections import Connection
from storage.queries import load

_EVENT = ("ecosystem", "seq", "tick", "kind", "scene", "index", "id", "body")
_CHARACTER = ("ecosystem", "id", "persona", "place")
_INTERACTION = ("ecosystem", *InteractionRow._fields)  # the columns are named as the fields
_MEMORY = ("ecosystem", *MemoryRow._fields)
_RELATIONSHIP = ("ecosystem", *RelationshipRow._fields)

_PART = 10_000
_RELATE, _JOIN, _MOVE, _ANSWERED = load("rows", "relate", "join", "move", "answered")


async def copy_founding(connection: Connection, ecosystem: str, events: Sequence[Event], rows: Rows) -> None:
    """Write the first events and rows of a new ecosystem: everything is new, so everything is copied."""
    characters = ((ecosystem, id, canonical(p), rows.whereabouts[id]) for id, p in rows.personas.items())
    await _copy_facts(connection, ecosystem, events, rows)
    await _copy(connection, "characters", _CHARACTER, characters)
    await _copy(connection, "relationships", _RELATIONSHIP, ((ecosystem, *r) for r in rows.relationships.values()))


async def copy_commit(connection: Connection, ecosystem: str, events: Sequence[Event], rows: Rows) -> None:
    """Write the events and rows of one tick of an ecosystem that exists."""
    await _copy_facts(connection, ecosystem, events, rows)
    if rows.relationships:
        columns = zip(*rows.relationships.values(), strict=True)
        await connection.execute(_RELATE, ecosystem, *columns)
    if rows.personas:
        places = [rows.whereabouts[id] for id in rows.personas]
        personas = [canonical(p) for p in rows.personas.values()]
        await connection.execute(_JOIN, ecosystem, list(rows.personas), personas, places)
    moved = {id: place for id, place in rows.whereabouts.items() if id not in rows.personas}
    if moved:
        await connection.execute(_MOVE, ecosystem, list(moved), list(moved.values()))


async def answer(connection: Connection, ecosystem: str, answered: Sequence[Answered]) -> None:
    """What took effect is due no longer, and it is known in which event it did."""
    columns = zip(*((answer.due.kind, answer.due.key, answer.seq) for answer in answered), strict=True)
    await connection.execute(_ANSWERED, ecosystem, *columns)


async def _copy_facts(connection: Connection, ecosystem: str, events: Sequence[Event], rows: Rows) -> None:
    await _copy(connection, "events", _EVENT, map(_event, events))
    if rows.interactions:
        await _copy(connection, "interactions", _INTERACTION, ((ecosystem, *r) for r in rows.interactions))
    if rows.memories:
        await _copy(connection, "memories", _MEMORY, ((ecosystem, *r) for r in rows.memories))


async def _copy(connection: Connection, table: str, columns: Sequence[str], records: Iterable[tuple[Any, ...]]) -> None:
    """In parts, since each of them has the connection's whole patience."""
    remaining = iter(records)
    while part := list(islice(remaining, _PART)):
        await connection.copy_records_to_table(table, schema_name="fabula", columns=columns, records=part)


def _event(e: Event) -> tuple[Any, ...]:
    return e.ecosystem, e.seq, e.tick, e.kind, e.scene, e.index, e.id, e.encoded
