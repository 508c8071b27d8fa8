"""The servers die under a running world: it waits for Postgres, and does without Valkey; the story is the same."""

import asyncio
from pathlib import Path

from actors.world import World
from runtime.crash_points import read_crashes
from runtime.following import follow
from runtime.fuse import Fuse
from runtime.openers import served
from runtime.projections import Projections
from runtime.services import fallen, lower, revive
from runtime.services.account import own_account
from runtime.services.home import Home
from runtime.services.neo4j import Neo4j
from runtime.settings import EMBEDDED, Settings
from runtime.targets import open_targets, openers_of
from runtime.tending import tended
from runtime.verification import verify
from tests.chaos.playing import Play, command, kill, playing
from tests.cluster.running import until, until_async
from tests.servers import needs

TICKS = 24


def killing_postgres(home: Path, marks: Path) -> Fuse:
    """Kills it, as if it were a troupe, when it has all rows of a commit but not its end."""
    fuse = Fuse(read_crashes("in_commit:10:troupe"), marks)

    async def strike(number: int) -> None:
        kill("postgres", home)

    fuse.aim(strike)
    return fuse


async def test_a_postgres_killed_in_a_commit_is_started_again_and_the_world_goes_on_by_itself(
    settings: Settings, montagues: World, tmp_path: Path
) -> None:
    notes: list[str] = []
    fuse = killing_postgres(settings.home, tmp_path)
    async with playing(settings, montagues, fuse) as play, tended(settings, notes.append):
        running = asyncio.create_task(play.run(TICKS))
        assert "Postgres does not answer" in await play.waits()
        await running
        assert notes == ["Postgres died and was started again"]
        await play.is_as_if_nothing_had_happened(TICKS)


async def test_while_postgres_is_away_show_says_why_the_world_waits(settings: Settings, montagues: World, tmp_path: Path) -> None:
    async with playing(settings, montagues, killing_postgres(settings.home, tmp_path)) as play:
        urls = {"FABULA_POSTGRES_URL": play.services.postgres_url, "FABULA_REDIS_URL": play.services.redis_url}
        running = asyncio.create_task(play.run(TICKS))
        reason = await play.waits()
        shown = await asyncio.to_thread(command, tmp_path / "guest", "show", play.ecosystem, **urls)
        assert (shown.returncode, shown.stderr.count("\n")) == (2, 1)
        assert shown.stderr.startswith("fabula: Postgres at ")
        assert shown.stdout.startswith("it waits, and goes on by itself: Postgres does not answer: ") and reason
        await asyncio.to_thread(revive, settings)
        await running
        shown = await asyncio.to_thread(command, tmp_path / "guest", "show", play.ecosystem, **urls)
        assert f"tick {TICKS}," in shown.stdout and "it waits" not in shown.stdout
        await play.is_as_if_nothing_had_happened(TICKS)


async def test_a_killed_valkey_never_stops_a_world_and_is_told_the_rest_when_it_is_back(
    settings: Settings, montagues: World
) -> None:
    notes: list[str] = []
    heard: list[int] = []

    async def listen() -> None:
        async for batch in follow(play.store, await play.openers.herald(), play.ecosystem):
            heard.extend(event.seq for event in batch)

    async with playing(settings, montagues) as play, tended(settings, notes.append):
        listening = asyncio.create_task(listen())
        running = asyncio.create_task(play.run(TICKS))
        await play.reached(TICKS // 2)
        kill("valkey-server", settings.home)
        await running
        await until(lambda: notes == ["Valkey died and was started again"])
        await play.run(TICKS + 6)
        assert play.reasons == []
        head = await play.store.head(play.ecosystem)
        await until(lambda: heard == list(range(1, head.seq + 1)))
        listening.cancel()
        herald = await play.openers.herald()
        assert await anext(herald.listen(play.ecosystem)) == head.seq
        await herald.close()
        await play.is_as_if_nothing_had_happened(TICKS + 6)


async def test_servers_that_were_stopped_on_purpose_are_left_alone(settings: Settings, montagues: World) -> None:
    async with playing(settings, montagues) as play:
        kill("valkey-server", settings.home)
        await until(lambda: fallen(settings) == ["Valkey"])
        stopped = await asyncio.to_thread(command, settings.home, "services", "down", "--force")
        assert stopped.stdout == "stopped: Postgres\n"
        assert fallen(settings) == []
        await asyncio.to_thread(revive, settings)
        assert fallen(settings) == []
        await play.run(2)


def with_a_dying_graph(settings: Settings) -> Settings:
    """These settings with an embedded Neo4j, of which a last process still lives for a moment when somebody comes."""
    own = Neo4j(Home(settings.home))
    needs(own)
    own.home.neo4j.mkdir()
    own.server.spawn(["sleep", "1"], "127.0.0.1:9", own_account())
    return settings.model_copy(update={"neo4j_url": EMBEDDED})


async def is_current(projections: Projections, play: Play) -> bool:
    seq = (await play.store.head(play.ecosystem)).seq
    return [(one.state, one.seq) for one in await projections.standings()] == [("current", seq)]


async def test_a_neo4j_that_is_dying_when_a_run_begins_or_is_killed_in_it_is_started_again_and_gets_the_rest(
    untouched: Settings, montagues: World
) -> None:
    settings = with_a_dying_graph(untouched)
    notes: list[str] = []
    async with playing(settings, montagues) as play, tended(settings, notes.append), open_targets(play.services) as targets:
        openers = served(play.services.postgres_url, play.services.redis_url, None, openers_of(play.services))
        projections = Projections(play.ecosystem, openers)
        await play.run(6)
        await until_async(lambda: is_current(projections, play))
        kill("java", settings.home)
        await play.run(12)
        await until_async(lambda: is_current(projections, play))
        assert notes == ["Neo4j died and was started again"]
        assert (await verify(play.store, play.ecosystem, None, targets)).faults == []
        assert lower(settings, ["neo4j"]) == ["Neo4j"]
        assert fallen(settings) == []  # nor will it be started again
        projections._work.cancel()
        await asyncio.gather(projections._work, return_exceptions=True)
