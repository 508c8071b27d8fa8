"""What the driver and the server say, in Fabula's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from actors.errors import ChronicleDamaged, EcosystemUnknown, ServerLacks, StoreFull, StoreUnavailable

AWAY = (  # what the driver raises when a server does not answer, or not now
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # its connection was ended by the server while nobody listened
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
)
_NOT_MIGRATED = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.InvalidSchemaNameError)
_CONTRADICTIONS = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, OverflowError)


@contextmanager
def translated(ecosystem: str) -> Iterator[None]:
    """Raises StoreUnavailable when the server does not answer, StoreFull when it has no space, EcosystemUnknown when rows would
    hang on no ecosystem, ChronicleDamaged when a constraint or a type refuses them, ServerLacks without our tables; each with
    its cause."""
    try:
        yield
    except asyncpg.ForeignKeyViolationError as error:
        raise EcosystemUnknown(ecosystem) from error
    except _CONTRADICTIONS as error:
        raise ChronicleDamaged(ecosystem, str(error)) from error
    except _NOT_MIGRATED as error:
        raise ServerLacks("Postgres", f"a table of Fabula ({error})", "run `fabula migrate up`") from error
    except AWAY as error:
        raise unavailable(error) from error


def unavailable(error: BaseException) -> StoreUnavailable:
    """What an error of ``AWAY`` means."""
    reason = (str(error).splitlines() or [""])[0]  # hints and details come after it
    if isinstance(error, asyncpg.DiskFullError):
        return StoreFull("Postgres", reason)
    return StoreUnavailable("Postgres", f"{type(error).__name__}: {reason}")
