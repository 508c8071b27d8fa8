"""Who gets whom: the proposals of one tick become disjoint scenes, the same ones in whatever order they arrive."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Option(NamedTuple):
    """One thing a character would do now. ``target`` is a character for a move, a place for going, "" for reflecting."""

    score: int
    deed: str  # a move's id, or "go"
    target: str
    about: str = ""  # the third person, if the move speaks of one
    fact: str = ""  # the memory (by the fact it is of) that the move speaks of
    story: tuple[str, ...] = ()  # the tags of that memory when the move tells it as news
    rules: tuple[tuple[str, int], ...] = ()


class Proposal(NamedTuple):
    """A character's wishes for one tick, best first."""

    character: str
    options: tuple[Option, ...]


class Scene(NamedTuple):
    """A matched encounter: two participants, or one (``responder`` == "") who goes somewhere."""

    initiator: str
    responder: str
    option: Option
    rejected: tuple[Option, ...]  # what the initiator would have done otherwise

    @property
    def key(self) -> str:
        """Unique within a tick, since nobody begins two scenes."""
        return f"{self.initiator}>{self.option.target}"


def arbitrate(proposals: Iterable[Proposal], busy: Iterable[str] = ()) -> list[Scene]:
    """Disjoint scenes, by key. The strongest wish is granted first (ties by ids); a wish whose target is taken falls to the
    character's next one. Whoever is ``busy`` is taken from the beginning."""
    queue = sorted(
        ((-option.score, proposal.character, rank), proposal)
        for proposal in proposals
        for rank, option in enumerate(proposal.options)
    )
    taken = dict.fromkeys(busy, True)
    scenes: list[Scene] = []
    for (_, character, rank), proposal in queue:
        option = proposal.options[rank]
        partner = "" if option.deed == "go" else option.target
        if character in taken or partner in taken:
            continue
        taken[character] = True
        if partner:
            taken[partner] = True
        scenes.append(Scene(character, partner, option, _others(proposal.options, rank)))
    return sorted(scenes, key=lambda scene: scene.key)


def _others(options: Sequence[Option], chosen: int) -> tuple[Option, ...]:
    return tuple(option for rank, option in enumerate(options) if rank != chosen)
