"""Conduct: the tired rest, those who hate are crueller, and friends are kinder; read off whole stories and constructed states."""

from collections import Counter

import pytest

from actors.character import Character
from actors.events import INTERACTED
from actors.mind.needs import urgencies
from actors.mind.setting import Setting
from actors.mind.state import State


def acts(setting: Setting, persona, energy: int, ticks: int = 400, **levels) -> int:
    """In how many of so many ticks somebody with so much energy would act."""
    character = Character(persona, State("inn"), setting)
    count = 0
    for tick in range(ticks):
        character.state.felt, character.state.levels = tick, (energy, *levels.get("others", (600, 600, 700, 600)))
        count += character.mood_to_act(tick) == "act"
    return count


def test_the_more_tired_one_is_the_less_one_acts(setting, cast):
    rested, tired, weary = (acts(setting, cast.personas["dario"], energy) for energy in (1000, 500, 300))
    assert rested > tired > weary > 0


def test_the_exhausted_rest(setting, cast):
    dario = Character(cast.personas["dario"], State("inn", levels=(50, 600, 600, 700, 600)), setting)
    assert urgencies((50, 0, 0, 0, 0))[0] > 640
    assert {dario.mood_to_act(0) for _ in range(20)} == {"resting"}


def test_the_sociable_and_the_lonely_act_more_often(setting, cast, person):
    lively, shy = person("anna", traits=(0, 0, 900, 0, 0)), person("anna", traits=(0, 0, -900, 0, 0))
    assert acts(setting, lively, 800) > acts(setting, shy, 800)
    assert acts(setting, shy, 800, others=(0, 600, 700, 600)) > acts(setting, shy, 800, others=(1000, 600, 700, 600))


async def test_nobody_acts_all_the_time(classic_played, played):
    for story in (classic_played, played):
        begun = Counter(event.body["initiator"] for event in await story.events() if event.kind == INTERACTED)
        assert max(begun.values()) < 45  # of 60 ticks


@pytest.mark.parametrize("name", ["played", "classic_played"])
async def test_those_who_hate_are_crueller_than_friends(request, name):
    story = request.getfixturevalue(name)
    cruel = {"insult", "mock", "threaten", "accuse", "quarrel", "betray"}
    deeds = {"hate": Counter(), "love": Counter()}
    for event in await story.events():
        if event.kind != INTERACTED:
            continue
        body = event.body
        felt = next(change for change in body["regards"] if change["owner"] == body["initiator"])["was"][0]
        if abs(felt) >= 300:
            deeds["hate" if felt < 0 else "love"][body["move"] in cruel] += 1
    share = {feeling: counts[True] / counts.total() for feeling, counts in deeds.items()}
    assert deeds["hate"].total() >= 3 and deeds["love"].total() >= 3
    assert share["hate"] > share["love"] + 0.2


async def test_the_same_person_takes_a_friend_s_word_better_than_an_enemy_s(played, classic_played):
    for story in (played, classic_played):
        margins = {"friend": [], "foe": []}
        for event in await story.events():
            if event.kind == INTERACTED:
                body = event.body
                felt = next(change for change in body["regards"] if change["owner"] == body["responder"])["was"][0]
                if abs(felt) >= 300:
                    margins["friend" if felt > 0 else "foe"].append(body["margin"])
        friend, foe = (sum(m) / len(m) for m in (margins["friend"], margins["foe"]))
        assert friend > foe
