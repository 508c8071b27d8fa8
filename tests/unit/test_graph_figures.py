"""Communities and centralities, as pure functions."""

import networkx
import pytest

from actors.events import numbered
from actors.founding import founding_drafts
from actors.records import RelationshipRow, rows_of
from scenarios.loading import load_world
from storage.graph import centralities
from storage.graph.centralities import betweenness_of, centralities_of, ranks_of
from storage.graph.communities import ROUNDS, grouped, round_of, ties_of


def row(owner: str, target: str, affinity: int) -> RelationshipRow:
    return RelationshipRow(owner, target, affinity, 0, 0, 0, 500, "friend", "", 0, 1)


def acquaintances(*pairs: str) -> "networkx.DiGraph[str]":
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(sorted({id for pair in pairs for id in pair}))
    graph.add_edges_from((one, other) for one, other in sorted(pairs))
    return graph


# ---------------------------------------------------------------- communities


def test_a_label_is_taken_from_the_heaviest_tie_and_kept_against_equal_ones_that_are_larger():
    ties = ties_of([row("a", "b", 100), row("b", "c", 60), row("c", "b", 60)])
    assert round_of({"a": "a", "b": "b", "c": "c"}, ties) == {"a": "a", "b": "b", "c": "b"}


def test_all_change_at_once_so_that_the_order_of_people_does_not_matter():
    ties = ties_of([row("a", "b", 5), row("b", "c", 5), row("c", "d", 5), row("d", "a", 5)])
    labels = {"a": "z", "b": "y", "c": "x", "d": "w"}
    assert round_of(labels, ties) == round_of(dict(reversed(labels.items())), ties)


def test_groups_come_by_size_then_by_their_first_id():
    assert grouped({"d": "x", "a": "y", "c": "x", "b": "z"}) == [["c", "d"], ["a"], ["b"]]


@pytest.mark.parametrize("scenario", ["les-miserables", "montagues"])
def test_the_bundled_worlds_settle_before_the_last_round(classic, scenario):
    world = load_world(scenario, classic)
    ties = ties_of(rows_of(numbered("world", 0, 0, founding_drafts(world, 7))).relationships.values())
    labels = {persona.id: persona.id for persona in world.cast}
    rounds = 0
    while (after := round_of(labels, ties)) != labels:
        labels, rounds = after, rounds + 1
    assert rounds < ROUNDS // 2
    assert 1 < len(grouped(labels)) < len(labels)


# ---------------------------------------------------------------- centralities


def test_in_a_ring_all_have_the_same_rank():
    assert ranks_of(acquaintances("ab", "bc", "cd", "da")) == pytest.approx(dict.fromkeys("abcd", 0.25))


def test_rank_goes_to_whom_people_with_rank_know():
    """b and d know nobody, so their rank goes to all alike: r(a) = r(c), r(b) = r(a) + 0.85 r(a), and all add up to 1."""
    ranks = ranks_of(acquaintances("ab", "cd"))
    assert ranks["a"] == pytest.approx(ranks["c"])
    assert ranks["b"] == pytest.approx(1.85 * ranks["a"])
    assert sum(ranks.values()) == pytest.approx(1)


def test_without_acquaintances_rank_is_shared_alike():
    lonely: networkx.DiGraph[str] = networkx.DiGraph()
    lonely.add_nodes_from("abcd")
    assert ranks_of(lonely) == pytest.approx(dict.fromkeys("abcd", 0.25))


def test_of_a_large_cast_the_estimate_from_everybody_is_what_is_exact(monkeypatch):
    graph = acquaintances("ab", "bc", "cd", "be", "ed", "da")
    exact = betweenness_of(graph)
    monkeypatch.setattr(centralities, "EXACT", 2)
    assert betweenness_of(graph) == pytest.approx(exact)
    monkeypatch.setattr(centralities, "STARTS", 3)
    estimate = betweenness_of(graph)
    assert list(estimate) == list("abcde")
    assert estimate != pytest.approx(exact)


def test_figures_are_rounded_so_that_they_are_the_same_everywhere():
    graph = acquaintances("ab", "bc", "cd", "da", "ac")
    for one in centralities_of(graph, [row("a", "b", 3), row("c", "b", -9)]):
        assert (one.rank, one.between) == (round(one.rank, 6), round(one.between, 6))
