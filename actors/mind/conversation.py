"""Conversation: what a character answers to a person's words. It speaks only of what it witnessed, was told, or is; it guards
secrets, its own and others'; and it words all of it in its own voice."""

from typing import NamedTuple

from actors import dice
from actors.mind.hearing import Heard, Names, among, heard
from actors.mind.memory import EVENT, REFLECTION, TALK, Memory
from actors.mind.mood import Mood
from actors.mind.needs import Levels
from actors.mind.setting import Setting
from actors.mind.speech import Frame, say
from actors.mind.state import State
from actors.persona import Persona, secret_of
from actors.relationship import Numbers

MOST = 3
"""Sentences or so: the parts of one answer."""

HOOKS = 450
"""How often (in thousandths) an answer ends with something that calls for another."""

COMES_TO_MIND = 8
SHORT = ("bye", "insult", "threat", "thanks", "sorry", "greet")
"""After these nothing more is said."""

GOOD, BAD = 150, -150
"""The valence from which somebody feels well, or badly."""

TOUCHES: dict[str, tuple[Mood, Numbers]] = {
    "insult": ((-90, 90, -30), (-60, -20, -30, 0, 10)),
    "threat": ((-70, 140, -90), (-70, -50, -10, 0, 10)),
    "sorry": ((30, -30, 20), (30, 15, 10, 0, 10)),
    "love": ((50, 60, 10), (25, 5, 0, 20, 20)),
    "thanks": ((40, 0, 20), (20, 10, 5, 0, 15)),
    "secret": ((-15, 50, -10), (-5, -8, 0, 0, 10)),
}
"""Intent → what it does to the mood, and to what is felt for a speaker who is of the cast."""

USUAL: tuple[Mood, Numbers] = ((10, 10, 0), (3, 2, 0, 0, 20))
COMPANY: Levels = (-10, 60, 0, 0, 30)

OTHERWISE = {
    "insult": "refuse", "threat": "refuse", "secret": "refuse", "question": "hedge", "why": "hedge", "advice": "hedge",
}  # fmt: skip
"""Intent → how it is answered (``any.…``) in a genre that has no words for talk; all others are accepted."""


class Part(NamedTuple):
    """One part of an answer, before it is worded."""

    symbol: str
    memory: Memory | None = None
    about: str = ""
    place: str = ""  # spoken of instead of the place where it is said


class Partner(NamedTuple):
    """Who speaks to the character."""

    id: str  # of the cast, or "" for a visitor
    name: str


class Answered(NamedTuple):
    """What a character makes of somebody's words."""

    heard: Heard
    lines: tuple[tuple[str, str], ...]  # symbol, text


def answered(setting: Setting, me: Persona, state: State, partner: Partner, words: str, place: str, tick: int) -> Answered:
    """The answer, worded; reads the state and changes nothing."""
    understood = heard(words, names_known(setting, me, state), partner.name)
    parts = _parts(setting, me, state, partner, understood, tick)
    lines: list[tuple[str, str]] = []
    for part in parts:
        frame = Frame(
            setting, me, state, partner.id, tick, part.memory, part.about, place=part.place or place, called=partner.name
        )  # fmt: skip
        symbol = (
            part.symbol if part.symbol in setting.voice(me.id).symbols else f"any.{OTHERWISE.get(understood.intent, 'accept')}"
        )
        if symbol not in (used for used, _ in lines):
            lines.append((symbol, say(frame, symbol)))
    return Answered(understood, tuple(line for line in lines if line[1] != "…") or tuple(lines[:1]))


def touch(intent: str) -> tuple[Mood, Numbers]:
    """What words of this intent do to the mood, and to what is felt for the speaker."""
    return TOUCHES.get(intent, USUAL)


def names_known(setting: Setting, me: Persona, state: State) -> Names:
    """Everybody and everything that this character knows by name."""
    known = [me.id, *state.relationships, *(want.about for want in me.wants), *(aim.about for aim in state.aims)]
    for memory in state.memories.by_fact.values():
        known += [*memory.people(), memory.teller]
    known += [secret.removeprefix("secret:") for secret in state.secrets]
    personas = setting.cast.personas
    people = {who: (personas[who].name, personas[who].short) for who in dict.fromkeys(known) if who}
    return Names(people, {place.id: place.name for place in setting.cast.places.values()})


def _parts(setting: Setting, me: Persona, state: State, partner: Partner, said: Heard, tick: int) -> list[Part]:
    """What to say, in which order."""
    found = _to_the_point(me, state, partner, said, tick)
    again = said.intent == "greet" and _met_before(state, partner)
    if again:
        found = [Part("talk.again")]
    roll = dice.roll(dice.key(setting.seed, tick, me.id, "talk hook"), 1000)
    if said.intent not in SHORT and len(found) < MOST and roll < HOOKS:
        found.append(Part("talk.hook"))
    return found[:MOST]


