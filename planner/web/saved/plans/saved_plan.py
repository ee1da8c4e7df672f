"""A plan as it was saved: its finding, its table and its rates, for the shared page, the file and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.plan.rows import HOURS, MINUTES, SECONDS, TimeUnit
from planner.web.present.hosts import host_of_offer
from planner.web.present.names import told_apart
from planner.web.present.pieces import Piece
from planner.web.saved.plans.figures import (
    Figures,
    SavedPair,
    chosen_pair,
    expected_seconds,
    finishes,
    month_usd,
    over_window,
    plain_caveats,
    price_range,
    run_seconds,
    run_usd,
    saved_pairs,
    unfit,
)
from planner.web.saved.plans.inputs import asked_of, facts
from planner.web.saved.plans.snapshot import mode_of
from planner.web.saved.rates import OfferRates, offer_rates


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """The total of one model in words."""

    name: str
    month: str


@dataclass(frozen=True, slots=True)
class SideCells:
    """One mode of one model as printed; `words` stand in where there are no figures."""

    mode: str
    label: str
    words: str
    month: str = ""
    band: str = ""
    run: str = ""
    time: str = ""
    fresh: str = ""
    read: str = ""
    reasoning: str = ""
    visible: str = ""
    misfit: bool = False


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A model of the plan: without thinking, with it, and its caveats."""

    name: str
    host: str
    off: SideCells
    on: SideCells
    caveats: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """Everything a reader of a saved plan sees; made from what was saved alone."""

    pieces: tuple[Piece, ...]
    sentence: str
    follow: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[SavedRow, ...]
    has_bands: bool
    has_misfits: bool
    time_word: str
    time_kind: str
    once: bool
    rates: tuple[OfferRates, ...]
    day: str
    price_day: str
    foot: str
    note: str


def saved_plan(revision: Revision, catalogue: Catalogue) -> SavedPlan:
    """The catalogue gives names of hosts and models, and no figure."""
    draft = revision.draft
    question = asked_of(draft)
    pairs, chosen = _told_apart(saved_pairs(draft), chosen_pair(draft), catalogue)
    times = _times(pairs)
    pieces = finding(chosen)
    price_day = filters.day(draft.price_moment)
    return SavedPlan(
        pieces=pieces,
        sentence="".join(piece.text for piece in pieces),
        follow=tuple(_follow(pairs, chosen)),
        facts=facts(question, catalogue, mode_of(draft), once=is_once(draft.snapshot)) if question else (),
        rows=tuple(_row(pair, times, catalogue, is_chosen=pair == chosen) for pair in pairs),
        has_bands=any(
            _band(side["cost"]["month_band"], month_usd(side)) for pair in pairs for side in (pair.on, pair.off) if side
        ),
        has_misfits=any(unfit(side) for pair in pairs for side in (pair.on, pair.off) if side),
        time_word=times.unit.word,
        time_kind=times.kind,
        once=is_once(draft.snapshot),
        rates=offer_rates(draft, catalogue),
        day=filters.day(revision.created),
        price_day=price_day,
        foot=f"Saved figures: prices of {price_day}, planner {draft.app_version}. They cannot change.",
        note=draft.note,
    )


def _told_apart(
    pairs: Sequence[SavedPair], chosen: SavedPair | None, catalogue: Catalogue
) -> tuple[list[SavedPair], SavedPair | None]:
    """Both with the host in the name where two hosts of one model are in the plan."""
    names = told_apart([(pair.name, host_of_offer(pair.offer, catalogue)) for pair in pairs])
    named = [replace(pair, name=name) for pair, name in zip(pairs, names, strict=True)]
    return named, next((pair for pair in named if chosen and pair.offer == chosen.offer), None)


def plan_totals(draft: Draft) -> tuple[PlanTotal, ...]:
    """Each model's month, with thinking where it has a figure."""
    known = [(pair, pair.main) for pair in saved_pairs(draft) if pair.main]
    return tuple(PlanTotal(pair.name, f"{pair.price}{', does not fit' if unfit(main) else ''}") for pair, main in known)


def finding(chosen: SavedPair | None) -> tuple[Piece, ...]:
    """What it cost and how long it took, as far as it was known."""
    if chosen is None or chosen.main is None:
        return (Piece("No model of this plan could be priced."),)
    if full := unfit(chosen.main):
        return (Piece(f"{chosen.name} "), Piece("cannot finish", "strong"), Piece(f" such a run: its {full}."))
    mean = expected_seconds(chosen.main)
    seconds = mean or run_seconds(chosen.main)
    how = "" if chosen.is_thinking else " without thinking"
    pieces = [Piece(chosen.name), Piece(" costs "), Piece(chosen.price, "strong"), Piece(how)]
    if seconds is None:
        return (*pieces, Piece(", and is done within a day."))
    return (
        *pieces,
        Piece(", and a run takes "),
        Piece(filters.duration(seconds), "strong"),
        Piece(" on average." if mean else "."),
    )


