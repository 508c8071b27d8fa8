"""The port MemoryIndex: in memory, and over Chroma in both layouts."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actors.errors import EmbedderMismatch, ServicesBusy, StoreUnavailable
from actors.records import MemoryRow
from storage.chroma import ChromaIndex, shards_for
from storage.in_memory.index import InMemoryIndex

EAST, NORTH, BETWEEN = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.8, 0.0]


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory):
    """A real Chroma server in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 30
        while True:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None and time.monotonic() < deadline, "the Chroma server did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.kill()


@pytest.fixture(params=["in-memory", "chroma", "chroma in shards", "chroma server"])
def index(request, tmp_path):
    if request.param == "in-memory":
        opened = InMemoryIndex("test", 3)
    elif request.param == "chroma server":
        opened = ChromaIndex(request.getfixturevalue("chroma_url"), "test", 3)
    else:
        opened = ChromaIndex(tmp_path / "chroma", "test", 3, shards=2 if "shards" in request.param else 0)
    yield opened
    for ecosystem in ("m", "n"):
        opened.drop(ecosystem)
    opened.close()


def memory(id, owner="javert", text="rain", tick=3):
    return MemoryRow(f"{id}:{owner}", owner, 7, tick, 600, 0, ("place:town",), text)


def test_the_nearest_memory_comes_first_with_its_cosine(index):
    index.upsert("m", [memory("a"), memory("b", text="snow"), memory("c")], [EAST, BETWEEN, NORTH])
    found = index.query("m", "javert", EAST, 2)
    assert [(r.memory, r.owner, r.tick, r.importance, r.text) for r in found] == [
        ("a:javert", "javert", 3, 600, "rain"),
        ("b:javert", "javert", 3, 600, "snow"),
    ]
    assert [r.score for r in found] == pytest.approx([1.0, 0.6], abs=1e-5)


def test_nobody_recalls_what_another_knows(index):
    owners = [f"owner-{n}" for n in range(6)]
    index.upsert("m", [memory("a", owner, text=owner) for owner in owners], [EAST] * 6)
    index.upsert("n", [memory("b", "owner-0", text="another world")], [EAST])
    for owner in owners:
        assert [r.text for r in index.query("m", owner, EAST, 10)] == [owner]
    assert index.query("m", "nobody", EAST, 10) == []
    assert index.query("nowhere", "owner-0", EAST, 10) == []


def test_writing_a_memory_again_replaces_it(index):
    index.upsert("m", [memory("a"), memory("b")], [EAST, NORTH])
    index.upsert("m", [memory("a", text="snow"), memory("a", text="hail")], [NORTH, NORTH])
    assert index.ids("m") == ["a:javert", "b:javert"]
    assert {r.text: round(r.score, 4) for r in index.query("m", "javert", NORTH, 5)} == {"hail": 1.0, "rain": 1.0}


def test_ids_are_sorted_over_all_owners(index):
    index.upsert("m", [memory("b"), memory("a"), memory("a", "valjean"), memory("c", "cosette")], [EAST] * 4)
    assert index.ids("m") == ["a:javert", "a:valjean", "b:javert", "c:cosette"]
    assert index.ids("nowhere") == []


def test_a_dropped_ecosystem_is_forgotten_and_can_be_filled_again(index):
    index.upsert("m", [memory("a")], [EAST])
    index.upsert("n", [memory("a")], [EAST])
    index.drop("m")
    index.drop("m")
    index.drop("nowhere")
    assert index.ids("m") == index.query("m", "javert", EAST, 5) == []
    assert index.ids("n") == ["a:javert"]
    index.upsert("m", [memory("b")], [EAST])
    assert index.ids("m") == ["b:javert"]


def test_vectors_of_another_dimension_are_refused_before_anything_is_written(index):
    with pytest.raises(EmbedderMismatch):
        index.upsert("m", [memory("a"), memory("b")], [EAST, [1.0, 0.0]])
    with pytest.raises(EmbedderMismatch):
        index.query("m", "javert", [1.0], 5)
    assert index.ids("m") == []


def test_nothing_wanted_is_nothing_found(index):
    index.upsert("m", [memory("a")], [EAST])
    index.upsert("m", [], [])
    assert index.query("m", "javert", EAST, 0) == []


def test_an_index_of_another_embedder_is_refused_until_it_is_dropped(tmp_path):
    index = ChromaIndex(tmp_path, "test", 3)
    index.upsert("m", [memory("a")], [EAST])
    index.close()
    other = ChromaIndex(tmp_path, "newer", 3)
    for call in (lambda: other.upsert("m", [memory("a")], [EAST]), lambda: other.query("m", "javert", EAST, 1)):
        with pytest.raises(EmbedderMismatch) as refusal:
            call()
        assert refusal.value.args == ("m", "test (3 dimensions)", "newer (3 dimensions)")
    other.drop("m")
    other.upsert("m", [memory("a")], [EAST])
    other.close()


def test_memories_and_layout_are_still_there_after_reopening(tmp_path):
    index = ChromaIndex(tmp_path, "test", 3, shards=lambda ecosystem: 2)
    index.upsert("m", [memory("a"), memory("b", "valjean")], [EAST, NORTH])
    index.close()
    index.close()
    again = ChromaIndex(tmp_path, "test", 3, shards=0)
    again.upsert("m", [memory("c", "cosette"), memory("a", text="snow")], [EAST, EAST])
    assert again.ids("m") == ["a:javert", "b:valjean", "c:cosette"]
    assert [r.text for r in again.query("m", "javert", EAST, 5)] == ["snow"]
    again.close()


def test_more_memories_than_one_call_takes_are_written_in_parts(tmp_path):
    index = ChromaIndex(tmp_path, "test", 3)
    index._client.batch = 10
    index.upsert("m", [memory(f"{n:03}") for n in range(35)], [BETWEEN] * 35)
    assert len(index.ids("m")) == 35
    index.close()


def test_a_directory_has_one_owner_at_a_time(tmp_path):
    index = ChromaIndex(tmp_path, "test", 3)
    code = f"from storage.chroma import ChromaIndex; ChromaIndex({str(tmp_path)!r}, 'test', 3)"
    stranger = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "ServicesBusy" in stranger.stderr
    with pytest.raises(ServicesBusy, match="pid"):
        ChromaIndex(tmp_path, "test", 3)
    index.close()
    ChromaIndex(tmp_path, "test", 3).close()


def test_a_server_that_is_not_there_is_reported():
    with pytest.raises(StoreUnavailable, match="Chroma"):
        ChromaIndex("http://127.0.0.1:1", "test", 3)


def test_small_casts_have_a_collection_for_each_character_and_large_ones_share():
    assert [shards_for(number) for number in (3, 12, 13, 1000, 1001, 100_000)] == [0, 0, 4, 4, 16, 16]
