"""Directing from the command line: an ecosystem that nobody plays is spoken with, steered and paused."""

import json
from pathlib import Path

import pytest

from tests.journey.shell import fabula, refused


@pytest.fixture(scope="module")
def ecosystem(home: Path) -> str:
    """Ten ticks of a story."""
    done = fabula(home, "run", "montagues", "--ticks", "10", "--seed", "7", "--json")
    return str(json.loads(done.stdout.splitlines()[-1])["ecosystem"])


def test_a_character_answers_and_remembers_though_nobody_plays(home: Path, ecosystem: str) -> None:
    answer = fabula(home, "talk", ecosystem, "juliet", "Do you love Romeo?", "--as", "Victor").stdout
    assert "VICTOR. Do you love Romeo?" in answer
    assert "JULIET. " in answer
    recalled = fabula(home, "recall", ecosystem, "juliet", "Victor said to me").stdout
    assert "Victor said to me: “Do you love Romeo?”" in recalled


def test_directives_happen_now_or_later(home: Path, ecosystem: str) -> None:
    now = fabula(home, "direct", ecosystem, "event", "The old elm came down.", "--place", "square", "--now").stdout
    assert "(The old elm came down.)" in now
    met = fabula(home, "direct", ecosystem, "meet", "romeo", "tybalt", "--now", "--key", "once").stdout
    assert "Romeo and Tybalt are brought together" in met and "ROMEO." in met and "TYBALT." in met
    assert fabula(home, "direct", ecosystem, "meet", "romeo", "tybalt", "--now", "--key", "once").stdout == met
    later = fabula(home, "direct", ecosystem, "whisper", "juliet", "avoid", "romeo", "--ticks", "9").stdout
    assert "it takes effect in tick 14, or later" in later
    played = fabula(home, "run", "--resume", ecosystem, "--ticks", "2", "--json").stderr
    assert "(A thought comes to Juliet: I mean to keep out of Romeo's way.)" in played
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def test_a_pause_says_who_and_why_until_it_is_resumed(home: Path, ecosystem: str) -> None:
    assert fabula(home, "pause", ecosystem, "--by", "Ada", "--reason", "supper").stdout == "paused by Ada: supper\n"
    assert "paused by Ada: supper" in fabula(home, "show", ecosystem).stdout
    assert "JULIET. " in fabula(home, "talk", ecosystem, "juliet", "Good day!").stdout
    assert "paused by Ada: supper" in fabula(home, "show", ecosystem).stdout
    assert fabula(home, "resume", ecosystem).stdout.startswith("resting: nothing is due")


@pytest.mark.parametrize(
    ("words", "said"),
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
def test_what_makes_no_sense_is_refused_in_one_line(home: Path, ecosystem: str, words: tuple[str, ...], said: str) -> None:
    assert said in refused(home, *(ecosystem if word == "ID" else word for word in words))