def _follow(pairs: Sequence[SavedPair], chosen: SavedPair | None) -> Iterable[str]:
    """The range of the bill; what it would cost if it fitted, or how many exceed the window; the cheapest of those that
    can be done."""
    if chosen and chosen.main and (band := _band_of(chosen.main)):
        yield f"80% range {band}."
    if chosen and chosen.main and over_window(chosen.main):
        yield over_window(chosen.main)
    if chosen and chosen.main and unfit(chosen.main):
        yield f"Its figures below are as if it fitted: {chosen.price}."
    priced = [(run_usd(pair.main), pair) for pair in pairs if pair.main and finishes(pair)]
    many = sum(pair.main is not None for pair in pairs)
    if not priced or many < 2 or chosen is None:
        return
    count = filters.in_words(many)
    _, cheapest = min(priced, key=lambda found: found[0])
    able = "" if len(priced) == many else " that can finish it"
    if cheapest == chosen:
        yield f"It is the cheapest of the {count} models{able}."
    elif cheapest.main:
        yield f"Of the {count} models {cheapest.name} is the cheapest{able}, at {cheapest.price}."


def _band_of(side: Figures) -> str:
    """$37.00 to $130.00, of what the price is of; empty where nothing in it is estimated."""
    return " to ".join(price_range(side))


@dataclass(frozen=True, slots=True)
class _Times:
    """How the table writes the time of a run: on average, as the finding above it, or the median in a plan saved by a
    version that kept that alone."""

    kind: str
    unit: TimeUnit

    def written(self, side: Figures) -> str:
        seconds = expected_seconds(side) if self.kind == "average" else run_seconds(side)
        return self.unit.write(seconds) if seconds is not None else "within a day"


def _times(pairs: Sequence[SavedPair]) -> _Times:
    sides = [side for pair in pairs for side in (pair.on, pair.off) if side and run_seconds(side) is not None]
    averages = [seconds for side in sides if (seconds := expected_seconds(side)) is not None]
    medians = [seconds for side in sides if (seconds := run_seconds(side)) is not None]
    if sides and len(averages) == len(sides):
        return _Times("average", _time_unit(averages))
    return _Times("median", _time_unit(medians))


def _time_unit(seconds: Sequence[float]) -> TimeUnit:
    if not seconds or min(seconds) < 120:
        return SECONDS
    return HOURS if min(seconds) > 3 * 3600 else MINUTES


def _row(pair: SavedPair, times: _Times, catalogue: Catalogue, *, is_chosen: bool) -> SavedRow:
    other = f"off is {pair.off['model']}" if pair.off and pair.off["offer"] != pair.offer else ""
    return SavedRow(
        name=pair.name,
        host=host_of_offer(pair.offer, catalogue),
        off=_cells(pair.off, "off", other or _mode(pair.off, "off"), pair.no_off, times),
        on=_cells(pair.on, "on", _mode(pair.on, "on"), pair.no_on, times),
        caveats=tuple(plain_caveats((pair.on, pair.off))),
        is_chosen=is_chosen,
    )


def _mode(side: Figures | None, usual: str) -> str:
    return side["thinking"] if side and side["thinking"] not in (usual, "high", "on") else usual


def _cells(side: Figures | None, mode: str, label: str, words: str, times: _Times) -> SideCells:
    if side is None:
        return SideCells(mode, mode, filters.sentence(words).rstrip("."))
    tokens = side["tokens"]
    return SideCells(
        mode=mode,
        label=label,
        words="",
        month=filters.amount(month_usd(side)),
        band=_band(side["cost"]["month_band"], month_usd(side)),
        run=filters.amount(run_usd(side)),
        time=times.written(side),
        fresh=filters.kilo_tokens(tokens["input_fresh"] + tokens["cache_write"]),
        read=filters.kilo_tokens(tokens["cache_read"]),
        reasoning=filters.kilo_tokens(tokens["reasoning"]),
        visible=filters.kilo_tokens(tokens["visible"]),
        misfit=bool(unfit(side)),
    )


def _band(band: Figures | None, usd: Decimal) -> str:
    """8,800–15,000; nothing where all of it was given, as on the plan."""
    if not band or Decimal(band["p10"]) == Decimal(band["p90"]):
        return ""
    return filters.between(Decimal(band["p10"]), Decimal(band["p90"]), usd)
