"""Documents as text: kinds and encodings are seen from the bytes, and nothing that steers a screen is kept."""

import codecs

import pytest

from actors.errors import DocumentUnsupported, InvalidRequest
from storage.belongings.texts import MARKDOWN, PLAIN, clean_name, read_text

TALE = "« Éponine », dit-il — c'est l'été.\nUne deuxième ligne.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "windows-1252"])
def test_an_encoding_is_recognised(encoding):
    assert read_text(TALE.encode(encoding)).text == TALE


def test_utf_16_of_the_other_order_is_recognised_by_its_mark():
    assert read_text(codecs.BOM_UTF16_BE + TALE.encode("utf-16-be")).encoding == "utf-16"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1251", "Жан Вальжан"),
        ("koi8-r", "Козетта"),
        ("shift_jis", "ジャン・バルジャン"),
        ("gb18030", "冉阿让"),
        ("big5", "尚萬強"),
    ],
)
def test_an_encoding_may_be_named(encoding, text):
    read = read_text(text.encode(encoding), encoding)
    assert (read.text, read.encoding) == (text, encoding)


def test_what_makes_no_sense_in_an_encoding_is_refused_with_the_byte():
    with pytest.raises(InvalidRequest, match=r"byte 3 .* utf-8"):
        read_text(b"abc\xff\xfe", "utf-8")
    with pytest.raises(InvalidRequest, match=r"byte 5 .* windows-1252; name its encoding"):
        read_text(b"\xe9t\xe9 a\x81")
    with pytest.raises(InvalidRequest, match="utf-8"):  # a surrogate by itself
        read_text(b"x\xed\xa0\x80", "utf-8")
    with pytest.raises(InvalidRequest, match="utf-16"):
        read_text(codecs.BOM_UTF16_LE + b"\x00\xd8a\x00")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"PK\x03\x04mimetypeapplication/epub+zip", "EPUB"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x7fELF\x02", "program"),
        (b"  <!DOCTYPE html><p>x", "HTML"),
        (bytes(range(256)) * 4, "no text"),
        (b"\x00" * 100, "no text"),
    ],
)
def test_what_is_no_text_is_named(raw, kind):
    with pytest.raises(DocumentUnsupported, match=kind):
        read_text(raw, "iso-8859-2" if kind == "no text" else None)


@pytest.mark.parametrize("raw", [b"", b" \n\t ", codecs.BOM_UTF8])
def test_what_has_no_text_in_it_is_refused(raw):
    with pytest.raises(InvalidRequest, match="has no text"):
        read_text(raw)


def test_signs_that_steer_a_screen_are_removed_and_counted():
    read = read_text(("Valjean\x00 \x1b[31mred\u202egreen\u2069 " + "and on " * 100).encode())
    assert read.text.startswith("Valjean [31mredgreen and")
    assert read.removed == 4


def test_all_kinds_of_line_ends_become_line_feeds():
    assert read_text(b"a\r\nb\rc\nd\x0ce").text == "a\nb\nc\nd\ne"


def test_letters_of_every_script_stay():
    text = "שלום \u200f مرحبا 冉阿让 👩‍👧 Ａ é e\u0301"
    assert read_text(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Title\n\nSome **bold** words.", MARKDOWN),
        ("See [the page](https://example.org) and\n- one\n- two", MARKDOWN),
        ("- Yes, said he.\n- No, said she.", PLAIN),
        ("A # is no heading", PLAIN),
    ],
)
def test_markdown_is_what_looks_like_it(text, kind):
    assert read_text(text.encode()).media_type == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\books\\les mis.txt", "les mis.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("\u202egpj.txt", "gpj.txt"),
        ("...", "document"),
        (None, "document"),
        ("x" * 500, "x" * 120),
        ("a\ud800b", "ab"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert clean_name(given) == kept
