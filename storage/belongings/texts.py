"""What somebody sends as a document, as text: by what it is, not by what it is called or said to be."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from actors.errors import DocumentUnsupported, InvalidRequest

Encoding = Literal[
    "utf-8", "utf-16", "windows-1252", "iso-8859-2", "iso-8859-15", "windows-1251", "koi8-r", "shift_jis", "gb18030", "big5",
]  # fmt: skip
"""Encodings that somebody may name. Unnamed, the first three are told apart."""

PLAIN, MARKDOWN = "text/plain", "text/markdown"

_FILE = "/file"
_KINDS = (
    (b"PK\x03\x04", "a ZIP archive, as EPUB and DOCX are"), (b"PK\x05\x06", "a ZIP archive"), (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "compressed"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"RIFF", "a recording or a picture"), (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "an old office document"), (b"SQLite format 3", "a database"),
)  # fmt: skip
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|svg)\b", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"), (codecs.BOM_UTF32_LE, "utf-32", "utf-32"), (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"), (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)  # fmt: skip
_BREAKS = re.compile(r"\r\n?|[\f\v\x85\u2028]")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # they reorder what a reader sees
_REMOVED = dict.fromkeys(
    [*(n for n in (*range(32), *range(127, 160)) if chr(n) not in "\n\t"), *map(ord, _TURNING), *range(0xFDD0, 0xFDF0)]
)
_MARKED_UP = re.compile(r"^(#{1,6} \S|```|~~~|\* \S|- \S|> \S|\d+\. \S)|\[[^\]\n]+\]\([^)\s]+\)|\*\*\S", re.MULTILINE)
_HEADED = re.compile(r"^(#{1,6} \S|```|~~~)|\[[^\]\n]+\]\([^)\s]+\)", re.MULTILINE)
_SAMPLE = 20_000
_STRAY = 0.01
"""Of a text at most so much may be signs that no text has."""

_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as it is kept: lines end with a line feed, and nothing in it steers a screen."""

    text: str
    media_type: str
    encoding: str
    removed: int  # so many signs that steer a screen, or are none


def read_text(raw: bytes, encoding: Encoding | None = None) -> ReadText:
    """Raises DocumentUnsupported for what is no text, InvalidRequest for one that cannot be read or has nothing in it."""
    for beginning, kind in _KINDS:
        if raw.startswith(beginning):
            raise DocumentUnsupported(kind)
    if _MARKUP.match(raw[:1000]):
        raise DocumentUnsupported("HTML or XML")
    decoded, name = _decoded(raw, encoding)
    broken = _BREAKS.sub("\n", decoded)
    text = broken.translate(_REMOVED)
    removed = len(broken) - len(text)
    if removed > _STRAY * len(broken) + 1:
        raise DocumentUnsupported("no text")
    if not text.strip():
        raise InvalidRequest(_FILE, "has no text in it")
    return ReadText(text, _kind(text), name, removed)


def clean_name(name: str | None) -> str:
    """A file name without folders and without what would steer a screen or a shell; "document" when nothing is left."""
    last = re.split(r"[/\\]", name or "")[-1]
    signs = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "C")
    return " ".join(signs.split()).strip(" .")[:_NAME_LENGTH].strip() or "document"


def _decoded(raw: bytes, encoding: Encoding | None) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if encoding is None and raw.startswith(mark):
            return _by(codec, raw), name
    if encoding is not None:
        return _by("utf-8-sig" if encoding == "utf-8" else encoding, raw), encoding
    if wide := _wide(raw):
        return _by(wide, raw), "utf-16"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _by("windows-1252", raw), "windows-1252"


def _by(codec: str, raw: bytes) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        known = ", ".join(get_args(Encoding))
        reason = f"byte {error.start} makes no sense in {codec.removesuffix('-sig')}; name its encoding, one of {known}"
        raise InvalidRequest(_FILE, reason) from None


def _wide(raw: bytes) -> str:
    """Which UTF-16 it is when it is one without a mark: every other byte of Latin text is zero."""
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if half and len(raw) % 2 == 0 and low > half * 0.4 and high < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if half and len(raw) % 2 == 0 and high > half * 0.4 and low < half * 0.05 else ""


def _kind(text: str) -> str:
    sample = text[:_SAMPLE]
    return MARKDOWN if _HEADED.search(sample) and len(_MARKED_UP.findall(sample)) > 1 else PLAIN
