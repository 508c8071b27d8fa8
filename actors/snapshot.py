"""A character's state as it is kept between processes: sealed, so that a damaged or foreign one is recognised and never used."""

from hashlib import blake2b

from actors.errors import SnapshotUnusable
from actors.mind.state import READABLE, VERSION, State

_MARK = b"fabula-state"


def sealed(state: State) -> bytes:
    """The state with its version and digest before it. Equal states give equal bytes."""
    body = state.encoded()
    return b"%b %d %b\n%b" % (_MARK, VERSION, _digest(body), body)


def opened(character: str, raw: bytes) -> State:
    """The inverse of ``sealed``. Raises SnapshotUnusable when this Fabula did not write it so."""
    seal, _, body = raw.partition(b"\n")
    mark, _, rest = seal.partition(b" ")
    version, _, digest = rest.partition(b" ")
    if mark != _MARK:
        raise SnapshotUnusable(character, "it is damaged, or of a version that knew no seal")
    if version not in [b"%d" % readable for readable in READABLE]:
        known = " and ".join(map(str, READABLE))
        raise SnapshotUnusable(character, f"it is of version {version.decode('ascii', 'replace')}, this Fabula reads {known}")
    if digest != _digest(body):
        raise SnapshotUnusable(character, "it is damaged: its digest is another one")
    return State.decoded(body)


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode()
