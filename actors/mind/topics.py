"""What there is to talk about with somebody: memories both share, grudges and guilt, news of third persons, secrets.

Only what the speaker witnessed, was told, or is can become a topic: everything here reads the speaker's own state alone.
"""

from typing import NamedTuple

from actors import dice
from actors.mind.memory import REFLECTION, Memory
from actors.mind.recall import strength
from actors.mind.state import State
from actors.persona import secret_of

KNOWN = 8
"""So many of the strongest memories about somebody come to mind when one meets him or her."""

SALIENT, FOES = 6, 4


class Talk(NamedTuple):
    """What one character could speak of to anybody, gathered once for a tick."""

    news: tuple[Memory, ...]
    salient: tuple[str, ...]  # third persons who matter most to the speaker, in this tick's order
    foes: tuple[str, ...]  # those the speaker wishes ill
    secrets: tuple[str, ...]  # owners of the secrets that the speaker knows


class Topics(NamedTuple):
    """What one character could speak of to one other. Memories are None and persons "" where there is nothing."""

    shared: Memory | None
    grudge: Memory | None  # the worst that the other did to the speaker
    guilt: Memory | None  # the worst that the speaker did to the other
    gratitude: int
    news: Memory | None
    third: str
    foe: str
    their_secret: str  # whose


def talk(state: State, wanted: dict[str, int], key: int, tick: int) -> Talk:
    """The material of a tick. ``wanted`` maps people whom the speaker's wants are about to the wants' weights."""
    salient = state.relationships.first(SALIENT, wanted)
    return Talk(
        tuple(state.memories.news(tick)),
        tuple([salient[i] for i in dice.shuffled(key, len(salient))]),
        tuple(state.relationships.foes(FOES)),
        tuple(sorted(secret.removeprefix("secret:") for secret in state.secrets)) if state.secrets else (),
    )


def topics(me: str, other: str, state: State, talk: Talk, harmful: frozenset[str], tick: int) -> Topics:
    """What there is between the two now."""
    shared = grudge = guilt = None
    gratitude = 0
    for memory in state.memories.about(other, KNOWN):
        actor, target = memory.actor, memory.target
        if memory.teller or memory.move == REFLECTION:
            continue
        if actor == other and target == me:
            shared = shared or memory
            if memory.feeling > 0:
                gratitude += strength(memory, tick) * memory.feeling // 1000
            elif grudge is None and memory.feeling < 0 and memory.move in harmful and memory.fact not in state.settled:
                grudge = memory
        elif actor == me and target == other:
            shared = shared or memory
            if guilt is None and memory.move in harmful and _unatoned(state, memory.fact, other):
                guilt = memory
    return Topics(
        shared, grudge, guilt, min(1000, gratitude),
        _news(me, other, state, talk),
        next((third for third in talk.salient if third != other), ""),
        next((foe for foe in talk.foes if foe != other), ""),
        _secret(other, state, talk),
    )  # fmt: skip


def _secret(other: str, state: State, talk: Talk) -> str:
    """The owner of a secret that the other neither has, nor told to the speaker, nor was told by the speaker."""
    for owner in talk.secrets:
        fact = secret_of(owner)
        if other not in (owner, state.secrets[fact]) and other not in state.told.get(fact, ()):
            return owner
    return ""


def _unatoned(state: State, fact: str, other: str) -> bool:
    """Whether the speaker has neither been pardoned for its deed nor begged the other's pardon."""
    return fact not in state.settled and other not in state.told.get(fact, ())


def _news(me: str, other: str, state: State, talk: Talk) -> Memory | None:
    """The best story that the speaker has not told this listener, and in which neither has a part."""
    for memory in talk.news:
        people = memory.people()
        if other not in people and me not in people and other != memory.teller and other not in state.told.get(memory.fact, ()):
            return memory
    return None
