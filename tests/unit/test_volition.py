"""Volition: rules add up as they say, for one row as for many, and the margin decides the outcome."""

import operator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.genre import OUTCOMES, Rule
from actors.mind.choice import THRESHOLD
from actors.mind.features import COLUMN, FEATURES
from actors.mind.volition import BANDS, VETO, Volition, as_matrix, outcome

COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}
ROWS = st.lists(st.lists(st.integers(-1000, 1000), min_size=len(FEATURES), max_size=len(FEATURES)), min_size=1, max_size=5)


def a_row(**values: int) -> list[int]:
    return [values.get(name, 0) for name in FEATURES]


def added_by(rule: Rule, row: list[int]) -> int:
    """What the rule says, spelled out."""
    if not all(COMPARE[op](row[COLUMN[feature]], value) for feature, op, value in rule.when):
        return 0
    return sum(row[COLUMN[feature]] * k for feature, k in rule.per) // 1000 + rule.add


def appeal(genre, row: list[int], number: int) -> int:
    """What a move's appeal is by the book."""
    move = genre.moves[number]
    urgencies = [row[COLUMN[need]] for need in ("energy", "company", "esteem", "safety", "curiosity")]
    base = move.base + sum(urgency * gain for urgency, gain in zip(urgencies, move.gains, strict=True)) // 1000
    return base + sum(added_by(rule, row) for rule in genre.rules if rule.side == "wish" and move.id in rule.moves)


TOPICS = {"memory": "shared", "news": "news", "their_secret": "their_secret", "secret": "secret", "third": "third"}


@settings(max_examples=20)
@given(rows=ROWS)
def test_an_appeal_is_its_base_and_its_gains_and_its_rules(genre, rows):
    scores = Volition(genre).wishes(as_matrix(rows))
    for number, move in enumerate(genre.moves):
        for row, score in zip(rows, scores[:, number], strict=True):
            speechless = move.topic in TOPICS and row[COLUMN[TOPICS[move.topic]]] <= 0
            assert score == appeal(genre, row, number) + (VETO if speechless else 0)


@settings(max_examples=20)
@given(rows=ROWS)
def test_a_troupe_of_one_gives_the_numbers_of_a_troupe_of_many(classic, rows):
    volition = Volition(classic)
    together = volition.wishes(as_matrix(rows))
    assert (np.concatenate([volition.wishes(as_matrix([row])) for row in rows]) == together).all()
    moves = [number % len(volition.moves) for number in range(len(rows))]
    alone = [volition.answers(as_matrix([row]), [move])[0] for row, move in zip(rows, moves, strict=True)]
    assert alone == volition.answers(as_matrix(rows), moves)


@settings(max_examples=20)
@given(rows=ROWS)
def test_an_answer_is_trust_at_risk_and_its_rules(genre, rows):
    volition = Volition(genre)
    for number, move in enumerate(genre.moves):
        rules = [rule for rule in genre.rules if rule.side == "answer" and move.id in rule.moves]
        expected = [row[COLUMN["trust"]] * move.risk // 1000 + sum(added_by(rule, row) for rule in rules) for row in rows]
        assert volition.answers(as_matrix(rows), [number] * len(rows)) == expected


def reasons_of(volition: Volition, side: str, row: list[int], move: str, most: int = 4) -> tuple[tuple[str, int], ...]:
    """Those for one row."""
    (found,) = volition.reasons(side, as_matrix([row]), [volition.index[move]], most)
    return found


@pytest.mark.parametrize("side", ["wish", "answer"])
@settings(max_examples=20)
@given(rows=ROWS)
def test_the_reasons_given_are_what_the_arrays_added(classic, side, rows):
    volition = Volition(classic)
    for move in classic.moves:
        rules = {rule.id: rule for rule in classic.rules if rule.side == side and move.id in rule.moves}
        reasons = reasons_of(volition, side, rows[0], move.id, most=len(rules))
        assert dict(reasons) == {id: added for id, rule in rules.items() if (added := added_by(rule, rows[0]))}
        assert [abs(added) for _, added in reasons] == sorted((abs(added) for _, added in reasons), reverse=True)


@settings(max_examples=20)
@given(rows=ROWS)
def test_reasons_of_many_rows_are_those_of_each(classic, rows):
    volition = Volition(classic)
    moves = [number % len(volition.moves) for number in range(len(rows))]
    alone = [reasons_of(volition, "wish", row, volition.moves[move]) for row, move in zip(rows, moves, strict=True)]
    assert volition.reasons("wish", as_matrix(rows), moves) == alone


def test_only_the_loudest_reasons_are_given(classic):
    row = a_row(affinity=500, company=900, extraversion=700, familiarity=600, valence=300)
    volition = Volition(classic)
    every = reasons_of(volition, "wish", row, "chat", most=99)
    assert reasons_of(volition, "wish", row, "chat") == every[:4]


def test_a_veto_forbids_whatever_else_speaks_for_the_move(genre):
    rules = (Rule("eager", "wish", ("chat",), (), 1000, ()), Rule("never", "wish", ("chat",), (("trust", "<", 0),), VETO, ()))
    volition = Volition(replace(genre, rules=rules))
    chat = volition.index["chat"]
    distrusted, trusted = volition.wishes(as_matrix([a_row(trust=-1), a_row(trust=0)]))[:, chat]
    assert trusted >= THRESHOLD
    assert distrusted < THRESHOLD - 100_000


@pytest.mark.parametrize("op", COMPARE)
@pytest.mark.parametrize("value", [-1, 0, 1])
def test_a_condition_compares_as_it_reads(genre, op, value):
    volition = Volition(replace(genre, rules=(Rule("r", "wish", ("chat",), (("trust", op, 0),), 500, ()),)))
    chat = volition.index["chat"]
    spoke = int(volition.wishes(as_matrix([a_row(trust=value)]))[0, chat]) > genre.moves[chat].base
    assert spoke == COMPARE[op](value, 0)
    assert bool(reasons_of(volition, "wish", a_row(trust=value), "chat")) == spoke


@given(st.integers(-3000, 3000))
def test_a_better_margin_never_has_a_worse_outcome(margin):
    assert OUTCOMES.index(outcome(margin + 1)) <= OUTCOMES.index(outcome(margin))


def test_every_band_begins_where_it_says():
    assert [outcome(least) for least in BANDS] == list(OUTCOMES[:-1])
    assert [outcome(least - 1) for least in BANDS] == list(OUTCOMES[1:])


def test_no_rows_are_a_matrix_without_rows():
    assert as_matrix([]).shape == (0, len(FEATURES))
