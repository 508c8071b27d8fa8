"""The numbers that rules can read, one row for a character and somebody it considers, in thousandths."""

from functools import cache

from actors.cast import Cast
from actors.mind import needs as needing
from actors.mind.recall import strength
from actors.mind.state import State
from actors.mind.topics import Topics
from actors.persona import Persona, secret_of
from actors.relationship import STRANGER

RELATION = ("affinity", "trust", "respect", "attraction", "familiarity")
KIND_FLAGS = ("enemy", "beloved", "friend", "rival", "acquaintance", "stranger")
WANTS_ABOUT = ("protect", "court", "befriend", "ruin", "expose", "exploit", "atone", "serve")
WANTS_ALONE = ("rise", "belong", "learn", "escape")
BETWEEN = (
    "compat", "kin", "blood", "lull", "shared", "grudge", "guilt", "gratitude",
    "news", "their_secret", "secret", "third", "foe", "about_affinity",
)  # fmt: skip
SELF = (
    "openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism",
    "energy", "company", "esteem", "safety", "curiosity", "valence", "arousal", "dominance", "crowd",
)  # fmt: skip

FEATURES = (*RELATION, *KIND_FLAGS, *WANTS_ABOUT, *BETWEEN, *SELF, *WANTS_ALONE)
"""All columns, in order. energy … curiosity are the needs' urgencies, crowd is a hundred for each person around."""

COLUMN = {name: index for index, name in enumerate(FEATURES)}

BLOOD = (
    "father", "mother", "son", "daughter", "brother", "sister", "grandfather", "grandmother", "grandson", "granddaughter",
    "uncle", "aunt", "nephew", "niece", "cousin", "child", "parent", "ward", "guardian", "foster",
)  # fmt: skip

FLAGS = {kind: tuple(1000 if kind == flag else 0 for flag in KIND_FLAGS) for kind in KIND_FLAGS}

Row = tuple[int, ...]


def self_row(persona: Persona, state: State, alone: Row, tick: int, crowd: int) -> Row:
    """The columns that do not depend on the other; ``alone`` comes from ``wants_alone``."""
    return (
        *persona.traits,
        *needing.urgencies(state.needs_at(tick)),
        *state.mood_at(persona, tick),
        min(1000, crowd * 100),
        *alone,
    )


def wants_alone(persona: Persona) -> Row:
    """The weights of this persona's wants that are about nobody, in the order of WANTS_ALONE."""
    return tuple(sum(want.weight for want in persona.wants if want.goal == goal) for goal in WANTS_ALONE)


def wants_about(persona: Persona) -> dict[str, Row]:
    """Other → the weights of this persona's wants about him or her, in the order of WANTS_ABOUT."""
    found: dict[str, list[int]] = {}
    for want in persona.wants:
        if want.about and want.goal in WANTS_ABOUT:
            found.setdefault(want.about, [0] * len(WANTS_ABOUT))[WANTS_ABOUT.index(want.goal)] += want.weight
    return {other: tuple(weights) for other, weights in found.items()}


NO_WANTS: Row = (0,) * len(WANTS_ABOUT)


def pair_row(
    cast: Cast, me: Persona, state: State, other: str, wants: Row, topics: Topics, mine: Row, tick: int, about: str = ""
) -> Row:
    """The whole row for ``me`` considering ``other``; ``about`` is the third person of a move that is being answered."""
    relation = state.relationships.get(other, STRANGER)
    bond = relation.bond
    met = state.last_met.get(other)
    secret = me.secret is not None and other not in state.told.get(secret_of(me.id), ())
    return (
        *relation.numbers,
        *FLAGS[relation.kind],
        *wants,
        cast.compat(me.id, other),
        1000 if bond else 0,
        1000 if bond and is_blood(bond) else 0,
        1000 if met is None else min(1000, (tick - met) * 20),
        1000 if topics.shared else 0,
        strength(topics.grudge, tick) if topics.grudge else 0,
        strength(topics.guilt, tick) if topics.guilt else 0,
        topics.gratitude,
        strength(topics.news, tick) if topics.news else 0,
        1000 if topics.their_secret else 0,
        1000 if secret else 0,
        1000 if topics.third else 0,
        1000 if topics.foe else 0,
        state.relationship(about).numbers[0] if about else 0,
        *mine,
    )


@cache
def is_blood(bond: str) -> bool:
    """Whether a bond is one of blood, or as good as that."""
    return any(word in bond for word in BLOOD)
