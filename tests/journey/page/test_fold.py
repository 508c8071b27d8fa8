"""What the browser folds from a chronicle is what the actors and the tables make of it."""

from collections.abc import Sequence
from typing import Any

from actors.events import JOINED, Event
from actors.fold import apply, concerned, newborn
from actors.mind.state import State
from actors.persona import Persona, decoded
from actors.records import rows_of
from tests.journey.page.conftest import Window
from tests.journey.page.house import House

FOLD = """async (events) => {
  const { World } = await import("/page/scripts/world.js");
  const world = new World();
  for (const event of events) world.apply(event);
  const told = (map, tell) => Object.fromEntries([...map].map(([key, value]) => [key, tell(value)]));
  return {
    seq: world.seq, tick: world.tick,
    ties: told(world.ties, ({ now, kind, bond, since, seq }) => [...now, kind, bond, since, seq]),
    people: told(world.people, ({ id, place }) => [place, world.mood(id), world.needs(id)]),
    memories: told(world.people, ({ memories }) => memories.map(({ text, seq }) => [seq, text])),
  };
}"""

KEPT = 40
"""Memories that the browser keeps of each person."""


def test_the_browser_folds_as_the_actors_do(window: Window, house: House) -> None:
    events = house.events(house.found("les-miserables", 6))
    window.page.goto(f"{house.url}/login")
    folded = window.page.evaluate(FOLD, [_sent(event) for event in events])
    rows, tick = rows_of(events), events[-1].tick
    assert (folded["seq"], folded["tick"]) == (events[-1].seq, tick)
    assert folded["ties"] == {f"{owner}>{target}": list(row[2:]) for (owner, target), row in rows.relationships.items()}
    assert folded["people"] == {id: _known(*one, tick) for id, one in _states(events).items()}
    for owner, memories in folded["memories"].items():
        assert memories == [[row.seq, row.text] for row in rows.memories if row.owner == owner][-KEPT:]


def _sent(event: Event) -> dict[str, Any]:
    return {"seq": event.seq, "tick": event.tick, "kind": event.kind, "body": dict(event.body)}


def _states(events: Sequence[Event]) -> dict[str, tuple[Persona, State]]:
    states: dict[str, tuple[Persona, State]] = {}
    for event in events:
        if event.kind == JOINED:
            persona = decoded(event.body["persona"])
            states[persona.id] = (persona, newborn(event, persona))
            continue
        for id in concerned(event):
            apply(states[id][1], states[id][0], event)
    return states


def _known(persona: Persona, state: State, tick: int) -> list[Any]:
    return [state.place, list(state.mood_at(persona, tick)), list(state.needs_at(tick))]
