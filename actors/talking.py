"""Talk: somebody's words to a character, as an order, and the event that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from actors.cast import Cast
from actors.directives import Directive, Fields
from actors.errors import InvalidRequest
from actors.events import CONVERSED, MOVED, Draft, event_id
from actors.mind.conversation import COMPANY, Partner, answered, touch
from actors.mind.memory import TALK, Memory
from actors.mind.mood import clamped
from actors.mind.setting import Setting
from actors.mind.state import State
from actors.performance import change
from actors.persona import Persona

LONGEST = 500
"""Characters of somebody's words."""

LONGEST_NAME = 60
QUOTED = 160
"""So much of what was said is remembered word for word."""

WEIGHT, NO_NEWS = 110, 149
"""How important a talk is to remember, by itself and at most: below what is told as news."""

VISITOR = "a visitor"


@dataclass(frozen=True, slots=True)
class Talk(Directive):
    """Words to a character, by a visitor or in the name of somebody of the cast."""

    what = "talk"
    character: str
    words: str
    name: str  # of a visitor; "" is one who gives none
    speaker: str  # a character's id, or ""

    def people(self) -> tuple[tuple[str, str], ...]:
        """(field, character) for everybody whom it names."""
        return (("character", self.character), *((("speaker", self.speaker),) if self.speaker else ()))


def talk_of(body: Mapping[str, Any]) -> Talk:
    """The talk that a body says. Raises InvalidRequest, which names the field."""
    read = Fields(body)
    read.choice("what", ("talk",), "talk")
    talk = Talk(read.needed("character"), read.needed("words", LONGEST), read.text("name", LONGEST_NAME), read.text("speaker"))
    if talk.speaker == talk.character:
        raise InvalidRequest("speaker", "is the character itself; nobody is asked by himself")
    if talk.speaker and talk.name:
        raise InvalidRequest("name", "speak with a name of your own or as somebody of the cast, not both")
    read.nothing_else()
    return talk


class Conversation(NamedTuple):
    """A talk that takes place, as asked of the troupe of the one who is spoken to."""

    key: str  # of its scene
    talk: Talk
    place: str
    origin: str  # where a speaker of the cast comes from, or "" when it need not come


class Spoken(NamedTuple):
    """What the one who was spoken to makes of it, in the form that the event keeps."""

    lines: list[list[str]]
    effect: dict[str, Any]
    regards: list[dict[str, Any]]
    memory: dict[str, Any]
    intent: str
    about: str


def called(talk: Talk, cast: Cast) -> str:
    """What the speaker is called."""
    return cast.personas[talk.speaker].short if talk.speaker else talk.name or VISITOR


def respond(setting: Setting, me: Persona, state: State, conversation: Conversation, tick: int) -> Spoken:
    """A character's part in a talk. Reads the state, and never changes it."""
    talk, name = conversation.talk, called(conversation.talk, setting.cast)
    partner = Partner(talk.speaker, name if talk.speaker or talk.name else "stranger")
    reply = answered(setting, me, state, partner, talk.words, conversation.place, tick)
    mood, push = touch(reply.heard.intent)
    regards = [change(setting, state, me.id, talk.speaker, push, tick)] if talk.speaker else []
    about = next((who for who in reply.heard.people if who not in (me.id, talk.speaker)), "")
    said = quoted(" ".join(text for _, text in reply.lines))
    memory = _remembered(conversation, me.id, talk.speaker or about, mood[0], tick, partner.name)
    memory["text"] = f"{name[0].upper()}{name[1:]} said to me: “{quoted(talk.words)}” I answered: “{said}”"
    lines = [[me.id, symbol, text] for symbol, text in reply.lines]
    return Spoken(lines, {"mood": mood, "needs": COMPANY, "emotion": ""}, regards, memory, reply.heard.intent, about)


def conversed(conversation: Conversation, spoken: Spoken, cast: Cast, tick: int) -> list[Draft]:
    """The events of a talk. A speaker of the cast remembers it too; what it feels is not known, since somebody else spoke."""
    talk, me = conversation.talk, conversation.talk.character
    memories, people = [spoken.memory], [me]
    if talk.speaker:
        short, answer = cast.personas[me].short, quoted(" ".join(text for _, _, text in spoken.lines))
        own = _remembered(conversation, talk.speaker, me, 0, tick, short)
        memories.append({**own, "text": f"I said to {short}: “{quoted(talk.words)}” The answer was: “{answer}”"})
        people.append(talk.speaker)
    body = {
        "order": talk.encoded(), "character": me, "speaker": talk.speaker, "name": called(talk, cast),
        "place": conversation.place, "intent": spoken.intent, "about": spoken.about,
        "lines": [[talk.speaker, "", talk.words], *spoken.lines],
        "effects": {me: spoken.effect}, "regards": spoken.regards, "memories": memories, "people": people, "fault": "",
    }  # fmt: skip
    drafts = [Draft(CONVERSED, conversation.key, 0, body)]
    if conversation.origin:
        moved = {"character": talk.speaker, "from": conversation.origin, "to": conversation.place, "memories": []}
        drafts.append(Draft(MOVED, conversation.key, 1, moved))
    return drafts


def unheard(key: str, order: dict[str, Any], fault: str) -> Draft:
    """Words that reach nobody any more."""
    body = {
        "order": order, "character": "", "speaker": "", "name": "", "place": "", "intent": "", "about": "", "lines": [],
        "effects": {}, "regards": [], "memories": [], "people": [], "fault": fault,
    }  # fmt: skip
    return Draft(CONVERSED, key, 0, body)


def quoted(text: str) -> str:
    """So much of it as is remembered."""
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rsplit(' ', 1)[0]}…"


def _remembered(conversation: Conversation, owner: str, about: str, valence: int, tick: int, name: str) -> dict[str, Any]:
    importance = min(NO_NEWS, WEIGHT + abs(valence) // 2)
    fact = event_id("", tick, conversation.key, 0)
    memory = Memory(
        fact, tick, importance, clamped(valence * 3), "", TALK, "", "", conversation.place, about, tick, "", name,
    )  # fmt: skip
    return {"owner": owner, "importance": importance, "feeling": memory.feeling, "tags": memory.tags, "text": ""}
