"""The people of an ecosystem between the store and the API."""

from collections.abc import Iterable, Mapping, Sequence

from actors.genre import NEEDS
from actors.mind.aims import active
from actors.mind.state import State
from actors.persona import TRAITS, VALUES, Persona
from actors.ports import Head, Recalled
from actors.records import MemoryRow, RelationshipRow
from actors.world import Place
from gateway.schemas.people import (
    AimGiven,
    CharacterSheet,
    MemoryGiven,
    MoodGiven,
    PersonaGiven,
    PersonNow,
    PlaceGiven,
    Tiding,
    VoiceGiven,
    WantGiven,
)  # fmt: skip
from gateway.schemas.relationships import Cause, RelationshipNow, RelationshipPoint, RelationshipStory
from runtime.showing import mood_word
from storage.pages.relationships import Point


def now_of(persona: Persona, state: State, tick: int) -> PersonNow:
    """How somebody is at this tick."""
    valence, arousal, dominance = state.mood_at(persona, tick)
    mood = MoodGiven(word=mood_word(valence, arousal), valence=valence, arousal=arousal, dominance=dominance)
    return PersonNow(
        id=persona.id, name=persona.name, short=persona.short, place=state.place, mood=mood,
        needs=dict(zip(NEEDS, state.needs_at(tick), strict=True)), memories=len(state.memories), acted=state.acted,
    )  # fmt: skip


def nature_of(persona: Persona) -> PersonaGiven:
    """The authored nature of somebody, without the secret."""
    voice = persona.voice
    return PersonaGiven(
        id=persona.id, name=persona.name, short=persona.short, pronoun=persona.pronoun, title=persona.title, role=persona.role,
        bio=persona.bio, portrait=persona.portrait, haunts=list(persona.haunts),
        traits=dict(zip(TRAITS, persona.traits, strict=True)), values=dict(zip(VALUES, persona.values, strict=True)),
        wants=[WantGiven.model_validate(want) for want in persona.wants],
        voice=VoiceGiven(
            register=voice.register, oaths=list(voice.oaths), images=list(voice.images), sayings=list(voice.sayings)
        ),
    )  # fmt: skip


def sheet_of(
    head: Head, persona: Persona, state: State, places: Mapping[str, Place],
    stories: tuple[Sequence[RelationshipStory], Sequence[RelationshipStory]], memories: Iterable[MemoryRow],
) -> CharacterSheet:  # fmt: skip
    """All that is known of somebody, at a glance."""
    return CharacterSheet(
        **dict(now_of(persona, state, head.tick)), ecosystem=head.founding.ecosystem, tick=head.tick, persona=nature_of(persona),
        whereabouts=PlaceGiven.model_validate(places[state.place]),
        aims=[AimGiven(**{key: getattr(aim, key) for key in AimGiven.model_fields}) for aim in active(state.aims, head.tick + 1)],
        relationships=list(stories[0]), regarded=list(stories[1]), last_memories=[memory_of(row) for row in memories],
    )  # fmt: skip


def memory_of(row: MemoryRow, score: float | None = None) -> MemoryGiven:
    """A memory as the API gives it."""
    return MemoryGiven(
        id=row.id, seq=row.seq, tick=row.tick, importance=row.importance, feeling=row.feeling, text=row.text,
        tags=list(row.tags), score=score,
    )  # fmt: skip


def recalled(found: Sequence[Recalled], rows: Mapping[str, MemoryRow]) -> list[MemoryGiven]:
    """Memories that were found by meaning, the nearest first; one that is gone meanwhile is left out."""
    return [memory_of(rows[one.memory], round(one.score, 6)) for one in found if one.memory in rows]


def tiding_of(row: MemoryRow) -> Tiding:
    """A memory of something that one was told."""
    source = next(tag.removeprefix("from:") for tag in row.tags if tag.startswith("from:"))
    return Tiding(**dict(memory_of(row)), source=source)


def relationship_of(row: RelationshipRow) -> RelationshipNow:
    """A relationship as the API gives it."""
    return RelationshipNow.model_validate(row)


def point_of(point: Point) -> RelationshipPoint:
    """A point of a relationship's history as the API gives it."""
    cause = Cause(
        event=point.event, kind=point.cause, initiator=point.initiator, move=point.move, outcome=point.outcome
    )  # fmt: skip
    return RelationshipPoint(
        tick=point.tick, now=relationship_of(point.row), was=list(point.was), before=point.before, cause=cause
    )  # fmt: skip


def story_of(row: RelationshipRow, points: Sequence[Point]) -> RelationshipStory:
    """A relationship with the last points of its history."""
    return RelationshipStory(now=relationship_of(row), points=[point_of(point) for point in points])
