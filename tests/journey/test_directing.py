"""Directing from the command line: an ecosystem that nobody plays is spoken with, steered and paused."""

import asyncio
import json
from pathlib import Path

import pytest

from runtime.creation import create
from runtime.host import hosting
from runtime.settings import Settings
from scenarios.genre import load_genre
from scenarios.loading import load_world
from tests.journey.shell import Shell


@pytest.fixture(scope="module")
def ecosystem(served: Shell) -> str:
    """A story that has only begun."""

    async def begun() -> str:
        async with hosting(Settings(home=served.home)) as host:
            return (await create(host.store, load_world("montagues", load_genre()), 7)).founding.ecosystem

    return asyncio.run(begun())


def said(served: Shell, *words: str) -> str:
    """What the command says; it must succeed."""
    done = served.run(*words)
    assert done.code == 0, done
    return done.out


def test_a_character_answers_though_nobody_plays(served: Shell, ecosystem: str) -> None:
    answer = said(served, "talk", ecosystem, "juliet", "Do you love Romeo?", "--as", "Victor")
    assert "VICTOR. Do you love Romeo?" in answer
    assert "JULIET. " in answer
    answer = said(served, "talk", ecosystem, "juliet", "I love you.", "--as-character", "romeo", "--key", "vow")
    assert "ROMEO. I love you." in answer
    assert said(served, "talk", ecosystem, "juliet", "I love you.", "--as-character", "romeo", "--key", "vow") == answer


def test_directives_happen_now_or_later(served: Shell, ecosystem: str) -> None:
    now = said(served, "direct", ecosystem, "event", "The old elm came down.", "--place", "square", "--now")
    assert "(The old elm came down.)" in now
    met = said(served, "direct", ecosystem, "meet", "romeo", "tybalt", "--now")
    assert "Romeo and Tybalt are brought together" in met
    assert "ROMEO. " in met
    assert "TYBALT. " in met
    later = said(served, "direct", ecosystem, "whisper", "juliet", "avoid", "romeo", "--ticks", "9", "--key", "avoid")
    assert later == "ordered under the key avoid; it takes effect in tick 5, or later\n"
    said(served, "direct", ecosystem, "mood", "romeo", "--mood", "-300,200,0", "--set", "--now")
    told = said(served, "transcript", ecosystem)
    assert "(A thought comes to Juliet: I mean to keep out of Romeo's way.)" in told
    assert "(A shadow falls on Romeo.)" in told
    assert json.loads(said(served, "verify", ecosystem, "--json"))["ok"]


def test_a_pause_says_who_and_why_until_it_is_resumed(served: Shell, ecosystem: str) -> None:
    assert said(served, "pause", ecosystem, "--by", "Ada", "--reason", "supper") == "paused by Ada: supper\n"
    assert "paused by Ada: supper" in said(served, "show", ecosystem)
    assert "JULIET. " in said(served, "talk", ecosystem, "juliet", "Good day!")
    assert "paused by Ada: supper" in said(served, "show", ecosystem)
    assert said(served, "resume", ecosystem).startswith("resting: nothing is due")


HAMLET = """
persona:
  id: hamlet
  name: Hamlet of Denmark
  short: Hamlet
  role: a prince on his travels
relationships:
  - {from: hamlet, to: mercutio, affinity: 500, mutual: true}
"""


LAERTES = HAMLET.replace("hamlet", "laertes").replace("Hamlet", "Laertes")


def test_somebody_comes_is_spoken_to_and_leaves_for_good(served: Shell, ecosystem: str, tmp_path: Path) -> None:
    (tmp_path / "hamlet.yaml").write_text(HAMLET, "utf-8")
    came = said(served, "join", ecosystem, str(tmp_path / "hamlet.yaml"), "--place", "square", "--now")
    assert "Hamlet" in came
    assert "HAMLET. " in said(served, "talk", ecosystem, "hamlet", "Who is there?")
    assert "id of somebody who is, or was, here already" in served.refusal("join", ecosystem, str(tmp_path / "hamlet.yaml"))
    assert "Hamlet" in said(served, "leave", ecosystem, "hamlet", "--now")
    assert "Hamlet has left" in served.refusal("talk", ecosystem, "hamlet", "Stay!")
    assert json.loads(said(served, "verify", ecosystem, "--json"))["ok"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "hamlet.yaml"),
        ("[]", "hamlet.yaml: the file"),
        ("persona: {id: hamlet}", "persona.name: is missing"),
        (HAMLET.replace("role:", "rôle:"), "persona.rôle: the key 'rôle' is unknown here"),
        (HAMLET.replace("500", "5000"), "relationships[0].affinity: 5000 is out of range"),
        (LAERTES.replace("to: mercutio", "to: ghost"), "ghost"),
        (LAERTES.replace("from: laertes", "from: romeo"), "regards: each is between the newcomer and somebody else"),
    ],
)
def test_nobody_comes_from_a_file_that_makes_no_sense(
    served: Shell, ecosystem: str, tmp_path: Path, text: str | None, reason: str
) -> None:
    if text is not None:
        (tmp_path / "hamlet.yaml").write_text(text, "utf-8")
    assert reason in served.refusal("join", ecosystem, str(tmp_path / "hamlet.yaml"))
    assert "nobody in ecosystem" in served.refusal("leave", ecosystem, "hamlet-of-nowhere")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("direct", "ID", "dance"), "directive: 'dance' is unknown; it is one of storm, letter, ball, arrest, event"),
        (("direct", "ID", "storm", "square"), "storm: takes nothing after it, not 1 word"),
        (("direct", "ID", "whisper", "juliet"), "whisper: takes CHARACTER AIM ABOUT after it, not 1 word"),
        (("direct", "ID", "whisper", "juliet", "fly", "romeo"), "aim: 'fly' is unknown"),
        (("direct", "ID", "storm", "--place", "moon"), "place: there is no 'moon'; there are: square"),
        (("direct", "ID", "mood", "romeo", "--mood", "glad"), "--mood: 'glad' is not of the form"),
        (("direct", "ID", "mood", "romeo", "--mood", "1,2"), "has to be three numbers"),
        (("direct", "ID", "move", "romeo", "square", "--text", "x"), "text: is not a field of this directive"),
        (("talk", "ID", "ghost", "Boo!"), "nobody in ecosystem"),
        (("talk", "ID", "juliet", "Boo!", "--as", "x", "--as-character", "romeo"), "name: speak with a name of your own"),
        (("pause", "nowhere"), "no ecosystem has the id 'nowhere'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(served: Shell, ecosystem: str, words: tuple[str, ...], reason: str) -> None:
    assert reason in served.refusal(*(ecosystem if word == "ID" else word for word in words))
