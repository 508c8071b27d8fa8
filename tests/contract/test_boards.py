"""The port Board: in memory, and over a real Valkey."""

import pytest

from storage import board as boards
from storage.board import RedisBoard
from storage.in_memory.board import InMemoryBoard


@pytest.fixture(params=["in-memory", "valkey"])
async def board(request):
    over_valkey = request.param == "valkey"
    opened = RedisBoard(f"unix://{request.getfixturevalue('valkey').unix_socket_path}") if over_valkey else InMemoryBoard()
    yield opened
    for ecosystem in ("digne", "montreuil"):
        await opened.unpin(ecosystem)
    await opened.close()


async def test_a_notice_is_read_until_it_is_taken_down(board):
    assert await board.notice("montreuil") == ""
    await board.pin("montreuil", "Postgres has no space left")
    assert await board.notice("montreuil") == "Postgres has no space left"
    await board.unpin("montreuil")
    await board.unpin("montreuil")
    assert await board.notice("montreuil") == ""


async def test_the_last_notice_counts_and_each_ecosystem_has_its_own(board):
    await board.pin("montreuil", "first")
    await board.pin("digne", "« Éponine »")
    await board.pin("montreuil", "second")
    assert (await board.notice("montreuil"), await board.notice("digne")) == ("second", "« Éponine »")


async def test_a_notice_that_is_not_renewed_fades(valkey, monkeypatch):
    board = RedisBoard(f"unix://{valkey.unix_socket_path}")
    monkeypatch.setattr(boards, "FADES_SECONDS", 1)
    await board.pin("montreuil", "for a moment")
    while await board.notice("montreuil"):
        """It stands for a second."""
    await board.close()


async def test_a_board_that_is_down_says_nothing_and_raises_nothing():
    board = RedisBoard("unix:///nowhere/valkey.sock")
    await board.pin("montreuil", "nobody reads this")
    await board.unpin("montreuil")
    assert await board.notice("montreuil") == ""
    await board.close()
