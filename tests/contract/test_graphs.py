"""The port Graph, over both adapters: the same relationships give the very same answers."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from actors.errors import CharacterUnknown, MarkAstray, MarkMoved, TargetRefused, TargetUnavailable
from actors.events import FOUNDED, INTERACTED, JOINED, START_HASH, Draft, Event, chained, numbered
from actors.founding import founding_drafts
from actors.graph import Balance, Chain, Change, Graph, Mutual, Rivals
from actors.projection import Mark
from actors.records import RelationshipRow, rows_of
from runtime.services.ports import LOOPBACK, kept_port
from scenarios.loading import load_world
from storage.graph import driver
from storage.graph.neo4j_graph import Neo4jGraph
from storage.graph.networkx_graph import NetworkXGraph
from storage.graph.target import Neo4jTarget

TOWN = "graphtown"

Feelings = dict[str, tuple[str, int]]
"""What "owner>target" is: a kind and an affinity."""

CIRCLE: Feelings = {  # a > b > d > e and a > c > d; f knows a, and is known by nobody but e
    "a>b": ("friend", 500), "a>c": ("friend", 400), "b>d": ("acquaintance", 10), "c>d": ("enemy", -500), "d>e": ("rival", -150),
    "f>a": ("beloved", 900), "e>f": ("stranger", 20), "e>a": ("acquaintance", 5), "d>c": ("enemy", -400),
}  # fmt: skip


@dataclass
class Town:
    """The relationships of one moment, as events that say so."""

    people: Sequence[str]
    feelings: Feelings

    @property
    def events(self) -> list[Event]:
        return numbered(
            TOWN, 0, 0, [Draft(FOUNDED, "", 0, {}), *(self._joined(place, id) for place, id in enumerate(self.people))]
        )

    def _joined(self, place: int, id: str) -> Draft:
        regards = [
            {"owner": id, "target": pair.split(">")[1], "was": [0] * 5, "now": [affinity, 10, -20, 30, 400], "kind": kind,
             "bond": "", "since": 0}
            for pair, (kind, affinity) in self.feelings.items() if pair.split(">")[0] == id
        ]  # fmt: skip
        return Draft(JOINED, "join", place, {"character": id, "persona": {"name": id}, "place": "square", "regards": regards})


def town(feelings: Feelings, people: str = "") -> Town:
    return Town(sorted(people or {id for pair in feelings for id in pair.split(">")}), feelings)


class InNeo4j:
    """Puts events into a real Neo4j, with the projector's own adapter, and asks there."""

    def __init__(self, login: Any) -> None:
        self.login = login
        self.driver = driver.driver(login)
        self.target = Neo4jTarget(login)

    async def graph(self, events: list[Event]) -> Graph:
        ecosystem, mark = events[0].ecosystem, Mark(events[-1].seq, 1, chained(START_HASH, events))
        await self.target.prepare()
        await self.target.forget(ecosystem)
        await self.target.apply(ecosystem, Mark(), events, mark)
        return Neo4jGraph(self.driver, ecosystem, mark.seq, mark.hash)

    async def close(self) -> None:
        await self.target.close()
        await self.driver.close()


async def in_memory(events: list[Event]) -> Graph:
    rows = rows_of(events)
    return NetworkXGraph(events[0].ecosystem, rows.personas, rows.relationships.values())


@pytest.fixture
async def in_neo4j(request) -> AsyncIterator[InNeo4j]:
    server = InNeo4j(request.getfixturevalue("neo4j"))
    yield server
    await server.close()


@pytest.fixture(params=["networkx", "neo4j"])
def graph_of(request) -> Callable[[Town], Coroutine[Any, Any, Graph]]:
    """Makes the graph of a town."""
    make = in_memory if request.param == "networkx" else request.getfixturevalue("in_neo4j").graph
    return lambda town: make(town.events)


# ---------------------------------------------------------------- shortest ways


async def test_the_shortest_way_is_the_one_with_the_smallest_ids(graph_of):
    graph = await graph_of(town(CIRCLE))
    assert await graph.path("a", "d") == ["a", "b", "d"]
    assert await graph.path("f", "e") == ["f", "a", "b", "d", "e"]
    assert await graph.path("a", "a") == ["a"]


async def test_there_is_no_way_over_strangers_or_against_the_direction(graph_of):
    graph = await graph_of(town(CIRCLE))
    assert await graph.path("e", "f") == []
    assert await graph.path("a", "f") == []
    assert await graph.path("e", "d") == ["e", "a", "b", "d"]


