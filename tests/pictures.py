"""Small pictures for tests, made of nothing."""

import struct
import zlib


def png(color: tuple[int, int, int] = (180, 40, 60), size: tuple[int, int] = (8, 8)) -> bytes:
    """A PNG of one colour."""
    width, height = size
    rows = zlib.compress((b"\0" + bytes(color) * width) * height)
    return _png((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))


def moving() -> bytes:
    """An animated PNG, as far as it says so."""
    return png().replace(*_before_pixels(b"acTL", struct.pack(">II", 2, 0)))


def jpeg(size: tuple[int, int] = (8, 8)) -> bytes:
    """As much of a JPEG as says how large it is, with the segments before it that cameras write."""
    width, height = size
    app = b"\xff\xe1" + struct.pack(">H", 10) + b"Exif\0\0\xff\xc0"
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, height, width, 0) + b"\xff\xd9"


def webp(size: tuple[int, int] = (8, 8), form: bytes = b"VP8X", flags: int = 0) -> bytes:
    """As much of a WebP as says how large it is."""
    width, height = size
    content = {
        b"VP8X": bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little"),
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height),
    }[form]
    chunk = form + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _before_pixels(kind: bytes, content: bytes) -> tuple[bytes, bytes]:
    at = png()[33:37] + b"IDAT"
    return at, _chunk(kind, content) + at
