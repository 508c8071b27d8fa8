"""Six people at an inn, with hand-made manners: a world so small that a tick of it takes a millisecond or two."""

from dataclasses import replace
from typing import Any

from actors.genre import OUTCOMES, Effect, Genre, Move, Rule
from actors.persona import Persona, Secret, Voice, Want
from actors.world import Place, Regard, World


def person(id: str, **traits: Any) -> Persona:
    """Somebody without a past."""
    persona = Persona(
        id, id.title(), id.title(), "they", "", "somebody", "", (0,) * 5, (500,) * 10,
        Voice("plain", (f"By {id.title()}'s hat!",), ("a locked door",), ()), haunts=("square", "inn"),
    )  # fmt: skip
    return replace(persona, **traits)


def _effects(kind: int, cost: int) -> tuple[Effect, Effect]:
    """What a kind (positive) or cruel (negative) move does to both sides."""
    feeling = (kind, kind // 2, kind // 3, 0, 40)
    needs = (-cost, 60 if kind > 0 else -20, kind // 2, kind // 3, 30)
    return Effect(feeling, (kind, 20, kind // 2), needs), Effect(feeling, (kind, 20, kind), needs)


def _move(id: str, family: str, kind: int, weight: int, labels: str, topic: str, past: str) -> Move:
    refused = -abs(kind)
    return Move(
        id, family, 150, 200, 120, weight, tuple(labels.split()), topic, past,
        (0, 80, 20, 0, 40), _effects(kind, 120), _effects(refused, 120),
    )  # fmt: skip


MOVES = (
    _move("accuse", "conflict", -40, 300, "honest", "deed", "{actor} accused {target}"),
    _move("apologise", "repair", 40, 250, "kind", "deed", "{actor} begged {target}'s pardon"),
    _move("betray", "information", 20, 620, "deceitful private", "their_secret", "{actor} gave away {about} to {target}"),
    _move("chat", "small_talk", 20, 60, "public", "", "{actor} chatted with {target}"),
    _move("comfort", "support", 40, 250, "kind", "", "{actor} comforted {target}"),
    _move("confide", "disclose", 30, 260, "private honest", "want", "{actor} confided in {target}"),
    _move("flirt", "romance", 30, 160, "romantic", "", "{actor} flirted with {target}"),
    _move("gossip", "information", 20, 120, "", "news", "{actor} gossiped with {target} about {about}"),
    _move("insult", "conflict", -60, 350, "cruel public", "", "{actor} insulted {target}"),
    _move("reminisce", "disclose", 30, 120, "", "memory", "{actor} spoke of old times with {target}"),
    _move("reveal", "disclose", 60, 800, "private honest", "secret", "{actor} laid a secret bare before {target}"),
    _move("warn", "information", 20, 300, "honest", "third", "{actor} warned {target} of {about}"),
)


def _rule(id: str, side: str, moves: str, add: int = 0, when: str = "", **per: int) -> Rule:
    conditions = tuple((f, op, int(n)) for f, op, n in (text.split() for text in when.split(",") if text))
    return Rule(id, side, tuple(moves.split()), conditions, add, tuple(per.items()))


EVERYTHING = " ".join(move.id for move in MOVES)

RULES = (
    _rule("dislike-insults", "wish", "insult", affinity=-500),
    _rule("friends-are-kind", "wish", "chat comfort confide", affinity=300),
    _rule("no-charge-without-a-deed", "wish", "accuse", -1_000_000, "grudge <= 0"),
    _rule("no-pardon-without-guilt", "wish", "apologise", -1_000_000, "guilt <= 0"),
    _rule("a-grudge-speaks", "wish", "accuse", grudge=500),
    _rule("guilt-speaks", "wish", "apologise", guilt=500),
    _rule("secrets-want-out", "wish", "reveal betray", 250, trust=100),
    _rule("news-burns", "wish", "gossip", news=900),
    _rule("love-needs-a-spark", "wish", "flirt", -400, "attraction < 150"),
    _rule("goodwill", "answer", EVERYTHING, 50, affinity=600),
    _rule("nobody-likes-blows", "answer", "insult accuse", -200),
)

CLOSES = {f"close.{tone}": (f"So {tone} an end, #you#.", f"Let it be {tone}.") for tone in ("warm", "wry", "cold", "hurt")}
ANSWERS = {
    f"any.{outcome}": tuple(f"{word}, #you#, by {thing}." for thing in ("#image#", "half a heart", "the rain"))
    for outcome, word in zip(OUTCOMES, ("Gladly", "Yes", "Perhaps", "No", "Never"), strict=True)
}
THOUGHTS = {f"reflection.{tone}": (f"#third# leaves me {tone}.",) for tone in ("fond", "bitter", "torn")}
OPENINGS = {
    "accuse.open": ("You hid it, #deed#!", "I know #memory#."),
    "apologise.open": ("Forgive me #deed#.",),
    "betray.open": ("They say that #rumour#.",),
    "chat.open": ("Fine rain #here#, #you#.", "How quiet #place# is.", "#oath# You again."),
    "comfort.open": ("Bear up, #you#.", "It will pass, #you#."),
    "confide.open": ("I mean to #want#.",),
    "flirt.open": ("You shine, #you#.",),
    "gossip.open": ("Have you heard that #news#?",),
    "insult.open": ("You fool, #you#.", "A plague on you, #you#."),
    "reminisce.open": ("I think of #memory#.",),
    "reveal.open": ("I tell you: #secret#.",),
    "warn.open": ("Beware of #third#, #you#.",),
}
GENRE = Genre("hand-made", "hand-made-0", MOVES, RULES, {**OPENINGS, **ANSWERS, **CLOSES, **THOUGHTS})

PLACES = (Place("inn", "the inn", "at the inn", True), Place("square", "the square", "in the square", True))

CAST = (
    person("anna", traits=(300, 0, 400, 500, 0), wants=(Want("w1", "court", "bruno", 700, "win Bruno"),)),
    person("bruno", pronoun="he", secret=Secret("bruno-secret", "I sold the bell", "Bruno sold the bell", 300, 700)),
    person("carla", pronoun="she", traits=(0, -200, 200, -700, 400), wants=(Want("w2", "ruin", "bruno", 800, "ruin Bruno"),)),
    person("dario", pronoun="he", title="Doctor", wants=(Want("w3", "rise", "", 500, "own the inn"),)),
    person("elena", pronoun="she", secret=Secret("elena-secret", "I can read", "Elena can read", 500, 200)),
    person("fabio", pronoun="he", traits=(-300, 0, -400, 200, 300)),
)

REGARDS = (
    Regard("anna", "bruno", 700, 500, 300, 800, 700, calls="my heart"),
    Regard("bruno", "anna", 600, 600, 300, 700, 700),
    Regard("carla", "bruno", -800, -600, -200, 0, 600),
    Regard("bruno", "carla", -600, -400, 0, 0, 600),
    Regard("dario", "elena", 600, 700, 400, 0, 800, "sister", "little one"),
    Regard("elena", "dario", 650, 700, 300, 0, 800, "brother"),
    Regard("anna", "carla", -300, -200, 0, 0, 400),
    Regard("fabio", "dario", -500, 0, 500, 0, 500),
)

SIX_AT_AN_INN = World("hand-made", "Six at an Inn", "", PLACES, CAST, REGARDS, GENRE)
"""Two lovers, two foes, a brother and sister, and two secrets."""
