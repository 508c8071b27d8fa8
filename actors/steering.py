"""Steering: what the directives that are due bring about in a tick, as the first events of it. Pure.

Which of them take effect depends on when they were ordered; how, only on what they say: the same directives in the same tick give
the same events, whoever ordered them first and under whatever keys.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from actors.cast import Cast, Presence
from actors.comings import Join, Leave, coming_of, in_short, joined, left
from actors.directives import Directive, Meet, MoodChange, Relocation, Whisper, WorldEvent, directive_of
from actors.errors import InvalidRequest
from actors.events import DIRECTED, MOVED, Draft, canonical, event_id
from actors.messages import Meeting
from actors.mind.aims import SAYS, Aim
from actors.mind.memory import EVENT, REFLECTION, Memory
from actors.mind.mood import clamped
from actors.ports import Due
from actors.talking import Conversation, Talk, talk_of, unheard

DIRECTIVE = "directive"
"""The kind of what is due when a directive is."""

STEP = "step"
"""The kind of what is due when so many ticks are to be played; answered by the last one of them."""

TALK = "talk"
"""The kind of what is due when somebody's words are."""

COMING = "cast"
"""The kind of what is due when somebody is to join or to leave."""

KINDS = (DIRECTIVE, TALK, COMING)
"""The kinds of what is due that take effect in a tick, in the very transaction that commits it."""

MOST = 64
"""So many orders at most take effect in one tick; the others wait for the next."""

REMEMBERED_TOGETHER = 200
"""Up to so many people who saw an event know of each other that they did, and do not tell each other of it."""

NOTICED = 400
"""How memorable it is that somebody joins or leaves."""

WHISPER_WEIGHT = 300
"""How important it is to whom something was whispered."""


class Plan(NamedTuple):
    """What the orders of a tick come to."""

    drafts: list[Draft]
    answered: list[tuple[Due, int]]  # what is done by it, with the place of its event among the drafts
    meetings: list[Meeting]
    busy: tuple[str, ...]  # who has no other part in this tick
    talks: list[tuple[Due, Conversation]] = []  # noqa: RUF012 - never changed where it is a default
    steps: Sequence[Due] = ()  # what is answered by the end of this tick


READERS: dict[str, Callable[[Mapping[str, Any]], Directive]] = {DIRECTIVE: directive_of, TALK: talk_of, COMING: coming_of}

NOTHING = Plan([], [], [], ())


class Read(NamedTuple):
    """An order that is due, and what it says; None when it says nothing that this Fabula knows."""

    due: Due
    directive: Directive | None
    fault: str = ""

    def needs(self) -> tuple[str, ...]:
        """Whom it takes up for the whole tick."""
        directive = self.directive
        if isinstance(directive, Meet):
            return (directive.one, directive.other)
        if isinstance(directive, Talk):
            return tuple(person for _, person in directive.people())
        return (directive.character,) if isinstance(directive, Relocation | Leave | Join) else ()


class Scenery(NamedTuple):
    """Where a plan is made."""

    tick: int
    cast: Cast
    presence: Presence
    awake: Sequence[str]  # the places that are


def read(orders: Iterable[Due]) -> list[Read]:
    """What these orders say. One that cannot be read was kept by another Fabula; it takes effect as nothing, and says so."""
    found = []
    for due in orders:
        try:
            found.append(Read(due, READERS[due.kind](due.body["order"])))
        except (InvalidRequest, KeyError) as error:
            found.append(Read(due, None, str(error)))
    return found


def plan(orders: Iterable[Read], where: Scenery) -> Plan:
    """What those of the orders bring about whose people are free; the others wait for another tick."""
    chosen, busy = _free(orders)
    made = Plan([], [], [], tuple(sorted(busy)), [])
    for number, order in enumerate(sorted(chosen, key=_content)):
        if isinstance(order.directive, Talk) and not _gone(order.directive, where):
            made.talks.append((order.due, _conversation(f"?{number}", order.directive, where)))
        else:
            made.answered.append((order.due, len(made.drafts)))
            _add(made, order, f"!{number}", where)
    return made


def named(orders: Iterable[Read]) -> list[str]:
    """Everybody of whom these orders speak."""
    return [person for order in orders if order.directive for _, person in order.directive.people()]


