"""A user's documents over the API."""

import pytest

from storage.belongings import documents as module

PATH = "/api/v1/documents"


def sent(raw: bytes, name: str = "book.txt", kind: str = "text/plain") -> dict:
    return {"files": {"file": (name, raw, kind)}}


async def made(client, raw: bytes = b"Once upon a time.", name: str = "book.txt") -> str:
    answer = await client.post(PATH, **sent(raw, name))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def test_a_document_is_uploaded_read_in_parts_and_deleted(victor):
    text = "« Éponine » — 冉阿让 👩‍👧\r\nA second line."
    path = await made(victor, text.encode(), "../é.txt")
    known = (await victor.get(path)).json()
    assert (known["name"], known["media_type"], known["encoding"]) == ("é.txt", "text/plain", "utf-8")
    kept = text.replace("\r\n", "\n")
    assert (known["length"], known["bytes"]) == (len(kept), len(text.encode()))
    assert (await victor.get(f"{path}/text")).json() == {"start": 0, "length": len(kept), "total": len(kept), "text": kept}
    part = (await victor.get(f"{path}/text", params={"start": 2, "length": 7})).json()
    assert (part["text"], part["length"]) == (kept[2:9], 7)
    assert (await victor.get(f"{path}/text", params={"start": 10_000})).json()["text"] == ""
    assert (await victor.delete(path)).status_code == 204
    assert (await victor.get(f"{path}/text")).status_code == 404


async def test_the_kind_is_seen_and_not_believed(victor):
    answer = await victor.post(PATH, **sent(b"# A\n\n**b** [c](https://example.org)", "x.pdf", "application/pdf"))
    assert answer.json()["media_type"] == "text/markdown"
    refused = await victor.post(PATH, **sent(b"%PDF-1.4", "x.txt", "text/plain"))
    assert (refused.status_code, refused.json()["code"]) == (415, "document_unsupported")


async def test_the_same_document_is_kept_once(victor):
    assert await made(victor, name="one.txt") == await made(victor, name="two.txt")
    assert [one["name"] for one in (await victor.get(PATH)).json()["items"]] == ["one.txt"]


async def test_another_encoding_makes_another_document(victor):
    raw = "Жан".encode("windows-1251")
    answers = [await victor.post(PATH, **sent(raw), data={"encoding": encoding}) for encoding in ("windows-1251", "koi8-r")]
    paths = [answer.headers["location"] for answer in answers]
    assert len({*paths}) == 2
    assert (await victor.get(f"{paths[0]}/text")).json()["text"] == "Жан"


async def test_nobody_reaches_what_is_somebody_elses(victor, juliette):
    path = await made(victor)
    for answer in (await juliette.get(path), await juliette.get(f"{path}/text"), await juliette.delete(path)):
        assert (answer.status_code, answer.json()["code"]) == (404, "belonging_unknown")
    assert (await juliette.get(PATH)).json()["items"] == []
    assert await made(juliette) != path


@pytest.mark.parametrize(
    ("request_", "status", "pointer"),
    [
        ({"data": {"encoding": "utf-8"}}, 422, "/file"),
        ({"json": {"file": "x"}}, 422, "/file"),
        ({**sent(b"x"), "data": {"encoding": "utf-7"}}, 422, "/encoding"),
        ({**sent(b"x"), "data": {"owner": "juliette"}}, 422, "/owner"),
        ({"files": [("file", ("a", b"a")), ("file", ("b", b"b"))]}, 422, "/file"),
        (sent(b""), 422, "/file"),
        (sent(b"\xff\xffab\x81"), 422, "/file"),
    ],
)
async def test_what_is_no_upload_is_refused_with_its_place(victor, request_, status, pointer):
    answer = await victor.post(PATH, **request_)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_form_that_cannot_be_read_is_refused(victor):
    broken = await victor.post(PATH, content=b"--x\r\nnothing", headers={"Content-Type": "multipart/form-data; boundary=y"})
    nameless = await victor.post(PATH, content=b"", headers={"Content-Type": "multipart/form-data"})
    assert {broken.status_code, nameless.status_code} <= {400, 422}


async def test_a_document_may_be_larger_than_other_bodies_but_not_without_end(gateway_settings, app, victor):
    assert (await victor.post(PATH, **sent(b"word " * 600_000))).status_code == 201
    too_large = b"x" * (gateway_settings.document_limit + 1)
    assert (await victor.post(PATH, **sent(too_large))).json()["code"] == "content_too_large"
    assert (await victor.post("/api/v1/characters", content=b"x" * 3_000_000)).status_code == 413


async def test_parts_have_bounds(victor):
    path = await made(victor)
    for params in ({"start": -1}, {"start": 2**31}, {"length": 0}, {"length": 10**6}, {"start": "x"}):
        assert (await victor.get(f"{path}/text", params=params)).status_code == 422


async def test_one_keeps_only_so_many_documents(victor, juliette, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    await made(victor, b"one")
    assert (await victor.post(PATH, **sent(b"two"))).json()["code"] == "belongings_full"
    await made(victor, b"one")
    await made(juliette, b"two")


async def test_one_keeps_only_so_much(victor, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    await made(victor, b"12345")
    assert (await victor.post(PATH, **sent(b"123456"))).status_code == 409
    await made(victor, b"67890")


async def test_lists_go_on_where_they_stopped(victor):
    names = [f"{n}.txt" for n in range(5)]
    for name in names:
        await made(victor, name.encode(), name)
    seen, cursor = [], None
    while True:
        part = (await victor.get(PATH, params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        seen += [one["name"] for one in part["items"]]
        if (cursor := part["next_cursor"]) is None:
            break
    assert sorted(seen) == names
