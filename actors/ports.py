"""What the actors need from outside, each port named for the need. Adapters live in ``storage/`` and ``runtime/``."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from actors.deliveries import Deliveries
from actors.events import Event
from actors.pictures import Picture
from actors.records import InteractionRow, MemoryRow, RelationshipRow, Rows


@dataclass(frozen=True, slots=True)
class Founding:
    """What is fixed when an ecosystem begins."""

    ecosystem: str
    scenario: str
    title: str
    seed: int
    genre: str  # hash of the genre it keeps for life


@dataclass(frozen=True, slots=True)
class Head:
    """Where an ecosystem's chronicle stands."""

    founding: Founding
    epoch: int
    seq: int
    tick: int
    hash: str
    status: str  # "idle", "running", "live", "paused"
    reason: str  # why it is paused, else ""
    characters: int
    stalls: int  # activations in a row since the last commit or rest

    def after(self, tick: int, seq: int, hash: str) -> "Head":
        """The head once a tick has been committed."""
        return replace(self, tick=tick, seq=seq, hash=hash, stalls=0)


@dataclass(frozen=True, slots=True)
class Due:
    """Something ordered: ``run`` (body: until), ``live`` (body: tempo_ms), ``directive`` (body: order, see
    ``actors.directives``; at_once), ``step`` (body: until), ``pause`` (body: by, reason). ``key`` makes ordering it twice
    harmless."""

    kind: str
    key: str
    at_tick: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """Something ordered that took effect in the event of this number."""

    due: Due
    seq: int


class Chronicle(Protocol):
    """The append-only log with its head row, and the tables that are written in the same transaction."""

    async def found(
        self, founding: Founding, events: Sequence[Event], rows: Rows, hash: str, pictures: Sequence[Picture] = ()
    ) -> Head:
        """Begin an ecosystem with its events of tick 0 and its pictures, all or nothing. Founding the same id twice raises
        InvalidRequest."""

    async def activate(self, ecosystem: str, epoch: int | None = None) -> Head:
        """Raise the epoch (and ``stalls``) by one and return the head; from now on commits of older epochs are refused.

        A supervisor gives the ``epoch`` that it has read: raises StaleEpoch, and changes nothing, when that is not the current
        one any more. So a request that was given up and arrives later takes over from nobody.
        """

    async def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        """Append the events of one tick and their rows, all or nothing; what was ``answered`` by them is due no longer.

        * Locks the head row; raises StaleEpoch when ``epoch`` is not the current one, ChronicleDamaged when ``tick`` is not the
          next one or the first event is not number head.seq + 1.
        * Moves the head (seq, tick, hash) and sets ``stalls`` to 0 in the same transaction.
        * Raises StoreUnavailable when the store does not answer; the outcome is then unknown: read the head.
        """

    async def head(self, ecosystem: str) -> Head:
        """The head; raises EcosystemUnknown."""

    async def heads(self) -> list[Head]:
        """All heads, by id."""

    async def mark(self, ecosystem: str, status: str, reason: str = "", epoch: int | None = None) -> None:
        """Set status and reason; "idle" also sets ``stalls`` to 0, since whoever rests or is let go on has not died.

        A supervisor gives its ``epoch``: raises StaleEpoch, and changes nothing, when that is not the current one. A person has
        none. Raises EcosystemUnknown.
        """

    async def delete(self, ecosystem: str) -> None:
        """Remove the ecosystem and all its rows; raises EcosystemUnknown."""

    def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        """The events numbered after ``after`` (up to and with ``until``) in order, in batches of bounded size."""

    async def joinings(self, ecosystem: str, characters: Sequence[str]) -> list[Event]:
        """The events with which these characters joined, in order; whoever never did has none."""


