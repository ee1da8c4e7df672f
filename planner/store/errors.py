"""What can go wrong with stored things, each in a sentence a person may read."""

from __future__ import annotations

from planner.store.rows import Draft, Revision


class StoreUnavailable(RuntimeError):  # noqa: N818 - reads as what it is
    """The database cannot be used right now; nothing of the attempted change was kept."""


class NotThere(LookupError):  # noqa: N818 - reads as what it is
    """No such thing, or not in this workspace; the two are never told apart."""


class LinkClosed(NotThere):
    """A link that was right once: revoked, expired, or its plan is gone."""


class Conflict(ValueError):  # noqa: N818 - reads as what it is
    """Somebody saved in between. `yours` is what was to be saved, `newest` what stands there now; neither is lost."""

    def __init__(self, yours: Draft, newest: Revision) -> None:
        super().__init__(
            f"Revision {newest.number} was saved while you were working. Yours is not saved yet: look at both, "
            f"then save yours as revision {newest.number + 1} or drop it."
        )
        self.yours = yours
        self.newest = newest
