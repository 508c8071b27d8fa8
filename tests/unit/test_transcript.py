"""The transcript: headings when the scene changes, speech by name, turning points, and names that cannot break the page."""

import pytest

from actors.events import INTERACTED, MOVED, REFLECTED, TICKED, TURNED, Draft, numbered
from actors.world import Place
from runtime.transcript import Line, Narrator, markdown, plain

PLACES = {"inn": Place("inn", "the inn", "at the inn", True), "square": Place("square", "the square", "in the square", True)}
SHORTS = {"anna": "Anna", "bruno": "Bruno", "carla": "Carla"}


def events(*drafts: Draft, tick: int = 3):
    return numbered("e", tick, 0, drafts)


def scene(place: str = "inn", direction: str = "", by: str = "anna") -> Draft:
    lines = [[by, "chat.open", "Fine rain."], ["bruno", "any.accept", "So it is."]]
    return Draft(INTERACTED, f"{by}>bruno", 0, {"place": place, "direction": direction, "lines": lines})


def turn(before: str, after: str) -> Draft:
    return Draft(TURNED, "anna>bruno", 1, {"owner": "anna", "target": "bruno", "before": before, "kind": after})


def told(*drafts: Draft) -> list[Line]:
    return list(Narrator(SHORTS, PLACES).tell(events(*drafts)))


def test_a_scene_has_a_heading_a_direction_and_speech():
    assert told(scene(direction="Anna nods.")) == [
        Line("heading", "At the inn", "", 3),
        Line("direction", "Anna nods.", "", 3),
        Line("speech", "Fine rain.", "Anna", 3),
        Line("speech", "So it is.", "Bruno", 3),
    ]


def test_a_heading_comes_only_when_the_place_or_the_tick_changes():
    narrator = Narrator(SHORTS, PLACES)
    lines = [*narrator.tell(events(scene(), scene(by="carla"), scene("square", by="carla"), tick=3))]
    lines += narrator.tell(events(scene("square"), tick=4))
    assert [(line.text, line.tick) for line in lines if line.role == "heading"] == [
        ("At the inn", 3), ("In the square", 3), ("In the square", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("acquaintance", "friend", "Anna counts Bruno a friend."),
        ("friend", "beloved", "Anna loves Bruno."),
        ("friend", "enemy", "Anna has made an enemy of Bruno."),
        ("acquaintance", "rival", "Anna sees a rival in Bruno."),
        ("friend", "acquaintance", "Anna no longer counts Bruno a friend."),
        ("beloved", "stranger", "Anna loves Bruno no more."),
        ("beloved", "friend", "Anna counts Bruno a friend."),
        ("enemy", "acquaintance", "Anna no longer hates Bruno."),
        ("rival", "acquaintance", "Anna has no rival in Bruno any more."),
    ],
)
def test_a_turning_point_is_told(before, after, text):
    assert told(turn(before, after)) == [Line("turn", text, "", 3)]


def test_making_and_losing_an_acquaintance_is_not_worth_a_line():
    assert told(turn("stranger", "acquaintance"), turn("acquaintance", "stranger")) == []


def test_a_reflection_is_thought_alone():
    thought = Draft(REFLECTED, "anna~", 0, {"character": "anna", "memories": [{"text": "I have been unjust."}]})
    assert told(thought) == [Line("thought", "I have been unjust.", "Anna", 3)]


def test_journeys_and_the_end_of_a_tick_are_passed_over_unless_asked_for():
    journey = Draft(MOVED, "anna@", 0, {"character": "anna", "from": "inn", "to": "square"})
    assert told(journey, Draft(TICKED, "~", 0, {})) == []
    moved, ticked = events(journey, Draft(TICKED, "~", 0, {}))
    narrator = Narrator(SHORTS, PLACES)
    assert list(narrator.journeys([moved, ticked])) == [Line("direction", "Anna goes to the square.", "", 3)]


def test_plain_text_reads_like_a_play():
    page = [plain(line) for line in told(scene(direction="Anna nods."), turn("friend", "enemy"))]
    assert page == [
        "\nAt the inn. (tick 3)", "    (Anna nods.)", "  ANNA. Fine rain.", "  BRUNO. So it is.",
        "    * Anna has made an enemy of Bruno.",
    ]  # fmt: skip
    assert plain(Line("thought", "Alas.", "Anna", 3)) == "    (Anna, alone: Alas.)"


def test_markdown_gives_every_line_a_paragraph():
    page = [markdown(line) for line in told(scene(direction="Anna nods."), turn("friend", "enemy"))]
    assert page == [
        "\n### At the inn · tick 3\n", "*Anna nods.*\n", "**Anna.** Fine rain.\n", "**Bruno.** So it is.\n",
        "> **Anna has made an enemy of Bruno.**\n",
    ]  # fmt: skip


HOSTILE = "*A* _b_ `c` <script>alert(1)</script> [x](y) # \\ ~~d~~ &lt;"
SAFE = "\\*A\\* \\_b\\_ \\`c\\` \\<script\\>alert(1)\\</script\\> \\[x\\](y) \\# \\\\ \\~\\~d\\~\\~ \\&lt;"


@pytest.mark.parametrize("role", ["heading", "direction", "speech", "turn", "thought"])
def test_no_text_can_break_the_markdown(role):
    assert SAFE in markdown(Line(role, HOSTILE, "Anna", 3))


@pytest.mark.parametrize("role", ["speech", "thought"])
def test_no_name_can_break_the_markdown(role):
    page = markdown(Line(role, "Good day.", HOSTILE, 3))
    assert SAFE in page
    assert HOSTILE not in page


async def test_a_whole_story_can_be_told(played):
    world_places = {**PLACES}
    shorts = {name: name.title() for name in ("anna", "bruno", "carla", "dario", "elena", "fabio")}
    lines = list(Narrator(shorts, world_places).tell(await played.events()))
    assert {"heading", "speech"} <= {line.role for line in lines}
    assert all(plain(line) and markdown(line).strip() for line in lines)
