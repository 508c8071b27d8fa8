"""Some events of a chronicle told as a play, as they are needed, without knowing everybody."""

from collections.abc import Iterable, Sequence

from actors.events import Event
from actors.ports import Store
from actors.recovery import founded, places_of
from runtime.transcript import Line, Narrator
from storage.pages import Pages

ROLES = ("initiator", "responder", "character", "owner", "target", "speaker")
"""The keys of an event's body under which somebody stands of whom its lines speak."""


class Shorts(dict[str, str]):
    """How people are called; somebody of whom nothing is known by the id."""

    def __missing__(self, name: str) -> str:
        return name


async def retold(store: Store, pages: Pages, ecosystem: str, events: Sequence[Event]) -> list[list[Line]]:
    """For each of these events, which follow one another, its lines; a heading where the scene changes.

    Raises EcosystemUnknown, ChronicleDamaged.
    """
    shorts = Shorts(await pages.people.shorts(ecosystem, sorted(set(_people(events)))))
    narrator = Narrator(shorts, places_of((await founded(store, ecosystem))["places"]))
    return [[*narrator.tell([event]), *narrator.journeys([event])] for event in events]


def _people(events: Iterable[Event]) -> Iterable[str]:
    for event in events:
        yield from (event.body[role] for role in ROLES if event.body.get(role))
        yield from (speaker for speaker, *_ in event.body.get("lines", ()) if speaker)
