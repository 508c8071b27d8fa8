"""Pictures of people: checked by what they are, not by what they are called, and named by their content."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from struct import error, unpack_from

LARGEST = 256 * 1024
"""Bytes of one picture."""

WIDEST = 1024
"""Pixels of its longer side."""

MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
"""Ending of a name → type."""

_ANIMATED = 0x02  # a flag of WebP


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without fault (``fault_of``). Its ``name`` is made of its content, so that it has the same one anywhere."""

    name: str
    body: bytes


def picture_of(body: bytes) -> Picture:
    """The picture under its name; of bytes without fault."""
    return Picture(f"{blake2b(body, digest_size=16).hexdigest()}.{_kind(body)}", body)


def media_type(name: str) -> str:
    """The type of a picture, by the name that ``picture_of`` gave it."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def fault_of(body: bytes) -> str:
    """What keeps these bytes from being a picture that is shown; "" when nothing does."""
    if len(body) > LARGEST:
        return f"is longer than {LARGEST // 1024} KiB; make it smaller"
    kind = _kind(body)
    if kind is None:
        return "is no PNG, JPEG or WebP; save it as one of these"
    if _moves(body, kind):
        return "moves; a portrait stands still"
    try:
        width, height = _READERS[kind](body)
    except (error, IndexError, StopIteration):
        return "is damaged: it does not say how large it is"
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        return f"has {width} x {height} pixels; at most {WIDEST} x {WIDEST} are shown"
    return ""


def _kind(body: bytes) -> str | None:
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if body.startswith(b"RIFF") and body[8:12] == b"WEBP" else None


def _moves(body: bytes, kind: str) -> bool:
    if kind == "png":
        return b"acTL" in body[: max(0, body.find(b"IDAT"))]
    return kind == "webp" and body[12:16] == b"VP8X" and len(body) > 20 and bool(body[20] & _ANIMATED)


def _png(body: bytes) -> tuple[int, int]:
    width, height = unpack_from(">II", body, 16)
    return (width, height) if body[12:16] == b"IHDR" else (0, 0)


def _jpeg(body: bytes) -> tuple[int, int]:
    height, width = unpack_from(">HH", body, next(_frames(body)) + 5)
    return width, height


def _frames(body: bytes) -> Iterator[int]:
    """Where the segments begin that say how large the picture is."""
    at = 2
    while body[at] == 0xFF:
        if 0xC0 <= body[at + 1] <= 0xCF and body[at + 1] not in (0xC4, 0xC8, 0xCC):
            yield at
        at += 2 + int(unpack_from(">H", body, at + 2)[0])


def _webp(body: bytes) -> tuple[int, int]:
    form = body[12:16]
    if form == b"VP8X":
        wide, deep = body[24:27], body[27:30]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(deep, "little") + 1
    if form == b"VP8L":
        bits = int(unpack_from("<I", body, 21)[0])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = unpack_from("<HH", body, 26)
    return (width & 0x3FFF, height & 0x3FFF) if form == b"VP8 " else (0, 0)


_READERS = {"png": _png, "jpg": _jpeg, "webp": _webp}
