"""What can be asked for."""

from typing import Annotated, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from actors.errors import InvalidRequest
from actors.ports import Head
from actors.records import InteractionRow, MemoryRow, RelationshipRow
from gateway.graphql.asking import Info
from gateway.graphql.bounds import LONGEST, USUAL
from storage.pages.batches import Sheet
from storage.pages.events import NO_END, Stretch
from storage.pages.interactions import Sort

LONGEST_TEXT = 200


def whole(value: object) -> int:
    """A number that somebody sends. Raises InvalidRequest."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidRequest("a number", "must be a whole one")
    return value


Number = NewType("Number", int)
SCALARS: dict[object, ScalarDefinition] = {
    Number: strawberry.scalar(name="Number", description="A whole number of up to 64 bits.", serialize=int, parse_value=whole)
}
Limit = Annotated[int, strawberry.argument(description=f"How many at most: 1 to {LONGEST}.")]


def bounded(limit: int) -> int:
    """The limit. Raises InvalidRequest."""
    if not 1 <= limit <= LONGEST:
        raise InvalidRequest("limit", f"must be 1 to {LONGEST}")
    return limit


def plain(name: str, text: str | None) -> str | None:
    """A text that can be asked for. Raises InvalidRequest."""
    if text is not None and (len(text) > LONGEST_TEXT or "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)):
        raise InvalidRequest(name, f"must be at most {LONGEST_TEXT} characters, and all of them letters or signs")
    return text


@strawberry.type(description="Something that somebody remembers.")
class Memory:
    id: strawberry.ID
    seq: Number
    tick: Number
    importance: int
    feeling: int
    tags: list[str]
    text: str


@strawberry.type(description="Somebody in an ecosystem.")
class Character:
    ecosystem: strawberry.Private[str]
    id: strawberry.ID
    name: str
    short: str
    role: str
    bio: str
    portrait: str
    place: str

    @strawberry.field(description="What he or she feels for others.")
    async def relationships(self, info: Info, limit: Limit = USUAL, kind: str | None = None) -> list["Relationship"]:
        rows = await info.context.regards_of(self.ecosystem, self.id, bounded(limit), plain("kind", kind))
        return [relationship(self.ecosystem, row) for row in rows]

    @strawberry.field(description="What others feel for him or her.")
    async def regarded_by(self, info: Info, limit: Limit = USUAL, kind: str | None = None) -> list["Relationship"]:
        rows = await info.context.regards_for(self.ecosystem, self.id, bounded(limit), plain("kind", kind))
        return [relationship(self.ecosystem, row) for row in rows]

    @strawberry.field(description="The last ones that he or she had a part in, or saw.")
    async def interactions(self, info: Info, limit: Limit = USUAL) -> list["Interaction"]:
        rows = await info.context.interactions_of(self.ecosystem, self.id, bounded(limit))
        return [interaction(self.ecosystem, row) for row in rows]

    @strawberry.field(description="The last things that he or she remembers.")
    async def memories(self, info: Info, limit: Limit = USUAL) -> list[Memory]:
        return [memory(row) for row in await info.context.memories_of(self.ecosystem, self.id, bounded(limit))]


@strawberry.type(description="What one feels for another, in thousandths.")
class Relationship:
    ecosystem: strawberry.Private[str]
    owner_id: strawberry.Private[str]
    target_id: strawberry.Private[str]
    kind: str
    bond: str
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int
    since_tick: Number

    @strawberry.field(description="Who feels it.")
    async def owner(self, info: Info) -> Character | None:
        return character(self.ecosystem, await info.context.person(self.ecosystem, self.owner_id))

    @strawberry.field(description="For whom.")
    async def target(self, info: Info) -> Character | None:
        return character(self.ecosystem, await info.context.person(self.ecosystem, self.target_id))


@strawberry.type(description="Something that happened between two.")
class Interaction:
    ecosystem: strawberry.Private[str]
    initiator_id: strawberry.Private[str]
    responder_id: strawberry.Private[str]
    witness_ids: strawberry.Private[tuple[str, ...]]
    id: strawberry.ID
    seq: Number
    tick: Number
    place: str
    move: str
    outcome: str

    @strawberry.field(description="Who did it.")
    async def initiator(self, info: Info) -> Character | None:
        return character(self.ecosystem, await info.context.person(self.ecosystem, self.initiator_id))

    @strawberry.field(description="To whom.")
    async def responder(self, info: Info) -> Character | None:
        return character(self.ecosystem, await info.context.person(self.ecosystem, self.responder_id))

    @strawberry.field(description="The ids of those who saw it.")
    def witnesses(self) -> list[strawberry.ID]:
        return [strawberry.ID(id) for id in self.witness_ids]


@strawberry.type(description="One running world.")
class Ecosystem:
    id: strawberry.ID
    scenario: str
    title: str
    status: str
    tick: Number
    seq: Number
    size: strawberry.Private[int]

    @strawberry.field(description="How many live in it.")
    def population(self) -> int:
        return self.size

    @strawberry.field(description="Those who live in it, by id; `after` is the last id of those before.")
    async def characters(self, info: Info, limit: Limit = USUAL, after: strawberry.ID = strawberry.ID("")) -> list[Character]:
        start = plain("after", after) or ""
        ids = await info.context.ports.pages.people.residents(self.id, start, bounded(limit))
        found = [character(self.id, await info.context.person(self.id, id)) for id in ids]
        return [one for one in found if one is not None]

    @strawberry.field(description="Somebody, by id.")
    async def character(self, info: Info, id: strawberry.ID) -> Character | None:
        return character(self.id, await info.context.person(self.id, plain("id", id) or ""))

    @strawberry.field(description="Who feels what for whom; `after` is the owner and the target of the last one of those before.")
    async def relationships(
        self,
        info: Info,
        limit: Limit = USUAL,
        after: list[strawberry.ID] | None = None,
        owner: strawberry.ID | None = None,
        target: strawberry.ID | None = None,
        kind: str | None = None,
    ) -> list[Relationship]:
        if after is not None and len(after) != 2:
            raise InvalidRequest("after", "must be two ids: of the owner and of the target")
        first, second = [plain("after", id) or "" for id in after or ("", "")]
        rows = await info.context.ports.pages.relationships.page(
            self.id, (first, second), bounded(limit), plain("owner", owner), plain("target", target), plain("kind", kind)
        )
        return [relationship(self.id, row) for row in rows]

    @strawberry.field(description="What happened, the last first; `before` is the number of the last one of those before.")
    async def interactions(
        self,
        info: Info,
        limit: Limit = USUAL,
        before: Number | None = None,
        place: str | None = None,
        move: str | None = None,
        outcome: str | None = None,
    ) -> list[Interaction]:
        end = NO_END if before is None else before
        if not 0 <= end <= NO_END:
            raise InvalidRequest("before", "must be the number of an event")
        sort = Sort(plain("place", place), plain("move", move), plain("outcome", outcome))
        rows = await info.context.ports.pages.interactions.page(self.id, Stretch(0, end), bounded(limit), sort)
        return [interaction(self.id, row) for row in rows]


@strawberry.type
class Query:
    @strawberry.field(description="A world that the asker may see.")
    async def ecosystem(self, info: Info, id: strawberry.ID) -> Ecosystem:
        access = await info.context.enter(plain("id", id) or "")
        return ecosystem(await info.context.ports.store.head(access.ecosystem))


def ecosystem(head: Head) -> Ecosystem:
    """As it is told."""
    f = head.founding
    return Ecosystem(
        id=strawberry.ID(f.ecosystem),
        scenario=f.scenario,
        title=f.title,
        status=head.status,
        tick=Number(head.tick),
        seq=Number(head.seq),
        size=head.characters,
    )


def character(ecosystem: str, sheet: Sheet | None) -> Character | None:
    """As he or she is told of."""
    if sheet is None:
        return None
    return Character(
        ecosystem=ecosystem,
        id=strawberry.ID(sheet.id),
        name=sheet.name,
        short=sheet.short,
        role=sheet.role,
        bio=sheet.bio,
        portrait=sheet.portrait,
        place=sheet.place,
    )


def relationship(ecosystem: str, row: RelationshipRow) -> Relationship:
    """As it is told."""
    return Relationship(
        ecosystem=ecosystem,
        owner_id=row.owner,
        target_id=row.target,
        kind=row.kind,
        bond=row.bond,
        affinity=row.affinity,
        trust=row.trust,
        respect=row.respect,
        attraction=row.attraction,
        familiarity=row.familiarity,
        since_tick=Number(row.since_tick),
    )


def interaction(ecosystem: str, row: InteractionRow) -> Interaction:
    """As it is told."""
    return Interaction(
        ecosystem=ecosystem,
        initiator_id=row.initiator,
        responder_id=row.responder,
        witness_ids=tuple(row.witnesses),
        id=strawberry.ID(row.id),
        seq=Number(row.seq),
        tick=Number(row.tick),
        place=row.place,
        move=row.move,
        outcome=row.outcome,
    )


def memory(row: MemoryRow) -> Memory:
    """As it is told."""
    return Memory(
        id=strawberry.ID(row.id),
        seq=Number(row.seq),
        tick=Number(row.tick),
        importance=row.importance,
        feeling=row.feeling,
        tags=list(row.tags),
        text=row.text,
    )
