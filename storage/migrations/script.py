"""Runs one SQL file of ``migrations/sql`` as it stands, or prints it in a dry run."""

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run(file: str) -> None:
    """Several statements at once, in the transaction of the migration; SQLAlchemy would prepare them one by one."""
    sql = (_FOLDER / file).read_text(encoding="utf-8")
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(sql)
        return
    connection = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(sql))  # type: ignore[union-attr]
