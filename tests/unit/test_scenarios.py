"""Scenarios: what is accepted, what is refused and with which words, and what is bundled."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import yaml

from actors.errors import InvalidRequest, ScenarioInvalid, ScenarioUnknown
from actors.genre import Genre
from actors.mind.grammar import Grammar
from actors.persona import GOALS, TRAITS, VALUES, decoded
from actors.world import World
from scenarios.catalogue import bundled
from scenarios.genre import load_genre
from scenarios.loading import load_world
from scenarios.schema import TraitsBlock, ValuesBlock

GENRE = Genre("classic", "0", (), (), {})
GUIDE = Path(__file__).parents[2] / "docs" / "scenarios.md"
NAMES = [entry.id for entry in bundled()]


def example() -> dict[str, Any]:
    """The scenario of the guide for writers."""
    text = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    data: dict[str, Any] = yaml.safe_load(text[1])
    return data


def saved(tmp_path: Path, data: Any) -> Path:
    path = tmp_path / "world.yaml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def refused(path: Path) -> ScenarioInvalid:
    with pytest.raises(ScenarioInvalid) as caught:
        load_world(path, GENRE)
    return caught.value


def assert_whole(world: World) -> None:
    """Every id named anywhere in the world exists, once."""
    people = [persona.id for persona in world.cast]
    places = {place.id for place in world.places}
    assert len(set(people)) == len(people)
    assert len({persona.short for persona in world.cast}) == len(people)
    assert len(places) == len(world.places)
    known = set(people)
    assert all({regard.owner, regard.target} <= known for regard in world.regards)
    pairs = [(regard.owner, regard.target) for regard in world.regards]
    assert len(set(pairs)) == len(pairs)
    for persona in world.cast:
        assert persona.haunts and set(persona.haunts) <= places
        assert all(want.about in known | {""} and want.goal in GOALS for want in persona.wants)
        assert all(-1000 <= trait <= 1000 for trait in persona.traits)
        assert all(0 <= value <= 1000 for value in persona.values)
    for regard in world.regards:
        assert all(-1000 <= n <= 1000 for n in (regard.affinity, regard.trust, regard.respect, regard.attraction))
        assert 0 <= regard.familiarity <= 1000


@pytest.mark.parametrize("name", NAMES)
def test_every_bundled_scenario_loads(name: str) -> None:
    world = load_world(name, GENRE)
    assert world.scenario == name
    assert world.genre is GENRE
    assert_whole(world)


def test_the_catalogue_tells_the_true_size_of_every_cast() -> None:
    assert {"les-miserables", "montagues"} <= set(NAMES)
    for entry in bundled():
        assert entry.cast == len(load_world(entry.id, GENRE).cast)
        assert entry.title and entry.blurb and entry.genre == "classic"


def test_the_empty_stage_has_places_and_nobody_until_somebody_moves_in() -> None:
    empty = load_world("empty-stage", GENRE)
    assert (empty.cast, len(empty.places)) == ((), 6)
    world = load_world("empty-stage", GENRE, 30, seed=3)
    assert len(world.cast) == 30
    assert_whole(world)


def test_les_miserables_has_the_77_of_the_graph_and_all_its_ties() -> None:
    world = load_world("les-miserables", GENRE)
    assert len(world.cast) == 77
    assert world.cast[0].short == "Valjean"
    pairs = {(regard.owner, regard.target) for regard in world.regards}
    assert len(pairs) >= 2 * nx.les_miserables_graph().number_of_edges()
    assert all((target, owner) in pairs for owner, target in pairs if owner == "valjean" and target == "javert")


def test_les_miserables_gives_everybody_a_voice() -> None:
    world = load_world("les-miserables", GENRE)
    for persona in world.cast:
        assert len(persona.voice.sayings) >= 4 and len(persona.voice.oaths) >= 3 and persona.bio and persona.wants
    assert sum(len(persona.voice.lines) >= 8 for persona in world.cast) >= 14
    sayings = [saying for persona in world.cast[:37] for saying in persona.voice.sayings]
    assert len(set(sayings)) == len(sayings)


def test_every_own_line_can_be_spoken_in_the_classic_genre(tmp_path: Path) -> None:
    genre = load_genre("classic")
    grammar = Grammar(genre.speech)
    sources: list[str | Path] = [*NAMES, saved(tmp_path, example())]
    for source in sources:
        for persona in load_world(source, genre).cast:
            voice = grammar.with_lines(persona.voice.lines, persona.id)
            assert set(voice.symbols) >= {symbol for symbol, _ in persona.voice.lines}


def test_a_symbol_that_the_genre_does_not_ask_for_is_refused(tmp_path: Path) -> None:
    data = example()
    data["cast"][0]["voice"]["lines"] = {"chat.open": "Hm."}
    with pytest.raises(ScenarioInvalid, match=re.escape("the grammar of the genre 'sea' has no symbol 'chat.open'")):
        load_world(saved(tmp_path, data), Genre("sea", "0", (), (), {"sail.open": ("Ahoy.",)}))


def test_a_persona_survives_its_encoding() -> None:
    for persona in load_world("montagues", GENRE).cast:
        assert decoded(persona.encoded()) == persona


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    world = load_world(saved(tmp_path, example()), GENRE)
    ada, tom = world.cast
    assert ada.secret is not None and ada.secret.scandal == 800
    assert dict(ada.voice.lines)["small_talk.refuse"] == ("No. Ask the tide.",)
    assert (tom.haunts, tom.values, tom.voice.register) == (("lamp-room",), (300,) * 10, "plain")
    assert world.regards[0].bond == "father"
    assert_whole(world)


def test_a_folder_and_a_file_give_the_same_world(tmp_path: Path) -> None:
    data = example()
    whole = load_world(saved(tmp_path, data), GENRE)
    folder = tmp_path / "lighthouse"
    folder.mkdir()
    for key in ("cast", "relationships"):
        (folder / f"{key}.yaml").write_text(yaml.safe_dump(data.pop(key)), encoding="utf-8")
    (folder / "scenario.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    assert load_world(str(folder), GENRE) == whole


def test_the_schema_knows_exactly_the_traits_and_values_of_a_persona() -> None:
    assert tuple(TraitsBlock.model_fields) == TRAITS
    assert tuple(ValuesBlock.model_fields) == VALUES


def test_a_mutual_relationship_holds_both_ways(tmp_path: Path) -> None:
    data = example()
    data["relationships"] = [{"from": "ada", "to": "tom", "trust": 300, "calls": "Tommy", "mutual": True}]
    there, back = load_world(saved(tmp_path, data), GENRE).regards
    assert (there.owner, there.trust, there.familiarity, there.calls) == ("ada", 300, 400, "Tommy")
    assert (back.owner, back.trust, back.familiarity, back.calls) == ("tom", 300, 400, "")


REMOVE = object()
FIRST: dict[str, list[str]] = {key: [f"{key}{n}" for n in range(20)] for key in ("he", "she", "endings")}

FAULTS: list[tuple[tuple[int | str, ...], Any, str, str]] = [
    (("schema",), 2, "schema", "schema 1 only"),
    (("schema",), REMOVE, "schema", "is missing"),
    (("colour",), "red", "colour", "the key 'colour' is unknown here"),
    (("cast",), REMOVE, "cast", "is missing"),
    (("cast",), {"ada": 1}, "cast", "must be a list"),
    (("places",), [], "places", "must not be empty"),
    (("id",), "Light House", "id", "small letters"),
    (("cast", 0, "traits", "openness"), 1200, "cast[0].traits.openness", "1200 is out of range: at most 1000"),
    (("cast", 0, "traits", "openness"), -1001, "cast[0].traits.openness", "-1001 is out of range: at least -1000"),
    (("cast", 0, "traits", "openness"), 0.5, "cast[0].traits.openness", "whole number"),
    (("cast", 0, "traits", "openness"), True, "cast[0].traits.openness", "whole number"),
    (("cast", 0, "traits", "humour"), 5, "cast[0].traits.humour", "the key 'humour' is unknown here"),
    (("cast", 0, "values", "power"), -1, "cast[0].values.power", "at least 0"),
    (("cast", 1, "id"), "ada", "cast[1].id", "two characters have the id 'ada': also cast[0]"),
    (("cast", 1, "name"), "Ada Venn", "cast[1].name", "two characters have the name"),
    (("cast", 1, "short"), "Ada", "cast[1].short", "two characters have the short name"),
    (("cast", 0, "name"), 1832, "cast[0].name", "must be a text"),
    (("cast", 0, "name"), "  ", "cast[0].name", "must not be empty"),
    (("cast", 0, "name"), "A" * 81, "cast[0].name", "at most 80 characters"),
    (("cast", 0, "name"), "Ada\0", "cast[0].name", "control character U+0000"),
    (("cast", 0, "bio"), "She\x1b[2J", "cast[0].bio", "control character U+001B"),
    (("cast", 0, "bio"), "She \u202e", "cast[0].bio", "control character U+202E"),
    (("cast", 0, "pronoun"), "it", "cast[0].pronoun", "must be one of"),
    (("cast", 0, "haunts"), ["moon"], "cast[0].haunts[0]", "no place has the id 'moon'"),
    (("cast", 0, "haunts"), ["jetty", "jetty"], "cast[0].haunts[1]", "'jetty' stands here twice"),
    (("cast", 0, "wants", 1, "about"), "bob", "cast[0].wants[1].about", "nobody in the cast has the id 'bob'"),
    (("cast", 0, "wants", 1, "about"), REMOVE, "cast[0].wants[1].about", "to protect needs somebody"),
    (("cast", 0, "wants", 1, "about"), "ada", "cast[0].wants[1].about", "nobody can protect himself or herself"),
    (("cast", 0, "wants", 1, "goal"), "win", "cast[0].wants[1].goal", "must be one of"),
    (("cast", 0, "secret", "rumour"), "someone did it", "cast[0].secret.rumour", "the secret of nobody: it must name 'Ada'"),
    (("cast", 0, "secret", "confession"), REMOVE, "cast[0].secret.confession", "is missing"),
    (("cast", 0, "voice", "register"), "loud", "cast[0].voice.register", "must be one of"),
    (("cast", 0, "voice", "lines"), {"sing.open": "La"}, "cast[0].voice.lines.sing.open", "no grammar asks for 'sing.open'"),
    (("cast", 0, "voice", "lines"), {"chat.open": "Hm #secret#"}, "cast[0].voice.lines.chat.open[0]", "nothing to stand for"),
    (("cast", 0, "voice", "lines"), {"chat.open": "Hm #you"}, "cast[0].voice.lines.chat.open[0]", "without its partner"),
    (("cast", 0, "voice", "lines"), {"chat.open": "[; love>1] Hm"}, "cast[0].voice.lines.chat.open[0]", "is no condition"),
    (("cast", 0, "voice", "lines"), {"chat.open": "[loud] Hm"}, "cast[0].voice.lines.chat.open[0]", "is no register"),
    (("cast", 0, "voice", "lines"), {"chat.open": "[plain Hm"}, "cast[0].voice.lines.chat.open[0]", "not closed"),
    (("cast", 0, "voice", "lines"), {"chat.open": "[plain]"}, "cast[0].voice.lines.chat.open[0]", "has no text"),
    (("relationships", 1, "to"), "bob", "relationships[1].to", "nobody in the cast has the id 'bob'"),
    (("relationships", 1, "to"), "tom", "relationships[1].to", "with himself or herself"),
    (("relationships", 1), {"from": "ada", "to": "tom"}, "relationships[1]", "stands already in relationships[0]"),
    (("relationships", 0, "mutual"), True, "relationships[1]", "stands already in relationships[0]"),
    (("relationships", 0, "trust"), "high", "relationships[0].trust", "whole number"),
    (("places", 1, "id"), "lamp-room", "places[1].id", "two places have the id"),
    (("graph",), "karate", "graph", "must be one of"),
    (("graph",), "les_miserables", "graph", "belongs to nobody in the cast"),
    (("populace",), {"houses": {"name": "a hut", "at": "in a hut"}}, "populace.houses", "must hold {n}"),
    (("populace",), {"names": {**FIRST, "stems": ["Ann"] * 10}}, "populace.names.stems", "'Ann' stands here twice"),
    (("populace",), {"wishes": [{"goal": "rise", "text": "x"}]}, "populace.wishes", "at least 2 entries"),
    (("supporting",), {"groups": {}, "people": []}, "supporting", "needs a graph"),
]


@pytest.mark.parametrize(("path", "value", "key", "reason"), FAULTS, ids=[f"{n}-{row[2]}" for n, row in enumerate(FAULTS)])
def test_a_fault_is_refused_with_its_place(
    tmp_path: Path, path: tuple[int | str, ...], value: Any, key: str, reason: str
) -> None:
    data: Any = deepcopy(example())
    block = data
    for step in path[:-1]:
        block = block[step]
    if value is REMOVE:
        del block[path[-1]]
    else:
        block[path[-1]] = value
    file = saved(tmp_path, data)
    error = refused(file)
    assert (error.args[0], error.args[1]) == (str(file), key)
    assert reason in error.args[2]
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("schema: 1\nid: ]\nx: 1\n", "line 2", "is not valid YAML"),
        ("schema: 1\nschema: 1\n", "line 2", "the key 'schema' stands here twice"),
        ("schema: 1\na: {1: 2}\n", "line 2", "a key must be a text"),
        ("a: &x [1]\nb: [*x, *x]\n", "line 2", "aliases are not allowed"),
        ("a: !!python/object:os.system {}\n", "line 1", "is not valid YAML"),
        ("a: 2021-13-45\n", "the file", "is not valid YAML"),
        ("a: \x01\n", "the file|line 1", "YAML"),
        ("[" * 60 + "]" * 60, "line 1", "nested more than 40 levels"),
        ("- a\n- b\n", "the file", "must be a mapping"),
        ("", "the file", "must be a mapping"),
        ("a: 1\n--- \nb: 2\n", "line 2", "is not valid YAML"),
    ],
)
def test_bad_yaml_is_refused_with_its_line(tmp_path: Path, text: str, key: str, reason: str) -> None:
    error = refused(saved(tmp_path, text))
    assert re.fullmatch(key, error.args[1])
    assert reason in error.args[2]


def test_a_file_that_is_not_text_or_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_bytes(b"schema: 1\nid: \xff\n")
    assert refused(path).args[1:] == ("line 2", "is not UTF-8 text")
    path.write_bytes(b"#" * 5_000_001)
    assert refused(path).args[1:] == ("the file", "is larger than 5 MB")


def test_in_a_folder_the_fault_names_its_own_file(tmp_path: Path) -> None:
    data = example()
    cast = data.pop("cast")
    cast[1]["haunts"] = ["moon"]
    (tmp_path / "scenario.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    assert refused(tmp_path).args == (f"{tmp_path}/scenario.yaml", "cast", "is missing: neither here nor in cast.yaml beside it")
    (tmp_path / "cast.yaml").write_text(yaml.safe_dump(cast), encoding="utf-8")
    assert refused(tmp_path).args[:2] == (f"{tmp_path}/cast.yaml", "cast[1].haunts[0]")
    (tmp_path / "scenario.yaml").write_text(yaml.safe_dump({**data, "cast": cast}), encoding="utf-8")
    assert refused(tmp_path).args[1:] == ("cast", "stands here and in cast.yaml; keep one of them")


@pytest.mark.parametrize("name", ["atlantis", "", "../x", "a\0b", "x" * 5000])
def test_an_unknown_scenario_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ScenarioUnknown, match="montagues"):
        load_world(name, GENRE)


def test_a_folder_without_a_scenario_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).args[0] == f"{tmp_path}/scenario.yaml"


@pytest.mark.parametrize("cast", [0, -1, 100_001, True])
def test_a_cast_out_of_range_is_refused(cast: int) -> None:
    with pytest.raises(InvalidRequest, match="--cast"):
        load_world("montagues", GENRE, cast=cast)


@pytest.mark.parametrize("cast", [1, 3, 20, 76])
def test_a_smaller_cast_is_the_first_of_the_cast_without_loose_ends(cast: int) -> None:
    world = load_world("les-miserables", GENRE, cast=cast)
    whole = load_world("les-miserables", GENRE)
    assert [persona.id for persona in world.cast] == [persona.id for persona in whole.cast[:cast]]
    assert_whole(world)
