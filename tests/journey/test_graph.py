"""Questions about who stands how to whom, as a user asks them: of a real Neo4j, without one, and of the past."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.graph.login import Login
from tests.journey.shell import Clerk, Shell


@dataclass
class Verona:
    """An ecosystem of eight people after six ticks, in Postgres and in a real Neo4j."""

    without: Shell
    with_neo4j: Shell
    ecosystem: str

    def says(self, *words: str, shell: Shell | None = None) -> list[str]:
        """The lines of an answer that needs no excuse."""
        done = (shell or self.without).run("graph", words[0], self.ecosystem, *words[1:])
        assert (done.code, done.err) == (0, ""), done
        return done.out.splitlines()

    def data(self, *words: str, shell: Shell | None = None) -> dict[str, Any]:
        [line] = self.says(*words, "--json", shell=shell)
        return dict(json.loads(line))


@pytest.fixture(scope="module")
def verona(clerk: Clerk, home: Path, neo4j: Login) -> Verona:
    there = {"FABULA_NEO4J_URL": neo4j.url, "FABULA_NEO4J_USER": neo4j.user, "FABULA_NEO4J_PASSWORD": neo4j.password}
    without, with_neo4j = Shell(clerk, home), Shell(clerk, home, {"FABULA_EMBEDDER": "hashed", **there})
    assert without.run("services", "up").code == 0
    done = with_neo4j.alone("run", "montagues", "--ticks", "6", "--seed", "7", "--json")
    assert done.code == 0, done
    return Verona(without, with_neo4j, json.loads(done.out.splitlines()[-1])["ecosystem"])


QUESTIONS = [
    ("path", "tybalt", "friar-laurence"), ("around", "romeo", "--steps", "2"), ("mutual", "romeo", "juliet"), ("communities",),
    ("central",), ("balance",), ("triangles",), ("changed",),
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: words[0])
def test_every_question_is_answered_alike_by_neo4j_by_postgres_and_by_the_chronicle(
    verona: Verona, question: tuple[str, ...]
) -> None:
    now = ("--to", "6") if question[0] == "changed" else ("--at", "6")
    answers = [verona.data(*question, shell=verona.with_neo4j), verona.data(*question), verona.data(*question, *now)]
    assert [(answer.pop("source"), answer.pop("tick")) for answer in answers] == [
        ("Neo4j", 6), ("Postgres", 6), ("the chronicle", 6),
    ]  # fmt: skip
    assert answers[0] == answers[1] == answers[2]


def test_people_are_shown_by_name(verona: Verona) -> None:
    assert verona.says("path", "romeo", "juliet", "--at", "0") == ["1 step", "  Romeo → Juliet"]
    assert verona.says("around", "romeo", "--steps", "0") == ["STEPS", "  0 Romeo", "RELATIONSHIPS", "  none"]
    assert any("Romeo" in line and "liked" in line for line in verona.says("central"))
    assert "threesomes are balanced" in verona.says("balance")[0]
    assert verona.says("communities")[0] == "COMMUNITIES"
    assert verona.says("changed", "--from", "6") == ["nothing has changed"]


def test_long_lists_are_cut_and_it_is_said(verona: Verona) -> None:
    lines = verona.says("central", "--limit", "2")
    assert (len(lines), lines[2]) == (3, "… and 6 more")
    answer = verona.data("central", "--limit", "2")
    assert (len(answer["people"]), answer["of"]) == (2, {"people": 8})
    assert len(verona.data("central")["people"]) == 8


def test_the_past_is_as_it_was(verona: Verona) -> None:
    first, last = verona.data("central", "--at", "0")["people"], verona.data("central")["people"]
    assert first != last
    assert verona.data("changed", "--from", "0", "--to", "0")["changes"] == []
    assert verona.data("changed", "--from", "2", "--to", "5")["changes"] != []


def test_a_neo4j_that_refuses_or_is_away_is_named_on_one_line_and_the_answer_comes(verona: Verona) -> None:
    clerk, home, there = verona.with_neo4j.clerk, verona.with_neo4j.home, verona.with_neo4j.variables
    wrong = Shell(clerk, home, {**there, "FABULA_NEO4J_PASSWORD": "wrong"})
    away = Shell(clerk, home, {"FABULA_NEO4J_URL": "bolt://127.0.0.1:1"})
    for shell, reason in [(wrong, "Neo4j: The client is unauthorized"), (away, "Neo4j does not answer: connection refused")]:
        done = shell.run("graph", "balance", verona.ecosystem, "--json")
        assert (done.code, len(done.err.splitlines())) == (0, 1), done
        assert done.err.startswith(f"fabula: answered from Postgres: {reason}")
        assert json.loads(done.out) == verona.data("balance")


def test_what_does_not_exist_is_refused_in_one_line(verona: Verona) -> None:
    shell, id = verona.with_neo4j, verona.ecosystem
    nobody = f"nobody in ecosystem '{id}' has the id 'zorro'; `fabula show {id}` lists the cast"
    assert shell.refusal("graph", "path", id, "romeo", "zorro") == nobody
    assert shell.refusal("graph", "around", id, "zorro", "--at", "3") == nobody
    assert shell.refusal("graph", "mutual", id, "zorro", "romeo") == nobody
    assert shell.refusal("graph", "balance", id, "--at", "7") == f"--at: ecosystem '{id}' has no tick 7; it is at tick 6"
    assert shell.refusal("graph", "changed", id, "--from", "7") == f"--from: ecosystem '{id}' has no tick 7; it is at tick 6"
    assert shell.refusal("graph", "changed", id, "--to", "7") == f"--to: ecosystem '{id}' has no tick 7; it is at tick 6"
    assert shell.refusal("graph", "communities", "nowhere") == "no ecosystem has the id 'nowhere'; `fabula ecosystems` lists them"
