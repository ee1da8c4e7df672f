"""The figures of a saved answer, read from the snapshot; nothing is computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.core.caveats.run_limits import full_clause
from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import Key, Total
from planner.core.workload import NOT_THINKING
from planner.store.database.rows import Draft
from planner.store.files.result_tables import is_once
from planner.store.of_draft import of_draft
from planner.store.snapshot import total_of_data
from planner.web import filters
from planner.web.present.context_fit import FULL, UNABLE, caveat_sentence, short_reason
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.saved.batch_times import SavedBatch, batch_of
from planner.web.saved.plans.snapshot import CHOSEN, mode_of

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SavedPair:
    """One model of the plan: its estimates with thinking and without, None and the reason where there is none."""

    offer: str
    name: str
    on: Total | None
    off: Total | None
    no_on: str
    no_off: str
    mode: str = "on"
    once: bool = False
    batch: SavedBatch | None = None

    @property
    def price(self) -> str:
        """What the side it is ranked by costs, in a sentence; empty without a figure."""
        return price(self.main, self.once) if self.main else ""

    @property
    def main(self) -> Total | None:
        """The side by which the model is ranked: the one the plan led with, where it has a figure."""
        return (self.off or self.on) if self.mode == "off" else (self.on or self.off)

    @property
    def sides(self) -> tuple[Total, ...]:
        """Those that have figures."""
        return tuple(side for side in (self.on, self.off) if side)

    @property
    def is_thinking(self) -> bool:
        """Whether the side it is ranked by thinks."""
        return self.main is not None and self.main is self.on

    @property
    def finishes(self) -> bool:
        """Whether the side it is ranked by has figures of a run that can be done."""
        return self.main is not None and is_done(self.main)

    @property
    def is_late(self) -> bool:
        """Whether a batch on the side it is ranked by may end after it is needed."""
        return self.main is not None and self.batch is not None and self.batch.is_late(self.main.mean_seconds)

    @property
    def is_able(self) -> bool:
        """Whether the run can be done, a batch in time."""
        return self.finishes and not self.is_late

    @property
    def misfit(self) -> str:
        """Why it cannot do the work, for use after its name or price; else empty."""
        if not self.finishes:
            unable = [code for code in UNABLE if self.main and code in self.main.codes]
            return f", {short_reason(unable[0] if unable else FULL)}"
        return f", not by {self.batch.deadline}" if self.batch and self.is_late else ""


@of_draft
def saved_pairs(draft: Draft) -> tuple[SavedPair, ...]:
    """The models of the plan in its order; a partner that answers without thinking is part of its model."""
    return tuple(_pairs(draft))


@of_draft
def chosen_pair(draft: Draft) -> SavedPair | None:
    """The model the finding spoke of; for plans that do not say, the first with a figure."""
    chosen = draft.snapshot.get(CHOSEN)
    found = next((pair for pair in _pairs(draft, chosen) if pair.main), None)
    return found or next((pair for pair in _pairs(draft) if pair.main), None)


def _pairs(draft: Draft, only: object = None) -> Iterator[SavedPair]:
    """`only`: no offer but this one."""
    snapshot = draft.snapshot
    found = {(e["offer"], e["asked"]): e for e in snapshot["estimates"]}
    refused = {(r["offer"], r["thinking"]): r for r in snapshot["refused"]}
    stand_ins = {r["instead"] for r in refused.values() if r["instead"]}
    asked = {key[0] for key in refused} | {key[0] for key in found if key[1] not in NOT_THINKING}
    mode, once, batch = mode_of(draft), is_once(snapshot), batch_of(draft)
    for offer in dict.fromkeys(key[0] for key in (*found, *refused)):
        if (offer in asked or offer not in stand_ins) and only in (None, offer):
            yield replace(_pair(offer, found, refused, mode, once=once), batch=batch)


def _pair(
    offer: str, estimates: Mapping[Key, Data], refused: Mapping[Key, Data], mode: str, *, once: bool
) -> SavedPair:
    on = next((e for (o, asked), e in estimates.items() if o == offer and asked not in NOT_THINKING), None)
    no_on = next((r for (o, asked), r in refused.items() if o == offer and asked not in NOT_THINKING), None)
    no_off = next((r for (o, asked), r in refused.items() if o == offer and asked in NOT_THINKING), None)
    places: list[Key] = [(offer, mode) for mode in NOT_THINKING]
    places += [(str(no_off["instead"]), "off")] if no_off else []
    off = next((estimates[key] for key in places if key in estimates), None)
    known = on or no_on or no_off or off
    return SavedPair(
        offer,
        known["model"] if known else offer,
        total_of_data(on) if on else None,
        total_of_data(off) if off else None,
        no_on["text"] if no_on else "not asked",
        no_off["text"] if no_off else "not asked",
        mode,
        once,
    )


def price(total: Total, once: bool) -> str:
    """$120 per month; $41 in all of runs that are done once; of a run where none were planned."""
    if not total.usd_per_month:
        return f"{filters.money(total.usd_per_run)} per run"
    return f"{filters.money(total.usd_per_month)} {'in all' if once else 'per month'}"


def price_range(side: Total) -> tuple[str, ...]:
    """Both ends of the 80 % range of what `price` is of, as the plan's page writes them; empty where nothing in it is
    estimated."""
    band = side.month_band if side.usd_per_month else side.run_band
    if band is None or band.p10 == band.p90:
        return ()
    return filters.ends(band.p10, band.p90, side.usd_per_month or side.usd_per_run)


def is_done(side: Total) -> bool:
    """Whether the work could be done, as it was saved: it gives answers, and its context holds the run."""
    return not any(caveat.code in UNABLE for caveat in side.caveats)


def unfit(side: Total) -> str:
    """Where its context was full, as it was saved: context is full at step 238 of 300; empty if it fits."""
    sentence = next((full_clause(caveat) for caveat in side.caveats if caveat.code == FULL), "")
    return sentence[:1].lower() + sentence[1:]


def named_with_host(name: str, offer_id: str, catalogue: Catalogue) -> str:
    """Kimi K2.5 at OpenRouter; an offer of the user's own by its name alone."""
    return name if is_own(offer_id) else f"{name} at {host_of_offer(offer_id, catalogue)}"


def plain_caveats(sides: Iterable[Total]) -> Iterator[str]:
    """The caveats of a model, each once."""
    texts = {caveat.text: caveat.code for side in sides for caveat in side.caveats}
    return (filters.sentence(caveat_sentence(text, code)).rstrip(".") for text, code in texts.items())
