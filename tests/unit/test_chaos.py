"""The fault kit: its schedule is a function of the seed, what cannot be done is refused, and the report says what was found."""

from collections import Counter
from pathlib import Path

import pytest

from actors.errors import InvalidRequest
from runtime.chaos.campaign import legs_for
from runtime.chaos.faults import FAULTS, LASTING, Fault, chosen
from runtime.chaos.ground import directory
from runtime.chaos.life import Life
from runtime.chaos.report import Outcome, Tally
from runtime.chaos.schedule import MOST_TENTHS, WAIT_MS, Injection, schedule
from runtime.settings import Settings

TICKS = 30


def settings(**given: str) -> Settings:
    return Settings(home=Path("nowhere"), **{"neo4j_url": None, "kafka_bootstrap": None, **given})


def outcome(number: int, fault: Fault, recovery: float | None, *violations: str) -> Outcome:
    return Outcome(Injection(number, fault, 3, 0, 0.0, 0), "montagues-1", 3, recovery, violations)


def test_the_same_seed_gives_the_same_schedule_and_another_seed_another_one():
    assert schedule(7, 60, FAULTS, TICKS) == schedule(7, 60, FAULTS, TICKS)
    assert schedule(7, 60, FAULTS, TICKS) != schedule(8, 60, FAULTS, TICKS)


def test_a_longer_schedule_begins_as_a_shorter_one():
    assert schedule(7, 60, FAULTS, TICKS)[:25] == schedule(7, 25, FAULTS, TICKS)


def test_every_fault_comes_once_before_any_comes_again():
    dealt = [one.fault for one in schedule(3, 2 * len(FAULTS) + 5, FAULTS, TICKS)]
    assert set(dealt[: len(FAULTS)]) == set(dealt[len(FAULTS) : 2 * len(FAULTS)]) == set(FAULTS)
    assert dealt[: len(FAULTS)] != dealt[len(FAULTS) : 2 * len(FAULTS)]
    assert max(Counter(dealt).values()) == 3


def test_a_fault_strikes_while_the_round_is_played_and_lasts_only_if_it_can_be_undone():
    for one in schedule(5, 200, FAULTS, TICKS):
        assert 1 <= one.tick <= TICKS * 2 // 3
        assert 0 <= one.wait_ms <= WAIT_MS
        assert (0 < one.seconds <= MOST_TENTHS / 10) if one.fault.deed in LASTING else one.seconds == 0


def test_faults_are_chosen_by_name_by_deed_or_all_that_are_possible():
    assert chosen("kill-postgres, pause-valkey,kill-postgres", settings()) == [
        Fault("kill", "postgres"),
        Fault("pause", "valkey"),
    ]
    assert {fault.deed for fault in chosen("pause", settings())} == {"pause"}
    assert {fault.victim for fault in chosen("all", settings())}.isdisjoint({"neo4j", "kafka", "projector"})
    both = settings(neo4j_url="embedded", kafka_bootstrap="embedded")
    assert set(chosen("all", both)) == set(FAULTS)


@pytest.mark.parametrize(
    ("text", "given", "reason"),
    [
        ("kill-time", {}, "'kill-time' is none of all, kill, pause"),
        ("", {}, "'' is none of all"),
        ("kill-neo4j", {}, "kill-neo4j: only servers of its own are harmed; set FABULA_NEO4J_URL=embedded"),
        ("kill-neo4j", {"neo4j_url": "bolt://elsewhere"}, "only servers of its own are harmed"),
        ("pause-projector", {}, "there is nothing to project to"),
    ],
)
def test_what_is_no_fault_or_cannot_be_done_is_refused(text, given, reason):
    with pytest.raises(InvalidRequest) as refused:
        chosen(text, settings(**given))
    assert reason in str(refused.value)


def test_servers_of_others_are_never_used(monkeypatch):
    monkeypatch.setenv("FABULA_POSTGRES_URL", "postgresql://elsewhere/fabula")
    monkeypatch.setenv("FABULA_HOME", "/nowhere/at/all")
    with directory(None) as own:
        assert own.postgres_url is None and own.home.is_dir() and own.home != Path("/nowhere/at/all")
    assert not own.home.exists()
    monkeypatch.setenv("RAY_ADDRESS", "elsewhere:6379")
    with pytest.raises(InvalidRequest), directory(None):
        pass


def test_the_table_says_how_often_how_long_and_what_did_not_hold():
    kill, pause = Fault("kill", "postgres"), Fault("pause", "valkey")
    kills = [outcome(1, kill, 1.0), outcome(2, kill, 3.0), outcome(3, kill, 2.0)]
    tally = Tally([*kills, outcome(4, pause, None, "a gap", "a loss")])
    _, first, second, last = tally.table()
    assert first.split() == ["kill-postgres", "3", "2.00", "3.00", "0"]
    assert second.split() == ["pause-valkey", "1", "-", "-", "2"]
    assert last.split() == ["all", "4", "2"]
    assert tally.as_dict()["ok"] is False
    assert tally.violations[0] == "round 4, pause-valkey, montagues-1: a gap"
    assert Tally(kills).as_dict()["ok"] is True


def test_what_goes_backwards_is_seen():
    life = Life(None, "montagues-1", None, None)  # type: ignore[arg-type]
    for seq, epoch, hash in ((3, 1, "a"), (3, 1, "a"), (5, 2, "b")):
        life.see("neo4j", seq, epoch, hash)
    assert not life.astray
    life.see("neo4j", 6, 1, "c")
    life.see("neo4j", 6, 2, "d")
    assert list(life.astray) == [
        "neo4j went back from event 5 of epoch 2 to event 6 of epoch 1",
        "neo4j has two hashes for event 6: c and d",
    ]


def test_an_ecosystem_lives_through_no_more_rounds_than_there_are():
    assert (legs_for(3), legs_for(500)) == (3, 20)
