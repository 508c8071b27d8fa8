"""The chronicle as a play: who said and did what, where, readable without knowing how it came about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from actors.events import CONVERSED, DIRECTED, INTERACTED, JOINED, MOVED, REFLECTED, TURNED, Event
from actors.world import Place

Role = Literal["heading", "direction", "speech", "turn", "thought"]

TURNS = {
    "enemy": "{owner} has made an enemy of {target}.",
    "beloved": "{owner} loves {target}.",
    "friend": "{owner} counts {target} a friend.",
    "rival": "{owner} sees a rival in {target}.",
    "acquaintance": "{owner} and {target} are no longer strangers.",
    "stranger": "{target} is a stranger to {owner} again.",
}
COOLED = {
    "friend": "{owner} no longer counts {target} a friend.",
    "beloved": "{owner} loves {target} no more.",
    "enemy": "{owner} no longer hates {target}.",
    "rival": "{owner} has no rival in {target} any more.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the play; ``speaker`` only for speech."""

    role: Role
    text: str
    speaker: str = ""
    tick: int = 0


class Narrator:
    """Tells events. It remembers the scene's place, so that a heading comes only when it changes."""

    def __init__(self, shorts: dict[str, str], places: Mapping[str, Place]) -> None:
        self._shorts = shorts
        self._places = places
        self._scene: tuple[int, str] = (-1, "")

    def tell(self, events: Iterable[Event]) -> Iterator[Line]:
        """The lines of these events, tick by tick, and within a tick place by place, so that a scene is told in one go."""
        for event in _by_place(list(events)):
            if event.kind == JOINED:
                who = event.body["character"]
                self._shorts[who] = event.body["persona"].get("short", who)
            elif event.kind == INTERACTED:
                yield from self._encounter(event)
            elif event.kind == TURNED:
                yield from self._turn(event)
            elif event.kind == DIRECTED:
                yield from self._directed(event)
            elif event.kind == CONVERSED:
                yield from self._conversed(event)
            elif event.kind == REFLECTED:
                text = event.body["memories"][0]["text"]
                yield Line("thought", text, self._shorts[event.body["character"]], event.tick)

    def journeys(self, events: Iterable[Event]) -> Iterator[Line]:
        """Moves from place to place, for those who want to see those too."""
        for event in events:
            if event.kind == MOVED:
                place = self._places[event.body["to"]].name
                yield Line("direction", f"{self._shorts[event.body['character']]} goes to {place}.", "", event.tick)

    def _encounter(self, event: Event) -> Iterator[Line]:
        body = event.body
        yield from self._heading(event.tick, body["place"])
        if body["direction"]:
            yield Line("direction", body["direction"], "", event.tick)
        for speaker, _, text in body["lines"]:
            yield Line("speech", text, self._shorts[speaker], event.tick)

    def _directed(self, event: Event) -> Iterator[Line]:
        """What happens by order, before all else in its tick; what could not happen is no part of the play."""
        body = event.body
        if body["place"] and body["told"]:
            yield from self._heading(event.tick, body["place"])
        if body["told"]:
            yield Line("direction", body["told"], "", event.tick)

    def _conversed(self, event: Event) -> Iterator[Line]:
        """A person's words and the answer, each as one speech; words that reached nobody are no part of the play."""
        body = event.body
        if body["lines"]:
            yield from self._heading(event.tick, body["place"])
            (_, _, words), *answer = body["lines"]
            yield Line("speech", words, body["name"], event.tick)
            yield Line("speech", " ".join(text for _, _, text in answer), self._shorts[body["character"]], event.tick)

    def _heading(self, tick: int, place: str) -> Iterator[Line]:
        if (tick, place) != self._scene:
            self._scene = (tick, place)
            at = self._places[place].at
            yield Line("heading", at[0].upper() + at[1:], "", tick)

    def _turn(self, event: Event) -> Iterator[Line]:
        body = event.body
        before, after = body["before"], body["kind"]
        template = COOLED.get(before) if after in ("acquaintance", "stranger") else TURNS[after]
        if template and not (before == "stranger" and after == "acquaintance"):
            names = {"owner": self._shorts[body["owner"]], "target": self._shorts[body["target"]]}
            yield Line("turn", template.format(**names), "", event.tick)


def _by_place(events: list[Event]) -> list[Event]:
    """What was ordered first, then the encounters of a place together, each followed by what turned by it; thoughts last."""
    places = {(event.tick, event.scene): event.body["place"] for event in events if event.kind == INTERACTED}
    places |= {(event.tick, event.scene): "" for event in events if event.kind in (DIRECTED, CONVERSED)}
    return sorted(events, key=lambda e: (e.tick, places.get((e.tick, e.scene), "~"), e.scene, e.index))


def plain(line: Line) -> str:
    """The line as plain text, headings set off by a blank line."""
    if line.role == "heading":
        return f"\n{line.text}. (tick {line.tick})"
    if line.role == "direction":
        return f"    ({line.text})"
    if line.role == "speech":
        return f"  {line.speaker.upper()}. {line.text}"
    if line.role == "thought":
        return f"    ({line.speaker}, alone: {line.text})"
    return f"    * {line.text}"


def markdown(line: Line) -> str:
    """The line as Markdown, a paragraph each."""
    text, speaker = _escaped(line.text), _escaped(line.speaker)
    if line.role == "heading":
        return f"\n### {text} · tick {line.tick}\n"
    if line.role == "direction":
        return f"*{text}*\n"
    if line.role == "speech":
        return f"**{speaker}.** {text}\n"
    if line.role == "thought":
        return f"*{speaker}, alone: {text}*\n"
    return f"> **{text}**\n"


def _escaped(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_#<>[]~&" else c for c in text)
