"""Why a stream ends that its reader did not end."""

from actors.errors import FabulaError


class Lagging(FabulaError):
    """(number): the reader takes less than what happens; everything up to this number has been told."""

    sentence = "too slow; go on after event {0}"


class Restarting(FabulaError):
    """(number): this process ends and another one goes on; everything up to this number has been told."""

    sentence = "the gateway restarts; go on after event {0}"


class Malformed(FabulaError):
    """(reason): a frame is none that a client may send."""

    sentence = "this is no frame of ours: {0}"


class Late(FabulaError):
    """(seconds): nobody has said who asks."""

    sentence = "nobody has said within {0:g} s who asks"
