"""Loading: from authored files to a World in which every reference holds."""

from collections.abc import Callable, Container
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from actors.errors import InvalidRequest
from actors.genre import Genre
from actors.persona import Persona, Secret, Voice, Want
from actors.world import Place, Regard, World
from scenarios.complaint import refusal
from scenarios.files import Files, found
from scenarios.populating import populated
from scenarios.portraits import portraits, portrayed
from scenarios.references import check
from scenarios.schema import Manuscript, PersonaBlock, RelationshipBlock, VoiceBlock
from scenarios.supporting import supporting_cast, tied_regards, ties

LARGEST_CAST = 100_000
"""How many characters one world may have."""


AWAKE = 2_000
"""So many people are awake at once, unless a scenario or whoever founds a world says something else."""


def as_written(world: World) -> World:
    """Nothing is changed."""
    return world


def load_world(
    source: str | Path, genre: Genre, cast: int | None = None, seed: int = 0, awake: int | None = None,
    revised: Callable[[World], World] = as_written,
) -> World:  # fmt: skip
    """The world of a bundled scenario (by id) or of a folder or file (by path), played in the given genre.

    * ``revised`` changes what was written (``scenarios.revision``) before anything else is done with it.
    * ``cast`` keeps that many of the most important characters, or fills up with generated ones (drawn by ``seed``).
      The first n characters of a generated world do not depend on how many follow.
    * Of a larger cast than ``awake`` (default: the scenario's, else 2,000) only about so many people are awake at once. Whoever
      is at a written place always is.
    * Raises ScenarioUnknown, ScenarioInvalid (with file, key and reason) or InvalidRequest (a cast outside 1 … 100,000, or
      nobody awake), and what ``revised`` does.
    * An empty stage has nobody, unless a revision or ``cast`` brings somebody.
    * The scenario's own ``genre`` key is not enforced: a researcher may play Verona with other manners.
    """
    if cast is not None and (isinstance(cast, bool) or not 1 <= cast <= LARGEST_CAST):
        raise InvalidRequest("--cast", f"{cast} is out of range: 1 to {LARGEST_CAST}")
    if awake is not None and (isinstance(awake, bool) or awake < 1):
        raise InvalidRequest("--awake", f"{awake} people cannot be awake; give 1 or more")
    files = found(source)
    script = checked(files, genre)
    world = revised(_world(script, files, genre))
    if cast is None or cast == len(world.cast):
        return world
    if cast < len(world.cast):
        return trimmed(world, cast)
    return populated(world, cast, seed, script.populace, awake or script.awake or AWAKE)


def checked(files: Files, genre: Genre) -> Manuscript:
    """The files as a manuscript whose references hold; raises ScenarioInvalid."""
    try:
        script = Manuscript.model_validate(files.data)
    except ValidationError as error:
        raise refusal(files, error) from None
    check(script, files, genre)
    return script


def trimmed(world: World, cast: int) -> World:
    """The first so many characters, without the regards and wants that concern anybody else."""
    return restricted(world, {persona.id for persona in world.cast[:cast]})


def restricted(world: World, kept: Container[str]) -> World:
    """These characters, without the regards and wants that concern anybody else."""
    return replace(
        world,
        cast=tuple(_without_absent(persona, kept) for persona in world.cast if persona.id in kept),
        regards=tuple(regard for regard in world.regards if regard.owner in kept and regard.target in kept),
    )


def _without_absent(persona: Persona, present: Container[str]) -> Persona:
    wants = tuple(want for want in persona.wants if not want.about or want.about in present)
    return replace(persona, wants=wants)


def _world(script: Manuscript, files: Files, genre: Genre) -> World:
    places = tuple(Place(place.id, place.name, place.at, place.public) for place in script.places)
    edges = ties(script, files)
    pictures = portraits(script.cast, files)
    written = [portrayed(persona_of(block, places[0].id), pictures) for block in script.cast]
    regards = {(regard.owner, regard.target): regard for block in script.relationships for regard in regards_of(block)}
    return World(
        script.id, script.title, script.blurb, places,
        (*written, *supporting_cast(script, written, edges)),
        (*regards.values(), *tied_regards(script, edges, regards)),
        genre,
        pictures=tuple(dict.fromkeys(pictures.values())),
    )  # fmt: skip


def persona_of(block: PersonaBlock, first_place: str) -> Persona:
    """What the author wrote, as characters know it; whoever has no haunts is found at the first place."""
    wants = (Want(f"{block.id}-w{n}", w.goal, w.about or "", w.weight, w.text) for n, w in enumerate(block.wants, 1))
    guarded = block.secret
    secret = Secret(f"secret:{block.id}", guarded.confession, guarded.rumour, guarded.guard, guarded.scandal) if guarded else None
    return Persona(
        block.id, block.name, block.short or block.name, block.pronoun, block.title, block.role, block.bio,
        block.traits.ordered(), block.values.ordered(), _voice(block.voice),
        tuple(wants), secret, tuple(block.haunts) or (first_place,), block.portrait,
    )  # fmt: skip


def _voice(block: VoiceBlock) -> Voice:
    lines = tuple((symbol, tuple(productions)) for symbol, productions in block.lines.items())
    return Voice(block.register_, tuple(block.oaths), tuple(block.images), tuple(block.sayings), lines)


def regards_of(block: RelationshipBlock) -> list[Regard]:
    numbers = (block.affinity, block.trust, block.respect, block.attraction, block.familiarity)
    there = Regard(block.from_, block.to, *numbers, block.bond or "", block.calls or "")
    return [there, Regard(block.to, block.from_, *numbers, block.bond or "")] if block.mutual else [there]
