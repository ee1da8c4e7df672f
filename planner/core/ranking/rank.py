"""All offers for one workload, in each of a few thinking modes: dollars and seconds as arrays, ready to be ranked.

float64 throughout; a test ties it to the exact path of estimate.one_offer. What is shown is estimated exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.cost.caching import ttl_offered
from planner.core.estimate.terms import Terms
from planner.core.latency.seconds import PRIOR_TTFT_SECONDS, in_a_loop
from planner.core.lazy import LazyRows
from planner.core.models.offers.purpose import asks_for_answers, planned_purposes, unread
from planner.core.ranking.group_runs import GroupRuns, group_runs
from planner.core.ranking.offer_columns import OfferColumns, settled_modes, with_sent
from planner.core.ranking.offer_figures import of_offers, run_floors, run_seconds, run_usd
from planner.core.ranking.price_table import NOT_OFFERED, Codes, Flags, Floats, Index, PriceTable
from planner.core.ranking.vector_shapes import Shapes, first_overflow, longest_call
from planner.core.workload import DAYS_OF_MONTH, Workload

PAIR = ("off", "reference")
"""The two modes compared: not thinking, and the model's reference mode."""


Places = Sequence[int] | Index
"""Numbers of offers."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """n offers in m modes, each array (n, m). Of each mode `dollars`, means of USD per run and month, and `seconds` of
    a run that half of all runs and 95 % of them stay under, (n) each; NaN where `refused` holds the code of a reason,
    and seconds also for batch. Both are worked out for the offers that are asked for: a list needs those that lead
    their models, and shows a page of them. `floors`: seconds that the median is not below, quicker than the median
    itself. `modes`: the mode answered. `thinking_basis`: what its thinking rests on, as in Evidence; `own_runs`: the
    user's own runs of this model and mode behind it; `speed_prior`: speed rests on a class prior alone. `cut_off`: the
    share of answers, 0-1, that the output limit cuts. `sizes` of each mode, (n) each and worked out as dollars are: the
    first call that no longer fits the context window, 0 where all do, and tokens that the longest call sends.
    `answers`, (n): whether the offer can give what the work asks for (an embedding answers no chat), and `reads`, (n),
    whether it takes what is sent, where that is known. `runs_per_month`: one number, that of the workload.
    `guessed_waits`, (n): seconds of a run spent on a wait for the host that nobody measured."""

    columns: OfferColumns
    slots: tuple[str, ...]
    modes: Codes
    refused: Codes
    dollars: tuple[LazyRows, ...]
    seconds: tuple[LazyRows, ...]
    floors: tuple[LazyRows, ...]
    thinking_basis: Codes
    own_runs: Index
    speed_prior: Flags
    cut_off: Floats
    sizes: tuple[LazyRows, ...]
    answers: Flags
    reads: Flags
    runs_per_month: float
    guessed_waits: Floats

    @property
    def usd_per_run(self) -> Floats:
        return np.column_stack([one.whole()[0] for one in self.dollars])

    @property
    def usd_per_month(self) -> Floats:
        return np.column_stack([one.whole()[1] for one in self.dollars])

    @property
    def run_seconds(self) -> Floats:
        return np.column_stack([one.whole()[0] for one in self.seconds])

    @property
    def run_seconds_p95(self) -> Floats:
        return np.column_stack([one.whole()[1] for one in self.seconds])

    def usd_at(self, places: Places, slot: int) -> Floats:
        """USD that rank in one slot, of the offers at `places`, (p)."""
        rows = np.asarray(places, dtype=np.intp)
        return self.dollars[slot].at(rows)[1 if self.runs_per_month else 0][rows]

    def seconds_at(self, places: Places, slot: int) -> tuple[Floats, Floats]:
        """Seconds of a run in one slot that half of all runs and 95 % of them stay under, of the offers at `places`,
        (p) each."""
        rows = np.asarray(places, dtype=np.intp)
        half, most = self.seconds[slot].at(rows)
        return half[rows], most[rows]

    def usd_of(self, place: int, slot: int) -> float:
        """USD that rank, of one offer in one slot."""
        return self.dollars[slot].one(place)[1 if self.runs_per_month else 0]

    def seconds_of(self, place: int, slot: int) -> tuple[float, float]:
        """Its two seconds."""
        half, most = self.seconds[slot].one(place)
        return half, most

    def floors_at(self, places: Places, slot: int) -> Floats:
        """Seconds that the medians of the offers at `places` are not below, NaN where there are none, (p)."""
        rows = np.asarray(places, dtype=np.intp)
        return self.floors[slot].at(rows)[0][rows]

    @property
    def usd(self) -> Floats:
        """USD that rank: of a month, or of one run where no runs are planned and every month is free, (n, m)."""
        return self.usd_per_month if self.runs_per_month else self.usd_per_run

    @property
    def full_at(self) -> Floats:
        """The first call that no longer fits the context window, 0 where all do, (n, m)."""
        return np.column_stack([one.whole()[0] for one in self.sizes])

    @property
    def longest(self) -> Floats:
        """Tokens that the longest call sends, (n, m)."""
        return np.column_stack([one.whole()[1] for one in self.sizes])

    def over_window(self, places: Places, slot: int) -> Flags:
        """Whether the run exceeds the context window in one slot, of the offers at `places`, (p)."""
        rows = np.asarray(places, dtype=np.intp)
        return np.asarray(self.sizes[slot].at(rows)[0][rows] > 0)

    def sizes_of(self, place: int, slot: int) -> tuple[float, float]:
        """The call of one offer that no longer fits, and tokens of its longest call."""
        full_at, longest = self.sizes[slot].one(place)
        return full_at, longest

    @property
    def thinks_unknown(self) -> Flags:
        """Whether a mode thinks and it is not known whether the model can, (n, m)."""
        return np.asarray(self.columns.thinks_unknown[:, np.newaxis] & (self.modes != "off"))


def rank_all(terms: Terms, columns: OfferColumns, slots: Sequence[str] = PAIR) -> Ranking:
    """The workload at every offer of `columns`. A slot is a mode, `reference` or `default` (the model's own), `least`
    (off, or minimal where there is no strict off) or `closest:<effort>` (the offered effort nearest to it)."""
    columns = with_sent(terms.workload, columns)
    days, months = DAYS_OF_MONTH[terms.month]
    runs_per_month = float(terms.workload.runs_per_day) * float(days) / float(months)
    by_slot = [_answers_in(terms, columns, slot, runs_per_month) for slot in slots]
    return Ranking(
        columns=columns,
        slots=tuple(slots),
        modes=np.column_stack([one.modes for one in by_slot]),
        refused=np.column_stack([one.refused for one in by_slot]),
        dollars=tuple(one.dollars for one in by_slot),
        seconds=tuple(one.seconds for one in by_slot),
        floors=tuple(one.floors for one in by_slot),
        thinking_basis=np.column_stack([one.thinking_basis for one in by_slot]),
        own_runs=np.column_stack([one.own_runs for one in by_slot]),
        speed_prior=np.column_stack([one.speed_prior for one in by_slot]),
        cut_off=np.column_stack([one.cut_off for one in by_slot]),
        sizes=tuple(one.sizes for one in by_slot),
        answers=_answers(terms.workload, columns),
        reads=_reads(terms.workload, columns),
        runs_per_month=runs_per_month,
        guessed_waits=_guessed_waits(terms.workload, columns),
    )


def _guessed_waits(load: Workload, columns: OfferColumns) -> Floats:
    """None in a tool loop, whose waits are those of measured runs."""
    if in_a_loop(load):
        return np.zeros(len(columns.offers))
    facts = [profile.base_ttft_seconds if profile else None for profile in columns.profiles]
    return np.where([bool(fact and fact.value) for fact in facts], 0.0, float(load.steps) * PRIOR_TTFT_SECONDS)


@dataclass(frozen=True, slots=True)
class _SlotAnswers:
    """One slot over all offers, (n) each; what is worked out for some of them as in Ranking."""

    modes: Codes
    refused: Codes
    dollars: LazyRows
    seconds: LazyRows
    floors: LazyRows
    thinking_basis: Codes
    own_runs: Index
    speed_prior: Flags
    cut_off: Floats
    sizes: LazyRows


def _answers_in(terms: Terms, columns: OfferColumns, slot: str, runs_per_month: float) -> _SlotAnswers:
    modes, modes_of_offers, codes = columns.kept.settled.get(slot, lambda: settled_modes(columns, slot))
    load = terms.workload
    about = slot, load.service_tier, load.steps > 1, load.cache.mode, load.visible_tokens_per_call == 0
    refused = columns.kept.refused.get(about, lambda: _refusals(load, columns, codes))
    answered, kinds = refused == "", _kinds_of_run(terms, columns, modes)
    timed = answered & ~_is_batch(terms.workload, columns)
    thinking = kinds[0 if terms.workload.thinking_share else -1]

    def dollars(rows: Index) -> tuple[Floats, ...]:
        usd = _filled(answered, rows, lambda places: (run_usd(terms, columns, kinds, places),))[0]
        return usd, usd * runs_per_month

    def seconds(rows: Index) -> tuple[Floats, ...]:
        return _filled(timed, rows, lambda places: run_seconds(terms, columns, kinds, places))

    def floors(rows: Index) -> tuple[Floats, ...]:
        return _filled(timed, rows, lambda places: (run_floors(terms, columns, kinds, places),))

    def sizes(rows: Index) -> tuple[Floats, ...]:
        windows, sent = columns.windows[rows], None if columns.sent is None else columns.sent[rows]
        mean, typical = (
            of_offers(load, shapes.taken(columns.token_group_of[rows]), windows, sent)
            for shapes in (thinking.shapes, thinking.typical)
        )
        return _full_at(windows, typical), longest_call(mean)

    return _SlotAnswers(
        modes=modes_of_offers,
        refused=refused,
        dollars=LazyRows(len(columns.offers), dollars),
        seconds=LazyRows(len(columns.offers), seconds),
        floors=LazyRows(len(columns.offers), floors),
        thinking_basis=thinking.mode_tokens.basis[columns.token_group_of],
        own_runs=thinking.mode_tokens.own_runs[columns.token_group_of],
        speed_prior=thinking.paces.prior[columns.pace_of],
        cut_off=thinking.mode_tokens.cut_off[columns.token_group_of],
        sizes=LazyRows(len(columns.offers), sizes),
    )


def _full_at(windows: Floats, shapes: Shapes) -> Floats:
    """The first step of a typical run that no longer fits the window, 0 where all do, (n)."""
    step = first_overflow(shapes, windows)
    return np.where(step > shapes.steps, 0.0, step)


def _reads(load: Workload, columns: OfferColumns) -> Flags:
    """Whether it reads what is sent, as far as its inputs are known, (n): what `input_not_supported` says."""
    if load.task_class != "image_qa" and columns.sent is None:
        return np.ones(len(columns.offers), dtype=np.bool_)
    cards = zip(columns.facts, columns.table.cards, strict=True)
    return np.array([not unread(one.inputs, card or NOT_OFFERED, load) for one, card in cards], dtype=np.bool_)


def _answers(load: Workload, columns: OfferColumns) -> Flags:
    """What `no_answer` says of each offer, (n)."""
    if not asks_for_answers(load):
        return np.ones(len(columns.offers), dtype=np.bool_)
    able: Flags = (columns.purposes == "") & ~columns.input_only
    return np.asarray(able | np.isin(columns.purposes, sorted(planned_purposes(load))))


def _is_batch(load: Workload, columns: OfferColumns) -> Flags:
    return columns.batch_only | (load.service_tier == "batch")


def _refusals(load: Workload, columns: OfferColumns, asked: Codes) -> Codes:
    """The first reason against each offer, in the order the exact path gives them, (n)."""
    table, mode = columns.table, load.cache.mode
    has_ttl = [mode not in ("5m", "1h") or ttl_offered(mode, kind.offer.cache, kind.card) for kind in columns.kinds]
    reasons = [
        (asked != "", asked),
        (~table.offered, "tier_not_offered"),
        (_is_batch(load, columns) & (load.steps > 1), "batch_cannot_loop"),
        (~(table.priced | _input_only(load, table)), "price_unknown"),
        (~np.array(has_ttl)[columns.kind_of], "cache_ttl_not_offered"),
    ]
    return np.select([holds for holds, _ in reasons], [np.asarray(code) for _, code in reasons], default="")


def _input_only(load: Workload, table: PriceTable) -> Flags:
    """Offers paid by input alone for work without output, (n): embeddings and rerankers."""
    return table.has("input") & ~table.has("output") & (load.visible_tokens_per_call == 0)


def _kinds_of_run(terms: Terms, columns: OfferColumns, modes: tuple[str, ...]) -> list[GroupRuns]:
    """Runs that think and, where not all do, runs that do not."""
    kinds = [group_runs(terms, columns, modes)]
    if terms.workload.thinking_share < 1:
        kinds.append(group_runs(terms, columns, ("off",) * len(modes)))
    return kinds


def _filled(able: Flags, rows: Index, make: Callable[[Index], tuple[Floats, ...]]) -> tuple[Floats, ...]:
    """What `make` gives for those of `rows` that are `able` (n), NaN for the others."""
    places = rows[able[rows]]
    if len(places) == len(rows):
        return make(rows)
    return tuple(_spread(able[rows], column) for column in make(places))


def _spread(able: Flags, column: Floats) -> Floats:
    found = np.full(len(able), np.nan)
    found[able] = column
    return found
