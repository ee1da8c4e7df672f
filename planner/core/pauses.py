"""Places at which long work may be held up: whoever has it done can let other work go first there.

What is worked out is the same, however long it waits. A context variable, as such places lie deep in functions that are
called from many sides and otherwise need nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

WAIT: ContextVar[Callable[[], None] | None] = ContextVar("wait", default=None)
"""What is called at such a place; None, as it comes, goes on at once."""


def pause() -> None:
    """A place between two parts of long work, each of some hundredths of a second."""
    wait = WAIT.get()
    if wait is not None:
        wait()
