"""Hearing: what somebody's words are about, as far as a listener can tell who knows only so many people and places.

English only: words of any other language are a question or a statement, and names are found in them all the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

INTENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("threat", (
        "kill you", "hang you", "hurt you", "ruin you", "destroy you", "you will regret", "you ll regret", "make you pay",
        "i warn you", "watch your back", "break your", "beat you", "denounce you", "expose you",
    )),
    ("sorry", ("sorry", "forgive me", "apologise", "apologize", "pardon", "i regret", "i was wrong", "my fault")),
    ("insult", (
        "fool", "liar", "coward", "idiot", "villain", "wretch", "scoundrel", "i hate you", "despise you", "shut up", "stupid",
        "disgusting", "monster", "traitor", "hypocrite", "pathetic", "you are ugly", "go to hell", "shame on you",
    )),
    ("me", (
        "think of me", "think about me", "feel about me", "feel for me", "do you like me", "do you love me", "do you hate me",
        "do you trust me", "do you remember me", "do you know me", "angry with me", "angry at me", "what am i to you",
    )),
    ("secret", (
        "secret", "secrets", "you hide", "hiding", "confess", "concealing", "the truth", "what really happened", "keeping from",
        "who are you really", "your past",
    )),
    ("love", (
        "love you", "adore you", "marry me", "kiss you", "you are beautiful", "you re beautiful", "you are lovely", "my darling",
        "dear to me", "i admire you", "you are wonderful", "i like you",
    )),
    ("thanks", ("thank you", "thanks", "grateful", "bless you", "much obliged")),
    ("bye", (
        "goodbye", "good bye", "farewell", "adieu", "good night", "see you", "i must go", "i have to go", "bye",
    )),
    ("feel", (
        "how are you", "how do you feel", "how do you do", "are you well", "are you happy", "are you sad", "are you angry",
        "are you all right", "are you alright", "what is wrong", "what s wrong", "are you afraid", "are you tired",
        "you look sad", "you look tired", "you seem", "how is it going", "how goes it", "what troubles you", "cheer up",
    )),
    ("want", (
        "what do you want", "what would you", "your dream", "your plan", "your plans", "your wish", "do you hope",
        "what are you after", "what will you do", "what are you going to do", "what do you mean to", "your heart s desire",
        "do you dream", "what drives you", "your goal",
    )),
    ("who", (
        "who are you", "your name", "about yourself", "introduce yourself", "what do you do", "where do you come from",
        "do you live here",
    )),
    ("why", ("why",)),
    ("news", (
        "what s new", "what is new", "any news", "the news", "what happened", "what has happened", "what is happening",
        "what s happening", "have you heard", "what is going on", "what s going on", "tell me something", "what is said",
        "what do people say", "gossip", "rumour", "rumours", "rumor", "rumors", "yesterday", "last night",
    )),
    ("advice", (
        "you should", "you must", "you ought", "why don t you", "please", "listen to me", "be careful", "beware", "go to",
        "talk to", "speak with", "do not", "don t", "stay away", "leave", "help", "try to", "trust me", "you could",
    )),
    ("greet", (
        "hello", "hi", "hey", "good morning", "good day", "good evening", "good afternoon", "greetings", "bonjour", "salut",
        "well met", "welcome", "nice to meet", "my name is", "i am called",
    )),
)  # fmt: skip
"""What somebody may be after → what he or she then says; of several the first counts."""

PLAIN = (
    "the", "and", "old", "young", "de", "la", "le", "du", "van", "von", "of", "monsieur", "madame", "mademoiselle", "sir", "lady",
    "lord", "mr", "mrs", "miss", "dr", "doctor", "father", "mother", "sister", "brother", "inspector", "captain", "count", "san",
    "saint", "who", "you", "what", "why",
)  # fmt: skip
"""Words of a name that name nobody by themselves."""

DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "god", "christ", "christmas", "easter",
    "english", "french", "latin", "i", "o", "oh", "ah", "monsieur", "madame", "mademoiselle", "mr", "mrs", "miss", "sir",
)  # fmt: skip
"""Words with a capital that are no names of people."""

_LETTERS = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<![.!?…:;\"“„«(\-—])\s([A-ZÀ-ÖØ-Þ][^\W\d_]{2,})")


class Heard(NamedTuple):
    """What words are about."""

    intent: str  # of INTENTS, or "question", "statement"
    people: tuple[str, ...]  # ids of those who are named, in the order of their names in the words
    place: str  # id, or ""
    unknown: bool  # somebody is named whom the listener does not know
    words: tuple[str, ...]  # folded


class Names(NamedTuple):
    """Whom and what a listener knows by name: id → the name in full, and what people mostly say."""

    people: Mapping[str, tuple[str, str]]
    places: Mapping[str, str]


def heard(words: str, names: Names, speaker: str = "") -> Heard:
    """What these words are about; ``speaker`` is what the one who says them is called."""
    tokens = folded(words)
    people = _people(tokens, names.people)
    place = _place(tokens, names.places)
    return Heard(_intent(words, tokens), people, place, _unknown(words, names, speaker), tokens)


def folded(text: str) -> tuple[str, ...]:
    """The words of a text, small and without accents."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return tuple(_LETTERS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def weighty(text: str) -> tuple[str, ...]:
    """The words of a text that can be recognised again: the longer ones."""
    return tuple(dict.fromkeys(word for word in folded(text) if len(word) >= 5))


