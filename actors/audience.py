"""Who sees a scene: people around who are not in one themselves. What nobody sees, nobody can tell."""

from collections.abc import Iterable, Mapping, Sequence

from actors import dice
from actors.cast import Presence
from actors.messages import Casting
from actors.mind.setting import Setting
from actors.society.arbitration import Scene

NOTICED = 130
"""A deed at least this memorable is noticed by others around."""

MOST = 3
OVERHEARD = 120
"""How often (in thousandths) a private talk has one secret listener."""


def cast(
    setting: Setting, presence: Presence, scenes: Sequence[Scene], tick: int,
    places: Mapping[str, str] | None = None, aside: Iterable[str] = (),
) -> list[Casting]:  # fmt: skip
    """The encounters among these scenes, each with its place and witnesses. Nobody witnesses two in one tick.

    ``places`` says where the scenes of some initiators are, who are brought there; whoever is ``aside`` sees nothing.
    """
    busy = {name: True for scene in scenes for name in (scene.initiator, scene.responder) if name}
    busy.update(dict.fromkeys(aside, True))
    castings = []
    for scene in scenes:
        if not scene.responder:
            continue
        place = (places or {}).get(scene.initiator) or presence.where[scene.initiator]
        witnesses = _witnesses(setting, presence.at(place), scene, busy, tick)
        busy.update(dict.fromkeys(witnesses, True))
        castings.append(Casting(scene, place, witnesses))
    return castings


def _witnesses(setting: Setting, crowd: Sequence[str], scene: Scene, busy: dict[str, bool], tick: int) -> tuple[str, ...]:
    move = setting.moves[scene.option.deed]
    if move.weight < NOTICED:
        return ()
    key = dice.key(setting.seed, tick, scene.initiator, "witnesses")
    most = MOST
    if "private" in move.labels:
        if dice.roll(key, 1000) >= OVERHEARD:
            return ()
        most = 1
    around = [name for name in crowd if name not in busy and name != scene.option.about]
    return tuple(sorted(around[number] for number in dice.drawn(key, len(around), most)))
