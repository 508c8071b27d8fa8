"""Auditions: hearing a voice before its owner lives anywhere."""

from scenarios.audition import SITUATIONS, audition
from scenarios.schema import PersonaBlock


def persona(**more: object) -> PersonaBlock:
    return PersonaBlock.model_validate({"id": "ada", "name": "Ada Venn", **more})


def test_everybody_has_something_to_say_in_every_situation():
    for register in ("plain", "formal", "lyrical", "coarse", "childlike"):
        lines = audition(persona(voice={"register": register}))
        assert [line.situation for line in lines] == [situation.name for situation in SITUATIONS]
        assert all(line.text and line.text != "…" and "#" not in line.text for line in lines)


def test_the_same_seed_gives_the_same_lines_and_another_gives_others():
    assert audition(persona(), 7) == audition(persona(), 7)
    assert audition(persona(), 7) != audition(persona(), 8)


def test_the_voice_is_the_persona_s_own():
    own = persona(voice={"sayings": ["The sea says everything twice."], "lines": {"greet.open": ["Mind the third step."]}})
    heard = {line.text for seed in range(12) for line in audition(own, seed)}
    assert "Mind the third step." in heard
    assert any("The sea says everything twice." in text for text in heard)


def test_a_want_and_a_secret_are_spoken_of():
    own = persona(
        wants=[{"goal": "rise", "text": "own the mill"}],
        secret={"confession": "I set the fire", "rumour": "Ada Venn set the fire"},
    )
    lines = {line.situation: line.text for line in audition(own)}
    assert "own the mill" in lines["confides in a friend"]
    assert "I set the fire" in lines["gives the secret away"]


def test_whoever_is_called_like_the_hearer_is_heard_as_well():
    assert audition(persona(name="Robin"))
