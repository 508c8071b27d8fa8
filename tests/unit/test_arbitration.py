"""Arbitration: proposals become disjoint scenes, the same ones in whatever order they arrive."""

from hypothesis import given
from hypothesis import strategies as st

from actors.society.arbitration import Option, Proposal, Scene, arbitrate

PEOPLE = ("anna", "bruno", "carla", "dario", "elena")


def wish(who: str, *options: tuple[int, str]) -> Proposal:
    return Proposal(who, tuple(Option(score, "chat", target) for score, target in options))


def go(who: str, place: str, score: int = 0) -> Proposal:
    return Proposal(who, (Option(score, "go", place),))


def matched(*proposals: Proposal) -> list[tuple[str, str]]:
    return [(scene.initiator, scene.option.target) for scene in arbitrate(proposals)]


@st.composite
def crowds(draw) -> list[Proposal]:
    """One proposal of up to three wishes for each of some people."""
    proposals = []
    for who in draw(st.lists(st.sampled_from(PEOPLE), unique=True)):
        others = [other for other in PEOPLE if other != who]
        targets = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
        options = [Option(draw(st.integers(100, 104)), "chat", target) for target in targets]
        if draw(st.booleans()):
            options[-1] = Option(draw(st.integers(0, 110)), "go", draw(st.sampled_from(["inn", "square"])))
        proposals.append(Proposal(who, tuple(sorted(options, key=lambda option: -option.score))))
    return proposals


@given(crowds())
def test_nobody_is_in_two_scenes(proposals):
    there = [name for scene in arbitrate(proposals) for name in (scene.initiator, scene.responder) if name]
    assert len(there) == len(set(there))


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(proposals, chance):
    scenes = arbitrate(proposals)
    chance.shuffle(proposals)
    assert arbitrate(proposals) == scenes


@given(crowds())
def test_nobody_is_passed_over_who_could_have_had_a_scene(proposals):
    scenes = arbitrate(proposals)
    taken = {name for scene in scenes for name in (scene.initiator, scene.responder)}
    for proposal in proposals:
        if proposal.character not in taken:
            assert all(option.deed != "go" and option.target in taken for option in proposal.options)


@given(crowds())
def test_scenes_stand_in_the_order_of_their_keys_which_are_unique(proposals):
    keys = [scene.key for scene in arbitrate(proposals)]
    assert keys == sorted(set(keys))


def test_no_wishes_make_no_scenes():
    assert arbitrate([]) == []
    assert arbitrate([Proposal("anna", ())]) == []


def test_the_strongest_wish_is_granted():
    assert matched(wish("anna", (200, "bruno")), wish("carla", (300, "bruno"))) == [("carla", "bruno")]


def test_a_wish_for_somebody_taken_falls_to_the_next():
    assert matched(wish("anna", (200, "bruno"), (150, "dario")), wish("carla", (300, "bruno"))) == [
        ("anna", "dario"),
        ("carla", "bruno"),
    ]


def test_one_who_is_asked_does_not_act():
    assert matched(wish("anna", (300, "bruno")), wish("bruno", (200, "carla"))) == [("anna", "bruno")]


def test_ties_go_by_name():
    assert matched(wish("carla", (200, "bruno")), wish("anna", (200, "bruno"))) == [("anna", "bruno")]
    assert matched(wish("bruno", (200, "anna")), wish("anna", (200, "bruno"))) == [("anna", "bruno")]


def test_a_place_has_room_for_everybody():
    assert matched(go("anna", "inn"), go("bruno", "inn")) == [("anna", "inn"), ("bruno", "inn")]


def test_one_who_is_asked_does_not_go():
    assert matched(go("bruno", "inn", 50), wish("anna", (300, "bruno"))) == [("anna", "bruno")]


def test_a_scene_remembers_what_else_was_wished():
    proposal = wish("anna", (300, "bruno"), (200, "carla"), (150, "dario"))
    other = wish("elena", (400, "bruno"))
    scene = next(scene for scene in arbitrate([proposal, other]) if scene.initiator == "anna")
    assert scene == Scene("anna", "carla", proposal.options[1], (proposal.options[0], proposal.options[2]))
    assert scene.key == "anna>carla"
