"""What all characters of an ecosystem share and none can change: the seed, the cast, the places and the genre's manners."""

from collections.abc import Container

from actors import dice
from actors.attention import Attention
from actors.cast import Cast
from actors.genre import Genre
from actors.mind.grammar import Grammar
from actors.mind.volition import Volition


class Setting:
    """Built once for each process that hosts characters of an ecosystem."""

    def __init__(
        self, seed: int, cast: Cast, genre: Genre, attention: Attention | None = None, grammar: Grammar | None = None
    ) -> None:
        """``grammar`` is that of the genre, for whoever has it parsed already."""
        self.seed = seed
        self.cast = cast
        self.attention = attention or Attention.everywhere(tuple(cast.places))
        self.moves = {move.id: move for move in genre.moves}
        self.harmful = frozenset(move.id for move in genre.moves if move.family == "conflict")
        self.volition = Volition(genre)
        self.grammar = grammar or Grammar(genre.speech)
        self._voices: dict[str, Grammar] = {}
        self._keys: dict[tuple[str, str], int] = {}

    def key(self, character: str, purpose: str) -> int:
        """The key of dice that do not change with the ticks."""
        found = self._keys.get((character, purpose))
        if found is None:
            found = self._keys[character, purpose] = dice.key(self.seed, 0, character, purpose)
        return found

    def keep(self, names: Container[str]) -> None:
        """Forget all other people, and all that can be computed again."""
        self.cast.keep(names)
        self._keys.clear()
        self._voices.clear()

    def voice(self, character: str) -> Grammar:
        """The grammar with this character's own productions."""
        voice = self._voices.get(character)
        if voice is None:
            lines = self.cast.personas[character].voice.lines
            voice = self._voices[character] = self.grammar.with_lines(lines) if lines else self.grammar
        return voice
