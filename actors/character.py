"""A character: an actor whose state is a fold of events. Its decisions read the state and return proposals; none changes it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any, NamedTuple

from actors import dice
from actors.events import Event
from actors.fold import apply
from actors.genre import NEEDS
from actors.messages import Answer, Casting, Effects, Opening, Reflection
from actors.mind import features
from actors.mind.aims import Aim, active, answer_pushes, pushes, wish
from actors.mind.choice import Wish, fatigue
from actors.mind.memory import EVENT, REFLECTION, Memory
from actors.mind.needs import urgency
from actors.mind.setting import Setting
from actors.mind.speech import Frame, reflect
from actors.mind.state import WEARY_TICKS, State
from actors.mind.topics import Talk, Topics, talk, topics
from actors.mind.volition import Reasons
from actors.performance import answer, open_scene, watch
from actors.persona import Persona, secret_of
from actors.society.arbitration import Option, Proposal
from actors.talking import Conversation, Spoken, respond

PARTNERS = 6
"""So many others at most are considered in one tick."""

NEAREST = 4
"""So many of them at most because they matter; the rest because they happen to be noticed."""

LOOK = 32
"""Only among so many of those who matter most does one look for somebody in a crowd."""

WHISPERED = 250
"""How much likelier somebody is to act who has an aim, in thousandths."""

LEAST, MOST = 60, 850
"""How likely somebody is to act, in thousandths, however little or much there is to it."""

EXTRAVERSION = 2
ENERGY, COMPANY = NEEDS.index("energy"), NEEDS.index("company")


class Considered(NamedTuple):
    """What a character weighs in one tick: a row of features for each of the others whom it considers."""

    partners: list[str]
    topics: list[Topics]
    rows: list[features.Row]


class Character:
    """One living character. Takes one message at a time; only ``apply`` changes it."""

    __slots__ = ("_alone", "_wanted", "persona", "setting", "state", "wants")

    def __init__(self, persona: Persona, state: State, setting: Setting) -> None:
        self.persona = persona
        self.state = state
        self.setting = setting
        self.wants = features.wants_about(persona)
        self._wanted = {other: max(weights) for other, weights in self.wants.items()}
        self._alone = features.wants_alone(persona)

    def apply(self, event: Event) -> None:
        """Change by a committed event that concerns this character."""
        apply(self.state, self.persona, event)

    def mood_to_act(self, tick: int) -> str:
        """Either "act", or why not: "resting" when tired, "content" when nothing presses (drawn; needs make it likelier)."""
        levels, ticks = self.state.levels, tick - self.state.felt
        energy = urgency(levels, ENERGY, ticks)
        if energy > 640:
            return "resting"
        roll = dice.roll(self._key(tick, "autonomy"), 1000)
        if LEAST <= roll < MOST:  # else nothing can change what it means
            arousal = abs(self.state.mood_at(self.persona, tick)[1])
            lonely = urgency(levels, COMPANY, ticks)
            push = WHISPERED if active(self.state.aims, tick) else 0
            push += 300 + self.persona.traits[EXTRAVERSION] // 5 + lonely * 35 // 100 + arousal // 8 - energy * 4 // 10
            return "act" if roll < push else "content"
        return "act" if roll < LEAST else "content"

    def consider(self, crowd: Sequence[str], tick: int) -> Considered:
        """Whom to weigh among those present (by id), and with what between them."""
        partners = self._partners(crowd, tick)
        material = self._talk(tick)
        found = [topics(self.persona.id, other, self.state, material, self.setting.harmful, tick) for other in partners]
        mine = features.self_row(self.persona, self.state, self._alone, tick, len(crowd) - 1)
        rows = [self._row(other, topic, mine, tick) for other, topic in zip(partners, found, strict=True)]
        return Considered(partners, found, rows)

    def leanings(self, partners: Sequence[str], tick: int) -> Iterator[tuple[int, int, int]]:
        """(partner number, move number, what is added) by the aims that this character has about these others."""
        aims = active(self.state.aims, tick)
        return pushes(aims, partners, [self.setting.moves[move] for move in self.setting.volition.moves] if aims else ())

    def caprice(self, tick: int) -> int:
        """The key of this tick's caprice."""
        return self._key(tick, "choice")

    def weariness(self, partners: list[str], tick: int) -> list[tuple[int, int, int]]:
        """(partner number, move number, cost) of what was done to these others before."""
        index = self.setting.volition.index
        numbers = {other: number for number, other in enumerate(partners)}
        found = []
        for used, when in self.state.last_used.items():
            move, other = used.split(">", 1)
            if other in numbers and tick - when < WEARY_TICKS:
                found.append((numbers[other], index[move], fatigue(tick - when)))
        return found

    def propose(self, considered: Considered, wishes: Sequence[Wish], reasons: Sequence[Reasons], tick: int) -> Proposal | None:
        """The wishes as a proposal that says what each would speak of, and which rules spoke; None without wishes."""
        options = [self._option(considered, wish, why, tick) for wish, why in zip(wishes, reasons, strict=True)]
        return Proposal(self.persona.id, tuple(options)) if options else None

    def wander(self, crowd: Sequence[str], tick: int) -> Proposal | None:
        """A wish to go somewhere else: to a haunt of one's own, or of somebody whom one wants something of."""
        key = self._key(tick, "wander")
        if dice.roll(key, 1000) >= self._restlessness(crowd, tick):
            return None
        weights = self._destinations(tick)
        total = sum(weights.values())
        if not total:
            return None
        drawn = dice.roll(key, total, 1)
        for place, weight in sorted(weights.items()):
            drawn -= weight
            if drawn < 0:
                return Proposal(self.persona.id, (Option(weight // 8, "go", place),))
        return None

    def open(self, casting: Casting, tick: int, outcomes: Sequence[str]) -> Opening:
        """The initiator's part of a scene that may have any of these outcomes."""
        return open_scene(self.setting, self.persona, self.state, casting, tick, outcomes)

    def answer_row(self, casting: Casting, tick: int) -> features.Row:
        """The row of features with which this responder weighs the move asked of it."""
        other = casting.scene.initiator
        topic = topics(self.persona.id, other, self.state, self._talk(tick), self.setting.harmful, tick)
        mine = features.self_row(self.persona, self.state, self._alone, tick, len(casting.witnesses))
        return self._row(other, topic, mine, tick, casting.scene.option.about)

    def answer(self, casting: Casting, margin: int, reasons: Reasons, tick: int) -> Answer:
        """The responder's part of a scene; its aims about the other add to the margin."""
        scene = casting.scene
        added = answer_pushes(self._aims_about(scene.initiator, tick), self.setting.moves[scene.option.deed])
        margin, reasons = margin + sum(value for _, value in added), (*added, *reasons) if added else reasons
        return answer(self.setting, self.persona, self.state, casting, margin, reasons, tick)

    def watch(self, casting: Casting, tick: int) -> Effects:
        """A witness's part of a scene."""
        return watch(self.setting, self.persona, self.state, casting, tick)

    def converse(self, conversation: Conversation, tick: int) -> Spoken:
        """What it answers to a person."""
        return respond(self.setting, self.persona, self.state, conversation, tick)

    def reflection(self, tick: int) -> Reflection | None:
        """A thought made of faded memories, when there are enough about one person."""
        if len(self.state.memories) < 40 or (tick + self.setting.cast.keys[self.persona.id]) % 12:
            return None
        person, faded = self.state.memories.faded(tick)
        if not faded:
            return None
        return Reflection(self.persona.id, tuple(sorted(m.fact for m in faded)), self._thought(person, faded, tick))

    def _thought(self, person: str, faded: list[Memory], tick: int) -> dict[str, Any]:
        feeling = sum(m.feeling for m in faded) // len(faded)
        tone = "fond" if feeling > 60 else "bitter" if feeling < -60 else "torn"
        frame = Frame(self.setting, self.persona, self.state, person, tick)
        text = reflect(frame, f"reflection.{tone}")
        fact = f"{self.persona.id}@{tick}"
        memory = Memory(fact, tick, 300, feeling, person, REFLECTION, self.persona.id, "", "", "", tick, "")
        return {"owner": self.persona.id, "importance": 300, "feeling": feeling, "tags": memory.tags, "text": text}

    def _partners(self, crowd: Sequence[str], tick: int) -> list[str]:
        """At most PARTNERS of those present: those who matter most, then some drawn by dice."""
        me = self.persona.id
        if len(crowd) <= PARTNERS + 1:
            return [other for other in crowd if other != me]
        mattering = self.state.relationships.first(LOOK, self._longed(tick))
        near = list(islice((other for other in mattering if _among(crowd, other)), NEAREST))
        key, draws = self._key(tick, "notice"), count()
        while len(near) < PARTNERS:
            other = crowd[dice.roll(key, len(crowd), next(draws))]
            if other != me and other not in near:
                near.append(other)
        return sorted(near)

    def _talk(self, tick: int) -> Talk:
        return talk(self.state, self._longed(tick), self._key(tick, "topics"), tick)

    def _row(self, other: str, topic: Topics, mine: features.Row, tick: int, about: str = "") -> features.Row:
        wants = self.wants.get(other, features.NO_WANTS)
        return features.pair_row(self.setting.cast, self.persona, self.state, other, wants, topic, mine, tick, about)

    def _option(self, considered: Considered, wished: Wish, reasons: Reasons, tick: int) -> Option:
        move = self.setting.moves[self.setting.volition.moves[wished.move]]
        topic, other = considered.topics[wished.partner], considered.partners[wished.partner]
        about, fact, story = self._subject(move.id, move.topic, topic)
        added = tuple((aim.rule, wish(aim, move)) for aim in self._aims_about(other, tick) if wish(aim, move))
        return Option(wished.score, move.id, other, about, fact, story, (*added, *reasons) if added else reasons)

    def _aims_about(self, other: str, tick: int) -> list[Aim]:
        return [aim for aim in active(self.state.aims, tick) if aim.about == other]

    def _longed(self, tick: int) -> dict[str, int]:
        """Others whom the wants and aims are about → how much."""
        longed = self._wanted
        for aim in active(self.state.aims, tick):
            longed = {**longed, aim.about: longed.get(aim.about, 0) + aim.strength}
        return longed

    def _subject(self, move: str, kind: str, topic: Topics) -> tuple[str, str, tuple[str, ...]]:
        """(third person, fact, the deed's tags when it is told as news) that the move would speak of."""
        me = self.persona.id
        if kind == "third":
            return (topic.foe if move in ("warn", "conspire") else topic.third), "", ()
        if kind == "their_secret":
            return topic.their_secret, secret_of(topic.their_secret), ()
        if kind == "secret":
            return "", secret_of(me), ()
        if kind == "news" and topic.news:
            news = topic.news
            return _hero(news, me), news.fact, tuple(news.tags)
        memory = {"memory": topic.shared, "deed": topic.guilt if move == "apologise" else topic.grudge}.get(kind)
        if move == "quarrel":
            memory = topic.grudge
        return "", memory.fact if memory else "", ()

    def avoids(self, crowd: Sequence[str], tick: int) -> bool:
        """Whether somebody is there whom this character was whispered to avoid."""
        return any(aim.aim == "avoid" and _among(crowd, aim.about) for aim in active(self.state.aims, tick))

    def _restlessness(self, crowd: Sequence[str], tick: int) -> int:
        """How likely it is to leave, in thousandths: likelier when alone or looking for somebody who is elsewhere."""
        aims = active(self.state.aims, tick)
        if aims and self.avoids(crowd, tick):
            return 1000
        if len(crowd) < 2:
            return 500
        sought = [aim.about for aim in aims if aim.aim != "avoid"]
        if any(_among(crowd, other) for other in (*self.wants, *sought)):
            return 50
        return 500 if sought else 240 if self.wants else 110

    def _destinations(self, tick: int) -> dict[str, int]:
        """Place → weight: own haunts, and the haunts of those whom a want, an aim or love is about."""
        weights: dict[str, int] = {}
        for rank, place in enumerate(self.persona.haunts):
            weights[place] = weights.get(place, 0) + 500 // (rank + 1)
        for other, wants in self.wants.items():
            for rank, place in enumerate(self.setting.cast.personas[other].haunts):
                weights[place] = weights.get(place, 0) + max(wants) // (rank + 1)
        for aim in active(self.state.aims, tick):
            sign = -1 if aim.aim == "avoid" else 2
            for place in self.setting.cast.personas[aim.about].haunts:
                weights[place] = max(1, weights.get(place, 0) + sign * aim.strength)
        weights.pop(self.state.place, None)
        return weights

    def _key(self, tick: int, purpose: str) -> int:
        return dice.key(self.setting.seed, tick, self.persona.id, purpose)


def _hero(news: Memory, me: str) -> str:
    """Whom the news is about; "" when it is about nobody."""
    if news.move == EVENT:
        return news.about
    return news.actor if news.actor != me else news.target


def _among(crowd: Sequence[str], other: str) -> bool:
    """Whether somebody is among these (by id)."""
    place = bisect_left(crowd, other)
    return place < len(crowd) and crowd[place] == other
