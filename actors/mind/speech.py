"""Speech: who says what to whom about what becomes a line in the speaker's own voice.

A frame names the speaker, the listener and the topic; its slots are filled from the speaker's own state only, so nobody can
say what he or she cannot know.
"""

from dataclasses import dataclass

from actors import dice
from actors.mind.aims import active
from actors.mind.memory import Memory
from actors.mind.recounting import story
from actors.mind.setting import Setting
from actors.mind.state import State
from actors.persona import Persona, secret_of

NO_WANT = "be left in peace for one day"
WELL_KNOWN = 250
"""The familiarity from which somebody is called by name rather than by title."""


@dataclass(slots=True)
class Frame:
    """What a line is about."""

    setting: Setting
    me: Persona
    state: State
    you: str
    tick: int
    memory: Memory | None = None  # what reminisce, accuse, forgive, apologise speak of; news for gossip
    about: str = ""
    facts: dict[str, int] | None = None
    called: str = ""  # in a talk with a person from outside: what that one is called
    place: str = ""  # where it is said, when the speaker has only just been brought there

    @property
    def here(self) -> str:
        """The place where it is said."""
        return self.place or self.state.place

    def feelings(self) -> dict[str, int]:
        """The numbers that a production's conditions can read."""
        if self.facts is None:
            affinity, trust, respect, attraction, familiarity = self.state.relationship(self.you).numbers
            valence, arousal, dominance = self.state.mood_at(self.me, self.tick)
            self.facts = {
                "affinity": affinity, "trust": trust, "respect": respect, "attraction": attraction,
                "familiarity": familiarity, "valence": valence, "arousal": arousal, "dominance": dominance,
            }  # fmt: skip
        return self.facts


def say(frame: Frame, *symbols: str) -> str:
    """One line for the first of these symbols, not one of the speaker's last lines if the grammar can help it."""
    speaker = frame.me
    key = frame.setting.key(speaker.id, "speech")
    turn = frame.state.spoken.get(symbols[0], 0)
    slots = _slots(frame, dice.mix(key, turn + (frame.tick << 20)))
    recent = frame.state.recent
    line = frame.setting.voice(speaker.id).say(
        symbols, slots, speaker.voice.register, frame.feelings(), key, turn, recent.__contains__
    )
    return line or "…"


def direct(frame: Frame, symbol: str) -> str:
    """A stage direction in the narrator's voice."""
    cast = frame.setting.cast
    actor = frame.me
    slots = {"actor": actor.short, **_pronouns(actor, ""), "here": cast.places[frame.here].at}
    if frame.you:
        other = cast.personas[frame.you]
        slots |= {"target": other.short, **_pronouns(other, "2")}
    key = frame.setting.key(actor.id, "direction")
    return frame.setting.grammar.say((symbol,), slots, "plain", frame.feelings(), key, frame.tick, _never) or ""


def reflect(frame: Frame, symbol: str) -> str:
    """A thought about ``frame.you`` as the third person."""
    third = frame.setting.cast.personas[frame.you]
    slots = {"third": third.short, **_pronouns(third, "third")}
    key = frame.setting.key(frame.me.id, "reflection")
    grammar, register = frame.setting.grammar, frame.me.voice.register
    return (
        grammar.say((symbol,), slots, register, frame.feelings(), key, frame.tick, _never)
        or f"I have been thinking of {third.short}."
    )


def address(frame: Frame) -> str:
    """How the speaker addresses the listener: as the author says, else by name when well known, else by title."""
    if not frame.you:
        return frame.called
    relation = frame.state.relationship(frame.you)
    other = frame.setting.cast.personas[frame.you]
    if relation.calls and not (relation.kind == "enemy" and relation.bond == ""):
        return relation.calls
    return other.short if relation.numbers[4] >= WELL_KNOWN or not other.title else other.title


def _slots(frame: Frame, key: int) -> dict[str, str]:
    """The slots that this frame can fill; the grammar passes over productions that need another."""
    cast, me = frame.setting.cast, frame.me
    place = cast.places[frame.here]
    slots = {"you": address(frame), "me": me.short, "place": place.name, "here": place.at, "want": _want(frame, key)}
    for number, (slot, stock) in enumerate((("image", me.voice.images), ("oath", me.voice.oaths), ("saying", me.voice.sayings))):
        if stock:
            slots[slot] = stock[dice.roll(key, len(stock), number)]
    if frame.about:
        third = cast.personas[frame.about]
        slots |= {"third": third.short, **_pronouns(third, "third")}
        if not frame.called and third.secret is not None and secret_of(third.id) in frame.state.secrets:
            slots["rumour"] = third.secret.rumour
    if not frame.called and me.secret is not None:  # no secret is ever told in a talk with people
        slots["secret"] = me.secret.confession
    if frame.memory is not None:
        news = story(cast, frame.setting.moves, frame.memory, me.id, frame.you, frame.here)
        slots |= {"memory": f"when {news}", "deed": f"the way {news}", "news": news}
    return slots


def _want(frame: Frame, key: int) -> str:
    """One of the speaker's wants that is not about the listener."""
    wants = [want.text for want in frame.me.wants if want.about != frame.you]
    wants += [aim.text for aim in active(frame.state.aims, frame.tick) if aim.about != frame.you]
    return wants[dice.roll(key, len(wants), 7)] if wants else NO_WANT


PRONOUNS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "they": ("they", "them", "their")}


def _pronouns(person: Persona, suffix: str) -> dict[str, str]:
    he, him, his = PRONOUNS[person.pronoun]
    if suffix == "third":
        return {"third_he": he, "third_him": him, "third_his": his}
    return {f"he{suffix}": he, f"him{suffix}": him, f"his{suffix}": his}


def _never(text: str) -> bool:
    return False
