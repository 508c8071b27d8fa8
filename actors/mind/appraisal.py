"""Appraisal: what a deed and its outcome do to somebody's feelings, mood and needs (after the OCC model, in tables).

Effects come from the genre's moves; who one is bends them: the neurotic suffer more, the agreeable resent less, the benevolent
mind cruelty to others, and what is told is believed as far as the teller is trusted.
"""

from typing import NamedTuple

from actors.genre import Move
from actors.mind.mood import Mood
from actors.mind.needs import Levels
from actors.persona import VALUES, Persona
from actors.relationship import Numbers, Relationship

PERCENT = {"eager": 150, "accept": 100, "hedge": 30, "refuse": 100, "backfire": 170}
LASTING = {"eager": 120, "accept": 100, "hedge": 70, "refuse": 115, "backfire": 150}

CONSCIENTIOUSNESS, AGREEABLENESS, NEUROTICISM = 1, 3, 4
BENEVOLENCE = VALUES.index("benevolence")


class Take(NamedTuple):
    """What an encounter does to one participant."""

    regard: Numbers  # shifts of feeling for the other
    mood: Mood  # shift
    needs: Levels  # shift
    feeling: int  # how it will be remembered, −1000 … 1000
    importance: int
    emotion: str


def take(move: Move, outcome: str, side: int, persona: Persona) -> Take:
    """How the initiator (side 0) or the responder (side 1) takes an outcome."""
    effects = move.accepted if outcome in ("eager", "accept", "hedge") else move.refused
    effect, percent = effects[side], PERCENT[outcome]
    affinity, trust, respect, attraction, familiarity = (value * percent // 100 for value in effect.regard)
    valence, arousal, dominance = (value * percent // 100 for value in effect.mood)
    if affinity < 0:
        affinity = affinity * (1000 - persona.traits[AGREEABLENESS] * 3 // 10) // 1000
    if valence < 0:
        valence = valence * (1000 + persona.traits[NEUROTICISM] // 2) // 1000
    energy, *others = effect.needs
    company, esteem, safety, curiosity = (value * percent // 100 for value in others)
    feeling = max(-1000, min(1000, valence * 2 + affinity * 4))
    importance = max(10, min(1000, move.weight * LASTING[outcome] // 100 + abs(valence) // 2))
    return Take(
        (affinity, trust, respect, attraction, familiarity), (valence, arousal, dominance),
        (energy, company, esteem, safety, curiosity), feeling, importance,
        emotion(valence, dominance, esteem, "kind" in move.labels, side),
    )  # fmt: skip


def emotion(valence: int, dominance: int, esteem: int, kind: bool, side: int) -> str:
    """The name of what is felt: OCC's pairs, told apart by who acted and by the sense of control."""
    if abs(valence) < 15:
        return "calm"
    if valence > 0:
        if side == 0:
            return "pride" if esteem > 60 else "joy"
        return "gratitude" if kind else "joy"
    if side == 0:
        return "shame" if esteem < 0 else "distress"
    if dominance <= -80:
        return "fear"
    return "anger" if dominance >= 0 else "distress"


def opinion_of_actor(move: Move, witness: Persona, of_target: int) -> Numbers:
    """What seeing a deed does to a witness's feeling for its doer; ``of_target`` is the witness's affinity for its target."""
    heart = 1000 + witness.traits[AGREEABLENESS] // 2 + witness.values[BENEVOLENCE] // 2
    if "cruel" in move.labels:
        return (10, 0, 5, 0, 5) if of_target <= -300 else (-22 * heart * (1000 + of_target) // 1_000_000, -6, -10, 0, 5)
    if "kind" in move.labels:
        return (14 * heart // 1000, 4, 10, 0, 5)
    return (0, 0, 0, 0, 5)


def jealousy(attraction: int) -> Numbers:
    """What seeing a beloved in another's attentions does to the feeling for that other; nothing below an attraction of 250."""
    if attraction < 250:
        return (0, 0, 0, 0, 0)
    return (-90 * attraction // 1000, -40 * attraction // 1000, 0, 0, 15)


def opinion_by_hearsay(deed: Move, actor_is_subject: bool, belief: int) -> Numbers:
    """What a story does to the listener's feeling for its subject; ``belief`` (0 … 1000) comes from trust in the teller."""
    if "cruel" in deed.labels:
        push = -45 if actor_is_subject else 18
    elif "kind" in deed.labels:
        push = 28 if actor_is_subject else 6
    elif "deceitful" in deed.labels:
        push = -50 if actor_is_subject else 0
    else:
        push = 4
    return (push * belief // 1000, 0, push // 3 * belief // 1000, 0, 12)


def belief_in(teller: Relationship) -> int:
    """How far a teller is believed, 0 … 1000: half for one who is neither trusted nor distrusted (social-model: trust factor)."""
    return max(0, min(1000, 500 + teller.numbers[1] // 2))
