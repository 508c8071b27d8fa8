"""Apply: how committed events change a character's state. The same code when living and when recovering; nothing else changes it.

Every change is in the event. ``apply`` draws no dice and decides nothing.
"""

from typing import Any

from actors.events import CONVERSED, DIRECTED, INTERACTED, JOINED, MOVED, REFLECTED, Body, Event
from actors.mind import mood as moods
from actors.mind import needs
from actors.mind.aims import Aim, taken_up
from actors.mind.memory import tagged
from actors.mind.state import RECENT_LINES, State
from actors.persona import Persona
from actors.relationship import Relationship


def concerned(event: Event) -> tuple[str, ...]:
    """The characters whose state an event changes."""
    body = event.body
    if event.kind == INTERACTED:
        return (body["initiator"], body["responder"], *body["witnesses"])
    if event.kind == JOINED:
        return tuple(dict.fromkeys((body["character"], *(change["owner"] for change in body["regards"]))))
    if event.kind in (MOVED, REFLECTED):
        return (body["character"],)
    if event.kind in (DIRECTED, CONVERSED):
        return tuple(body["people"])
    return ()


def newborn(event: Event, persona: Persona) -> State:
    """The state of a character by the event with which it joined."""
    state = State.newborn(persona, event.body["place"])
    state.felt = event.tick
    _regards(state, persona.id, event.body)
    return state


def apply(state: State, persona: Persona, event: Event) -> None:
    """Change the state of this persona by one event that concerns it."""
    me, body = persona.id, event.body
    if event.kind == MOVED:
        state.place = body["to"]
        state.acted = event.tick
        return
    if event.kind == JOINED:  # somebody else did, for whom one feels something already
        _regards(state, me, body)
        return
    if event.kind == DIRECTED:
        _steered(state, persona, event)
        return
    if event.kind == REFLECTED:
        state.forget(body["dropped"])
    elif event.kind == INTERACTED:
        _felt(state, persona, event)
        _regards(state, me, body)
        _spoken(state, me, body)
        _met(state, me, event)
        _learned(state, me, body)
        _settled(state, me, event)
    elif event.kind == CONVERSED:
        _felt(state, persona, event)
        _regards(state, me, body)
        _spoken(state, me, body)
        if body["speaker"]:
            state.last_met[body["speaker"] if me == body["character"] else body["character"]] = event.tick
    _remember(state, me, event)


def _steered(state: State, persona: Persona, event: Event) -> None:
    """What a person ordered: a mood, an aim, something to remember."""
    body = event.body
    if body["mood"]:
        how, *mood = body["mood"]
        before = (0, 0, 0) if how == "set" else state.mood_at(persona, event.tick)
        state.levels = state.needs_at(event.tick)
        state.mood = moods.pushed(before, (mood[0], mood[1], mood[2]))
        state.felt = event.tick
    if body["aim"]:
        state.aims = taken_up(state.aims, Aim(*body["aim"]))
    memory = body["memory"]
    if memory:
        known = tagged(event.tick, memory["importance"], memory["feeling"], memory["tags"], memory["text"])
        state.memories.add(known)
        if body["known"]:
            state.told[known.fact] = [other for other in body["people"] if other != persona.id]
        state.forget(state.memories.weakest())


def _felt(state: State, persona: Persona, event: Event) -> None:
    effect = event.body["effects"].get(persona.id)
    if effect is None:
        return
    state.levels = needs.filled(state.needs_at(event.tick), tuple(effect["needs"]))
    state.mood = moods.pushed(state.mood_at(persona, event.tick), tuple(effect["mood"]))
    state.felt = event.tick


def _regards(state: State, me: str, body: Body) -> None:
    for change in body["regards"]:
        if change["owner"] == me:
            state.relationships[change["target"]] = relationship(change)


def relationship(change: dict[str, Any]) -> Relationship:
    """The relationship that an event's ``regards`` entry leaves."""
    a, b, c, d, e = change["now"]
    return Relationship((a, b, c, d, e), change["kind"], change["bond"], change["calls"], change["since"])


def _spoken(state: State, me: str, body: Body) -> None:
    for speaker, symbol, text in body["lines"]:
        if speaker == me:
            state.spoken[symbol] = state.spoken.get(symbol, 0) + 1
            state.recent.append(text)
    del state.recent[:-RECENT_LINES]


def _met(state: State, me: str, event: Event) -> None:
    body = event.body
    initiator, responder = body["initiator"], body["responder"]
    if me not in (initiator, responder):
        return
    other = responder if me == initiator else initiator
    state.last_met[other] = event.tick
    if me == initiator:
        state.acted = event.tick
        state.use(body["move"], responder, event.tick)


def _learned(state: State, me: str, body: Body) -> None:
    """What was told, and by whom: a teller remembers having told, a listener from whom a secret came."""
    if body["fact"] and me == body["initiator"]:
        listeners = state.told.setdefault(body["fact"], [])
        if body["responder"] not in listeners:
            listeners.append(body["responder"])
    if body["learned"] and me == body["responder"]:
        state.secrets.setdefault(body["learned"], body["initiator"])


def _settled(state: State, me: str, event: Event) -> None:
    """A pardoned deed is no grudge and no guilt any more, to either of the two."""
    body = event.body
    if body["settles"] and me in (body["initiator"], body["responder"]):
        state.settled[body["settles"]] = event.tick


def _remember(state: State, me: str, event: Event) -> None:
    for memory in event.body["memories"]:
        if memory["owner"] == me:
            state.memories.add(tagged(event.tick, memory["importance"], memory["feeling"], memory["tags"], memory["text"]))
    state.forget(state.memories.weakest())
