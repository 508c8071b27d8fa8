"""The people of an ecosystem as the API tells of them."""

from collections.abc import Mapping

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from gateway.schemas.model import Given, example
from gateway.schemas.relationships import EXAMPLE as RELATIONSHIP
from gateway.schemas.relationships import POINT, RelationshipStory


class PersonCard(Given):
    """Somebody in a list."""

    model_config = example(
        {
            "id": "mercutio",
            "name": "Mercutio",
            "short": "Mercutio",
            "role": "a kinsman of the Prince and a friend of trouble",
            "portrait": "",
            "place": "square",
        }
    )

    id: str
    name: str
    short: str = Field(description="What the narrator calls him or her.")
    role: str
    portrait: str
    place: str = Field(description="The id of the place where he or she is.")


PLACE: JsonDict = {"id": "square", "name": "the market square", "at": "in the market square", "public": True}


class PlaceGiven(Given):
    """Somewhere to be."""

    model_config = example(PLACE)

    id: str
    name: str = Field(description='A noun phrase: "the Luxembourg Garden".')
    at: str = Field(description='Where: "in the Luxembourg Garden".')
    public: bool = Field(description="Strangers come and go, and words are overheard.")


class MoodGiven(Given):
    """A mood: each number −1000 … 1000."""

    word: str
    valence: int = Field(description="Misery … joy.")
    arousal: int = Field(description="Sleepy … stirred.")
    dominance: int = Field(description="Helpless … in command.")


PERSON: JsonDict = {
    "id": "mercutio",
    "name": "Mercutio",
    "short": "Mercutio",
    "place": "square",
    "mood": {"word": "distressed", "valence": -240, "arousal": 430, "dominance": 180},
    "needs": {"energy": 710, "company": 610, "esteem": 340, "safety": 650, "curiosity": 520},
    "memories": 31,
    "acted": 11,
}


class PersonNow(Given):
    """How somebody is now."""

    model_config = example(PERSON)

    id: str
    name: str
    short: str
    place: str
    mood: MoodGiven
    needs: Mapping[str, int] = Field(description="Levels, 0 (empty) … 1000 (filled).")
    memories: int = Field(description="How many are on his or her mind.")
    acted: int = Field(description="The tick of the last thing that he or she did by himself or herself.")


class WantGiven(Given):
    """Something that somebody is after."""

    id: str
    goal: str
    about: str = Field(description="A character's id, or empty.")
    weight: int
    text: str = Field(description='Completes "I mean to …".')


MEMORY: JsonDict = {
    "id": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7:benvolio",
    "seq": 402,
    "tick": 12,
    "importance": 245,
    "feeling": 0,
    "text": "Tybalt insulted Mercutio in the market square.",
    "tags": ["by:tybalt", "to:mercutio", "move:insult"],
    "score": None,
}


class MemoryGiven(Given):
    """Something that somebody remembers."""

    model_config = example(MEMORY)

    id: str
    seq: int = Field(description="The event by which he or she came to know.")
    tick: int
    importance: int = Field(description="0 … 1000.")
    feeling: int = Field(description="−1000 … 1000.")
    text: str
    tags: list[str]
    score: float | None = Field(default=None, description="How near it is to what was looked for, at most 1; with `near` only.")


class AimGiven(Given):
    """Something that somebody was whispered to do, for a while."""

    aim: str
    about: str
    strength: int
    until: int = Field(description="The tick from which on it is over.")
    text: str = Field(description='Completes "I mean to …".')


class VoiceGiven(Given):
    """How somebody talks."""

    register_: str = Field(alias="register", description="plain, formal, lyrical, coarse or childlike.")
    oaths: list[str]
    images: list[str]
    sayings: list[str]

    model_config = ConfigDict(frozen=True, from_attributes=True, populate_by_name=True)


PERSONA: JsonDict = {
    "id": "mercutio",
    "name": "Mercutio",
    "short": "Mercutio",
    "pronoun": "he",
    "title": "signor",
    "role": "a kinsman of the Prince and a friend of trouble",
    "bio": "He belongs to neither house and quarrels for both.",
    "portrait": "",
    "traits": {
        "openness": 900,
        "conscientiousness": -700,
        "extraversion": 950,
        "agreeableness": -150,
        "neuroticism": 300,
    },
    "values": {"self_direction": 900, "stimulation": 980, "security": 0},
    "voice": {
        "register": "coarse",
        "oaths": ["Queen Mab!"],
        "images": ["a cat with a rapier"],
        "sayings": ["I have no enemies, only an impatient audience."],
    },
    "wants": [
        {"id": "ruin-tybalt", "goal": "ruin", "about": "tybalt", "weight": 550, "text": "make Tybalt lose his place"},
    ],
    "haunts": ["square", "sycamores", "hall"],
}


class PersonaGiven(Given):
    """The authored nature of somebody, which never changes."""

    id: str
    name: str
    short: str
    pronoun: str
    title: str
    role: str
    bio: str
    portrait: str
    traits: Mapping[str, int] = Field(description="Each −1000 … 1000.")
    values: Mapping[str, int] = Field(description="Each 0 … 1000.")
    voice: VoiceGiven
    wants: list[WantGiven]
    haunts: list[str] = Field(description="Ids of places, the most frequented first.")


class CharacterSheet(PersonNow):
    """All that is known of somebody, at a glance."""

    model_config = example(
        {
            **PERSON,
            "ecosystem": "montagues-5f1c09aa4e21",
            "tick": 12,
            "persona": PERSONA,
            "whereabouts": PLACE,
            "aims": [{"aim": "avenge", "about": "tybalt", "strength": 600, "until": 20, "text": "pay Tybalt back"}],
            "relationships": [{"now": RELATIONSHIP, "points": [POINT]}],
            "regarded": [],
            "last_memories": [{**MEMORY, "id": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7:mercutio"}],
        }
    )

    ecosystem: str
    tick: int
    persona: PersonaGiven
    whereabouts: PlaceGiven
    aims: list[AimGiven]
    relationships: list[RelationshipStory] = Field(description="What he or she feels most strongly for others.")
    regarded: list[RelationshipStory] = Field(description="What others feel most strongly for him or her.")
    last_memories: list[MemoryGiven]


class OwnSecret(Given):
    """What somebody guards."""

    confession: str = Field(description="A clause in the first person.")
    guard: int = Field(description="How hard it is to give away, 0 … 1000.")
    told: list[str] = Field(description="Those whom he or she told it.")


class KnownSecret(Given):
    """Somebody else's secret that one knows."""

    owner: str
    rumour: str = Field(description="A clause in the third person.")
    source: str = Field(description="From whom.")
    told: list[str] = Field(description="Those whom one told it.")


TIDING: JsonDict = {
    **MEMORY,
    "id": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7:romeo",
    "tags": ["by:tybalt", "to:mercutio", "from:benvolio", "move:insult"],
    "source": "benvolio",
}


class Tiding(MemoryGiven):
    """Something that one was told."""

    model_config = example(TIDING)

    source: str = Field(description="From whom.")


class Knowledge(Given):
    """What somebody knows that not everybody does."""

    model_config = example(
        {
            "secret": {"confession": "I love the daughter of my father's enemy", "guard": 500, "told": ["benvolio"]},
            "secrets": [
                {"owner": "nurse", "rumour": "the nurse carries letters to the Montague boy", "source": "juliet", "told": []}
            ],
            "tidings": [TIDING],
        }
    )

    secret: OwnSecret | None
    secrets: list[KnownSecret]
    tidings: list[Tiding] = Field(description="The last deeds of others that he or she was told of.")
