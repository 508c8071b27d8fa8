"""What was computed a moment ago, kept in Redis for a while: see ``Cache``."""

from storage.cache.cache import Cache

__all__ = ["Cache"]