def _free(orders: Iterable[Read]) -> tuple[list[Read], dict[str, bool]]:
    """The earliest ordered ones of those that need the same people."""
    chosen: list[Read] = []
    busy: dict[str, bool] = {}
    for order in sorted(orders, key=lambda order: (order.due.at_tick, *_content(order), order.due.key)):
        needs = order.needs()
        if len(chosen) < MOST and not any(name in busy for name in needs):
            chosen.append(order)
            busy.update(dict.fromkeys(needs, True))
    return chosen, busy


def _content(order: Read) -> tuple[str, bytes]:
    return order.due.kind, canonical(order.due.body.get("order", {}))


def _add(made: Plan, order: Read, key: str, where: Scenery) -> None:
    directive = order.directive
    gone = _gone(directive, where) if directive else ""
    if directive is None or gone:
        fault, body = order.fault or f"{gone} is not here any more", in_short(order.due.body.get("order", {}))
        made.drafts.append(unheard(key, body, fault) if order.due.kind == TALK else _directed(key, body, fault=fault, told=""))
    elif isinstance(directive, WorldEvent):
        made.drafts.append(_happening(key, directive, where))
    elif isinstance(directive, Whisper):
        made.drafts.append(_whispered(key, directive, where))
    elif isinstance(directive, MoodChange):
        told = _mood_told(directive, where.cast.personas[directive.character].short)
        effect = {"people": [directive.character], "mood": [directive.how, *directive.mood]}
        made.drafts.append(_directed(key, directive.encoded(), told=told, **effect))
    elif isinstance(directive, Relocation):
        made.drafts.extend(_relocated(key, directive, where))
    elif isinstance(directive, Join):
        made.drafts.extend(_joined(key, directive, where))
    elif isinstance(directive, Leave):
        made.drafts.extend(_left(key, directive, where))
    elif isinstance(directive, Meet):
        _bring_together(made, key, directive, where)


def _gone(directive: Directive, where: Scenery) -> str:
    """One whom it names and who is nowhere any more; "" when all are there."""
    return next((person for _, person in directive.people() if not where.presence.where.get(person)), "")


def _conversation(key: str, talk: Talk, where: Scenery) -> Conversation:
    """It takes place where the one is who is spoken to; a speaker of the cast comes there."""
    place = where.presence.where[talk.character]
    origin = where.presence.where[talk.speaker] if talk.speaker else place
    return Conversation(key, talk, place, origin if origin != place else "")


def _directed(key: str, order: dict[str, Any], told: str, **effects: Any) -> Draft:
    body: dict[str, Any] = {
        "order": order, "told": told, "place": "", "people": [], "scene": "", "mood": [], "aim": [], "memory": None,
        "known": False, "fault": "",
    }  # fmt: skip
    return Draft(DIRECTED, key, 0, body | effects)


def _moved(key: str, index: int, character: str, origin: str, to: str) -> Draft:
    return Draft(MOVED, key, index, {"character": character, "from": origin, "to": to, "memories": []})


def _happening(key: str, event: WorldEvent, where: Scenery) -> Draft:
    places = [event.place] if event.place else where.awake
    people = sorted(name for place in places for name in where.presence.at(place))
    clause = event.text or usual(event, where.cast)
    memory = Memory(
        event_id("", where.tick, key, 0), where.tick, event.importance, clamped(event.mood[0] * 2), "", EVENT, "", "",
        event.place, event.about, where.tick, "", clause,
    )  # fmt: skip
    sentence = f"{clause[0].upper()}{clause[1:]}."
    return _directed(
        key, event.encoded(), told=sentence, place=event.place, people=people, mood=["shift", *event.mood],
        memory=_memory(memory, sentence), known=bool(event.place) and len(people) <= REMEMBERED_TOGETHER,
    )  # fmt: skip


def _whispered(key: str, whisper: Whisper, where: Scenery) -> Draft:
    cast, tick, me = where.cast, where.tick, whisper.character
    text = whisper.text or SAYS[whisper.aim].format(about=cast.personas[whisper.about].short)
    aim = Aim(whisper.aim, whisper.about, whisper.strength, tick, tick + 1 + whisper.ticks, text)
    thought = Memory(
        event_id("", tick, key, 0), tick, WHISPER_WEIGHT, 0, whisper.about, REFLECTION, me, "", "", "", tick, "",
    )  # fmt: skip
    return _directed(
        key, whisper.encoded(), told=f"A thought comes to {cast.personas[me].short}: I mean to {text}.", people=[me],
        aim=list(aim), memory=_memory(thought, f"I mean to {text}."),
    )  # fmt: skip


