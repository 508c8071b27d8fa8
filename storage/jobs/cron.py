"""Cron expressions of five fields, in UTC."""

from datetime import UTC, datetime

from croniter import CroniterBadDateError, croniter

from actors.errors import InvalidRequest

FIELDS = 5


def first(expression: str) -> datetime:
    """The next moment that it names. Raises InvalidRequest when it names none."""
    if len(expression.split()) != FIELDS or not croniter.is_valid(expression):
        example = "it takes minute, hour, day, month and weekday, as in '30 3 * * *'"
        raise InvalidRequest("--every", f"'{expression}' is no cron expression; {example}")
    try:
        return following(expression)
    except CroniterBadDateError as error:
        raise InvalidRequest("--every", f"'{expression}' never comes") from error


def following(expression: str) -> datetime:
    """The next moment after now that a good expression names."""
    found: datetime = croniter(expression, datetime.now(UTC)).get_next(datetime)
    return found
