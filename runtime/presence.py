"""Some characters as they are now, without loading the world around them: their last snapshots, and what concerned them since."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from actors.errors import CharacterUnknown, ChronicleDamaged, SnapshotUnusable
from actors.events import Event
from actors.fold import apply, concerned, newborn
from actors.mind.state import State
from actors.persona import Persona, decoded
from actors.ports import Head, Store
from actors.snapshot import opened
from storage.pages import Pages


class Present(NamedTuple):
    """Characters as of the head."""

    head: Head
    people: dict[str, tuple[Persona, State]]


async def present(store: Store, pages: Pages, ecosystem: str, names: Sequence[str]) -> Present:
    """These characters as of the head. What it costs depends on them and not on the world.

    Raises EcosystemUnknown, CharacterUnknown, ChronicleDamaged.
    """
    kept = await store.load(ecosystem, names)
    head = await store.head(ecosystem)  # after the snapshots, none of which is later
    data = await store.personas(ecosystem, names)
    missing = next((name for name in names if name not in data), None)
    if missing is not None:
        raise CharacterUnknown(ecosystem, missing)
    personas = {name: decoded(data[name]) for name in names}
    states, since = await asyncio.to_thread(_opened, kept)
    unborn = [name for name in names if name not in states]
    joinings = await store.joinings(ecosystem, unborn) if unborn else []
    for event in joinings:
        name = event.body["character"]
        states[name], since[name] = newborn(event, personas[name]), event.seq
    if lost := set(unborn) - {event.body["character"] for event in joinings}:
        raise ChronicleDamaged(ecosystem, f"{min(lost)} never joined")
    events = await pages.events.changing(ecosystem, since, head.seq)
    await asyncio.to_thread(_applied, states, personas, since, events)
    return Present(head, {name: (personas[name], states[name]) for name in names})


def _opened(kept: Mapping[str, tuple[int, bytes]]) -> tuple[dict[str, State], dict[str, int]]:
    """The states that can be used, and up to which number each goes."""
    states: dict[str, State] = {}
    for name, (_, raw) in kept.items():
        try:
            states[name] = opened(name, raw)
        except SnapshotUnusable:
            continue  # the chronicle makes up for it
    return states, {name: kept[name][0] for name in states}


def _applied(
    states: Mapping[str, State], personas: Mapping[str, Persona], since: Mapping[str, int], events: Iterable[Event]
) -> None:
    for event in events:
        for name in concerned(event):
            if name in states and event.seq > since[name]:
                apply(states[name], personas[name], event)