def _relocated(key: str, order: Relocation, where: Scenery) -> list[Draft]:
    me, origin = order.character, where.presence.where[order.character]
    short, place = where.cast.personas[me].short, where.cast.places[order.place]
    if origin == order.place:
        return [_directed(key, order.encoded(), told=f"{short} stays {place.at}.", place=order.place, people=[me])]
    told = f"{short} is called away to {place.name}."
    return [_directed(key, order.encoded(), told=told, place=order.place, people=[me]), _moved(key, 1, me, origin, order.place)]


def _bring_together(made: Plan, key: str, order: Meet, where: Scenery) -> None:
    """Where the other is, unless that place sleeps and the one's does not."""
    one, other = where.presence.where[order.one], where.presence.where[order.other]
    place = one if other not in where.awake and one in where.awake else other
    shorts = [where.cast.personas[name].short for name in (order.one, order.other)]
    told = f"{shorts[0]} and {shorts[1]} are brought together {where.cast.places[place].at}."
    scene = f"{order.one}>{order.other}"
    made.drafts.append(_directed(key, order.encoded(), told=told, place=place, people=[order.one, order.other], scene=scene))
    for name, origin in ((order.one, one), (order.other, other)):
        if origin != place:
            made.drafts.append(_moved(key, 1, name, origin, place))
    made.meetings.append(Meeting(order.one, order.other, order.move, place))


def _joined(key: str, join: Join, where: Scenery) -> list[Draft]:
    if where.presence.where.get(join.character) is not None:
        fault = f"somebody with the id {join.character} has been here already"
        return [_directed(key, in_short(join.encoded()), told="", fault=fault)]
    clause = f"{join.persona['short']} came to stay {where.cast.places[join.place].at}"
    return [_noticed(key, join, join.character, join.place, clause, where), joined(join, key, where.tick)]


def _left(key: str, leave: Leave, where: Scenery) -> list[Draft]:
    me, place = leave.character, where.presence.where[leave.character]
    clause = f"{where.cast.personas[me].short} went away for good"
    return [_noticed(key, leave, me, place, clause, where), left(me, place, key)]


def _noticed(key: str, order: Directive, who: str, place: str, clause: str, where: Scenery) -> Draft:
    """Those who are there remember it, and tell it to others."""
    people = sorted(name for name in where.presence.at(place) if name != who)
    fact = event_id("", where.tick, key, 0)
    memory = Memory(fact, where.tick, NOTICED, 0, "", EVENT, "", "", place, who, where.tick, "", clause)
    sentence = f"{clause[0].upper()}{clause[1:]}."
    return _directed(
        key, in_short(order.encoded()), told=sentence, place=place, people=people, memory=_memory(memory, sentence),
        known=len(people) <= REMEMBERED_TOGETHER,
    )  # fmt: skip


def _memory(memory: Memory, text: str) -> dict[str, Any]:
    """The memory that everybody concerned will have, in the form that an event keeps."""
    return {"importance": memory.importance, "feeling": memory.feeling, "tags": memory.tags, "text": text}


def usual(event: WorldEvent, cast: Cast) -> str:
    """The usual words for an event, as a clause in the past tense."""
    place = cast.places.get(event.place)
    at = f" {place.at}" if place else ""
    whom = cast.personas[event.about].short if event.about else ""
    if event.event == "storm":
        return f"a storm broke over {place.name}" if place else "a storm broke over all our roofs at once"
    if event.event == "letter":
        return f"a letter came for {whom or 'somebody who was not looked for'}{at}"
    if event.event == "ball":
        given = f" in honour of {whom}" if whom else ""
        return f"a ball was given{given}{at}" if at or given else "a ball was given, and everybody was asked"
    return f"{whom or 'somebody'} was arrested{at}"


def _mood_told(order: MoodChange, short: str) -> str:
    """What an onlooker would say: of the strongest of the three dimensions."""
    valence, arousal, dominance = order.mood
    strongest = max((abs(valence), 2, valence), (abs(arousal), 1, arousal), (abs(dominance), 0, dominance))
    _, dimension, value = strongest
    if not value:
        return f"{short} draws a quiet breath."
    words = {
        2: ("A shadow falls on {0}.", "Something lightens {0}'s heart."),
        1: ("A calm comes over {0}.", "Something stirs {0} up."),
        0: ("{0} feels very small.", "{0} stands taller than before."),
    }
    return words[dimension][value > 0].format(short)
