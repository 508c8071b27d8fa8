"""Neo4j's driver, without pandas: where pandas is installed the driver loads it, to translate values that we never send.

That would be half of what its import takes, in every process that projects, also in the one that replaces a killed one.
"""

import sys

_UNUSED = "pandas"
_hidden = _UNUSED not in sys.modules
if _hidden:
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # which Python takes for a module that is not there
try:
    from neo4j import (
        READ_ACCESS,
        AsyncDriver,
        AsyncGraphDatabase,
        AsyncResult,
        AsyncSession,
        AsyncTransaction,
    )
    from neo4j.exceptions import (
        AuthError,
        ClientError,
        ConfigurationError,
        DriverError,
        Forbidden,
        GqlError,
        Neo4jError,
        UnsupportedServerProduct,
    )
finally:
    if _hidden:
        del sys.modules[_UNUSED]

__all__ = [
    "READ_ACCESS", "AsyncDriver", "AsyncGraphDatabase", "AsyncResult", "AsyncSession", "AsyncTransaction", "AuthError",
    "ClientError", "ConfigurationError", "DriverError", "Forbidden", "GqlError", "Neo4jError", "UnsupportedServerProduct",
]  # fmt: skip
