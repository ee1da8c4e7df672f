"""What happened to a saved plan: what its page's sentences are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.reprice import Repriced, Retirement
from planner.core.scenario.snapshot import Total
from planner.web.present.hosts import host_of_offer
from planner.web.saved.batch_times import SavedBatch
from planner.web.saved.plans.figures import is_done, named_with_host
from planner.web.saved.plans.reprice.answer import Today


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows`: one per model; `chosen`: the one the plan was about, with its `name` at its host.

    `way`: how the host changed its prices, raised, cut or changed, empty where it did not; `times`: how often since the
    save. `trouble`: why nothing can be asked today. `retired`: each with what it cost when it was saved.
    """

    rows: tuple[Repriced, ...]
    chosen: Repriced | None
    name: str
    host: str
    way: str
    times: int
    trouble: str
    once: bool
    retired: tuple[tuple[Retirement, Repriced | None], ...]
    batch: SavedBatch | None = None

    @property
    def cheapest(self) -> Repriced | None:
        """Today, of those that can finish, a batch in time; None where none can, or there is nothing to choose from."""
        if len(self.known) < 2 or not self.able:
            return None
        return min(self.able, key=lambda row: row.now.usd_per_run if row.now else 0.0)

    @property
    def known(self) -> list[Repriced]:
        """Those with a price today."""
        return [row for row in self.rows if row.now]

    @property
    def able(self) -> list[Repriced]:
        """Those with a price today that can finish, a batch in time."""
        return [row for row in self.known if can_do(row, row.now, self.batch)]

    @property
    def was_cheapest(self) -> Repriced:
        return min(self.rows, key=lambda row: (not can_do(row, row.then, self.batch), row.then.usd_per_run))

    @property
    def deadline(self) -> str:
        """The time of day by which some of its models may not end a batch; else empty."""
        return self.batch.deadline if self.batch and any(is_late(row, self.batch) for row in self.rows) else ""

    @property
    def moved(self) -> int:
        """Models that cost something else now."""
        return sum(row.now is None or bool(row.usd_change) for row in self.rows)

    @property
    def slower(self) -> int | None:
        """Models whose runs take another time now; None where none is answered today."""
        return sum(bool(row.seconds_change) for row in self.rows) if any(row.now for row in self.rows) else None


def can_do(row: Repriced, total: Total | None, batch: SavedBatch | None) -> bool:
    """Whether `total`, of the row then or now, is of work that can be done, and for a batch in time."""
    return total is not None and is_done(total) and not is_late(row, batch)


def is_late(row: Repriced, batch: SavedBatch | None) -> bool:
    """Whether a batch on this model may end after it is needed, at the speed it was saved with."""
    return batch is not None and batch.is_late(row.then.mean_seconds)


def outcome(
    rows: Sequence[Repriced],
    chosen: Repriced | None,
    today: Today,
    catalogue: Catalogue,
    batch: SavedBatch | None = None,
) -> Outcome:
    offer = chosen.then.offer_id if chosen else ""
    moved = [rate for rate in today.changes.moved if rate.offer_id == offer]
    ways = {("raised" if m.now > m.then else "cut") for m in moved if m.now is not None and m.then is not None}
    way = ways.pop() if len(ways) == 1 and all(m.percent is not None for m in moved) else "changed" if moved else ""
    was = {row.then.offer_id: row for row in reversed(today.changes.totals)}
    return Outcome(
        rows=tuple(rows),
        chosen=chosen,
        name=named_with_host(chosen.then.model_name, offer, catalogue) if chosen else "",
        host=host_of_offer(offer, catalogue) if chosen else "",
        way=way,
        times=len(changes(offer, today, catalogue)),
        trouble=today.trouble,
        once=today.once,
        retired=tuple((gone, was.get(gone.offer_id)) for gone in today.changes.retired),
        batch=batch,
    )


def changes(offer_id: str, today: Today, catalogue: Catalogue) -> list[date]:
    """The days since the save on which the offer got a new price list."""
    offer = catalogue.offers.get(offer_id)
    starts = {card.window.starts for card in offer.cards if card.window} if offer else set()
    return sorted(day for day in starts if day and today.changes.then.date() < day <= today.changes.now.date())
