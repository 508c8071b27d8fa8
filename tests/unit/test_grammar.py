"""The grammar engine: eligibility, the shuffle bag, slots, modifiers, surface, errors, and a persona's own lines."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from actors.errors import ScenarioInvalid
from actors.mind.grammar import TRIES, Grammar
from actors.mind.surface import plural, repaired, with_article
from scenarios.speech import load_speech


def never(text: str) -> bool:
    return False


def say(
    grammar: Grammar,
    *symbols: str,
    slots: Mapping[str, str] | None = None,
    register: str = "plain",
    facts: Mapping[str, int] | None = None,
    key: int = 7,
    turn: int = 0,
    avoid: Callable[[str], bool] = never,
) -> str | None:
    return grammar.say(symbols, slots or {}, register, facts or {}, key, turn, avoid)


def heard(grammar: Grammar, symbol: str, turns: Sequence[int], **more: object) -> list[str | None]:
    return [say(grammar, symbol, turn=turn, **more) for turn in turns]  # type: ignore[arg-type]


TEN = {"a": [f"Line {n}." for n in range(10)]}


def test_a_speaker_goes_through_all_productions_before_one_comes_again() -> None:
    grammar = Grammar(TEN)
    for cycle in range(5):
        assert len(set(heard(grammar, "a", range(cycle * 10, cycle * 10 + 10)))) == 10


def test_the_order_differs_between_speakers_and_between_cycles() -> None:
    grammar = Grammar(TEN)
    first = heard(grammar, "a", range(10))
    assert first != heard(grammar, "a", range(10, 20))
    assert first != heard(grammar, "a", range(10), key=8)


def test_the_union_of_several_symbols_is_one_bag_in_which_the_first_comes_early() -> None:
    grammar = Grammar({"a": [f"A {n}." for n in range(6)], "b": [f"B {n}." for n in range(6)]})
    assert len({say(grammar, "a", "b", turn=turn) for turn in range(12)}) == 12
    openings = [say(grammar, "a", "b", key=key) or "" for key in range(300)]
    assert sum(text.startswith("A") for text in openings) > 170


def test_symbols_that_do_not_exist_are_passed_over_and_nothing_eligible_is_none() -> None:
    grammar = Grammar({"a": ["[formal] Sir."], "b": ["Well."]})
    assert say(grammar, "nowhere", "a", register="plain") is None
    assert say(grammar, "nowhere") is None
    assert say(grammar, "nowhere", "a", "b") == "Well."


def test_a_line_is_only_spoken_in_its_registers() -> None:
    grammar = Grammar({"a": ["[plain, coarse] Ay.", "[formal] Certainly.", "Yes."]})
    assert set(heard(grammar, "a", range(4), register="coarse")) == {"Ay.", "Yes."}
    assert set(heard(grammar, "a", range(4), register="lyrical")) == {"Yes."}


def test_what_was_written_for_a_register_is_heard_before_what_all_may_say() -> None:
    grammar = Grammar({"a": ["[coarse] Ay.", *(f"Line {n}." for n in range(6))]})
    early = [heard(grammar, "a", range(7), register="coarse", key=key).index("Ay.") for key in range(200)]
    assert sum(early) < 200 * 2


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("trust >= 5", 5, True),
        ("trust > 5", 5, False),
        ("trust <= -5", -5, True),
        ("trust < -5", -5, False),
        ("trust == 0", 0, True),
        ("trust > 0 & valence < 0", 5, False),
    ],
)
def test_conditions_compare_integers(condition: str, value: int, holds: bool) -> None:
    grammar = Grammar({"a": [f"[; {condition}] Said."]})
    assert (say(grammar, "a", facts={"trust": value}) == "Said.") is holds


def test_a_fact_that_is_not_given_counts_as_zero() -> None:
    assert say(Grammar({"a": ["[; affinity >= 0] Said."]}), "a") == "Said."


def test_a_production_needs_all_of_its_slots_bound_and_not_empty() -> None:
    grammar = Grammar({"a": ["It was #deed#.", "It was nothing."]})
    assert set(heard(grammar, "a", range(4), slots={"deed": ""})) == {"It was nothing."}
    assert set(heard(grammar, "a", range(4), slots={"deed": "theft"})) == {"It was theft.", "It was nothing."}


def test_a_referenced_symbol_needs_a_slot_only_if_all_its_alternatives_do() -> None:
    grammar = Grammar({"a": ["#b# Go.", "Stay."], "b": ["#oath#"], "c": ["#d# Go."], "d": ["#oath#", "Well."]})
    assert set(heard(grammar, "a", range(4))) == {"Stay."}
    assert set(heard(grammar, "c", range(4))) == {"Well. Go."}


def test_a_condition_below_the_first_level_adds_variants_but_leaves_no_gap() -> None:
    grammar = Grammar({"a": ["#b#."], "b": ["[; trust > 0] friend", "man"], "c": ["#d#."], "d": ["[; trust > 0] friend"]})
    assert {say(grammar, "a", key=key) for key in range(30)} == {"Man."}
    assert {say(grammar, "a", key=key, facts={"trust": 1}) for key in range(30)} == {"Man.", "Friend."}
    assert say(grammar, "c", facts={"trust": 1}) is None


def test_modifiers_change_what_they_follow() -> None:
    slots = {"image": "iron key", "third": "Javert", "you": "My child"}
    assert say(Grammar({"x": ["I saw #image.a# and #image.s#."]}), "x", slots=slots) == "I saw an iron key and iron keys."
    assert (
        say(Grammar({"x": ["Hear #third.possessive# step, #you.lower#."]}), "x", slots=slots) == "Hear Javert's step, my child."
    )
    assert say(Grammar({"x": ["See: #image.a.cap#."]}), "x", slots=slots) == "See: An iron key."


def test_an_article_agrees_with_the_word_that_follows_it() -> None:
    grammar = Grammar({"a": ["You are a #fool#.", "A #fool# you are."], "fool": ["upstart"]})
    assert set(heard(grammar, "a", range(2))) == {"You are an upstart.", "An upstart you are."}
    assert with_article("honest man") == "an honest man"
    assert with_article("useful man") == "a useful man"
    assert with_article("the old man") == "the old man"


def test_plurals_are_regular() -> None:
    assert [plural(word) for word in ("key", "lady", "box", "church")] == ["keys", "ladies", "boxes", "churches"]


def test_symbol_names_may_hold_dots() -> None:
    grammar = Grammar({"a.open": ["#soft.word.cap#, you."], "soft.word": ["well"]})
    assert say(grammar, "a.open") == "Well, you."


def test_the_surface_is_repaired() -> None:
    assert repaired("  well ,  then.. it is !. so") == "Well, then. It is! So"
    assert repaired("he said: “go home.” and M. le Maire went… slowly") == "He said: “go home.” And M. le Maire went… slowly"
    assert repaired("why?, i ask, —.") == "Why? I ask."


def test_an_avoided_text_gives_way_to_the_next_and_the_last_try_stands() -> None:
    grammar, tried = Grammar(TEN), list[str]()
    first = say(grammar, "a")
    assert say(grammar, "a", avoid=lambda text: text == first) != first

    def refuse(text: str) -> bool:
        tried.append(text)
        return True

    assert say(grammar, "a", avoid=refuse) is not None
    assert len(tried) == TRIES - 1
    assert len(set(tried)) >= 10


def test_the_same_arguments_give_the_same_line_in_any_grammar_of_the_same_text() -> None:
    speech = {"a": ["#b# one #b#.", "#b# two."], "b": ["Now", "Then", "Never"]}
    lines = [heard(Grammar(speech), "a", range(20)) for _ in range(2)]
    assert lines[0] == lines[1]
    assert len(set(lines[0])) > 6


def test_own_lines_come_twice_as_often_and_not_always() -> None:
    base = Grammar(TEN)
    grammar = base.with_lines((("a", ("Mine.", "Also mine.")),))
    counted = Counter(heard(grammar, "a", range(14)))
    assert counted.pop("Mine.") == counted.pop("Also mine.") == 2
    assert set(counted.values()) == {1}
    assert "Mine." not in heard(base, "a", range(30))


def test_own_lines_are_heard_below_the_first_level_too_and_leave_the_rest_alone() -> None:
    base = Grammar({"a": ["#b#!"], "b": ["Ah"], "c": ["Calm."]})
    grammar = base.with_lines((("b", ("Thunder",)),))
    assert {say(grammar, "a", key=key) for key in range(30)} == {"Ah!", "Thunder!"}
    assert say(grammar, "c") == say(base, "c") == "Calm."
    assert base.with_lines(()) is base


@pytest.mark.parametrize(
    ("speech", "symbol", "reason"),
    [
        ({"a": ["#nobody#"]}, "a", "neither"),
        ({"a": ["#you.loud#"]}, "a", "neither"),
        ({"a": []}, "a", "no productions"),
        ({"a": ["#b#"], "b": ["#a#"]}, "a", "back to itself: a → b → a"),
        ({"a": ["#you"]}, "a", "never closed"),
        ({"a": ["[plain Hm."]}, "a", "never closed"),
        ({"a": ["[loud] Hm."]}, "a", "register"),
        ({"a": ["[; hunger > 1] Hm."]}, "a", "feature"),
        ({"a": ["[; trust ~ 1] Hm."]}, "a", "condition"),
        ({"a": ["[; trust > 1.5] Hm."]}, "a", "condition"),
        ({"A b": ["Hm."]}, "A b", "name"),
        ({"you": ["Hm."]}, "you", "slot"),
        ({"x.cap": ["Hm."]}, "x.cap", "modifier"),
    ],
)
def test_bad_speech_is_refused_at_once_and_the_symbol_is_named(speech: dict[str, list[str]], symbol: str, reason: str) -> None:
    with pytest.raises(ScenarioInvalid, match=reason) as caught:
        Grammar(speech, source="speech.yaml")
    assert caught.value.args[:2] == ("speech.yaml", symbol)


def test_own_lines_are_checked_too() -> None:
    grammar = Grammar({"a": ["#b#"], "b": ["Hm."]})
    for lines in ((("nowhere", ("Hm.",)),), (("a", ("#nobody#",)),), (("b", ("#a#",)),)):
        with pytest.raises(ScenarioInvalid):
            grammar.with_lines(lines, source="cast.yaml")


def test_eligible_lists_what_could_be_said() -> None:
    grammar = Grammar({"a": ["[formal] Sir.", "Well, #you#."], "b": ["[; trust > 0] Friend.", "No."]})
    assert grammar.eligible(["a", "b"], {}, "plain", {}) == ("No.",)
    assert grammar.eligible(["a", "b"], {"you": "Marius"}, "formal", {"trust": 1}) == ("Sir.", "Well, #you#.", "Friend.", "No.")


def test_speech_files_are_merged_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("b: [Two.]\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text('a:\n  - "#b#"\n  - One.\n', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not speech", encoding="utf-8")
    assert list(load_speech(tmp_path).items()) == [("a", ("#b#", "One.")), ("b", ("Two.",))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", "mapping"),
        ("a: hm\n", "list"),
        ("a: []\n", "list"),
        ("a: [1]\n", "string"),
        ("a: [Hm., Hm.]\n", "stands twice: Hm."),
        ("a: [Hm.]\na: [Ha.]\n", "here twice"),
        ("yes: [Hm.]\n", "key must be a text"),
        ("a: [\n", "not valid YAML"),
        ("z: [Hm.]\n", "another file"),
    ],
)
def test_speech_files_are_read_strictly(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "0.yaml").write_text("z: [Hm.]\n", encoding="utf-8")
    (tmp_path / "1.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioInvalid, match=reason) as caught:
        load_speech(tmp_path)
    assert caught.value.args[0] == "1.yaml"


def test_a_folder_without_speech_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match=r"no .*yaml"):
        load_speech(tmp_path)
