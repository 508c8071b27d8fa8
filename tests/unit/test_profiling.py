"""Profiling: stages that add up, the functions that are hot, and nothing that stays."""

from actors.company import Company
from actors.events import chained
from runtime.cli.profile import as_dict, page
from runtime.openers import ephemeral
from runtime.profiling import ELSEWHERE, STAGES, InTurn, profile
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


async def test_every_stage_takes_time_and_all_of_them_are_the_whole(world):
    store = InMemoryStore()
    found = await profile(ephemeral(store, InMemoryHerald()), world, 7, ticks=12, warm=3)
    assert tuple(found.stages) == STAGES
    assert [stage for stage, seconds in found.stages.items() if seconds <= 0 and stage != ELSEWHERE] == []
    assert abs(sum(found.stages.values()) - found.seconds) < 1e-6
    assert (found.characters, found.ticks, found.warm) == (6, 12, 3)
    assert found.interactions > 0
    assert await store.heads() == [], "what was founded for it is deleted"


async def test_the_hottest_functions_come_first_with_their_places(world):
    found = await profile(ephemeral(InMemoryStore(), InMemoryHerald()), world, 7, ticks=6, warm=0)
    own = [hot.own for hot in found.functions]
    assert own == sorted(own, reverse=True)
    places = {hot.name: hot.where for hot in found.functions}
    assert places[chained.__name__].startswith("actors/events.py:")


async def test_the_page_is_readable_at_100_columns_and_says_what_the_json_says(world):
    found = await profile(ephemeral(InMemoryStore(), InMemoryHerald()), world, 7, ticks=6, warm=0)
    lines, data = page(found), as_dict(found)
    assert max(map(len, lines)) <= 100
    assert [line for stage in data["stages"] for line in lines if line.startswith(stage)] == lines[3 : 3 + len(data["stages"])]
    assert abs(sum(data["stages"].values()) - data["us"]) < 0.01


async def test_taking_turns_tells_the_same_story(world, set_stage):
    def in_turn(stage) -> InTurn:
        company: Company = stage.company
        return InTurn(stage.ecosystem, stage.store, InMemoryHerald(), company)

    stage = await set_stage(world)
    supervisor = in_turn(stage)
    await supervisor.activate()
    for _ in range(9):
        await supervisor.tick()
    assert supervisor.head.hash == await (await set_stage(world)).play(9)
