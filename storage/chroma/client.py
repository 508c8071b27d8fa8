"""A Chroma client: embedded in a directory of its own, or of a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from actors.errors import StoreUnavailable
from storage.directory_lock import DirectoryLock

_PAGE = 200
_PATIENCE = 30.0


class ChromaClient:
    """The few calls that the index needs. Chroma is imported on construction, since that takes a second."""

    def __init__(self, place: Path | str) -> None:
        """``place`` is a directory, or a server's ``http(s)://`` URL. Raises ServicesBusy when somebody else holds the
        directory, StoreUnavailable when the server does not answer."""
        self._chroma = import_module("chromadb")
        self._errors = import_module("chromadb.errors")
        settings = import_module("chromadb.config").Settings(anonymized_telemetry=False)
        url = str(place) if str(place).startswith(("http://", "https://")) else ""
        self._lock = None if url else DirectoryLock(Path(place))
        try:
            with self.answering():
                self._client = self._remote(url, settings) if url else self._chroma.PersistentClient(str(place), settings)
            self.batch = int(self._client.get_max_batch_size())
        except BaseException:
            self._release()
            raise

    def find(self, name: str) -> Any | None:
        """The collection, or None."""
        try:
            with self.answering():
                return self._client.get_collection(name, embedding_function=None)
        except self._errors.NotFoundError:
            return None

    def obtain(self, name: str, metadata: dict[str, Any]) -> Any:
        """The collection, made when it is missing. Vectors are always ours: no embedding function is attached."""
        with self.answering():
            return self._client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, metadata=metadata, embedding_function=None
            )

    def names(self, prefix: str) -> list[str]:
        """The names of all collections that begin so, sorted."""
        names: list[str] = []
        with self.answering():
            while page := self._client.list_collections(limit=_PAGE, offset=len(names)):
                names += [collection.name for collection in page]
        return sorted(name for name in names if name.startswith(prefix))

    def remove(self, name: str) -> None:
        """Delete the collection. Unknown is fine."""
        try:
            with self.answering():
                self._client.delete_collection(name)
        except self._errors.NotFoundError:
            return

    def close(self) -> None:
        """Close files and connections and let the directory go. A second time changes nothing."""
        self._client.close()
        for session in _sessions(self._client):
            session.close()
        self._release()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Raises StoreUnavailable when Chroma does not answer."""
        try:
            yield
        except (httpx.HTTPError, OSError, ConnectionError, self._errors.InternalError) as error:
            raise StoreUnavailable("Chroma", f"{type(error).__name__}: {error}") from error

    def _remote(self, url: str, settings: Any) -> Any:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 8000)
        try:
            client = self._chroma.HttpClient(parts.hostname, port, ssl=parts.scheme == "https", settings=settings)
        except ValueError as error:  # its way to say that nobody is there
            raise StoreUnavailable("Chroma", str(error)) from error
        for session in _sessions(client):
            session.timeout = httpx.Timeout(_PATIENCE)
        return client

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _sessions(client: Any) -> list[httpx.Client]:
    """The HTTP sessions inside Chroma's client, which wait for ever and are never closed by its own ``close``."""
    clients = (client, getattr(client, "_admin_client", None))
    found = [getattr(getattr(one, "_server", None), "_session", None) for one in clients]
    return [session for session in found if isinstance(session, httpx.Client)]
