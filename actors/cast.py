"""The people and places of an ecosystem as everybody may know them, and who is where."""

import sys
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from actors import dice
from actors.persona import Persona
from actors.society.compatibility import compatibility
from actors.world import Place


class Cast:
    """The public side of characters: names, titles, haunts; and the places. What it says never changes while a world lives.

    A process need not know everybody: it learns of people before it has to do with them. Asking for somebody else is a
    KeyError, and never an answer that another process would not give.
    """

    __slots__ = ("_compat", "keys", "personas", "places")

    def __init__(self, personas: Mapping[str, Persona], places: Mapping[str, Place]) -> None:
        self.personas = dict(personas)
        self.places = dict(places)
        self.keys = _Keys()
        """A 64-bit key of each character's id alone."""
        self._compat: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def compat(self, a: str, b: str) -> int:
        """How well two go together, −1000 … 1000; the same both ways."""
        known = self._compat[a].get(b)
        if known is None:
            known = self._compat[a][b] = compatibility(self.personas[a], self.personas[b])
        return known

    def secret_owner(self, secret: str) -> str:
        """Whose secret this is; secrets are named after their owner."""
        return secret.removeprefix("secret:")

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Those of these names that it does not know, each once."""
        return [name for name in dict.fromkeys(names) if name and name not in self.personas]

    def keep(self, names: Container[str]) -> None:
        """Forget everybody else, and all that can be computed again."""
        self.personas = {name: persona for name, persona in self.personas.items() if name in names}
        self.keys.clear()
        self._compat.clear()


class _Keys(dict[str, int]):
    """Computed when they are asked for."""

    def __missing__(self, name: str) -> int:
        self[name] = key = dice.key(0, 0, name, "id")
        return key


class Presence:
    """Who is where now, kept by moving people; the people of a place are listed by id."""

    __slots__ = ("_crowds", "where")

    def __init__(self, where: Mapping[str, str] | None = None) -> None:
        self.where: dict[str, str] = {}
        self._crowds: dict[str, list[str]] = {}
        for character, place in sorted((where or {}).items()):
            self.put(character, place)

    def put(self, character: str, place: str) -> None:
        """The character is there from now on."""
        before = self.where.get(character)
        if before is not None:
            crowd = self._crowds[before]
            del crowd[bisect_left(crowd, character)]
        place = sys.intern(place)  # a hundred thousand people share a few thousand names of places
        self.where[character] = place
        insort(self._crowds.setdefault(place, []), character)

    def update(self, moves: Iterable[tuple[str, str]]) -> None:
        """Several at once, in order."""
        for character, place in moves:
            self.put(character, place)

    def crowd(self, character: str) -> Sequence[str]:
        """Everybody at the character's place, the character too, by id. Changes when somebody moves."""
        return self._crowds[self.where[character]]

    def at(self, place: str) -> Sequence[str]:
        """Everybody at this place, by id. Changes when somebody moves."""
        return self._crowds.get(place, ())
