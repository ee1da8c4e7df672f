"""What a saved answer says, read from the snapshot alone: nothing here is computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import Key
from planner.store.database.rows import Draft
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.present.context_fit import FULL, TAIL, graver
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.saved.plans.snapshot import CHOSEN, EXPECTED, mode_of

Figures = Mapping[str, Any]
NOT_THINKING = ("off", "minimal")


@dataclass(frozen=True, slots=True)
class SavedPair:
    """One model of the plan: its estimates with thinking and without, None and the reason where there is none."""

    offer: str
    name: str
    on: Figures | None
    off: Figures | None
    no_on: str
    no_off: str
    mode: str = "on"
    once: bool = False

    @property
    def price(self) -> str:
        """What the side it is ranked by costs, in a sentence; empty without a figure."""
        return price(self.main, once=self.once) if self.main else ""

    @property
    def main(self) -> Figures | None:
        """The side a model is ranked by: the one the plan led with, where it has a figure."""
        return (self.off or self.on) if self.mode == "off" else (self.on or self.off)

    @property
    def is_thinking(self) -> bool:
        """Whether the side it is ranked by thinks."""
        return self.main is not None and self.main is self.on


def saved_pairs(draft: Draft) -> tuple[SavedPair, ...]:
    """The models of the plan in its order; partners that answer without thinking are with their model."""
    snapshot = draft.snapshot
    found = {(e["offer"], e["asked"]): e for e in snapshot["estimates"]}
    refused = {(r["offer"], r["thinking"]): r for r in snapshot["refused"]}
    stand_ins = {r["instead"] for r in refused.values() if r["instead"]}
    asked = {key[0] for key in refused} | {key[0] for key in found if key[1] not in NOT_THINKING}
    offers = dict.fromkeys(key[0] for key in (*found, *refused))
    mode, once = mode_of(draft), is_once(snapshot)
    pairs = (_pair(offer, found, refused, mode) for offer in offers if offer in asked or offer not in stand_ins)
    return tuple(replace(pair, once=once) for pair in pairs)


def _pair(offer: str, estimates: Mapping[Key, Figures], refused: Mapping[Key, Figures], mode: str) -> SavedPair:
    on = next((e for (o, asked), e in estimates.items() if o == offer and asked not in NOT_THINKING), None)
    no_on = next((r for (o, asked), r in refused.items() if o == offer and asked not in NOT_THINKING), None)
    no_off = next((r for (o, asked), r in refused.items() if o == offer and asked in NOT_THINKING), None)
    places: list[Key] = [(offer, mode) for mode in NOT_THINKING]
    places += [(str(no_off["instead"]), "off")] if no_off else []
    off = next((estimates[key] for key in places if key in estimates), None)
    known = on or no_on or no_off or off
    reason = {"on": no_on["text"] if no_on else "not asked", "off": no_off["text"] if no_off else "not asked"}
    return SavedPair(offer, known["model"] if known else offer, on, off, reason["on"], reason["off"], mode)


def chosen_pair(draft: Draft) -> SavedPair | None:
    """The model the finding spoke of; for plans that do not say, the first with a figure."""
    pairs = [pair for pair in saved_pairs(draft) if pair.main]
    chosen = draft.snapshot.get(CHOSEN)
    return next((pair for pair in pairs if pair.offer == chosen), pairs[0] if pairs else None)


def key_of(figures: Figures) -> Key:
    return figures["offer"], figures["asked"]


def month_usd(figures: Figures) -> Decimal:
    return Decimal(figures["cost"]["usd_per_month"])


def run_usd(figures: Figures) -> Decimal:
    return Decimal(figures["cost"]["usd_per_run"])


def price(figures: Figures, *, once: bool) -> str:
    """In a sentence: of a month, of all where the runs are done once, or of a run where no runs were planned."""
    return total(month_usd(figures), run_usd(figures), once=once)


def total(usd_month: Decimal, usd_run: Decimal, *, once: bool) -> str:
    """$120 per month; $41 in all of runs that are done once; of a run where none were planned."""
    if not usd_month:
        return f"{filters.money(usd_run)} per run"
    return f"{filters.money(usd_month)} {'in all' if once else 'per month'}"


def price_range(figures: Figures) -> tuple[str, ...]:
    """Both ends of the 80 % range of what `price` is of, as the plan's page writes them; empty where nothing in it is
    estimated."""
    cost, usd = figures["cost"], month_usd(figures)
    band = cost["month_band"] if usd else cost.get("run_band")
    if not band or Decimal(band["p10"]) == Decimal(band["p90"]):
        return ()
    return filters.ends(Decimal(band["p10"]), Decimal(band["p90"]), usd or run_usd(figures))


def run_seconds(figures: Figures) -> float | None:
    """Half of the runs take less; None where not promised."""
    return figures["latency"]["run"]["p50"] if figures["latency"] else None


def expected_seconds(figures: Figures) -> float | None:
    """Seconds of a run on average; None where not promised, or saved by a version that kept the median alone."""
    found = figures.get(EXPECTED)
    return float(found) if isinstance(found, int | float) and 0 <= found < float("inf") else None


def time_words(figures: Figures) -> Iterator[str]:
    """How long a run takes, the average first, as pages have it."""
    half, mean = run_seconds(figures), expected_seconds(figures)
    if half is None:
        return
    if mean is None:
        yield f"Half of the runs take less than {filters.duration(half)}."
        return
    alike = filters.duration(mean) == filters.duration(half)
    less = "" if alike else f"; half of them take less than {filters.duration(half)}"
    yield f"A run is expected to take {filters.duration(mean)}{less}."


def unfit(figures: Figures) -> str:
    """Where its context was full, as it was saved: context is full at step 238 of 300; empty if it fits."""
    text = next((str(caveat["text"]) for caveat in figures["flags"] if caveat["code"] == FULL), "")
    sentence = text.partition(":")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]


def over_window(figures: Figures) -> str:
    """The share of runs that exceed the window though most fit, as it was saved; empty where none was worth saying."""
    return next((filters.sentence(str(caveat["text"])) for caveat in figures["flags"] if caveat["code"] == TAIL), "")


def finishes(pair: SavedPair) -> bool:
    """Whether the side the model is ranked by has figures of a run that can be done."""
    return pair.main is not None and not unfit(pair.main)


def named_with_host(name: str, offer_id: str, catalogue: Catalogue) -> str:
    """Kimi K2.5 at OpenRouter; an offer of the user's own by its name alone."""
    return name if is_own(offer_id) else f"{name} at {host_of_offer(offer_id, catalogue)}"


def plain_caveats(sides: Iterable[Figures | None]) -> Iterator[str]:
    """The caveats of a model, each once."""
    texts = {caveat["text"]: caveat["code"] for side in sides if side for caveat in side["flags"]}
    return (filters.sentence(graver(text, code)).rstrip(".") for text, code in texts.items())
