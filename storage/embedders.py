"""Embedders that need no download, by name."""

import logging
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from actors.errors import InvalidRequest
from actors.ports import Embedder
from storage.words import words

_DIMENSION = 256


class HashedEmbedder(Embedder):
    """Letters instead of meaning: n-grams of the folded words, hashed. The same everywhere and for ever."""

    id = "hashed-256-v1"
    dimension = _DIMENSION

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [_unit(self._counts(text)).tolist() for text in texts]

    def _counts(self, text: str) -> NDArray[np.float64]:
        hashes = [crc32(gram.encode()) for gram in chain.from_iterable(map(_grams, words(text)))]
        numbers = np.asarray(hashes, dtype=np.uint32)
        signs = np.where(numbers & 0x8000_0000, -1.0, 1.0)
        return np.bincount(numbers % _DIMENSION, weights=signs, minlength=_DIMENSION).astype(np.float64)


class WordLlamaEmbedder(Embedder):
    """Static token vectors from the ``wordllama`` wheel: meaning, without a model server and without a download."""

    id = "wordllama-l2-supercat-256"
    dimension = _DIMENSION

    def __init__(self) -> None:
        self._model = _wordllama()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if not texts:
            return []
        vectors = self._model.embed(list(texts), norm=False)
        return [_unit(vector.astype(np.float64)).tolist() for vector in vectors]


def embedder(name: str) -> Embedder:
    """The embedder of this name; raises InvalidRequest."""
    if name not in _BY_NAME:
        raise InvalidRequest("embedder", f"'{name}' is none of {', '.join(sorted(_BY_NAME))}")
    return _BY_NAME[name]()


_BY_NAME: dict[str, type[HashedEmbedder] | type[WordLlamaEmbedder]] = {
    "hashed": HashedEmbedder,
    "wordllama": WordLlamaEmbedder,
}


def _grams(word: str) -> list[str]:
    """The word itself, and its pieces of three letters with both ends marked."""
    marked = f"<{word}>"
    return [marked, *(marked[i : i + 3] for i in range(len(marked) - 2))]


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of length 1; a text without any word gets the first axis."""
    length = float(np.linalg.norm(vector))
    if length:
        return vector / length
    axis = np.zeros(_DIMENSION)
    axis[0] = 1.0
    return axis


def _wordllama() -> Any:
    """Its weights lie in the wheel. Importing it sets up logging for the whole process, which is undone here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    module = import_module("wordllama")
    root.handlers[:] = handlers
    root.setLevel(level)
    return module.WordLlama.load(cache_dir=Path(str(module.__file__)).parent, disable_download=True)
