"""Pictures: known by what they are, refused with a reason, and brought by a scenario to those who live there."""

from pathlib import Path

import pytest
import yaml

from actors.errors import InvalidRequest, ScenarioInvalid
from actors.founding import founding_drafts
from actors.pictures import LARGEST, WIDEST, fault_of, media_type, picture_of
from runtime.creation import create
from scenarios.catalogue import kept_genre
from scenarios.guests import Guest, check_guest, invited
from scenarios.joining import newcomer_in
from scenarios.loading import load_world
from scenarios.schema import PersonaBlock
from storage.in_memory.store import InMemoryStore
from tests.pictures import jpeg, moving, png, webp

GENRE = kept_genre("classic")
EACH = [png(), jpeg(), webp(), webp(form=b"VP8L"), webp(form=b"VP8 ")]


def scenario(folder: Path, **portraits: str) -> Path:
    """A scenario of two people with these portraits."""
    folder.mkdir(exist_ok=True)
    cast = [{"id": name, "name": name.title(), "portrait": portraits.get(name, "")} for name in ("ada", "tom")]
    place = {"id": "jetty", "name": "the jetty", "at": "on the jetty"}
    whole = {"schema": 1, "id": "lighthouse", "title": "The Lighthouse", "places": [place], "cast": cast}
    (folder / "scenario.yaml").write_text(yaml.safe_dump(whole), "utf-8")
    return folder


@pytest.mark.parametrize("body", EACH)
def test_a_picture_is_known_by_what_it_is_and_named_by_its_content(body):
    assert fault_of(body) == ""
    one, other = picture_of(body), picture_of(body + b"more")
    assert one == picture_of(body) and one.name != other.name
    assert media_type(one.name) in ("image/png", "image/jpeg", "image/webp")


@pytest.mark.parametrize("make", [lambda size: png((0, 0, 0), size), jpeg, webp, lambda size: webp(size, b"VP8L")])
def test_a_picture_of_too_many_pixels_is_refused_however_few_bytes_it_has(make):
    assert fault_of(make((WIDEST, WIDEST))) == ""
    assert f"{WIDEST + 1} x 2 pixels" in fault_of(make((WIDEST + 1, 2)))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is no PNG"), (b"GIF89a", "is no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "is no PNG"),
        (b"\x89PNG\r\n\x1a\n", "is damaged"), (b"\xff\xd8\xff\xe0", "is damaged"), (b"\xff\xd8\xff\xe0\0\4ab", "is damaged"),
        (b"\xff\xd8\xff\xd9", "is damaged"), (b"RIFF\0\0\0\0WEBP", "is damaged"),
        (png(size=(0, 1)), "has 0 x 1 pixels"), (moving(), "moves"), (webp(flags=2), "moves"),
        (png() + b"\0" * LARGEST, "256 KiB"),
    ],
)  # fmt: skip
def test_what_is_no_picture_that_can_be_shown_is_refused_with_the_reason(body, reason):
    assert reason in fault_of(body)


async def test_a_scenario_brings_its_pictures_into_the_ecosystem_under_their_own_names(tmp_path):
    folder = scenario(tmp_path / "lighthouse", ada="ada.png", tom="faces/tom.jpg")
    (folder / "faces").mkdir()
    (folder / "ada.png").write_bytes(png())
    (folder / "faces" / "tom.jpg").write_bytes(jpeg())
    world = load_world(folder, GENRE)
    names = [picture_of(png()).name, picture_of(jpeg()).name]
    assert [persona.portrait for persona in world.cast] == names
    assert [draft.body["persona"]["portrait"] for draft in founding_drafts(world, 7)[1:]] == names
    store = InMemoryStore()
    await create(store, load_world(folder, GENRE, cast=1), 7, "one")
    assert await store.picture("one", names[0]) == png()
    grown = load_world(folder, GENRE, cast=20, seed=3)
    assert [grown.cast[0].portrait, grown.cast[5].portrait] == [names[0], ""]
    await create(store, grown, 7, "twenty")
    assert await store.picture("twenty", names[1]) == jpeg()


def test_a_scenario_in_one_file_has_its_pictures_beside_it(tmp_path):
    folder = scenario(tmp_path / "lighthouse", ada="ada.png")
    (folder / "ada.png").write_bytes(png())
    assert load_world(folder / "scenario.yaml", GENRE).cast[0].portrait == picture_of(png()).name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nobody.png", "is no file"), ("../secret.png", "outside"), ("{tmp}/secret.png", "outside"), ("link.png", "outside"),
        (".", "is no file"), ("note.png", "is no PNG"), ("a\0b.png", "cannot be read"), ("x" * 199, "'xxx"),
    ],
)  # fmt: skip
def test_a_portrait_that_cannot_be_shown_is_refused_with_its_place(tmp_path, name, reason):
    (tmp_path / "secret.png").write_bytes(png())
    folder = scenario(tmp_path / "lighthouse", tom=name.format(tmp=tmp_path)[:200])
    (folder / "note.png").write_text("not a picture")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(ScenarioInvalid) as caught:
        load_world(folder, GENRE)
    file, key, said = caught.value.args
    assert (file, key) == (f"{folder}/scenario.yaml", "cast[1].portrait") and reason in said


def test_who_joins_with_a_file_has_the_picture_beside_it(tmp_path):
    (tmp_path / "eva.png").write_bytes(png())
    file = tmp_path / "eva.yaml"
    file.write_text(yaml.safe_dump({"persona": {"id": "eva", "name": "Eva", "portrait": "eva.png"}}), "utf-8")
    newcomer = newcomer_in(file, "jetty")
    assert newcomer.persona.portrait == newcomer.pictures[0].name == picture_of(png()).name
    (tmp_path / "eva.png").unlink()
    with pytest.raises(ScenarioInvalid, match=r"persona\.portrait: 'eva\.png' is no file"):
        newcomer_in(file, "jetty")


def test_a_guest_has_the_picture_that_comes_along_and_no_other(tmp_path):
    world, picture = load_world(scenario(tmp_path / "lighthouse"), GENRE), picture_of(png())
    block = PersonaBlock.model_validate({"id": "eva", "name": "Eva", "portrait": picture.name})
    assert invited(world, [Guest(block, (), picture)]).pictures == (picture,)
    with pytest.raises(InvalidRequest, match="/guests/0/portrait"):
        invited(world, [Guest(block)])
    with pytest.raises(InvalidRequest, match="/persona/portrait"):
        check_guest(block, "/persona")
