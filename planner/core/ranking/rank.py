"""All offers for one workload, in each of a few thinking modes: dollars and seconds as arrays, ready to be ranked.

float64 throughout; a test ties it to the exact path of estimate.one_offer. What is shown is estimated exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.core.cost.caching import ttl_offered
from planner.core.cost.units import BILLED_UNITS, unit_lines
from planner.core.estimate.terms import Terms
from planner.core.lazy import LazyRows
from planner.core.models.offers.purpose import asks_for_answers, planned_purposes
from planner.core.ranking.group_runs import GroupRuns, group_runs, output_of_groups
from planner.core.ranking.offer_columns import OfferColumns, settled_modes
from planner.core.ranking.price_table import Codes, Flags, Floats, Index, PriceTable, fees_usd
from planner.core.ranking.vector_latency import Parts, Runs, parts_of, run_times
from planner.core.ranking.vector_shapes import Shapes, first_overflow, longest_call
from planner.core.ranking.vector_tokens import expected_sums, tokens_usd
from planner.core.uncertainty.steps import step_nodes
from planner.core.workload import DAYS_OF_MONTH, Workload

PAIR = ("off", "reference")
"""The two modes compared: not thinking, and the model's reference mode."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """n offers in m modes, each array (n, m). `figures` of each mode: means of USD per run and month, seconds of a run
    that half of all runs and 95 % of them stay under, (n) each; NaN where `refused` holds the code of a reason, and
    seconds also for batch. They are worked out when they are asked for: a list shows few of the mode that it is not
    ordered by. `modes`: the mode answered. `thinking_basis`: what its thinking rests on, as in Evidence; `own_runs`:
    the user's own runs of this model and mode behind it; `speed_prior`: speed rests on a class prior alone. `full_at`:
    the first call that no longer fits the context window, 0 where all do; `cut_off`: the share of answers, 0-1, that
    the output limit cuts; `longest`: tokens that the longest call sends. `answers`, (n): whether the offer can give
    what the work asks for (an embedding answers no chat). `runs_per_month`: one number, that of the workload."""

    columns: OfferColumns
    slots: tuple[str, ...]
    modes: Codes
    refused: Codes
    figures: tuple[LazyRows, ...]
    thinking_basis: Codes
    own_runs: Index
    speed_prior: Flags
    full_at: Index
    cut_off: Floats
    longest: Floats
    answers: Flags
    runs_per_month: float

    @property
    def usd_per_run(self) -> Floats:
        return np.column_stack([one.whole()[0] for one in self.figures])

    @property
    def usd_per_month(self) -> Floats:
        return np.column_stack([one.whole()[1] for one in self.figures])

    @property
    def run_seconds(self) -> Floats:
        return np.column_stack([one.whole()[2] for one in self.figures])

    @property
    def run_seconds_p95(self) -> Floats:
        return np.column_stack([one.whole()[3] for one in self.figures])

    def usd_in(self, slot: int) -> Floats:
        """USD that rank in one slot, (n)."""
        return self.figures[slot].whole()[1 if self.runs_per_month else 0]

    def seconds_in(self, slot: int) -> tuple[Floats, Floats]:
        """Seconds of a run in one slot that half of all runs and 95 % of them stay under, (n) each."""
        _, _, half, most = self.figures[slot].whole()
        return half, most

    def at(self, places: Sequence[int], slot: int) -> tuple[Floats, Floats, Floats]:
        """USD that rank, and the two seconds, in one slot: (n) each, right at `places` alone."""
        usd_per_run, usd_per_month, half, most = self.figures[slot].at(places)
        return usd_per_month if self.runs_per_month else usd_per_run, half, most

    @property
    def usd(self) -> Floats:
        """USD that rank: of a month, or of one run where no runs are planned and every month is free, (n, m)."""
        return self.usd_per_month if self.runs_per_month else self.usd_per_run

    @property
    def over_window(self) -> Flags:
        """Whether the run exceeds the context window, (n, m)."""
        return np.asarray(self.full_at > 0)

    @property
    def thinks_unknown(self) -> Flags:
        """Whether a mode thinks and it is not known whether the model can, (n, m)."""
        return np.asarray(self.columns.thinks_unknown[:, np.newaxis] & (self.modes != "off"))


def rank_all(terms: Terms, columns: OfferColumns, slots: Sequence[str] = PAIR) -> Ranking:
    """The workload at every offer of `columns`. A slot is a mode, `reference` or `default` (the model's own), `least`
    (off, or minimal where there is no strict off) or `closest:<effort>` (the offered effort nearest to it)."""
    days, months = DAYS_OF_MONTH[terms.month]
    runs_per_month = float(terms.workload.runs_per_day) * float(days) / float(months)
    by_slot = [_answers_in(terms, columns, slot, runs_per_month) for slot in slots]
    return Ranking(
        columns=columns,
        slots=tuple(slots),
        modes=np.column_stack([one.modes for one in by_slot]),
        refused=np.column_stack([one.refused for one in by_slot]),
        figures=tuple(one.figures for one in by_slot),
        thinking_basis=np.column_stack([one.thinking_basis for one in by_slot]),
        own_runs=np.column_stack([one.own_runs for one in by_slot]),
        speed_prior=np.column_stack([one.speed_prior for one in by_slot]),
        full_at=np.column_stack([one.full_at for one in by_slot]),
        cut_off=np.column_stack([one.cut_off for one in by_slot]),
        longest=np.column_stack([one.longest for one in by_slot]),
        answers=_answers(terms.workload, columns),
        runs_per_month=runs_per_month,
    )


@dataclass(frozen=True, slots=True)
class _SlotAnswers:
    """One slot over all offers, (n) each; `figures` as in Ranking."""

    modes: Codes
    refused: Codes
    figures: LazyRows
    thinking_basis: Codes
    own_runs: Index
    speed_prior: Flags
    full_at: Index
    cut_off: Floats
    longest: Floats


def _answers_in(terms: Terms, columns: OfferColumns, slot: str, runs_per_month: float) -> _SlotAnswers:
    modes, codes = columns.kept.settled.get(slot, lambda: settled_modes(columns, slot))
    refused = _refusals(terms.workload, columns, codes[columns.token_group_of])
    answered, kinds = refused == "", _kinds_of_run(terms, columns, modes)
    timed = answered & ~_is_batch(terms.workload, columns)
    thinking = kinds[0 if terms.workload.thinking_share else -1]

    def figures(wanted: Flags) -> tuple[Floats, ...]:
        usd, half, most = _mixed(terms, columns, kinds, answered & wanted)
        usd = np.where(answered, usd, np.nan)
        return usd, usd * runs_per_month, np.where(timed, half, np.nan), np.where(timed, most, np.nan)

    shapes = _compacting(terms.workload, thinking.shapes.taken(columns.token_group_of), columns.windows)
    return _SlotAnswers(
        modes=np.array(modes)[columns.token_group_of],
        refused=refused,
        figures=LazyRows(len(columns.offers), figures),
        thinking_basis=thinking.mode_tokens.basis[columns.token_group_of],
        own_runs=thinking.mode_tokens.own_runs[columns.token_group_of],
        speed_prior=thinking.paces.prior[columns.pace_of],
        full_at=_full_at(
            columns, _compacting(terms.workload, thinking.typical.taken(columns.token_group_of), columns.windows)
        ),
        cut_off=thinking.mode_tokens.cut_off[columns.token_group_of],
        longest=longest_call(shapes),
    )


def _compacting(load: Workload, shapes: Shapes, windows: Floats) -> Shapes:
    """The runs with the limit at which each summarises, given the windows of their offers, (n) each."""
    if load.compaction is None:
        return shapes
    limits = float(load.compaction.at_share) * windows
    return replace(shapes, limits=limits, summary=float(load.compaction.to_tokens))


def _full_at(columns: OfferColumns, shapes: Shapes) -> Index:
    """The first step of a typical run that no longer fits the window, 0 where all do, (n)."""
    step = first_overflow(shapes, columns.windows)
    return np.where(step > shapes.steps, 0, step).astype(np.intp)


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


def _mixed(
    terms: Terms, columns: OfferColumns, kinds: Sequence[GroupRuns], answered: Flags
) -> tuple[Floats, Floats, Floats]:
    """USD and seconds, median and 95 %, of the average run, retries included, over its `kinds`, (n) each. What is not
    `answered` (n) has figures without meaning."""
    load, share = terms.workload, float(terms.workload.thinking_share)
    bills, bill_of = _only(answered, columns.bill_of)
    found = [_tokens_usd(load, columns, runs, columns.bill_rows[bills], bill_of) for runs in kinds]
    mean_usd, calls = found[0] if share == 1 else share * found[0] + (1 - share) * found[1]
    searches = float(load.web_searches_per_run)
    fees = fees_usd(columns.table, web_searches=searches, calls=calls, context=load.search_context)
    fees += _units_usd(load, columns)
    timed, kind_of = _only(answered, columns.kind_of)
    half, most = run_times(load, [_parts(terms, columns, runs, timed) for runs in kinds])[kind_of].T
    return (1 + float(load.retry_rate)) * (mean_usd + fees), half, most


def _only(wanted: Flags, group_of: Index) -> tuple[Index, Index]:
    """The groups that hold a wanted offer, and for every offer the place of its group among them; of an offer whose
    group is not there any place."""
    groups, place_of = np.unique(group_of[wanted], return_inverse=True) if wanted.any() else ([0], [0])
    places = np.zeros(len(group_of), dtype=np.intp)
    places[wanted] = place_of
    return np.asarray(groups, dtype=np.intp), places


def _units_usd(load: Workload, columns: OfferColumns) -> Floats:
    """USD of what is billed beside text, (n)."""
    if not any(getattr(load, unit.field) for unit in BILLED_UNITS if unit.field):
        return np.zeros(len(columns.offers))
    cards = zip(columns.offers, columns.table.cards, strict=True)
    return np.array([float(sum(x.usd for x in unit_lines(offer, c, load))) if c else 0.0 for offer, c in cards])


def _tokens_usd(load: Workload, columns: OfferColumns, runs: GroupRuns, rows: Index, row_of: Index) -> Floats:
    """USD of the tokens of one run at every offer, and its calls, (2, n); summed up for the offers at `rows`, of which
    `row_of` (n) says whose sums are an offer's."""
    plans = runs.plans.taken(columns.kind_of[rows])
    shapes = _compacting(load, runs.shapes.taken(columns.token_group_of[rows]), columns.windows[rows])
    nodes = step_nodes(load.steps, float(load.steps_spread))
    sums = expected_sums(shapes, plans, columns.table.starts[rows], nodes).taken(row_of)
    hour_share = 1.0 if load.cache.mode == "1h" else float(load.cache.write_1h_share)
    usd = tokens_usd(columns.table, shapes.taken(row_of), sums, hour_share)
    return np.stack([usd, (sums.calls + sums.summaries).sum(axis=1)])


def _parts(terms: Terms, columns: OfferColumns, runs: GroupRuns, kinds: Index) -> Parts:
    """The components of the seconds of one run at these kinds of offer, (k); they do not depend on prices."""
    token_group_of, pace_of = columns.token_group_of_kind[kinds], columns.pace_of_kind[kinds]
    load, (output, output_group_of) = terms.workload, output_of_groups(terms, columns, runs)
    return parts_of(
        load,
        Runs(
            shapes=_compacting(load, runs.shapes.taken(token_group_of), columns.kind_windows[kinds]),
            plans=runs.plans.taken(kinds),
            paces=runs.paces.taken(pace_of),
            keeps=runs.keeps[token_group_of],
            output=output,
            token_group_of=output_group_of[token_group_of],
        ),
    )
