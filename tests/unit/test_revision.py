"""Revisions: what somebody changes of a scenario before it begins."""

import pytest

from actors.errors import InvalidRequest
from actors.world import Regard, World
from scenarios.catalogue import kept_genre
from scenarios.guests import Guest
from scenarios.loading import load_world
from scenarios.revision import Revision
from scenarios.schema import PersonaBlock, RelationshipBlock


def world_of(scenario: str = "montagues", cast: int | None = None, **changes: object) -> World:
    return load_world(scenario, kept_genre("classic"), cast, 3, revised=Revision(**changes).of)  # type: ignore[arg-type]


def guest(id: str, **more: object) -> Guest:
    return Guest(PersonaBlock.model_validate({"id": id, "name": id.title(), **more}))


def tie(one: str, other: str, **more: object) -> RelationshipBlock:
    return RelationshipBlock.model_validate({"from": one, "to": other, **more})


def felt(world: World, owner: str, target: str) -> Regard | None:
    return next((regard for regard in world.regards if (regard.owner, regard.target) == (owner, target)), None)


def test_whoever_stays_away_takes_along_what_concerns_them():
    world = world_of(without=["tybalt", "nurse"])
    ids = {persona.id for persona in world.cast}
    assert len(ids) == 6 and not {"tybalt", "nurse"} & ids
    assert {regard.owner for regard in world.regards} | {regard.target for regard in world.regards} <= ids
    assert all(want.about in ids | {""} for persona in world.cast for want in persona.wants)


def test_what_is_given_takes_the_place_of_what_was_written_and_the_rest_stays():
    world = world_of(relationships=[tie("romeo", "tybalt", affinity=-900, familiarity=500, bond="foe")])
    assert felt(world, "romeo", "tybalt") == Regard("romeo", "tybalt", -900, 0, 0, 0, 500, "foe")
    assert felt(world, "tybalt", "romeo") == felt(world_of(), "tybalt", "romeo")


def test_what_is_felt_no_more_is_nothing():
    world = world_of(relationships=[tie("juliet", "romeo", familiarity=0, mutual=True)])
    assert felt(world, "juliet", "romeo") is felt(world, "romeo", "juliet") is None


def test_guests_live_where_nobody_did():
    ties = [tie("ada", "tom", affinity=700, trust=400, mutual=True)]
    world = world_of("empty-stage", guests=[guest("ada"), guest("tom")], relationships=ties)
    assert [persona.id for persona in world.cast] == ["ada", "tom"]
    assert felt(world, "tom", "ada") == Regard("tom", "ada", 700, 400, 0, 0, 400)


def test_strangers_move_in_around_guests_and_small_casts_keep_guests():
    crowd = world_of("empty-stage", 30, guests=[guest("ada")])
    assert (crowd.cast[0].id, len(crowd.cast)) == ("ada", 30)
    assert [persona.id for persona in world_of(cast=2, guests=[guest("ada")]).cast] == ["ada", "juliet"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"without": ["juliet", "hamlet"]}, "/without/1"),
        ({"guests": [guest("ada"), guest("romeo")]}, "/guests/1"),
        ({"relationships": [tie("romeo", "ada")]}, "/relationships/0/to"),
        ({"without": ["romeo"], "relationships": [tie("romeo", "juliet")]}, "/relationships/0/from"),
        ({"relationships": [tie("romeo", "romeo")]}, "/relationships/0/to"),
        ({"relationships": [tie("romeo", "juliet", mutual=True), tie("juliet", "romeo")]}, "/relationships/1"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes, place):
    with pytest.raises(InvalidRequest) as refusal:
        world_of(**changes)
    assert refusal.value.args[0] == place
