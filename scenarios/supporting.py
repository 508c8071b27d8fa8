"""Supporting people: personas made of a group and of the ties in a graph, and the regards that the graph implies."""

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from actors import dice
from actors.errors import ScenarioInvalid
from actors.persona import Persona, Voice, Want
from actors.world import Regard
from scenarios.files import Files
from scenarios.schema import GroupBlock, Manuscript, MinorBlock, SupportingBlock

SCATTER = 180
"""How far the traits of one person may lie from those of the group."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people who appear together, and how often."""

    one: str
    other: str
    weight: int


def ties(script: Manuscript, files: Files) -> tuple[Tie, ...]:
    """The edges of the scenario's graph between ids, in the graph's order; none without a graph.

    Raises ScenarioInvalid when a person's node is not in the graph, or a node of the graph is nobody's.
    """
    if script.graph is None:
        return ()
    graph: nx.Graph[str] = nx.les_miserables_graph()
    owners = {person.node: person.id for person in script.cast if person.node}
    owners |= {person.node: person.id for person in (script.supporting.people if script.supporting else ())}
    for node in owners:
        if node not in graph:
            raise ScenarioInvalid(files.main, "graph", f"has no node '{node}', which {owners[node]} claims")
    for node in graph:
        if node not in owners:
            raise ScenarioInvalid(files.main, "graph", f"the node '{node}' belongs to nobody in the cast")
    return tuple(Tie(owners[a], owners[b], int(data["weight"])) for a, b, data in graph.edges(data=True))


def supporting_cast(script: Manuscript, written: Iterable[Persona], edges: tuple[Tie, ...]) -> list[Persona]:
    """The minor people, those who appear most coming first. They go where their group goes, and to the first public haunt of
    the written person with whom they appear most."""
    if script.supporting is None:
        return []
    main = {persona.id: persona for persona in written}
    public = {place.id for place in script.places if place.public}
    near = _neighbours(edges)
    minors = [_minor(block, script.supporting, near.get(block.id, []), main, public) for block in script.supporting.people]
    presence = {person: sum(weight for weight, _ in around) for person, around in near.items()}
    return sorted(minors, key=lambda persona: (-presence.get(persona.id, 0), persona.id))


def _neighbours(edges: tuple[Tie, ...]) -> dict[str, list[tuple[int, str]]]:
    near: dict[str, list[tuple[int, str]]] = {}
    for tie in edges:
        near.setdefault(tie.one, []).append((tie.weight, tie.other))
        near.setdefault(tie.other, []).append((tie.weight, tie.one))
    return {person: sorted(around, key=lambda pair: (-pair[0], pair[1])) for person, around in near.items()}


def _minor(
    block: MinorBlock, all_: SupportingBlock, near: list[tuple[int, str]], main: dict[str, Persona], public: set[str]
) -> Persona:
    group = all_.groups[block.group]
    closest = next((main[person] for _, person in near if person in main), None)
    names = {person.id: person.short or person.name for person in all_.people} | {p.id: p.short for p in main.values()}
    about = closest.id if closest else next((person for _, person in near), "")
    met = [haunt for haunt in closest.haunts if haunt in public][:1] if closest else []
    haunts = block.haunts or [*group.haunts[:1], *met, *group.haunts[1:]]
    return Persona(
        block.id, block.name, block.short or block.name, block.pronoun, block.title, block.role, block.bio,
        tuple(_scattered(block.id, n, value) for n, value in enumerate(group.traits.ordered())),
        group.values.ordered(),
        _voice(block.id, group),
        (_want(block, group, about, names),),
        None,
        tuple(dict.fromkeys(haunts)),
    )  # fmt: skip


def _scattered(who: str, n: int, value: int) -> int:
    shift = dice.roll(dice.key(0, 0, who, "traits"), 2 * SCATTER + 1, n) - SCATTER
    return max(-1000, min(1000, value + shift))


def _want(block: MinorBlock, group: GroupBlock, about: str, names: dict[str, str]) -> Want:
    name = f"{block.id}-w1"
    if block.want:
        return Want(name, block.want.goal, block.want.about or "", block.want.weight, block.want.text)
    return Want(name, group.goal, about, 500, group.want.replace("{about}", names.get(about, "somebody")))


def _voice(who: str, group: GroupBlock) -> Voice:
    """The group's voice, of which each member uses some sayings more than others: half of them, drawn by name."""
    sayings = group.voice.sayings
    order = dice.shuffled(dice.key(0, 0, who, "sayings"), len(sayings))
    kept = sorted(order[: max(4, len(sayings) // 2)])
    return Voice(
        group.voice.register_,
        tuple(group.voice.oaths),
        tuple(group.voice.images),
        tuple(sayings[n] for n in kept),
        tuple((symbol, tuple(lines)) for symbol, lines in group.voice.lines.items()),
    )


def tied_regards(script: Manuscript, edges: tuple[Tie, ...], written: dict[tuple[str, str], Regard]) -> list[Regard]:
    """Regards for every direction of every tie that nobody has written; those who appear together often know each other well."""
    groups = {person.id: person.group for person in script.supporting.people} if script.supporting else {}
    made = []
    for tie in edges:
        for owner, target in ((tie.one, tie.other), (tie.other, tie.one)):
            if (owner, target) in written:
                continue
            group = groups.get(owner)
            kin = group is not None and group == groups.get(target) and script.supporting is not None
            bond = (script.supporting.groups[group].bond or "") if kin and script.supporting and group else ""
            made.append(_tied(owner, target, tie.weight, written.get((target, owner)), bond))
    return made


def _tied(owner: str, target: str, weight: int, back: Regard | None, bond: str) -> Regard:
    familiarity = min(900, 150 + 50 * weight)
    if back is not None:
        return Regard(owner, target, back.affinity // 2, back.trust // 2, 0, 0, max(familiarity, back.familiarity // 2))
    affinity = min(300, 40 + 30 * weight)
    return Regard(owner, target, affinity, affinity // 2, affinity // 3, 0, familiarity, bond)
