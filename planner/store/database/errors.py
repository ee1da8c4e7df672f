"""Storage exceptions, each with a sentence for people to read."""

from __future__ import annotations

from planner.store.database.rows import Draft, Revision, Scenario


class StoreUnavailable(RuntimeError):  # noqa: N818 - reads as what it is
    """The database cannot be used right now; nothing of the attempted change was kept."""


class Full(ValueError):  # noqa: N818 - reads as what it is
    """The workspace or the server is at its limit; nothing of the attempted change was kept."""


class NotThere(LookupError):  # noqa: N818 - reads as what it is
    """No such thing, or not in this workspace; the answer is the same for both."""


class LinkClosed(NotThere):
    """A link that was right once: revoked, expired, or its plan is gone."""


class Changed(ValueError):  # noqa: N818 - reads as what it is
    """Name, note or tags were changed since they were read; `newest` is their present state, and nothing was
    changed."""

    def __init__(self, newest: Scenario) -> None:
        super().__init__("Somebody changed name, note or tags in the meantime. Look at both, then save yours again.")
        self.newest = newest


class Conflict(ValueError):  # noqa: N818 - reads as what it is
    """Somebody saved in between. `yours` is the draft to save, `newest` the newest revision; neither is lost."""

    def __init__(self, yours: Draft, newest: Revision) -> None:
        super().__init__(
            f"Revision {newest.number} was saved while you were working. Yours is not saved yet: look at both, "
            f"then save yours as revision {newest.number + 1} or drop it."
        )
        self.yours = yours
        self.newest = newest
