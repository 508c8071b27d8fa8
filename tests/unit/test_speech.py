"""Speech: how people are addressed, and that every slot is filled from the speaker's own state."""

from dataclasses import replace

import pytest

from actors.cast import Cast
from actors.genre import Genre
from actors.mind.circle import Circle
from actors.mind.memory import Memory
from actors.mind.recall import WorkingSet
from actors.mind.setting import Setting
from actors.mind.speech import NO_WANT, WELL_KNOWN, Frame, address, direct, reflect, say
from actors.mind.state import State
from actors.persona import Want
from actors.relationship import Relationship

DEED = Memory("f", 3, 600, -300, "bruno", "insult", "anna", "refuse", "inn", "", 3, "")


@pytest.fixture(scope="module")
def echo(cast: Cast, genre: Genre) -> Setting:
    """A setting whose lines are their slots."""
    slots = ["you", "me", "want", "secret", "rumour", "memory", "deed", "news"]
    slots += ["place", "here", "image", "oath", "third", "saying"]
    speech = {f"{slot}.open": (f"<#{slot}#>",) for slot in slots}
    asides = {"aside": ("#actor# before #target#, #he# and #he2#, #here#",), "thought": ("#third#, #third_him#",)}
    return Setting(7, cast, replace(genre, speech={**speech, **asides, "tale": ("one", "two", "three")}))


def frame(setting: Setting, me: str = "anna", you: str = "bruno", state: State | None = None, **more) -> Frame:
    return Frame(setting, setting.cast.personas[me], state or State("inn"), you, 5, **more)


def known(familiarity: int = 0, **more) -> State:
    return State("inn", relationships=Circle({"bruno": Relationship((0, 0, 0, 0, familiarity), **more)}))


def test_a_stranger_with_a_title_is_addressed_by_it(setting):
    assert address(frame(setting, you="dario")) == "Doctor"


def test_a_stranger_without_a_title_is_addressed_by_name(setting):
    assert address(frame(setting)) == "Bruno"


def test_one_who_is_well_known_is_addressed_by_name(setting):
    def doctor(familiarity: int) -> str:
        state = State("inn", relationships=Circle({"dario": Relationship((0, 0, 0, 0, familiarity))}))
        return address(frame(setting, you="dario", state=state))

    assert (doctor(WELL_KNOWN - 1), doctor(WELL_KNOWN)) == ("Doctor", "Dario")


def test_the_author_s_own_form_of_address_comes_first(setting):
    assert address(frame(setting, state=known(900, calls="my heart"))) == "my heart"


def test_an_enemy_loses_the_pet_name_unless_there_is_a_bond(setting):
    assert address(frame(setting, state=known(900, kind="enemy", calls="my heart"))) == "Bruno"
    assert address(frame(setting, state=known(900, kind="enemy", calls="father", bond="father"))) == "father"


def test_a_line_without_its_slot_is_never_spoken(echo):
    for slot in ("secret", "rumour", "memory", "deed", "news", "third", "saying"):
        assert say(frame(echo), f"{slot}.open") == "…"


def test_one_s_own_secret_is_one_s_own_to_tell(echo):
    assert say(frame(echo, "bruno", "anna"), "secret.open") == "<I sold the bell>"


def test_a_rumour_is_told_only_by_one_who_knows_it(echo):
    knowing = State("inn", secrets={"secret:bruno": "bruno"})
    assert say(frame(echo, "anna", "carla", knowing, about="bruno"), "rumour.open") == "<Bruno sold the bell>"
    assert say(frame(echo, "anna", "carla", knowing, about="elena"), "rumour.open") == "…"
    assert say(frame(echo, "dario", "carla", about="bruno"), "rumour.open") == "…"


def test_a_deed_is_worded_as_its_speaker_sees_it(echo):
    assert say(frame(echo, memory=DEED), "deed.open") == "<the way you insulted me here>"
    assert say(frame(echo, you="carla", memory=DEED), "news.open") == "<Bruno insulted me here>"
    away = State("square")
    assert say(frame(echo, "bruno", "anna", away, memory=DEED), "memory.open") == "<when I insulted you at the inn>"


def test_a_want_about_the_listener_is_not_told_to_him_or_her(echo):
    assert say(frame(echo), "want.open") == f"<{NO_WANT}>"
    assert say(frame(echo, you="carla"), "want.open") == "<win Bruno>"


def test_any_of_several_wants_may_be_spoken_of(echo):
    anna = echo.cast.personas["anna"]
    wants = tuple(Want(f"w{n}", "rise", "", 500, f"win {n}") for n in range(3))
    lines = {
        say(Frame(echo, replace(anna, wants=wants), State("inn"), "bruno", tick), "want.open") for tick in range(40)
    }  # fmt: skip
    assert lines == {"<win 0>", "<win 1>", "<win 2>"}


def test_a_line_goes_on_through_the_whole_stock_before_one_comes_again(echo):
    state = State("inn")
    heard = []
    for turn in range(3):
        state.spoken["tale"] = turn
        heard.append(say(frame(echo, state=state), "tale"))
    assert sorted(heard) == ["One", "Three", "Two"]


def test_one_s_last_lines_are_avoided(echo):
    said = say(frame(echo), "tale")
    assert say(frame(echo, state=State("inn", recent=[said])), "tale") != said


def test_the_next_symbol_speaks_when_the_first_is_silent(echo):
    assert say(frame(echo), "rumour.open", "me.open") == "<Anna>"
    assert say(frame(echo), "no.such.symbol", "me.open") == "<Anna>"


def test_saying_something_changes_nothing(setting):
    state = State("inn", memories=WorkingSet([DEED]), secrets={"secret:elena": "elena"})
    before = state.encoded()
    say(frame(setting, state=state, memory=DEED, about="elena"), "betray.open", "chat.open")
    assert state.encoded() == before


def test_a_stage_direction_is_the_narrator_s_and_may_be_missing(echo):
    assert direct(frame(echo, "bruno", "elena"), "aside") == "Bruno before Elena, he and she, at the inn"
    assert direct(frame(echo), "no.such.direction") == ""


def test_a_reflection_is_about_a_third_person_and_is_never_missing(echo):
    assert reflect(frame(echo), "thought") == "Bruno, him"
    assert reflect(frame(echo), "no.such.thought") == "I have been thinking of Bruno."


def test_a_voice_speaks_own_lines_that_nobody_else_has(cast, genre):
    anna = cast.personas["anna"]
    own = replace(anna, voice=replace(anna.voice, lines=(("chat.open", ("Mine, all mine.",)),)))
    setting = Setting(7, Cast({**cast.personas, "anna": own}, cast.places), genre)
    heard = {
        who: {say(Frame(setting, setting.cast.personas[who], State("inn", spoken={"chat.open": n}), "carla", n), "chat.open")
              for n in range(12)}
        for who in ("anna", "bruno")
    }  # fmt: skip
    assert "Mine, all mine." in heard["anna"]
    assert "Mine, all mine." not in heard["bruno"]
