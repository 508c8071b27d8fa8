"""An audition: what somebody would say, before he or she lives anywhere. The lines are those of the offline mind's grammar."""

from typing import NamedTuple

from actors.cast import Cast
from actors.mind.setting import Setting
from actors.mind.speech import Frame, say
from actors.mind.state import State
from actors.persona import Persona, Voice
from actors.relationship import Numbers, Relationship
from actors.world import Place
from scenarios.catalogue import kept_genre, kept_grammar
from scenarios.loading import persona_of
from scenarios.schema import PersonaBlock

STAGE = Place("stage", "the market square", "in the market square", True)


class Situation(NamedTuple):
    """Something to be said, and what the speaker feels for whoever hears it."""

    name: str
    hearer: str  # the kind of relationship
    feels: Numbers
    symbols: tuple[str, ...]


class Heard(NamedTuple):
    """One line of an audition."""

    situation: str
    hearer: str
    text: str


SITUATIONS = (
    Situation("meets a stranger", "stranger", (0, 0, 0, 0, 0), ("greet.open",)),
    Situation("is asked who that is", "acquaintance", (100, 50, 100, 0, 300), ("talk.who",)),
    Situation("passes the time", "acquaintance", (100, 50, 100, 0, 300), ("chat.open",)),
    Situation("confides in a friend", "friend", (700, 700, 500, 0, 800), ("confide.open",)),
    Situation("comforts a friend", "friend", (700, 700, 500, 0, 800), ("comfort.open",)),
    Situation("declares love", "beloved", (850, 700, 600, 900, 700), ("court.open",)),
    Situation("mocks a rival", "rival", (-250, -100, 400, 0, 500), ("mock.open",)),
    Situation("meets an enemy", "enemy", (-800, -700, -300, 0, 600), ("threaten.open", "insult.open")),
    Situation("is asked for a favour, and refuses", "enemy", (-500, -400, -100, 0, 500), ("exchange.refuse", "any.refuse")),
)
SECRET = Situation("gives the secret away", "friend", (900, 950, 700, 0, 950), ("reveal.open",))
SAYING = Situation("says what he or she always says", "acquaintance", (200, 100, 100, 0, 400), ("any.accept",))

TRIES = 12
"""So many wordings are drawn until one has a saying in it."""


def audition(block: PersonaBlock, seed: int = 0) -> list[Heard]:
    """What this persona would say in several situations; the same for the same seed. Its lines have been checked
    (``scenarios.guests.check_guest``)."""
    genre = kept_genre("classic")
    me = persona_of(block, STAGE.id)
    other = _hearer(me)
    cast = Cast({me.id: me, other.id: other}, {STAGE.id: STAGE})
    setting = Setting(seed, cast, genre, grammar=kept_grammar(genre.id))
    state = State.newborn(me, STAGE.id)
    heard = [_heard(setting, me, state, other, each) for each in (*SITUATIONS, *((SECRET,) if me.secret else ()))]
    return [*heard, *_saying(setting, me, state, other)]


def _heard(setting: Setting, me: Persona, state: State, other: Persona, situation: Situation) -> Heard:
    state.relationships[other.id] = Relationship(situation.feels, situation.hearer)
    text = say(Frame(setting, me, state, other.id, 1), *situation.symbols)
    state.recent.append(text)
    return Heard(situation.name, situation.hearer, text)


def _saying(setting: Setting, me: Persona, state: State, other: Persona) -> list[Heard]:
    """A line with one of the speaker's sayings in it, when there are any: they are rare enough to be missed otherwise."""
    for turn in range(TRIES if me.voice.sayings else 0):
        state.spoken[SAYING.symbols[0]] = turn
        heard = _heard(setting, me, state, other, SAYING)
        if any(saying in heard.text for saying in me.voice.sayings):
            return [heard]
    return []


def _hearer(me: Persona) -> Persona:
    """Somebody else, whoever the speaker is."""
    name = "Robin" if me.short != "Robin" else "Marion"
    return Persona(f"{me.id}-hearer", name, name, "they", "stranger", "somebody", "", (0,) * 5, (300,) * 10, Voice("plain"))
