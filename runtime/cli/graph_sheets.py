"""The answers of ``fabula graph``, as parts of a page for people and as JSON."""

from typing import Any, NamedTuple

from actors.graph import Balance, Centrality, Change, Mutual, Neighbourhood, Triangles
from actors.records import RelationshipRow
from runtime.cli.table import Row, Who


class Part(NamedTuple):
    """Rows under a title; instead of none something is said."""

    title: str
    rows: list[Row]
    none: str = "none"


class Sheet(NamedTuple):
    """An answer: for people, and as JSON, whose lists are as long as they are."""

    parts: list[Part]
    data: dict[str, Any]


def path(way: list[str]) -> Sheet:
    """One row: who knows whom."""
    row: list[str] = [Who(way[0])] if way else []
    for id in way[1:]:
        row += ["→", Who(id)]
    steps = max(0, len(way) - 1)
    title = "" if not way else f"{steps} step{'' if steps == 1 else 's'}"
    return Sheet([Part(title, [row] if way else [], "no path")], {"path": way, "steps": steps if way else None})


def around(near: Neighbourhood) -> Sheet:
    """The people with their distance, and their relationships."""
    people: list[Row] = [(str(one.steps), Who(one.id)) for one in near.people]
    data = {"people": [one._asdict() for one in near.people], "relationships": [row._asdict() for row in near.relationships]}
    return Sheet([Part("STEPS", people), Part("RELATIONSHIPS", [_felt(row) for row in near.relationships])], data)


def mutual(common: Mutual) -> Sheet:
    """Two lists of people."""
    parts = [
        Part(title, [(Who(id),) for id in people], "nobody")
        for title, people in (("FRIENDS OF BOTH", common.friends), ("ENEMIES OF BOTH", common.enemies))
    ]
    return Sheet(parts, common._asdict())


def communities(groups: list[list[str]]) -> Sheet:
    """One row for each group; those by themselves share the last."""
    alone = tuple(Who(group[0]) for group in groups if len(group) == 1)
    rows: list[Row] = [(str(len(group)), tuple(Who(id) for id in group)) for group in groups if len(group) > 1]
    parts = [Part("COMMUNITIES", rows)]
    if alone:
        parts.append(Part("BY THEMSELVES", [(str(len(alone)), alone)]))
    return Sheet(parts, {"communities": groups})


def central(people: list[Centrality]) -> Sheet:
    """Three figures for everybody."""
    rows: list[Row] = [
        (Who(one.id), "liked", str(one.liked), "rank", f"{one.rank:.6f}", "between", f"{one.between:.6f}") for one in people
    ]
    return Sheet([Part("", rows, "nobody")], {"people": [one._asdict() for one in people]})


def balance(triads: Balance) -> Sheet:
    """The share, and how many of each sort there are."""
    share = "" if triads.share is None else f", {100 * triads.share:.1f} %"
    rows: list[Row] = [
        ("three friends", "balanced", str(triads.liking)),
        ("two friends with a common enemy", "balanced", str(triads.against_one)),
        ("two enemies with a common friend", "torn", str(triads.torn)),
        ("three enemies", "torn", str(triads.at_odds)),
    ]
    data = {"triads": triads.triads, "balanced": triads.balanced, "share": triads.share, **triads._asdict()}
    return Sheet([Part(f"{triads.balanced} of {triads.triads} threesomes are balanced{share}", rows)], data)


def triangles(love: Triangles) -> Sheet:
    """Rivals, and chains."""
    rivals: list[Row] = [(Who(three.one), "and", Who(three.other), "love", Who(three.beloved)) for three in love.rivals]
    chains: list[Row] = [(Who(three.lover), "loves", Who(three.beloved), "who loves", Who(three.other)) for three in love.chains]
    data = {"rivals": [three._asdict() for three in love.rivals], "chains": [three._asdict() for three in love.chains]}
    return Sheet([Part("RIVALS", rivals), Part("CHAINS", chains)], data)


def changed(changes: list[Change]) -> Sheet:
    """Each relationship with what it has gained and lost."""
    part = Part("", [_moved(change) for change in changes], "nothing has changed")
    return Sheet([part], {"changes": [change._asdict() for change in changes]})


def _felt(row: RelationshipRow) -> Row:
    return (
        Who(row.owner), "→", Who(row.target), row.kind, "affinity", str(row.affinity), "trust", str(row.trust),
        "respect", str(row.respect), "attraction", str(row.attraction),
    )  # fmt: skip


def _moved(change: Change) -> Row:
    gains = [f"{after - before:+}" for before, after in zip(change.before, change.after, strict=True)]
    kinds = change.now if change.was == change.now else f"{change.was} → {change.now}"
    return (
        Who(change.owner), "→", Who(change.target), str(change.total), "affinity", gains[0], "trust", gains[1],
        "respect", gains[2], "attraction", gains[3], kinds,
    )  # fmt: skip