class Records(Protocol):
    """Reading the tables beside the chronicle."""

    async def personas(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        """Character id → encoded persona, by id: of these characters, or of everybody."""

    async def shorts(self, ecosystem: str, characters: Sequence[str] | None = None) -> dict[str, str]:
        """Character id → the short name that people go by (the id of those who have none), by id: of these, or of everybody."""

    async def whereabouts(self, ecosystem: str) -> dict[str, str]:
        """Character id → place id, by character; "" for whoever has left."""

    async def departed(self, ecosystem: str, characters: Sequence[str]) -> list[str]:
        """Those of these who have left, by id."""

    async def relationships(self, ecosystem: str, owner: str | None = None) -> list[RelationshipRow]:
        """By (owner, target)."""

    async def interactions(self, ecosystem: str) -> list[InteractionRow]:
        """By seq."""

    async def memories(self, ecosystem: str, after: tuple[int, str] = (0, ""), limit: int = 1000) -> list[MemoryRow]:
        """By (seq, owner), those after the given (seq, owner)."""

    async def embed(
        self, ecosystem: str, embedder: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Store a vector for each memory, replacing an earlier one, and the embedder's id; memories that are gone are passed
        over."""

    async def search(self, ecosystem: str, words: str, limit: int = 20) -> list[MemoryRow]:
        """Full-text search over memory texts, best first."""


SNAPSHOTS = "snapshots"
"""The projection that keeps states: whoever has not changed since its cursor is what his or her last snapshot says, and who has
none is as he or she joined."""


class Snapshots(Protocol):
    """Frozen character states, so that recovery need not read the whole chronicle. Derived; may be discarded, but all at once."""

    async def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        """Keep each character's state as of ``seq`` (the end of ``tick``), replacing older ones. Repeating it changes nothing."""

    async def renew(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        """As ``save``, but one of the very same number is replaced too: it may be damaged."""

    async def load(self, ecosystem: str, characters: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Character → (seq, state) for those that have one."""

    async def discard(self, ecosystem: str) -> None:
        """Forget all of the ecosystem's snapshots, and set the cursor SNAPSHOTS back."""


class Agenda(Protocol):
    """What is due, durably. The scheduler only wakes; this table decides."""

    async def order(self, ecosystem: str, due: Due) -> None:
        """Remember it; the same (kind, key) replaces the earlier one. Raises EcosystemUnknown."""

    async def request(self, ecosystem: str, due: Due) -> tuple[Due, int]:
        """Remember it, once: when its (kind, key) is due already, or was answered by an event, nothing changes.

        What is remembered under this key, which may be something else, and the number of the event that answered it (then ``due``
        itself is returned), or 0. However often and late this is called, one commit answers it. Raises EcosystemUnknown.
        """

    async def answer(self, ecosystem: str, kind: str, key: str) -> int:
        """The number of the event that answered what was requested under this key; 0 when none did."""

    async def due(self, ecosystem: str) -> list[Due]:
        """All that is ordered and not yet done, by (at_tick, kind, key)."""

    async def pending(self) -> list[str]:
        """The ecosystems that have something to do now, sorted: to run, to live, or to answer somebody at once.

        While a person has one paused (kind ``pause``) only steps count and what is ``at_once``; one that is paused for another
        reason has nothing to do.
        """

    async def done(self, ecosystem: str, due: Due) -> None:
        """Forget it, unless something else has been ordered under its kind and key since. Unknown is fine."""


class Library(Protocol):
    """Genres by content hash, kept for as long as an ecosystem was founded with them."""

    async def put(self, hash: str, body: bytes) -> None:
        """Keep it. Repeating it changes nothing."""

    async def get(self, hash: str) -> bytes:
        """The body; raises ChronicleDamaged when it is missing."""


class Gallery(Protocol):
    """What people look like: of each ecosystem its own pictures, kept as long as that."""

    async def hang(self, ecosystem: str, pictures: Sequence[Picture]) -> None:
        """Keep them. Repeating it changes nothing. Raises EcosystemUnknown."""

    async def picture(self, ecosystem: str, name: str) -> bytes:
        """The picture of this name. Raises PictureUnknown when this ecosystem has none, or is none."""


MEMORY_INDEX = "memory-index"
"""The projection that makes memories findable."""


class Cursors(Protocol):
    """How far each projection inside the store has got, and which targets elsewhere hold something of whom."""

    async def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        """(seq, owner) of the last row applied; (0, "") when nothing was."""

    async def advance(
        self, ecosystem: str, projection: str, cursor: tuple[int, str], before: tuple[int, str] | None = None
    ) -> None:
        """Move it, if ``before`` is given only from there. Never backwards, except to (0, "")."""

    async def note(self, ecosystem: str, target: str) -> None:
        """Remember, for longer than the ecosystem lives, that this target holds something of it. Repeating it changes nothing."""

    async def leftovers(self, target: str) -> list[str]:
        """The ecosystems that are gone and of which this target still holds something, sorted."""

    async def cleared(self, ecosystem: str, target: str) -> None:
        """Forget the note. Unknown is fine."""


class Store(Chronicle, Records, Snapshots, Agenda, Library, Gallery, Cursors, Deliveries, Protocol):
    """All of the above, as one database offers them."""

    def frozen(self) -> "AbstractAsyncContextManager[Store]":
        """The store as it is at this moment, for reading inside the block: nothing committed meanwhile is seen."""

    async def close(self) -> None:
        """Give back connections."""


class Herald(Protocol):
    """Tells whoever listens that an ecosystem has new events. Lossy on purpose: the chronicle has what was missed."""

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        """Publish after commit. Never raises because nobody listens or the bus is down (that is logged)."""

    def listen(self, ecosystem: str) -> AsyncIterator[int]:
        """The highest number announced so far, each time it rises; and 0 once a second while nothing does, so that a
        listener looks into the chronicle even when the bus is down."""

    def offers(self, ecosystem: str, group: str) -> AsyncIterator[int]:
        """For workers who share: how many events are offered to this listener. Each new one wakes one listener of the group; to
        one that was busy all are offered that nobody else has been. 0 at first, and once a second while there is nothing, so that
        a worker looks into the store even when the bus is down."""

    async def forget(self, ecosystem: str) -> None:
        """Forget an ecosystem that is gone. Never raises because the bus is down."""

    async def close(self) -> None:
        """Give back connections."""


class Board(Protocol):
    """Where an ecosystem says why it waits, so that others can read it while its store is away. Lossy: notices fade.

    No call raises because the board is down.
    """

    async def pin(self, ecosystem: str, notice: str) -> None:
        """Show this notice instead of the last one, until it is taken down or not renewed for a minute and a half."""

    async def unpin(self, ecosystem: str) -> None:
        """Take the notice down. None is fine."""

    async def notice(self, ecosystem: str) -> str:
        """What is pinned, else ""."""

    async def close(self) -> None:
        """Give back connections."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    id: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory found by meaning; ``score`` is the cosine similarity, 1.0 at best."""

    memory: str  # id
    owner: str
    tick: int
    importance: int
    text: str
    score: float


class MemoryIndex(Protocol):
    """Recall by meaning. Derived; may be dropped and rebuilt."""

    def upsert(self, ecosystem: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]) -> None:
        """Write memories with their vectors; ids make repeats harmless. Raises EmbedderMismatch."""

    def query(self, ecosystem: str, owner: str, vector: Sequence[float], limit: int) -> list[Recalled]:
        """The owner's memories nearest to the vector, best first. Never anybody else's."""

    def ids(self, ecosystem: str) -> list[str]:
        """The ids of all memories held for the ecosystem, sorted."""

    def drop(self, ecosystem: str) -> None:
        """Forget the ecosystem. Unknown is fine."""

    def close(self) -> None:
        """Release files."""
