"""The verbs about stored things use the databases that the store's tests use."""

from __future__ import annotations

from tests.store.conftest import db, mine, path, theirs

__all__ = ["db", "mine", "path", "theirs"]
