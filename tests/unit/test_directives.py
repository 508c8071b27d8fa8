"""Reading directives: what is missing gets its usual value, and everything wrong is named."""

import pytest

from actors.directives import CALLED, LONGEST, Meet, MoodChange, Relocation, Whisper, WorldEvent, clause, directive_of
from actors.errors import InvalidRequest

STORM = {"what": "world_event", "event": "storm"}
WHISPER = {"what": "whisper", "character": "anna", "aim": "avenge", "about": "carla"}
MOOD = {"what": "mood", "character": "anna", "mood": [1, 2, 3]}


def test_a_storm_has_its_usual_mood_and_weight():
    assert directive_of(STORM) == WorldEvent("storm", "", "", "", *CALLED["storm"])


def test_everything_about_an_event_can_be_said():
    said = {"place": "inn", "text": "The well ran dry.", "about": "anna", "mood": [-500, 0, 500], "importance": 1000}
    event = directive_of({"what": "world_event", "event": "other", **said})
    assert event == WorldEvent("other", "inn", "the well ran dry", "anna", (-500, 0, 500), 1000)


@pytest.mark.parametrize(
    ("body", "directive"),
    [
        (WHISPER, Whisper("anna", "avenge", "carla", 700, 60, "")),
        ({**WHISPER, "strength": 1, "ticks": 5, "text": "see her pay!"}, Whisper("anna", "avenge", "carla", 1, 5, "see her pay")),
        ({"what": "meet", "one": "anna", "other": "bruno"}, Meet("anna", "bruno", "")),
        ({"what": "meet", "one": "anna", "other": "bruno", "move": "insult"}, Meet("anna", "bruno", "insult")),
        (MOOD, MoodChange("anna", "shift", (1, 2, 3))),
        ({**MOOD, "how": "set", "mood": (-1000, 1000, 0)}, MoodChange("anna", "set", (-1000, 1000, 0))),
        ({"what": "move", "character": "anna", "place": "inn"}, Relocation("anna", "inn")),
    ],
)
def test_a_directive_is_what_its_body_says_and_says_it_again(body, directive):
    assert directive_of(body) == directive
    assert directive_of(directive.encoded()) == directive


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "directive"),
        ({}, "what"),
        ({"what": "miracle"}, "what"),
        ({"what": ["storm"]}, "what"),
        ({"what": "world_event"}, "event"),
        ({"what": "world_event", "event": "other"}, "text"),
        ({**STORM, "text": "x" * (LONGEST + 1)}, "text"),
        ({**STORM, "text": "a\x1b[31m storm"}, "text"),
        ({**STORM, "text": 7}, "text"),
        ({**STORM, "mood": [0, 0, 501]}, "mood"),
        ({**STORM, "mood": [0, 0]}, "mood"),
        ({**STORM, "mood": "glad"}, "mood"),
        ({**STORM, "mood": [0, 0, 0.5]}, "mood"),
        ({**STORM, "importance": True}, "importance"),
        ({**STORM, "importance": -1}, "importance"),
        ({**STORM, "where": "inn"}, "where"),
        ({**WHISPER, "aim": "fly"}, "aim"),
        ({**WHISPER, "about": "anna"}, "about"),
        ({**WHISPER, "about": ""}, "about"),
        ({**WHISPER, "strength": 0}, "strength"),
        ({**WHISPER, "ticks": 1001}, "ticks"),
        ({"what": "meet", "one": "anna"}, "other"),
        ({"what": "meet", "one": "anna", "other": "anna"}, "other"),
        ({"what": "mood", "character": "anna"}, "mood"),
        ({**MOOD, "mood": [1001, 0, 0]}, "mood"),
        ({**MOOD, "how": "wish"}, "how"),
        ({"what": "move", "character": "anna"}, "place"),
    ],
)
def test_what_is_wrong_is_named(body, field):
    with pytest.raises(InvalidRequest) as refused:
        directive_of(body)
    assert refused.value.args[0] == field
    assert str(refused.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The well ran dry.", "the well ran dry"),
        ("  A stranger   rode in!! ", "a stranger   rode in"),
        ("Javert was seen at the bridge", "Javert was seen at the bridge"),
        ("All", "All"),
        ("", ""),
    ],
)
def test_a_sentence_becomes_a_clause(sentence, said):
    assert clause(sentence.strip()) == said
