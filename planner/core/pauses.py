"""Points at which long work may be held up, so that whoever runs it can let other work go first.

The result is the same however long it waits. It is a context variable because such points lie deep in functions that
are called from many places and otherwise do not need it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

WAIT: ContextVar[Callable[[], None] | None] = ContextVar("wait", default=None)
"""What is called at such a point; None, the default, continues at once."""


def pause() -> None:
    """A point between two parts of long work, each of some hundredths of a second."""
    wait = WAIT.get()
    if wait is not None:
        wait()