async def test_whoever_knows_nobody_has_no_way_but_to_oneself(graph_of):
    graph = await graph_of(town({}, "ab"))
    assert (await graph.path("a", "b"), await graph.path("b", "b")) == ([], ["b"])


async def test_of_many_shortest_ways_the_smallest_is_found_at_once(graph_of):
    """Through five storeys of ten people each, who all know everybody of the next one."""
    storeys = [[f"{storey}{place}" for place in range(10)] for storey in range(5)]
    feelings = {f"{one}>{other}": ("friend", 1) for low, high in pairwise(storeys) for one in low for other in high}
    graph = await graph_of(town(feelings))
    assert await graph.path("07", "43") == ["07", "10", "20", "30", "43"]


# ---------------------------------------------------------------- neighbourhoods


async def test_a_neighbourhood_has_those_in_reach_with_their_distance(graph_of):
    graph = await graph_of(town(CIRCLE))
    assert (await graph.around("a", 1)).people == [("a", 0), ("b", 1), ("c", 1)]
    assert (await graph.around("a", 2)).people == [("a", 0), ("b", 1), ("c", 1), ("d", 2)]
    assert (await graph.around("a", 99)).people == [("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 3)]
    assert (await graph.around("f", 1)).people == [("f", 0), ("a", 1)]


async def test_a_neighbourhood_has_what_its_people_feel_for_each_other_but_for_strangers(graph_of):
    graph = await graph_of(town(CIRCLE))
    near = await graph.around("a", 2)
    assert [f"{row.owner}>{row.target}" for row in near.relationships] == ["a>b", "a>c", "b>d", "c>d", "d>c"]
    row = near.relationships[0]
    assert row == RelationshipRow("a", "b", 500, 10, -20, 30, 400, "friend", "", 0, row.seq)


async def test_within_no_step_there_is_only_oneself(graph_of):
    graph = await graph_of(town(CIRCLE))
    assert await graph.around("a", 0) == ([("a", 0)], [])


# ---------------------------------------------------------------- friends and enemies


async def test_friends_and_enemies_in_common_are_those_whom_both_feel_so_for(graph_of):
    graph = await graph_of(
        town({
            "a>x": ("friend", 400), "b>x": ("beloved", 700), "a>y": ("enemy", -500), "b>y": ("enemy", -600),
            "a>z": ("friend", 400), "b>z": ("rival", -200), "a>w": ("enemy", -400), "b>w": ("friend", 400),
            "a>v": ("beloved", 800), "b>v": ("beloved", 800), "u>a": ("friend", 500), "u>b": ("friend", 500),
        })
    )  # fmt: skip
    assert await graph.mutual("a", "b") == await graph.mutual("b", "a") == Mutual(["v", "x"], ["y"])
    assert await graph.mutual("a", "a") == Mutual(["v", "x", "z"], ["w", "y"])
    assert await graph.mutual("a", "u") == Mutual([], [])


# ---------------------------------------------------------------- communities


def trio(names: str, affinity: int) -> Feelings:
    return {f"{one}>{other}": ("friend", affinity) for one in names for other in names if one != other}


async def test_communities_are_groups_who_like_each_other(graph_of):
    feelings = trio("bcd", 300) | trio("mnop", 200) | {"d>m": ("acquaintance", 100), "a>b": ("enemy", -900)}
    graph = await graph_of(town(feelings))
    assert await graph.communities() == [["m", "n", "o", "p"], ["b", "c", "d"], ["a"]]


async def test_of_two_that_draw_equally_the_smaller_label_wins(graph_of):
    graph = await graph_of(town({"b>c": ("friend", 100), "c>d": ("friend", 100), "x>w": ("friend", 7)}, "abcdwx"))
    assert await graph.communities() == [["b", "c", "d"], ["w", "x"], ["a"]]


async def test_affinity_counts_in_both_directions_also_among_strangers_but_dislike_takes_nothing_away(graph_of):
    feelings = {"b>a": ("stranger", 60), "a>b": ("friend", 50), "b>c": ("friend", 100), "c>b": ("enemy", -900)}
    graph = await graph_of(town(feelings, "abc"))
    assert await graph.communities() == [["a", "b", "c"]]


# ---------------------------------------------------------------- what is computed over all relationships


async def test_all_relationships_are_given_with_those_between_strangers(graph_of):
    graph = await graph_of(town(CIRCLE))
    assert [f"{row.owner}>{row.target}" for row in await graph.relationships()] == sorted(CIRCLE)


async def test_centralities_say_who_is_liked_known_and_between(graph_of):
    graph = await graph_of(
        town({"a>b": ("friend", 400), "b>c": ("friend", 300), "c>b": ("enemy", -500), "d>b": ("stranger", 50)})
    )
    found = await graph.centralities()
    assert [(one.id, one.liked) for one in found] == [("b", 450), ("c", 300), ("a", 0), ("d", 0)]
    assert sum(one.rank for one in found) == pytest.approx(1, abs=1e-5)
    assert [one.between for one in found] == [round(1 / 6, 6), 0, 0, 0]


async def test_balance_counts_threesomes_by_their_dislikes(graph_of):
    feelings = trio("abc", 60) | trio("xyz", 500) | {
        "x>y": ("enemy", -900), "p>q": ("friend", 99), "q>r": ("friend", 300), "r>p": ("friend", 300),
        "k>l": ("enemy", -100), "l>m": ("enemy", -100), "k>m": ("enemy", -200), "s>t": ("friend", 100), "t>u": ("rival", -100),
        "u>s": ("rival", -100),
    }  # fmt: skip
    balance = await (await graph_of(town(feelings))).balance()
    assert balance == Balance(liking=1, torn=1, against_one=1, at_odds=1)
    assert (balance.triads, balance.balanced, balance.share) == (4, 2, 0.5)


async def test_without_threesomes_no_share_of_them_is_balanced(graph_of):
    balance = await (await graph_of(town({"a>b": ("friend", 500)}))).balance()
    assert (balance.triads, balance.share) == (0, None)


async def test_rivals_love_the_same_third_and_chains_lead_elsewhere(graph_of):
    loved = ("beloved", 800)
    graph = await graph_of(town({"a>x": loved, "b>x": loved, "c>x": loved, "x>c": loved, "x>d": loved, "d>a": ("friend", 400)}))
    triangles = await graph.triangles()
    assert triangles.rivals == [Rivals("a", "b", "x"), Rivals("a", "c", "x"), Rivals("b", "c", "x")]
    assert triangles.chains == [
        Chain("a", "x", "c"), Chain("a", "x", "d"), Chain("b", "x", "c"), Chain("b", "x", "d"),
    ]  # fmt: skip


async def test_what_has_changed_most_comes_first(graph_of):
    before = await (
        await in_memory(town({"a>b": ("friend", 400), "b>a": ("friend", 300), "c>a": ("stranger", 0)}).events)
    ).relationships()
    graph = await graph_of(
        town({"a>b": ("enemy", -400), "b>a": ("friend", 300), "b>c": ("stranger", 40), "a>c": ("stranger", 40)}, "abc")
    )
    assert await graph.changed(before) == [
        Change("a", "b", 800, (400, 10, -20, 30), (-400, 10, -20, 30), "friend", "enemy"),
        Change("a", "c", 100, (0, 0, 0, 0), (40, 10, -20, 30), "stranger", "stranger"),
        Change("b", "c", 100, (0, 0, 0, 0), (40, 10, -20, 30), "stranger", "stranger"),
        Change("c", "a", 60, (0, 10, -20, 30), (0, 0, 0, 0), "stranger", "stranger"),
    ]


# ---------------------------------------------------------------- bad input


async def test_whoever_is_not_there_is_named(graph_of):
    graph = await graph_of(town(CIRCLE))
    for ask in (
        lambda: graph.path("a", "zorro"), lambda: graph.path("zorro", "a"), lambda: graph.around("zorro", 1),
        lambda: graph.mutual("a", "zorro"), lambda: graph.mutual("zorro", "zorro"),
    ):  # fmt: skip
        with pytest.raises(CharacterUnknown, match=f"nobody in ecosystem '{TOWN}' has the id 'zorro'"):
            await ask()


async def test_an_ecosystem_without_anybody_has_answers_too(graph_of):
    graph = await graph_of(Town([], {}))
    assert await graph.communities() == await graph.centralities() == await graph.changed([]) == await graph.relationships() == []
    assert (await graph.balance()).triads == 0


# ---------------------------------------------------------------- both the same


async def answers(graph: Graph, people: Sequence[str], dice: Random) -> list[Any]:
    """Every question, about people whom the dice choose."""
    some = [dice.choice(people) for _ in range(8)]
    pairs = list(pairwise(some))
    return [
        [await graph.path(*pair) for pair in pairs],
        [await graph.mutual(*pair) for pair in pairs],
        [await graph.around(id, steps) for id in some[:4] for steps in range(4)],
        await graph.communities(), await graph.centralities(), await graph.balance(), await graph.triangles(),
        await graph.changed([]), await graph.relationships(),
    ]  # fmt: skip


def thrown(dice: Random) -> Town:
    people = [f"p{place}" for place in range(dice.randint(2, 12))]
    kinds = ["enemy", "beloved", "friend", "rival", "acquaintance", "stranger"]
    pairs = [f"{one}>{other}" for one in people for other in people if one != other and dice.random() < 0.35]
    return Town(people, {pair: (dice.choice(kinds), dice.choice([-600, -90, -10, 0, 10, 60, 60, 100, 400])) for pair in pairs})


async def test_both_answer_alike_whatever_the_relationships_are(in_neo4j):
    for seed in range(12):
        place = thrown(Random(seed))
        one, other = await in_memory(place.events), await in_neo4j.graph(place.events)
        assert await answers(one, place.people, Random(seed)) == await answers(other, place.people, Random(seed)), seed


@pytest.mark.parametrize("scenario", ["les-miserables", "montagues"])
async def test_both_answer_alike_about_a_bundled_world(in_neo4j, classic, scenario):
    world = load_world(scenario, classic)
    events = numbered(f"graph-{scenario}", 0, 0, founding_drafts(world, 7))
    people = [persona.id for persona in world.cast]
    one, other = await in_memory(events), await in_neo4j.graph(events)
    assert await answers(one, people, Random(1)) == await answers(other, people, Random(1))


GUIDE = Path(__file__).parents[2] / "docs" / "graph.md"
EXAMPLES = re.findall(r"^```cypher\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0].removeprefix("// "))
async def test_the_examples_of_the_guide_find_something(in_neo4j, example):
    events = town(CIRCLE).events
    await in_neo4j.graph(events)
    met = {
        "place": "square",
        "move": "chat",
        "outcome": "accept",
        "initiator": "a",
        "responder": "b",
        "witnesses": [],
        "regards": [],
    }
    last = Mark(events[-1].seq, 1, chained(START_HASH, events))
    more = numbered(TOWN, 1, last.seq, [Draft(INTERACTED, "s", 0, met)])
    await in_neo4j.target.apply(TOWN, last, more, Mark(more[-1].seq, 1, chained(last.hash, more)))
    async with driver.session(in_neo4j.driver) as session:
        rows = [row.data() async for row in await session.run(example, ecosystem=TOWN)]
    assert rows


# ---------------------------------------------------------------- a Neo4j that cannot answer


@asynccontextmanager
async def asked(login: Any) -> AsyncIterator[Graph]:
    async with driver.driver(login) as opened:
        yield Neo4jGraph(opened, TOWN, 1, START_HASH)


async def test_a_neo4j_that_is_elsewhere_does_not_answer_for_this_moment(in_neo4j):
    events = town(CIRCLE).events
    await in_neo4j.graph(events)
    for seq, hash, error in [
        (events[-1].seq + 1, chained(START_HASH, events), MarkMoved),
        (events[-1].seq - 1, chained(START_HASH, events), MarkMoved),
        (events[-1].seq, START_HASH, MarkAstray),
    ]:
        graph = Neo4jGraph(in_neo4j.driver, TOWN, seq, hash)
        for ask in (graph.communities, graph.balance, graph.relationships):
            with pytest.raises(error):
                await ask()
        with pytest.raises(error):
            await graph.path("a", "b")


async def test_a_neo4j_that_goes_on_while_it_answers_does_not_answer(in_neo4j, monkeypatch):
    graph = await in_neo4j.graph(town(CIRCLE).events)
    checked = graph._check

    async def check(transaction: Any) -> None:
        await checked(transaction)
        async with driver.session(in_neo4j.driver) as session:
            await (await session.run("MATCH (e:Ecosystem {id: $id}) SET e.seq = e.seq + 1", id=TOWN)).consume()

    monkeypatch.setattr(graph, "_check", check)
    with pytest.raises(MarkMoved):
        await graph.balance()


async def test_a_neo4j_that_knows_nothing_of_the_ecosystem_does_not_answer(in_neo4j):
    await in_neo4j.graph(town(CIRCLE).events)
    with pytest.raises(MarkMoved):
        await Neo4jGraph(in_neo4j.driver, "graph-of-nowhere", 3, START_HASH).communities()


async def test_a_wrong_password_is_refused_with_what_to_do(neo4j, in_neo4j):
    await in_neo4j.graph(town(CIRCLE).events)
    async with asked(replace(neo4j, password="wrong")) as graph:
        with pytest.raises(TargetRefused, match="check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD"):
            await graph.communities()


async def test_where_nobody_listens_it_is_said_at_once(neo4j, tmp_path):
    async with asked(replace(neo4j, url=f"bolt://{LOOPBACK}:{kept_port(tmp_path / 'port')}")) as graph:
        with pytest.raises(TargetUnavailable, match="Neo4j does not answer: connection refused"):
            await graph.communities()
