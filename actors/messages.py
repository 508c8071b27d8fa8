"""What the supervisor and the troupes say to each other. Plain values: they travel between processes."""

from typing import Any, NamedTuple

from actors.society.arbitration import Proposal, Scene


class Reflection(NamedTuple):
    """Faded memories that a character would make into one thought."""

    character: str
    dropped: tuple[str, ...]  # facts
    memory: dict[str, Any]


class Wishes(NamedTuple):
    """A troupe's answer to ``advance``: what its characters would do, and why the others would not."""

    proposals: list[Proposal]
    reflections: list[Reflection]
    idle: dict[str, int]  # reason → how many: "resting", "alone", "content"


class Casting(NamedTuple):
    """A scene with its audience, as asked of the troupes of its participants and witnesses."""

    scene: Scene
    place: str
    witnesses: tuple[str, ...]


class Meeting(NamedTuple):
    """Two people who are brought together by order: ``one`` begins, with this move if one is named."""

    one: str
    other: str
    move: str
    place: str


class Effects(NamedTuple):
    """What an outcome does to one person, in the form that the event keeps."""

    regards: list[dict[str, Any]]
    effect: dict[str, Any]  # mood and needs shifts, emotion
    memory: dict[str, Any] | None
    closing: tuple[str, str] | None = None  # symbol and line with which the initiator takes it


class Opening(NamedTuple):
    """The initiator's part of a scene: it cannot know the answer, so it brings what each outcome would do to it."""

    direction: str
    line: tuple[str, str]  # symbol, text
    by_outcome: dict[str, Effects]


class Answer(NamedTuple):
    """The responder's part of a scene."""

    outcome: str
    margin: int
    rules: tuple[tuple[str, int], ...]
    line: tuple[str, str]
    effects: Effects
    learned: str  # the id of a secret that the responder now knows, or ""


class Replies(NamedTuple):
    """A troupe's answer to ``respond``, by scene key."""

    openings: dict[str, Opening]
    answers: dict[str, Answer]
    witnesses: dict[str, list[Effects]]
