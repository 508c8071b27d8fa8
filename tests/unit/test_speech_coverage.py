"""The speech of the classic genre: enough for everybody to say, in every register, and all of it clean on the surface."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import scenarios
from actors.dice import roll
from actors.genre import FAMILIES, OUTCOMES
from actors.mind.grammar import Grammar
from actors.mind.production import FEATURES, SLOTS
from actors.persona import REGISTERS
from scenarios.speech import load_speech

SPEECH = load_speech(Path(scenarios.__file__).parent / "genres" / "classic" / "speech")
GRAMMAR = Grammar(SPEECH, "classic")
MOVES = {
    "greet": "small_talk", "chat": "small_talk", "jest": "small_talk",
    "confide": "disclose", "reminisce": "disclose", "reveal": "disclose",
    "comfort": "support", "praise": "support", "encourage": "support", "help": "support",
    "mock": "conflict", "insult": "conflict", "accuse": "conflict", "threaten": "conflict", "quarrel": "conflict",
    "break_off": "conflict", "apologise": "repair", "forgive": "repair", "flirt": "romance", "court": "romance",
    "give": "exchange", "ask_favour": "exchange", "promise": "exchange",
    "inquire": "information", "gossip": "information", "warn": "information", "betray": "information",
    "conspire": "information",
}  # fmt: skip
EVER = {
    "you": "Cosette",
    "me": "Marius",
    "image": "a locked door",
    "here": "in the Luxembourg Garden",
    "place": "the Luxembourg Garden",
}
PERSON = {"third": "Javert", "third_he": "he", "third_him": "him", "third_his": "his"}
PAST = {"deed": "the way you mocked me at the café", "memory": "when you mocked me at the café"}
TOPICS: Mapping[str, tuple[dict[str, str], ...]] = {
    "confide": ({"want": "see the child safe"},),
    "reveal": ({"secret": "I wore the chain of prisoner 24601"},),
    "reminisce": (PAST,),
    "accuse": (PAST, PERSON),
    "apologise": ({"deed": PAST["deed"]},),
    "forgive": ({"deed": PAST["deed"]},),
    "inquire": (PERSON,),
    "gossip": ({"news": "Javert threatened Fantine in the street"},),
    "warn": (PERSON,),
    "betray": ({**PERSON, "rumour": "Javert once let a convict go"},),
    "conspire": (PERSON,),
}
STAGE = {
    "actor": "Valjean",
    "target": "Fantine",
    "he": "he",
    "him": "him",
    "his": "his",
    "he2": "she",
    "him2": "her",
    "his2": "her",
}
ALL = {
    **EVER, **PERSON, **PAST, **STAGE,
    "want": "see the child safe", "secret": "I wore the chain of prisoner 24601", "news": "Javert threatened Fantine",
    "rumour": "Javert once let a convict go", "oath": "Mille tonnerres!", "saying": "Order is order.",
}  # fmt: skip
MOODS = tuple(dict.fromkeys(FEATURES, value) for value in (-900, 0, 900))


def never(text: str) -> bool:
    return False


def test_the_sample_binds_every_slot() -> None:
    assert set(ALL) == set(SLOTS)


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_can_be_opened_in_every_register(move: str, register: str) -> None:
    for topic in TOPICS.get(move, ({},)):
        assert len(GRAMMAR.eligible([f"{move}.open"], {**EVER, **topic}, register, {})) >= 6


@pytest.mark.parametrize("move", MOVES)
def test_every_move_has_many_openings(move: str) -> None:
    assert len(SPEECH[f"{move}.open"]) >= 14


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_can_be_answered_in_every_way_and_register(move: str, outcome: str) -> None:
    symbols = [f"{move}.{outcome}", f"{MOVES[move]}.{outcome}"]
    assert len(SPEECH[symbols[0]]) >= 4
    assert len(SPEECH[symbols[1]]) >= 10
    assert len(SPEECH[symbols[0]]) + len(SPEECH[symbols[1]]) >= 12
    for register in REGISTERS:
        assert len(GRAMMAR.eligible(symbols, EVER, register, {})) >= 9


@pytest.mark.parametrize("register", REGISTERS)
def test_last_words_directions_and_thoughts_are_there_in_every_register(register: str) -> None:
    for tone in ("warm", "cold", "hurt", "wry"):
        assert len(SPEECH[f"close.{tone}"]) >= 24
        assert len(GRAMMAR.eligible([f"close.{tone}"], EVER, register, {})) >= 12
    for kind in ("fond", "bitter", "torn"):
        assert len(GRAMMAR.eligible([f"reflection.{kind}"], {**EVER, **PERSON}, register, {})) >= 10
    for family in FAMILIES:
        for tone in ("warm", "cold"):
            assert len(GRAMMAR.eligible([f"direction.{family}.{tone}"], STAGE, register, {})) >= 10
    assert len(GRAMMAR.eligible(["solitude"], {**EVER, **STAGE}, register, {})) >= 15


def spoken() -> Iterator[tuple[str, str]]:
    """Every production of every symbol that is spoken whole, worded in each register and mood that it allows."""
    for symbol in GRAMMAR.symbols:
        if symbol.split(".")[-1] in (*OUTCOMES, "open") or symbol.split(".")[0] in (
            "close",
            "direction",
            "reflection",
            "solitude",
            "talk",
        ):
            if symbol.split(".")[0] in ("on", "off", "edge", "before", "after", "afterword"):
                continue
            for register in REGISTERS:
                for mood in MOODS:
                    for turn in range(len(GRAMMAR.eligible([symbol], ALL, register, mood))):
                        text = GRAMMAR.say([symbol], ALL, register, mood, 11, turn, never)
                        assert text is not None
                        yield symbol, text


def test_every_line_is_clean_on_the_surface() -> None:
    abbreviated = re.compile(r"\b(?:M|Mr|Mrs|Mme|Dr|St)\.$")
    for symbol, text in spoken():
        assert "#" not in text and "[" not in text, (symbol, text)
        assert "  " not in text and text == text.strip(), (symbol, text)
        assert not re.search(r"\s[,.;:!?]|[,;:][,;:.!?]|\.\.", text), (symbol, text)
        assert text[-1] in ".!?…", (symbol, text)
        assert text[0].isupper(), (symbol, text)
        for end in re.finditer(r"[.!?] (?=[a-z])", text):
            assert abbreviated.search(text[: end.start() + 1]), (symbol, text)


def test_every_symbol_is_spoken_or_referred_to() -> None:
    referred = {name for lines in SPEECH.values() for line in lines for name in re.findall(r"#([a-z0-9_.]+)#", line)}
    bare = {re.sub(r"(\.(cap|lower|a|s|possessive))+$", "", name) for name in referred}
    heads = {*MOVES, *FAMILIES, "any", "close", "direction", "reflection", "solitude", "talk"}
    assert {symbol for symbol in SPEECH if symbol not in bare and symbol.split(".")[0] not in heads} == set()


def test_no_verb_is_inflected_for_a_pronoun_that_may_be_they() -> None:
    inflected = re.compile(r"#(?:third_he|he2?)(?:\.cap)?# (?:is|was|has|does|\w+s)\b")
    assert [line for lines in SPEECH.values() for line in lines if inflected.search(line)] == []


def test_images_and_addresses_are_sparing() -> None:
    lines = [line for productions in SPEECH.values() for line in productions]
    assert sum("#image" in line for line in lines) * 100 <= 15 * len(lines)
    assert sum("#you" in line for line in lines) * 2 <= len(lines)


def test_a_long_run_seldom_says_the_same_twice() -> None:
    names = [f"Person{n}" for n in range(20)]
    heard, turns = list[str](), dict[tuple[str, str], int]()
    for exchange in range(1500):
        who, whom, third = (names[roll(exchange, 20, n)] for n in (1, 2, 3))
        move = list(MOVES)[roll(exchange, len(MOVES), 4)]
        outcome = OUTCOMES[roll(exchange, 5, 5)]
        tone = ("warm", "cold", "hurt", "wry")[roll(exchange, 4, 6)]
        deed = f"the way you {('mocked', 'helped', 'warned', 'left')[roll(exchange, 4, 7)]} me"
        answers = [f"{move}.{outcome}", f"{MOVES[move]}.{outcome}"]
        said = (who, whom, [f"{move}.open"]), (whom, who, answers), (who, whom, [f"close.{tone}"])
        for speaker, other, symbols in said:
            turn = turns.get((speaker, symbols[0]), 0)
            turns[speaker, symbols[0]] = turn + 1
            slots = {**ALL, "you": other, "third": third, "deed": deed, "memory": "when " + deed[8:]}
            register = REGISTERS[names.index(speaker) % 5]
            heard.append(GRAMMAR.say(symbols, slots, register, {}, names.index(speaker), turn, never) or "")
    assert len(set(heard)) >= 0.9 * len(heard)