def _intent(words: str, tokens: Sequence[str]) -> str:
    said = f" {' '.join(tokens)} "
    for intent, phrases in INTENTS:
        if any(f" {phrase} " in said for phrase in phrases):
            return intent
    return "question" if "?" in words else "statement"


def _people(tokens: Sequence[str], people: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """By what they are mostly called, else by a word of the name that only one of them has."""
    said, places = f" {' '.join(tokens)} ", dict[str, int]()
    owners: dict[str, list[str]] = {}
    for person, (name, short) in sorted(people.items()):
        for word in dict.fromkeys((*folded(name), *folded(short))):
            if len(word) > 2 and word not in PLAIN:
                owners.setdefault(word, []).append(person)
        called = " ".join(folded(short))
        if called and f" {called} " in said:
            places[person] = said.index(f" {called} ")
    for number, token in enumerate(tokens):
        who = owners.get(token, [])
        if len(who) == 1:
            places.setdefault(who[0], sum(len(word) + 1 for word in tokens[:number]))
    return tuple(sorted(places, key=lambda person: (places[person], person)))


def _place(tokens: Sequence[str], places: Mapping[str, str]) -> str:
    """By its name without the article, else by a longer word that only its name has; where something is *of* names nothing."""
    said = f" {' '.join(tokens)} "
    owners: dict[str, list[str]] = {}
    for place, name in sorted(places.items()):
        words = folded(name)
        if f" {' '.join(word for word in words if word != 'the')} " in said:
            return place
        for before, word in zip(("", *words), words, strict=False):
            if len(word) > 4 and before != "of":
                owners.setdefault(word, []).append(place)
    return next((owners[token][0] for token in tokens if len(owners.get(token, ())) == 1), "")


def _unknown(words: str, names: Names, speaker: str) -> bool:
    """Whether there is a word with a capital inside a sentence that names nothing known."""
    known = dict.fromkeys([*DAYS, *folded(speaker)])
    known.update(dict.fromkeys(word for pair in names.people.values() for name in pair for word in folded(name)))
    known.update(dict.fromkeys(word for name in names.places.values() for word in folded(name)))
    return any(word not in known for found in _NAME.findall(words) for word in folded(found))


def among(words: Iterable[str], text: str) -> int:
    """How many of these words are weighty ones of the text."""
    there = weighty(text)
    return sum(word in there for word in dict.fromkeys(words))