def _to_the_point(me: Persona, state: State, partner: Partner, said: Heard, tick: int) -> list[Part]:
    other = next((who for who in said.people if who not in (me.id, partner.id)), "")
    if said.intent == "secret" or _touched(me, said):
        return _secret(me, state, other, said, tick)
    if said.intent in ("insult", "threat", "sorry", "thanks", "bye") or (said.intent == "love" and not other):
        return [Part(f"talk.{said.intent}")]
    if said.intent == "why":
        return _why(me, state, other)
    if said.intent == "me" and not other:
        return [Part("talk.of.you"), *_shared(me, state, partner.id)]
    if other:
        return _of(me, state, other, tick)
    if said.people:
        return [Part("talk.of.me" if said.people[0] == me.id else "talk.of.you")]
    if event := _event(state, said):
        return [Part("talk.event", event)]
    if said.place:
        return _about_place(me, state, said.place, tick)
    return _else(me, state, said, tick)


def _else(me: Persona, state: State, said: Heard, tick: int) -> list[Part]:
    """Words in which nobody and nothing known is named."""
    if said.intent == "feel":
        valence = state.mood_at(me, tick)[0]
        return [Part(f"talk.feel.{'good' if valence > GOOD else 'bad' if valence < BAD else 'even'}")]
    if said.intent == "news":
        return _news(state, tick)
    if said.intent == "greet" and not said.unknown:
        return [Part("talk.greet")]
    if said.intent in ("want", "who", "advice"):
        return [Part(f"talk.{said.intent}")]
    return [Part("talk.unknown" if said.unknown else f"talk.{said.intent}")]


def _touched(me: Persona, said: Heard) -> bool:
    """Whether the words come near what this character hides."""
    return me.secret is not None and among(said.words, me.secret.confession) >= 2


def _secret(me: Persona, state: State, other: str, said: Heard, tick: int) -> list[Part]:
    if other and secret_of(other) in state.secrets:
        return [Part("talk.secret.other", about=other)]
    if other:
        return _of(me, state, other, tick)
    return [Part("talk.secret" if me.secret is not None else "talk.nosecret")]


def _why(me: Persona, state: State, other: str) -> list[Part]:
    """The deed that is asked after: the strongest of its own, against the one who is named if anybody is."""
    known = state.memories.about(other or me.id, COMES_TO_MIND)
    deed = next((memory for memory in known if memory.actor == me.id and memory.move not in (REFLECTION, EVENT, TALK)), None)
    return [Part("talk.why", deed) if deed else Part("talk.whynot")]


def _of(me: Persona, state: State, other: str, tick: int) -> list[Part]:
    """What it thinks of somebody, and why."""
    kind = state.relationship(other).kind
    parts = [Part(f"talk.of.{kind}", about=other)]
    memory = next((known for known in state.memories.about(other, COMES_TO_MIND) if known.move not in (REFLECTION, TALK)), None)
    if memory is not None:
        parts.append(_recalled(me, memory, other))
    return parts


def _shared(me: Persona, state: State, other: str) -> list[Part]:
    """What it remembers of the very person that it speaks with."""
    deeds = (known for known in state.memories.about(other, COMES_TO_MIND) if known.move not in (REFLECTION, TALK, EVENT))
    memory = next((known for known in deeds if not known.teller and me.id in (known.actor, known.target)), None)
    return [_recalled(me, memory)] if memory else []


def _recalled(me: Persona, memory: Memory, about: str = "") -> Part:
    if memory.move == EVENT:
        return Part("talk.recall.heard" if memory.teller else "talk.event", memory, about)
    if memory.teller:
        return Part("talk.recall.heard", memory, about)
    if me.id not in (memory.actor, memory.target):
        return Part("talk.recall.seen", memory, about)
    if memory.actor == me.id:
        return Part("talk.recall.own", memory, about)
    return Part("talk.recall.warm" if memory.feeling >= 0 else "talk.recall.bitter", memory, about)


def _event(state: State, said: Heard) -> Memory | None:
    """Something that happened, and that the words name."""
    known = [memory for memory in state.memories.by_fact.values() if memory.move == EVENT and among(said.words, memory.text)]
    return max(known, key=lambda memory: (memory.tick, memory.importance, memory.fact), default=None)


def _about_place(me: Persona, state: State, place: str, tick: int) -> list[Part]:
    there = [
        memory for memory in state.memories.by_fact.values() if memory.place == place and memory.move not in (REFLECTION, TALK)
    ]
    memory = max(there, key=lambda memory: (memory.importance, memory.tick, memory.fact), default=None)
    parts = [Part("talk.place", place=place)]
    return [*parts, _recalled(me, memory)] if memory else parts


def _news(state: State, tick: int) -> list[Part]:
    memory = next(iter(state.memories.news(tick)), None)
    if memory is None:
        return [Part("talk.nonews")]
    if memory.move == EVENT:
        return [Part("talk.recall.heard" if memory.teller else "talk.event", memory)]
    return [Part("talk.recall.heard" if memory.teller else "talk.news", memory)]


def _met_before(state: State, partner: Partner) -> bool:
    """Whether it remembers a talk with this one."""
    return any(memory.move == TALK and memory.text == partner.name for memory in state.memories.by_fact.values())
