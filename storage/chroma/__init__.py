"""Recall by meaning over Chroma."""

from storage.chroma.index import ChromaIndex
from storage.chroma.layout import shards_for

__all__ = ["ChromaIndex", "shards_for"]
