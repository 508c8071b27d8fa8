"""Starting again what has died while it was used."""

from runtime.services.ensemble import Ensemble, Extra, Services
from runtime.services.postgres import Postgres
from runtime.services.valkey import Valkey
from runtime.settings import Settings

AT_ONCE = ("Postgres", "Valkey")
"""What a world waits for, or is heard by; the others catch up whenever they are back."""


def fallen(settings: Settings) -> list[str]:
    """The embedded servers that have died: that do not run, though nobody stopped them. Changes nothing."""
    return [own.server.name for own in _wanted(Ensemble(settings)) if not own.server.is_running()]


def revive(settings: Settings) -> Services:
    """For a process with an open lease: start again what has died meanwhile, whether or not configured servers answer, and wait
    until it answers.

    Raises as ``open_services`` does.
    """
    ensemble = Ensemble(settings)
    ensemble.home.prepare()
    ensemble.fetch()
    with ensemble.home.held() as lock:
        ensemble.home.stopped.unlink(missing_ok=True)
        ensemble.run(lock)
    ensemble.settle()
    return ensemble.services()


def started_again(settings: Settings, name: str) -> str:
    """For a process with an open lease: start this server again if it is still dead and wanted; what the dead one said last.

    A server that starts slowly (Neo4j, Kafka) is not waited for. Raises as ``open_services`` does.
    """
    ensemble = Ensemble(settings)
    ensemble.home.prepare()
    word = ""
    for own in [own for own in _wanted(ensemble) if own.server.name == name]:
        if not isinstance(own, Postgres | Valkey):
            own.fetch()
        with ensemble.home.held() as lock:
            if own in _wanted(ensemble) and not own.server.is_running():
                word = own.server.last_word()
                _start(own, lock)
    return word


def _wanted(ensemble: Ensemble) -> list[Postgres | Valkey | Extra]:
    """The embedded servers that nobody stopped."""
    home = ensemble.home
    if home.stopped.exists():
        return []
    names = {*ensemble.asked, *home.kept()} - {*home.put_away()}
    return [*ensemble.embedded, *(extra for name, extra in ensemble.extras.items() if name in names and _has_begun(extra))]


def _has_begun(extra: Extra) -> bool:
    """Whether it has ever run: one that was told to stay and cannot run here has not died."""
    return extra.server.alive.exists()


def _start(own: Postgres | Valkey | Extra, lock: int) -> None:
    if isinstance(own, Valkey):
        own.start()
    else:
        own.start(lock)
