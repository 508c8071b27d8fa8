"""A revision: what somebody changes of a scenario before it begins. Who stays away, who comes, who feels what for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actors.errors import InvalidRequest
from actors.world import Regard, World
from scenarios.guests import Guest, invited
from scenarios.loading import regards_of, restricted
from scenarios.references import relationship_faults
from scenarios.schema import RelationshipBlock


@dataclass(frozen=True, slots=True)
class Revision:
    """The changes, in the order in which they are made."""

    without: Sequence[str] = ()  # ids of the written cast
    guests: Sequence[Guest] = ()
    relationships: Sequence[RelationshipBlock] = ()  # instead of what was written of the same two

    def of(self, world: World) -> World:
        """The world revised. Raises InvalidRequest(JSON pointer, reason) for the first thing that is wrong."""
        return _related(invited(_left(world, self.without), self.guests), self.relationships)


def _left(world: World, without: Sequence[str]) -> World:
    """The world without these, and without what concerns them."""
    if not without:
        return world
    known = {persona.id for persona in world.cast}
    for number, id in enumerate(without):
        if id not in known:
            raise InvalidRequest(f"/without/{number}", f"nobody in the cast has the id '{id}'")
    return restricted(world, known - set(without))


def _related(world: World, blocks: Sequence[RelationshipBlock]) -> World:
    for path, reason in relationship_faults(blocks, {persona.id for persona in world.cast}):
        raise InvalidRequest("/" + "/".join(map(str, path)), reason)
    given = {(regard.owner, regard.target): regard for block in blocks for regard in regards_of(block)}
    kept = (regard for regard in world.regards if (regard.owner, regard.target) not in given)
    return replace(world, regards=(*kept, *(regard for regard in given.values() if _felt(regard))))


def _felt(regard: Regard) -> bool:
    """Whether there is anything between the two, rather than nothing that was there before."""
    return any((regard.affinity, regard.trust, regard.respect, regard.attraction, regard.familiarity, regard.bond, regard.calls))
