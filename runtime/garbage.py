"""Collecting garbage rarely, in processes whose objects mostly live as long as the process.

Characters, memories and grammars are many small objects without cycles. Python's cyclic collector walks all of them again and
again to find nothing: a quarter of a tick's time at 1,000 characters. Reference counts free what ticks leave behind.
"""

import gc

ALLOCATIONS = 200_000
"""New objects (less the freed ones) between two collections of the youngest; Python's own figure is 700 to 2,000."""


def collect_rarely() -> None:
    """From now on, in this process."""
    gc.set_threshold(ALLOCATIONS, 20, 20)
