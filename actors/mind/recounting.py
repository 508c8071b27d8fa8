"""Deeds in words: the same memory as "when you mocked me at the café", as a piece of news, or as what is remembered."""

from collections.abc import Mapping

from actors.cast import Cast
from actors.genre import Move
from actors.mind.memory import EVENT, Memory

CODAS = {
    "eager": "and {they} {was} glad of it",
    "accept": "",
    "hedge": "and got half an answer",
    "refuse": "and {they} would have none of it",
    "backfire": "and {they} turned it round",
}
STRUCK = {
    "eager": "and {they} bowed to it",
    "accept": "and {they} took it",
    "hedge": "and {they} slipped away from it",
    "refuse": "and {they} stood firm",
    "backfire": "and {they} struck back hard",
}
SUBJECT = {"he": "he", "she": "she", "they": "they"}


def story(cast: Cast, moves: Mapping[str, Move], memory: Memory, speaker: str, hearer: str, here: str) -> str:
    """What happened as a clause in the past, with where it was: a deed, or an event in its own words."""
    if memory.move == EVENT:
        return memory.text
    return clause(cast, moves[memory.move], memory, speaker, hearer) + placed(cast, memory, here)


def clause(cast: Cast, move: Move, memory: Memory, speaker: str, hearer: str = "") -> str:
    """The deed as a clause in the past, seen from the speaker: "you mocked me", "Javert threatened Fantine"."""
    return move.past.format(
        actor=named(cast, memory.actor, speaker, hearer, "I", "you"),
        target=named(cast, memory.target, speaker, hearer, "me", "you"),
        about=named(cast, memory.about, speaker, hearer, "me", "you") if memory.about else _nobody_in_particular(move),
    )


def placed(cast: Cast, memory: Memory, here: str) -> str:
    """Where it was: "here" or "in the Luxembourg Garden", with a leading blank; empty when the place is gone."""
    if memory.place == here:
        return " here"
    place = cast.places.get(memory.place)
    return f" {place.at}" if place else ""


def remembered(cast: Cast, move: Move, memory: Memory, owner: str) -> str:
    """The deed as its owner keeps it: "Javert threatened me at the prefecture, and I stood firm."."""
    text = clause(cast, move, memory, owner) + placed(cast, memory, "")
    coda = (STRUCK if move.family == "conflict" else CODAS)[memory.outcome]
    if coda:
        if memory.target == owner:
            coda = coda.format(they="I", was="was")
        else:
            pronoun = cast.personas[memory.target].pronoun
            coda = coda.format(they=pronoun, was="were" if pronoun == "they" else "was")
        text = f"{text}, {coda}"
    return f"{text[0].upper()}{text[1:]}."


def told(cast: Cast, moves: Mapping[str, Move], memory: Memory, owner: str, teller: str) -> str:
    """The deed as hearsay: "Gavroche told me that Javert threatened Fantine at the prefecture."."""
    return f"{cast.personas[teller].short} told me that {story(cast, moves, memory, owner, '', '')}."


def _nobody_in_particular(move: Move) -> str:
    return "the news" if move.topic == "news" else "somebody"


def named(cast: Cast, person: str, speaker: str, hearer: str, myself: str, yourself: str) -> str:
    """The person as the speaker puts it to the hearer."""
    if person == speaker:
        return myself
    if person == hearer:
        return yourself
    return cast.personas[person].short
