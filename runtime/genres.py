"""The genres that ecosystems keep, read once in a process: what a hash names never changes."""

from actors.genre import Genre
from actors.ports import Store

MOST = 16

_read: dict[str, Genre] = {}


async def genre(store: Store, hash: str) -> Genre:
    """The genre with this hash. Raises ChronicleDamaged when it is missing."""
    found = _read.get(hash)
    if found is None:
        found = Genre.from_blob(await store.get(hash))
        while len(_read) >= MOST:
            del _read[next(iter(_read))]
        _read[hash] = found
    return found
