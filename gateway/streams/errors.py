"""Why a stream ends that its reader did not end."""

from actors.errors import FabulaError


class Lagging(FabulaError):
    """(number): the reader takes less than what happens; everything up to this number has been told."""

    sentence = "too slow; go on after event {0}"


class Restarting(FabulaError):
    """(number): this process ends and another one goes on; everything up to this number has been told."""

    sentence = "the gateway restarts; go on after event {0}"
