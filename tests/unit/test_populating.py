"""Populating: generated people are the same for the same seed, unique, and knit into the world."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from actors.errors import InvalidRequest
from actors.genre import Genre
from actors.world import Awake, World
from scenarios.loading import load_world
from scenarios.stranger import CROWD

GENRE = Genre("classic", "0", (), (), {})


@pytest.fixture(scope="module")
def town() -> World:
    return load_world("les-miserables", GENRE, cast=2_000, seed=7)


def test_the_same_seed_gives_the_same_people_and_another_seed_others(town: World) -> None:
    assert load_world("les-miserables", GENRE, cast=2_000, seed=7) == town
    other = load_world("les-miserables", GENRE, cast=2_000, seed=8)
    assert other.cast[:77] == town.cast[:77]
    assert other.cast[77:] != town.cast[77:]


def test_the_first_people_do_not_depend_on_how_many_follow(town: World) -> None:
    smaller = load_world("les-miserables", GENRE, cast=501, seed=7)
    assert smaller.cast == town.cast[:501]
    assert smaller.places == town.places[: len(smaller.places)]
    known = {persona.id for persona in smaller.cast}
    assert smaller.regards == tuple(r for r in town.regards if r.owner in known and r.target in known)


def test_generated_people_are_unique_and_everything_they_name_exists(town: World) -> None:
    known, places = {persona.id for persona in town.cast}, {place.id for place in town.places}
    assert len(known) == len({persona.name for persona in town.cast}) == 2_000
    assert len(places) == len({place.name for place in town.places}) == len(town.places)
    for persona in town.cast:
        assert set(persona.haunts) <= places
        assert all(want.about in known | {""} and want.about != persona.id for want in persona.wants)
        assert "{" not in repr((persona.bio, persona.wants, persona.secret, persona.role))
    pairs = Counter((regard.owner, regard.target) for regard in town.regards)
    assert pairs.keys() <= {(a, b) for a, b in pairs if a in known and b in known and a != b}
    assert max(pairs.values()) == 1


def test_about_a_dozen_people_live_in_each_generated_place(town: World) -> None:
    homes = Counter(persona.haunts[0] for persona in town.cast[77:])
    assert set(homes.values()) <= {12, (2_000 - 77) % 12}


def test_generated_people_differ_and_are_not_alone(town: World) -> None:
    people = town.cast[77:]
    ties = Counter(regard.owner for regard in town.regards)
    assert len({persona.traits for persona in people}) > 1_900
    assert {persona.voice.register for persona in people} == {"plain", "formal", "lyrical", "coarse"}
    assert 0.1 < sum(persona.secret is not None for persona in people) / len(people) < 0.25
    assert sum(bool(persona.wants) for persona in people) == len(people)
    assert 2 <= sum(ties[persona.id] for persona in people) / len(people) <= 5


def test_kin_are_named_for_what_the_other_is(town: World) -> None:
    pronouns = {persona.id: persona.pronoun for persona in town.cast}
    men, women = {"husband", "father", "son", "brother"}, {"wife", "mother", "daughter", "sister"}
    for regard in town.regards:
        if regard.owner in {persona.id for persona in town.cast[77:90]}:
            assert regard.bond not in (women if pronouns[regard.target] == "he" else men)


def test_a_scenario_without_a_populace_of_its_own_can_be_filled_up_too(town: World) -> None:
    world = load_world("montagues", GENRE, cast=400, seed=1)
    assert len(world.cast) == 400
    assert not {persona.name for persona in world.cast} & {persona.name for persona in town.cast}


def test_names_in_another_script_and_braces_in_places_do_no_harm(tmp_path: Path) -> None:
    first = [chr(0x0410 + n) + chr(0x0430 + m) for n in range(5) for m in range(4)]
    names = {"he": first, "she": [name + "я" for name in first], "stems": [name + "н" for name in first], "endings": ["ов"]}
    house = {"name": "{0} {word.real} {n}", "at": "at {n}"}
    data = {
        "schema": 1, "id": "other", "title": "Other", "places": [{"id": "hill", "name": "the hill", "at": "on the hill"}],
        "cast": [{"id": "ann", "name": "Ann"}], "populace": {"names": names, "sites": [dict(house)], "houses": house},
    }  # fmt: skip
    file = tmp_path / "other.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    world = load_world(file, GENRE, cast=3_000)
    assert len({persona.id for persona in world.cast}) == len({persona.name for persona in world.cast}) == 3_000
    assert len({place.name for place in world.places}) == 1 + 250


def test_a_hundred_thousand_people_fit() -> None:
    world = load_world("les-miserables", GENRE, cast=100_000, seed=1)
    assert len({persona.name for persona in world.cast}) == len({persona.id for persona in world.cast}) == 100_000


def test_of_a_large_cast_about_two_thousand_are_awake_at_once() -> None:
    world = load_world("les-miserables", GENRE, cast=4_000, seed=1)
    assert world.awake is not None
    assert world.awake.always == 16
    assert 2_000 <= world.awake.at_once * CROWD + 77 < 2_000 + CROWD


def test_of_a_cast_that_fits_everybody_is_awake() -> None:
    assert load_world("les-miserables", GENRE).awake is None
    assert load_world("les-miserables", GENRE, cast=2_000).awake is None
    assert load_world("les-miserables", GENRE, cast=4_000, awake=4_000).awake is None


def test_a_scenario_says_how_many_are_awake_and_whoever_founds_has_the_last_word(tmp_path) -> None:
    data = {
        "schema": 1, "id": "quay", "title": "Quay", "awake": 60,
        "places": [{"id": "quay", "name": "the quay", "at": "on the quay"}],
        "cast": [{"id": "ann", "name": "Ann Reed", "pronoun": "she"}],
    }  # fmt: skip
    file = tmp_path / "quay.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert load_world(file, GENRE, cast=400).awake == Awake(1, 5)
    assert load_world(file, GENRE, cast=400, awake=200).awake == Awake(1, 17)
    assert load_world(file, GENRE, cast=400, awake=1).awake == Awake(1, 1)


@pytest.mark.parametrize("awake", [0, -1, True])
def test_a_world_with_nobody_awake_is_refused(awake) -> None:
    with pytest.raises(InvalidRequest, match="--awake"):
        load_world("les-miserables", GENRE, cast=400, awake=awake)
