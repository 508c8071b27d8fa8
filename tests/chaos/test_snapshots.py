"""Snapshots are damaged between two runs, or of a version that nobody knows: the story is the same, and verify names them."""

import asyncpg
import pytest

from actors.world import World
from runtime.settings import Settings
from runtime.verification import verify
from tests.chaos.playing import playing

SPOILT = {
    "damaged": ("overlay(state PLACING '\\x00' FROM length(state))", "it is damaged"),
    "of an unknown version": ("'fabula-state 999 00'::bytea", "it is of version 999, this Fabula reads"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
async def test_spoilt_snapshots_cost_nothing_but_one_line_of_warning(
    settings: Settings, montagues: World, caplog: pytest.LogCaptureFixture, spoilt: str
) -> None:
    state, reason = SPOILT[spoilt]
    async with playing(settings, montagues) as play:
        await play.run(8)
        connection = await asyncpg.connect(play.services.postgres_url)
        await connection.execute(f"UPDATE fabula.snapshots SET state = {state} WHERE ecosystem = $1", play.ecosystem)
        await connection.close()
        faults = (await verify(play.store, play.ecosystem, None)).faults
        assert len(faults) == len(montagues.cast)
        assert all(fault.startswith("snapshots: ") and reason in fault for fault in faults)
        assert caplog.records == []
        await play.run(14)
        warnings = [record.getMessage() for record in caplog.records]
        assert len(warnings) == 2, warnings  # one for each troupe
        assert all(reason in warning and "the chronicle makes up for it" in warning for warning in warnings)
        await play.is_as_if_nothing_had_happened(14)
